//! Quota headers and `Retry-After` in the formats that services use.

use std::sync::Arc;
use std::time::Duration;

use focus_api::{ErrorKind, NewTask, QuotaPolicy, RetryPolicy, TaskPatch};
use focus_fake::{Fault, HttpDateFormat};
use focus_tests::{FIRST, ManualClock, builder, fake_of, tasks_of};

#[tokio::test]
async fn a_spent_quota_is_recognized_in_every_spelling() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake));
    for (remaining, resets_in, expected) in [
        (Some("0"), Some("60"), ErrorKind::Quota),
        (Some("0.0"), Some("60"), ErrorKind::Quota),
        (Some(" 0 "), Some("60"), ErrorKind::Quota),
        (None, Some("60"), ErrorKind::Quota),
        (Some("0.0"), None, ErrorKind::Quota),
        (Some("7"), Some("60"), ErrorKind::Plan),
        (Some("7.0"), None, ErrorKind::Plan),
    ] {
        fake.fault(Fault::status(402).quota_headers(remaining, resets_in).times(2));
        let errors = [tasks.get(FIRST).await.unwrap_err(), tasks.create(NewTask::new("x")).await.unwrap_err()];
        for error in errors {
            assert_eq!(error.kind(), expected, "{remaining:?} {resets_in:?}: {error}");
        }
    }
    for (text, at_least) in [("59.7", 59), ("60", 60), ("60.0", 60)] {
        fake.fault(Fault::status(402).quota_headers(Some("0"), Some(text)));
        let wait = tasks.get(FIRST).await.unwrap_err().retry_after().unwrap();
        assert!((at_least..=60).contains(&wait.as_secs()), "{text}: {wait:?}");
    }
}

#[tokio::test]
async fn a_call_waits_for_the_quota_at_most_twice() {
    for seconds in ["0", "60", "0.5", "-1"] {
        let fake = fake_of(1).await;
        let wait = QuotaPolicy::WaitUpTo(Duration::from_secs(10_000));
        let tasks = tasks_of(&fake, builder(&fake).quota(wait).clock(Arc::new(ManualClock::default())));
        fake.fault(Fault::status(402).quota_headers(Some("0"), Some(seconds)).always());
        assert!(tasks.get(FIRST).await.unwrap_err().is_quota());
        assert!(fake.take_requests().len() <= 3, "resets in {seconds}");
        assert!(tasks.patch(FIRST, TaskPatch::new().pinned(true)).await.unwrap_err().is_quota());
        assert!(fake.take_requests().len() <= 3, "resets in {seconds}");
    }
}

#[tokio::test]
async fn a_wait_over_the_maximum_is_an_error_at_once() {
    for value in ["99999999999999999999999", "18446744073709551616", "1e30", "86400"] {
        let fake = fake_of(1).await;
        let clock = ManualClock::default();
        let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(clock.clone())));
        for status in [429, 503] {
            fake.fault(Fault::status(status).header("Retry-After", value).always());
            assert!(tasks.get(FIRST).await.is_err());
            if value != "1e30" {
                assert_eq!(fake.take_requests().len(), 1, "{status} {value}: must not be retried at once");
            }
            fake.clear_faults();
        }
    }
}

#[tokio::test]
async fn retry_after_is_read_in_every_format_of_an_http_date() {
    for form in HttpDateFormat::ALL {
        let fake = fake_of(1).await;
        let clock = ManualClock::default();
        let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(clock.clone())));
        let moment = fake.now() + focus_api::chrono::TimeDelta::seconds(20);
        fake.fault(Fault::status(503).retry_at(moment, form));
        assert!(tasks.get(FIRST).await.is_ok());
        let waited: Duration = clock.pauses().iter().sum();
        assert!((19..=25).contains(&waited.as_secs()), "{form:?}: waited {waited:?}");
    }
}

#[tokio::test]
async fn streams_bulk_changes_and_uploads_read_the_quota_in_the_same_way() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake));
    for (remaining, resets_in) in [(Some("0.0"), Some("59.7")), (None, Some("59")), (Some("0"), None)] {
        fake.fault(Fault::status(402).quota_headers(remaining, resets_in).times(4));
        let image = focus_api::requests::Image::bytes("not an image", "image/png");
        let report = tasks.bulk().archive([FIRST]).await;
        let errors = [
            tasks.stream().send().await.err().unwrap(),
            tasks.draft_from_image(image).await.err().unwrap(),
            tasks.workspace().client().request(focus_api::reqwest::Method::GET, "/me").await.err().unwrap(),
            report.stopped_by().cloned().unwrap(),
        ];
        for error in errors {
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Quota, 1), "{remaining:?} {resets_in:?}: {error}");
            assert!(!error.is_outcome_unknown());
        }
        assert_eq!((report.progress().rejected, report.progress().not_sent), (0, 1), "{report}");
    }
}

#[tokio::test]
async fn a_change_is_not_retried_even_if_the_service_asks_for_it() {
    let fake = fake_of(1).await;
    let clock = ManualClock::default();
    let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(clock.clone())));
    for value in ["0", "1", "1.5", "99999999999999999999999", "-1", "soon"] {
        for status in [429, 503] {
            fake.fault(Fault::status(status).header("Retry-After", value));
            let error = tasks.patch(FIRST, TaskPatch::new().pinned(true)).await.unwrap_err();
            assert_eq!((error.requests_sent(), error.is_outcome_unknown()), (1, status == 503), "{status} {value}");
        }
    }
    assert_eq!(clock.pauses(), [Duration::ZERO; 0]);
}

#[tokio::test]
async fn the_smallest_remaining_number_and_the_longest_wait_of_several_headers_count() {
    let fake = fake_of(1).await;
    let spent = |remaining: &str, resets_in| Fault::status(402).quota_headers(Some(remaining), resets_in);
    for (name, fault, wait) in [
        ("joined by a proxy", spent("0, 0", Some("60, 90")), Some(91)),
        ("two headers", spent("7", Some("60")).add_header("X-Toggl-Quota-Remaining", "0"), Some(61)),
        ("the first is empty", spent("", Some("")).add_header("X-Toggl-Quota-Resets-In", "60"), Some(61)),
        ("negative", spent("-1", Some("60")), Some(61)),
        ("negative without a time", spent("-1", None), None),
        ("a time in Retry-After", spent("0", None).header("Retry-After", "60"), Some(61)),
        ("with a sign", spent("+0", Some("+60")), Some(61)),
    ] {
        let clock = ManualClock::default();
        let wait_for_quota = QuotaPolicy::WaitUpTo(Duration::from_secs(600));
        let tasks = tasks_of(&fake, builder(&fake).quota(wait_for_quota).clock(Arc::new(clock.clone())));
        fake.fault(fault);
        let result = tasks.get(FIRST).await;
        assert_eq!(result.is_ok(), wait.is_some(), "{name}: {result:?}");
        assert!(result.err().is_none_or(|error| error.is_quota()), "{name}");
        let expected: Vec<Duration> = wait.map(Duration::from_secs).into_iter().collect();
        assert_eq!(clock.pauses(), expected, "{name}");
    }
}

#[tokio::test]
async fn retry_after_is_read_from_lists_repeated_headers_and_inexact_dates() {
    let fake = fake_of(1).await;
    let at = |form: &str| (fake.now() + focus_api::chrono::TimeDelta::seconds(20)).format(form).to_string();
    for values in [
        vec!["20".to_owned()],
        vec!["5, 20".to_owned()],
        vec!["20, soon".to_owned()],
        vec!["5".to_owned(), "20".to_owned()],
        vec!["soon".to_owned(), "20".to_owned()],
        vec!["+20".to_owned()],
        vec![at("%a, %d %b %Y %H:%M:%S UTC")],
        vec![at("Xyz, %d %b %Y %H:%M:%S GMT")],
        vec![at("%A, %d-%b-%Y %H:%M:%S GMT")],
        vec![at("%a %b %e %H:%M:%S %Y GMT")],
        vec![at("%a, %d %b %Y %H:%M:%S GMT"), "5".to_owned()],
    ] {
        let clock = ManualClock::default();
        let retry = RetryPolicy::default().jitter(false);
        let tasks = tasks_of(&fake, builder(&fake).retry(retry).clock(Arc::new(clock.clone())));
        let fault = Fault::status(503).remove_header("Retry-After");
        fake.fault(values.iter().fold(fault, |fault, value| fault.add_header("Retry-After", value)));
        assert!(tasks.get(FIRST).await.is_ok());
        assert_eq!(clock.pauses(), [Duration::from_secs(20)], "{values:?}");
    }
}

#[tokio::test]
async fn an_attempt_that_says_that_the_quota_is_spent_is_not_followed_by_others() {
    let fake = fake_of(1).await;
    for status in [408, 429, 502, 503, 504] {
        let clock = ManualClock::default();
        let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(clock.clone())));
        fake.fault(Fault::status(status).quota_headers(Some("0"), Some("600")).always());
        let error = tasks.get(FIRST).await.unwrap_err();
        assert_eq!((error.requests_sent(), fake.take_requests().len()), (1, 1), "{status}: {error}");
        fake.clear_faults();
        fake.fault(Fault::status(status).quota_headers(Some("0"), Some("600")));
        let wait = QuotaPolicy::WaitUpTo(Duration::from_secs(601));
        assert!(tasks.get(FIRST).quota(wait).await.is_ok(), "{status}");
        assert_eq!(clock.pauses(), [Duration::from_secs(601)], "{status}");
        assert_eq!(fake.take_requests().len(), 2, "{status}");
    }
}

#[tokio::test]
async fn a_number_of_the_hour_before_does_not_belong_to_a_new_time() {
    let fake = fake_of(1).await;
    let clock = ManualClock::default();
    let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(clock.clone())).quota_check(true));
    fake.fault(Fault::response().quota_headers(Some("0"), Some("10")));
    assert!(tasks.get(FIRST).await.is_ok());
    assert!(tasks.get(FIRST).await.unwrap_err().is_quota());
    clock.advance(Duration::from_secs(20));
    fake.fault(Fault::response().quota_headers(None, Some("3590")).always());
    for _ in 0..3 {
        assert!(tasks.get(FIRST).await.is_ok(), "the quota was reset");
        let quota = tasks.workspace().quota().unwrap();
        assert_eq!((quota.remaining, quota.resets_in), (None, Some(Duration::from_secs(3590))));
    }
}

#[tokio::test]
async fn a_request_of_the_generated_client_spends_the_quota_of_its_own_organization() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).quota_check(true));
    let client = tasks.workspace().client();
    let raw = client.raw();
    let get = |organization: i64| raw.get_task().organization_id(organization).workspace_id(1).task_id(FIRST);
    fake.fault(Fault::quota_spent(Duration::from_secs(600)));
    assert!(get(fake.organization_id() + 1).send().await.is_err());
    assert_eq!((client.quota().unwrap().remaining, tasks.workspace().quota()), (Some(0), None));
    assert!(tasks.get(FIRST).await.is_ok(), "the quota of another organization is spent");
    fake.fault(Fault::quota_spent(Duration::from_secs(600)));
    assert!(get(fake.organization_id()).send().await.is_err());
    assert_eq!(tasks.workspace().quota().unwrap().remaining, Some(0));
}
