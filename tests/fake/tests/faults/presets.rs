//! Ready-made faults: quota, sign-in pages, redirects, dates.

use std::time::Duration;

use focus_fake::{FakeFocus, Fault, HttpDateFormat, RedirectTarget};
use reqwest::{Client, Method, redirect::Policy};

use crate::common::{address, request};

#[tokio::test]
async fn the_two_kinds_of_402_differ_in_their_headers() {
    let fake = FakeFocus::builder().quota(30).start().await;
    let quota = async |fault: Fault| {
        fake.fault(fault);
        let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        (response.status().as_u16(), header("x-toggl-quota-remaining"), header("x-toggl-quota-resets-in"))
    };
    let spent = quota(Fault::quota_spent(Duration::from_secs(90))).await;
    assert_eq!(spent, (402, "0".to_owned(), "90".to_owned()));
    let plan = quota(Fault::plan_lacks_feature()).await;
    assert_eq!(plan, (402, "28".to_owned(), "3600".to_owned()));
}

#[tokio::test]
async fn a_sign_in_page_is_a_200_with_html() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::sign_in_page());
    let response = request(&fake, Method::DELETE, "tasks/5000000001").send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"text/html; charset=utf-8".parse().unwrap())
    );
    assert!(response.text().await.unwrap().contains("<title>Sign in</title>"));
    assert!(fake.task(5_000_000_001).unwrap().get("deleted_at").is_none());
}

#[tokio::test]
async fn redirects_have_the_location_of_their_target() {
    let fake = FakeFocus::start().await;
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let here = address(&fake, "tasks");
    let path = here[here.find("/api").unwrap()..].to_owned();
    let host = here.trim_start_matches("http://").split('/').next().unwrap().to_owned();
    for (target, location) in [
        ("http://elsewhere.example/x".into(), Some("http://elsewhere.example/x".to_owned())),
        (RedirectTarget::SameAddress, Some(format!("{here}?page=2"))),
        (RedirectTarget::RelativePath, Some(format!("{path}?page=2"))),
        (RedirectTarget::RelativeScheme, Some(format!("//{host}{path}?page=2"))),
        (RedirectTarget::Origin("https://x.example/".to_owned()), Some(format!("https://x.example{path}?page=2"))),
        (RedirectTarget::Path("/login".to_owned()), Some(format!("http://{host}/login?page=2"))),
        (RedirectTarget::WithoutQuery, Some(here.clone())),
        (RedirectTarget::Missing, None),
    ] {
        for status in [301, 302, 303, 307, 308] {
            fake.fault(Fault::redirect(status, target.clone()));
            let response = client.get(format!("{here}?page=2")).send().await.unwrap();
            let sent = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
            assert_eq!((response.status().as_u16(), sent), (status, location.clone()), "{target:?}");
        }
    }
}

#[tokio::test]
async fn times_limits_the_number_of_redirects() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::redirect(307, RedirectTarget::SameAddress).times(4));
    let response = request(&fake, Method::GET, "tasks?page=2").send().await.unwrap();
    assert_eq!((response.status().as_u16(), fake.requests_read()), (200, 5));
    fake.fault(Fault::redirect(308, RedirectTarget::SameAddress).always());
    assert!(request(&fake, Method::GET, "tasks").send().await.unwrap_err().is_redirect());
}

#[tokio::test]
async fn retry_dates_are_relative_to_the_date_of_the_response() {
    let fake = FakeFocus::start().await;
    for (form, expected) in [
        (HttpDateFormat::Fixdate, "Mon, 02 Mar 2026 09:00:30 GMT"),
        (HttpDateFormat::Rfc850, "Monday, 02-Mar-26 09:00:30 GMT"),
        (HttpDateFormat::Asctime, "Mon Mar  2 09:00:30 2026"),
    ] {
        fake.fault(Fault::status(503).retry_at(fake.now() + Duration::from_secs(30), form));
        let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
        assert_eq!(response.headers()["retry-after"], expected);
        assert_eq!(response.headers()["date"], "Mon, 02 Mar 2026 09:00:00 GMT");
    }
}
