//! Which requests are sent, to which origin and how often, and the counters that report them.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use focus_api::options::CallOptions;
use focus_api::requests::Image;
use focus_api::reqwest::Method;
use focus_api::{Client, ErrorKind, NewTask, ProjectId, QuotaPolicy, RetryPolicy, TaskPatch};
use focus_fake::{FakeFocus, Fault, RedirectTarget};
use focus_tests::{FIRST, ManualClock, builder, fake_of, tasks_of};

fn image() -> Image {
    Image::bytes("not an image", "image/png")
}

#[tokio::test]
async fn a_refused_connection_counts_as_an_attempt_but_not_as_a_request_sent() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(ManualClock::default())));
    fake.refuse_connections();
    let errors = [
        tasks.get(FIRST).await.unwrap_err(),
        tasks.patch(FIRST, TaskPatch::new().pinned(true)).await.unwrap_err(),
        tasks.create(NewTask::new("x")).await.unwrap_err(),
        tasks.draft_from_image(image()).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.attempts(), error.requests_sent()), (ErrorKind::Connect, 3, 0), "{error}");
        assert!(!error.is_outcome_unknown(), "{error}");
    }
    assert_eq!((tasks.workspace().client().requests_sent(), fake.requests().len()), (0, 0));
    fake.accept_connections();
    assert!(tasks.get(FIRST).await.is_ok());
}

#[tokio::test]
async fn redirects_on_the_same_origin_are_followed_twice_and_counted() {
    for status in [307, 308] {
        for (hops, is_followed) in [(1, true), (2, true), (3, false)] {
            let fake = fake_of(1).await;
            let tasks = tasks_of(&fake, builder(&fake).retry(RetryPolicy::none()));
            let redirect = || Fault::redirect(status, RedirectTarget::SameAddress).times(hops);
            fake.fault(redirect());
            let got = tasks.get(FIRST).await;
            assert_eq!(got.is_ok(), is_followed, "{status}, {hops} hops");
            let sent = fake.requests().len();
            assert_eq!(sent, if is_followed { hops + 1 } else { 3 });
            assert_eq!(tasks.workspace().client().requests_sent(), sent as u64);
            fake.clear_faults();
            fake.fault(redirect());
            let drafts = tasks.draft_from_image(image()).await;
            assert_eq!(drafts.is_ok(), is_followed, "an upload must follow redirects like every call: {drafts:?}");
            fake.clear_faults();
            fake.fault(redirect());
            let error = tasks.archive(FIRST).await.err();
            assert_eq!(
                error.as_ref().map(|error| (error.requests_sent(), error.is_outcome_unknown())),
                (!is_followed).then_some((3, true))
            );
        }
    }
}

#[tokio::test]
async fn a_redirect_to_an_address_with_credentials_is_not_followed() {
    let fake = fake_of(1).await;
    let authority = fake.base_url().split('/').nth(2).unwrap().to_owned();
    let path = format!("organizations/1/workspaces/2/tasks/{FIRST}");
    for (credentials, is_followed) in [("", true), ("user@", false), (":password@", false), ("user:password@", false)] {
        fake.fault(Fault::status(307).header("Location", &format!("http://{credentials}{authority}/api/{path}")));
        drop(tasks_of(&fake, builder(&fake)).get(FIRST).await);
        let requests = fake.take_requests().len();
        assert_eq!(requests, if is_followed { 2 } else { 1 }, "{credentials}");
    }
}

#[tokio::test]
async fn redirects_are_counted_over_all_attempts_of_a_call() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(ManualClock::default())));
    let redirect = || Fault::redirect(307, RedirectTarget::SameAddress);
    for fault in [redirect().times(2), Fault::status(503), redirect()] {
        fake.fault(fault);
    }
    let error = tasks.get(FIRST).await.expect_err("the third redirect of a call is not followed");
    assert_eq!(
        (error.status().map(|status| status.as_u16()), error.attempts(), error.requests_sent()),
        (Some(307), 2, 4)
    );
    assert_eq!(fake.requests().len(), 4);
}

#[tokio::test]
async fn no_other_origin_receives_a_request() {
    let fake = fake_of(1).await;
    let other = FakeFocus::start().await;
    let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(ManualClock::default())));
    for status in [301, 302, 303, 307, 308] {
        fake.fault(Fault::redirect(status, RedirectTarget::Origin(other.origin())).always());
        assert!(tasks.get(FIRST).await.is_err() && tasks.delete(FIRST).await.is_err());
        assert!(tasks.draft_from_image(image()).await.is_err() && tasks.stream().send().await.is_err());
        fake.clear_faults();
    }
    assert_eq!((other.requests().len(), other.connections()), (0, 0));
}

#[tokio::test]
async fn a_url_that_is_too_long_is_not_sent() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake));
    let ids = || (0..1200).map(|id| ProjectId(1_000_000_000 + id));
    let errors = [
        tasks.list().project(ids().collect::<Vec<_>>()).await.unwrap_err(),
        tasks.stream().project(ids().collect::<Vec<_>>()).send().await.err().unwrap(),
        tasks.list().name("n".repeat(9_000)).await.unwrap_err(),
        tasks.get(FIRST).extra_query("q", "n".repeat(9_000)).await.unwrap_err(),
        tasks.workspace().client().request(Method::GET, format!("/{}", "n".repeat(9_000))).await.unwrap_err(),
    ];
    for error in errors {
        assert!(error.to_string().contains("shorten its path or its query"), "{error}");
        assert_eq!((error.kind(), error.requests_sent()), (ErrorKind::InvalidArgument, 0), "{error}");
    }
    assert_eq!(fake.requests().len(), 0);
}

#[tokio::test]
async fn uploads_follow_the_policy_of_every_call() {
    let fake = fake_of(1).await;
    let clock = ManualClock::default();
    let tasks = tasks_of(
        &fake,
        builder(&fake).clock(Arc::new(clock.clone())).quota(QuotaPolicy::WaitUpTo(Duration::from_secs(600))),
    );
    fake.fault(Fault::quota_spent(Duration::from_secs(60)));
    assert!(tasks.draft_from_image(image()).await.is_ok());
    assert_eq!(fake.take_requests().len(), 2);
    assert!(!clock.pauses().is_empty(), "the upload must wait for the quota");
}

#[test]
fn a_client_without_key_or_with_an_invalid_base_url_is_refused_before_a_request() {
    assert_eq!(Client::builder().build().unwrap_err().kind(), ErrorKind::Configuration);
    for url in [
        "ftp://focus.toggl.com",
        "focus.toggl.com",
        "http://focus.toggl.com",
        "https://",
        "https://a:b@focus.toggl.com",
    ] {
        let error = Client::builder().api_key("toggl_sk_00112233445566778899aabbccddeeff").base_url(url).build();
        assert!(error.is_err_and(|error| error.kind() == ErrorKind::Configuration), "{url}");
    }
    let error = Client::builder().basic_auth("a:b@example.org", "password").build().unwrap_err();
    assert!(error.is_configuration() && error.to_string().contains("must not contain a colon"), "{error}");
    let valid = || Client::builder().api_key("toggl_sk_00112233445566778899aabbccddeeff");
    for name in ["Host", "authorization", "a b"] {
        let error = valid().extra_header(name, "x").build().unwrap_err();
        assert!(error.is_configuration() && error.to_string().starts_with(&format!("the header `{name}`")), "{error}");
    }
}

#[tokio::test]
async fn shared_options_do_not_change_settings_that_they_do_not_set() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(ManualClock::default())));
    let shared = CallOptions::new().retry(RetryPolicy::none()).extra_header("x-shared", "1");
    fake.fault(Fault::status(503).always());
    let errors = [
        tasks.get(FIRST).options(shared.clone()).await.unwrap_err(),
        tasks.list().options(shared.clone()).await.unwrap_err(),
        tasks.draft_from_list("- paper").options(shared).await.unwrap_err(),
    ];
    assert!(errors.iter().all(|error| error.attempts() == 1), "{errors:?}");
    assert!(fake.requests().iter().all(|request| request.header("x-shared") == Some("1")));
}

/// Returns how long a call waits for a server that sends nothing, by the clock of the runtime, which advances by itself
/// while it is paused.
async fn waited<T>(call: impl Future<Output = Result<T, focus_api::Error>>) -> Duration {
    let begin = tokio::time::Instant::now();
    let error = call.await.err().expect("the server sends nothing");
    assert!(error.is_timeout(), "{error}");
    begin.elapsed()
}

#[tokio::test]
async fn timeouts_of_the_client_and_the_call_override_that_of_the_operation() {
    let fake = fake_of(1).await;
    let seconds = Duration::from_secs;
    let plain = || builder(&fake).retry(RetryPolicy::none());
    let custom = focus_api::reqwest::Client::builder().timeout(seconds(30)).no_proxy().build().unwrap();
    for (settings, draft, get) in [
        (plain(), seconds(120), seconds(60)),
        (plain().timeout(seconds(20)), seconds(20), seconds(20)),
        (plain().http_client(custom.clone()), seconds(30), seconds(30)),
        (plain().http_client(custom).timeout(seconds(7)), seconds(7), seconds(7)),
    ] {
        let tasks = tasks_of(&fake, settings);
        let shared = CallOptions::new().extra_header("x-shared", "1");
        let limited = CallOptions::new().timeout(seconds(5));
        // Opens a connection for each call before the clock is paused.
        let (first, second) = tokio::join!(tasks.get(FIRST), tasks.get(FIRST));
        assert!(first.is_ok() && second.is_ok());
        fake.fault(Fault::response().stall_before_head().always());
        tokio::time::pause();
        let waits = [
            (waited(tasks.draft_from_list("- paper").options(shared.clone()).into_future()).await, draft),
            (waited(tasks.get(FIRST).options(shared).into_future()).await, get),
            (waited(tasks.get(FIRST).options(limited).into_future()).await, seconds(5)),
            (waited(tasks.draft_from_prompt("paper").timeout(seconds(3)).into_future()).await, seconds(3)),
        ];
        tokio::time::resume();
        fake.clear_faults();
        for (waited, expected) in waits {
            assert!(
                (expected..expected + Duration::from_millis(50)).contains(&waited),
                "waited {waited:?} instead of {expected:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_built_is_not_retried() {
    let fake = fake_of(1).await;
    let clock = ManualClock::default();
    let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(clock.clone())));
    let errors = [
        tasks.get(FIRST).extra_header("bad name", "1").await.unwrap_err(),
        tasks.patch(FIRST, TaskPatch::new().pinned(true)).extra_header("x", "a\nb").await.unwrap_err(),
        tasks.workspace().client().request(Method::GET, "//elsewhere").await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.requests_sent()), (ErrorKind::InvalidArgument, 0), "{error}");
        assert!(!error.is_outcome_unknown() && error.attempts() <= 1, "{error}");
    }
    assert_eq!((fake.requests().len(), clock.pauses().len()), (0, 0));
}

#[tokio::test]
async fn a_call_that_is_dropped_is_counted_as_sent() {
    let fake = fake_of(9).await;
    let client = builder(&fake).build().unwrap();
    let tasks = client.workspace(fake.organization_id(), fake.workspace_id()).tasks();
    fake.fault(Fault::response().stall_before_head());
    tokio::select! {
        _ = tasks.get(FIRST) => panic!("the server sends nothing"),
        () = fake.wait_for_requests(1) => {}
    }
    assert_eq!((client.requests_sent(), fake.requests_read()), (1, 1));
    let mut items = tasks.list().per_page(2).prefetch(2).items();
    fake.fault(Fault::response().stall_before_head().after(1).times(3));
    assert!(items.next().await.unwrap().is_ok() && items.next().await.unwrap().is_ok());
    tokio::select! {
        _ = items.next() => panic!("the server sends nothing"),
        () = fake.wait_for_requests(5) => {}
    }
    drop(items);
    assert_eq!((client.requests_sent(), fake.requests_read()), (5, 5), "pages that were requested in advance count");
}
