//! The request quota that responses report, and waiting for its reset.

use std::sync::Arc;
use std::time::Duration;

use focus_api::{ClientBuilder, ErrorKind, NewTask, QuotaPolicy, Tasks};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{FIRST, ManualClock, builder, fake_of, lines, seeded, tasks, tasks_of};

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn with(fake: &FakeFocus, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (Tasks, ManualClock) {
    let clock = ManualClock::default();
    (tasks_of(fake, settings(builder(fake).clock(Arc::new(clock.clone())))), clock)
}

#[tokio::test]
async fn the_latest_quota_is_kept_while_responses_do_not_report_it() {
    let fake = seeded(FakeFocus::builder().quota(30), 1).await;
    let (tasks, _) = with(&fake, |builder| builder);
    let workspace = tasks.workspace();
    assert_eq!(workspace.quota(), None, "the quota must be unknown before the first response");
    tasks.get(FIRST).await.unwrap();
    let quota = workspace.quota().unwrap();
    assert_eq!((quota.remaining, quota.resets_in, quota.is_spent()), (Some(29), Some(seconds(3600)), false));

    let without_headers =
        Fault::response().remove_header("x-toggl-quota-remaining").remove_header("x-toggl-quota-resets-in");
    fake.fault(without_headers);
    tasks.get(FIRST).await.unwrap();
    assert_eq!(workspace.quota(), Some(quota));
    fake.fault(Fault::response().header("x-toggl-quota-remaining", "many").remove_header("x-toggl-quota-resets-in"));
    tasks.get(FIRST).await.unwrap();
    assert_eq!(workspace.quota(), Some(quota), "a header that is not a number must be ignored");
    fake.fault(Fault::response().remove_header("x-toggl-quota-resets-in"));
    tasks.get(FIRST).await.unwrap();
    assert_eq!(workspace.quota().unwrap().remaining, Some(26));
    assert_eq!(workspace.quota().unwrap().resets_in, Some(seconds(3600)));
    fake.fault(Fault::response().remove_header("x-toggl-quota-remaining").header("x-toggl-quota-resets-in", "3000"));
    tasks.get(FIRST).await.unwrap();
    let quota = workspace.quota().unwrap();
    assert_eq!((quota.remaining, quota.resets_in), (Some(26), Some(seconds(3000))), "a time alone is of the same hour");
    assert_eq!(workspace.client().quota(), workspace.quota());
}

#[tokio::test]
async fn the_time_until_the_quota_resets_decreases() {
    let fake = fake_of(1).await;
    let (tasks, clock) = with(&fake, |builder| builder);
    tasks.get(FIRST).await.unwrap();
    clock.advance(seconds(600));
    assert_eq!(tasks.workspace().quota().unwrap().resets_in, Some(seconds(3000)));
    clock.advance(seconds(6000));
    assert_eq!(tasks.workspace().quota().unwrap().resets_in, Some(Duration::ZERO));
}

#[tokio::test]
async fn each_organization_has_a_separate_quota() {
    let fake = fake_of(1).await;
    let (tasks, _) = with(&fake, |builder| builder);
    let client = tasks.workspace().client();
    tasks.get(FIRST).await.unwrap();
    let foreign = client.workspace(fake.foreign_organization_id(), fake.foreign_workspace_id());
    assert_eq!(foreign.quota(), None);
    fake.fault(Fault::status(403).header("x-toggl-quota-remaining", "7"));
    assert!(foreign.tasks().get(1).await.unwrap_err().is_permission());
    assert_eq!(foreign.quota().unwrap().remaining, Some(7));
    assert_eq!(tasks.workspace().quota().unwrap().remaining, Some(99_999));
    assert_eq!(client.quota(), foreign.quota(), "the quota of the client must be the latest of all organizations");
}

#[tokio::test]
async fn the_quota_is_read_from_a_response_with_an_incomplete_body() {
    let fake = fake_of(1).await;
    fake.fault(Fault::response().disconnect_after(10).always());
    let error = tasks(&fake).get(FIRST).retry(focus_api::RetryPolicy::none()).await.unwrap_err();
    assert_eq!(error.quota().unwrap().remaining, Some(99_999));
}

#[tokio::test]
async fn a_spent_quota_fails_at_once_and_says_when_it_resets() {
    let fake = seeded(FakeFocus::builder().quota(1), 1).await;
    let (tasks, clock) = with(&fake, |builder| builder);
    tasks.get(FIRST).await.unwrap();
    let error = tasks.get(FIRST).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Quota, Some(seconds(3600))));
    assert!(error.quota().unwrap().is_spent());
    assert_eq!(clock.pauses(), [Duration::ZERO; 0]);
    assert_eq!(fake.take_requests().len(), 2);
}

#[tokio::test]
async fn a_wait_for_the_quota_lasts_a_second_longer_than_announced_and_then_succeeds() {
    let fake = fake_of(0).await;
    let (tasks, clock) = with(&fake, |builder| builder.quota(QuotaPolicy::WaitUpTo(seconds(600))));
    fake.fault(Fault::quota_spent(seconds(600)));
    assert!(
        tasks.create(NewTask::new("In the next hour")).await.is_ok(),
        "a write must wait too, because a 402 changed nothing"
    );
    assert_eq!(clock.pauses(), [seconds(601)]);
    assert_eq!(lines(&fake.take_requests()), ["POST /tasks"; 2]);

    // Waiting for the quota does not count as a retry.
    fake.fault(Fault::quota_spent(seconds(10)));
    fake.fault(Fault::status(503).times(2));
    assert_eq!(tasks.list().items().try_collect().await.unwrap().len(), 1);
    assert_eq!(fake.take_requests().len(), 4);
}

#[tokio::test]
async fn a_reset_later_than_allowed_is_an_error_at_once() {
    let fake = fake_of(1).await;
    let (tasks, clock) = with(&fake, |builder| builder.quota(QuotaPolicy::WaitUpTo(seconds(600))));
    for announced in [601, u64::MAX] {
        fake.fault(Fault::quota_spent(seconds(announced)));
        let error = tasks.get(FIRST).await.unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Quota, Some(seconds(announced))));
    }
    fake.fault(Fault::quota_spent(seconds(60)));
    let error = tasks.get(FIRST).deadline(seconds(30)).await.unwrap_err();
    assert!(error.is_quota(), "a wait must not exceed the deadline");
    fake.fault(Fault::quota_spent(seconds(60)));
    assert!(tasks.get(FIRST).quota(QuotaPolicy::Fail).await.unwrap_err().is_quota());
    assert_eq!((clock.pauses().len(), fake.take_requests().len()), (0, 4));
}

#[tokio::test]
async fn a_call_waits_for_repeated_resets_at_most_twice() {
    let fake = fake_of(1).await;
    fake.fault(Fault::quota_spent(seconds(0)).always());
    let (tasks, clock) = with(&fake, |builder| builder.quota(QuotaPolicy::WaitUpTo(seconds(3))));
    assert!(tasks.get(FIRST).await.unwrap_err().is_quota());
    assert_eq!(clock.pauses(), [seconds(1); 2], "a call must wait at most twice");
    assert_eq!(fake.take_requests().len(), 3);
}

#[tokio::test]
async fn a_402_without_a_spent_quota_is_an_error_of_the_plan() {
    let fake = seeded(FakeFocus::builder().quota(0).quota_headers(false), 1).await;
    let (tasks, clock) = with(&fake, |builder| builder.quota(QuotaPolicy::WaitUpTo(seconds(3600))));
    assert!(tasks.get(FIRST).await.unwrap_err().is_plan());
    fake.fault(Fault::plan_lacks_feature());
    assert!(tasks.get(FIRST).await.unwrap_err().is_plan());
    assert_eq!((clock.pauses().len(), fake.take_requests().len()), (0, 2));
}

#[tokio::test]
async fn every_error_after_a_response_has_the_quota() {
    let fake = fake_of(3).await;
    let tasks = tasks(&fake);
    tasks.get(FIRST).await.unwrap();
    let undecodable = || Fault::response().set_item_field(0, "id", serde_json::json!("x"));
    let mut errors = Vec::new();
    for fault in
        [Fault::status(400), Fault::status(401), Fault::disconnect(), Fault::response().truncate_body(3), undecodable()]
    {
        fake.fault(fault);
        errors.push(tasks.get(FIRST).retry(focus_api::RetryPolicy::none()).await.unwrap_err());
    }
    fake.fault(undecodable());
    errors.extend(tasks.list().await.unwrap().decode_errors);
    fake.fault(Fault::response().html("<html>"));
    errors.push(tasks.list().await.unwrap_err());
    fake.fault(undecodable());
    errors.push(tasks.stream().send().await.unwrap().try_collect().await.unwrap_err());
    fake.fault(Fault::response().disconnect_after(400));
    let mut stream = tasks.stream().send().await.unwrap();
    while let Some(task) = stream.next().await {
        errors.extend(task.err());
    }
    assert_eq!(errors.len(), 9);
    for error in errors {
        assert!(error.quota().is_some_and(|quota| quota.remaining > Some(99_900)), "{error:?}");
    }
}

#[tokio::test]
async fn a_call_waits_for_a_quota_that_is_known_to_be_spent_without_a_request() {
    let fake = fake_of(1).await;
    let wait = QuotaPolicy::WaitUpTo(seconds(60));
    let (tasks, clock) = with(&fake, |builder| builder.quota_check(true).quota(wait));
    let spend = |resets_in: &str| {
        let quota = Fault::response().header("x-toggl-quota-remaining", "0");
        quota.header("x-toggl-quota-resets-in", resets_in)
    };
    fake.fault(spend("60"));
    tasks.get(FIRST).await.unwrap();
    drop(fake.take_requests());
    assert!(tasks.get(FIRST).await.is_ok());
    assert_eq!((clock.pauses(), fake.take_requests().len()), (vec![seconds(61)], 1));

    // Longer than the policy allows.
    fake.fault(spend("61"));
    tasks.get(FIRST).await.unwrap();
    drop(fake.take_requests());
    let error = tasks.get(FIRST).await.unwrap_err();
    assert_eq!((error.kind(), error.requests_sent(), fake.take_requests().len()), (ErrorKind::Quota, 0, 0), "{error}");
    assert_eq!(clock.pauses().len(), 1, "the call waited although the quota resets too late");
}

#[tokio::test]
async fn a_call_is_refused_only_while_the_quota_is_known_to_be_spent() {
    let fake = fake_of(1).await;
    let (tasks, clock) = with(&fake, |builder| builder.quota_check(true));
    for (remaining, resets_in, is_sent) in [("1", Some("60"), true), ("0", None, true), ("0", Some("60"), false)] {
        let report = Fault::response().header("x-toggl-quota-remaining", remaining);
        fake.fault(match resets_in {
            Some(time) => report.header("x-toggl-quota-resets-in", time),
            None => report.remove_header("x-toggl-quota-resets-in"),
        });
        tasks.get(FIRST).await.unwrap();
        drop(fake.take_requests());
        // Without a time it is unknown whether the quota has been reset.
        clock.advance(seconds(if resets_in.is_none() { 7200 } else { 59 }));
        let next = tasks.get(FIRST).await;
        assert_eq!((next.is_ok(), fake.take_requests().len()), (is_sent, usize::from(is_sent)), "{remaining} {next:?}");
        if !is_sent {
            assert_eq!(next.unwrap_err().kind(), ErrorKind::Quota);
            let unchecked = tasks.get(FIRST).options(focus_api::options::CallOptions::new().quota_check(false)).await;
            assert!(unchecked.is_ok(), "{unchecked:?}");
        }
    }
    fake.fault(Fault::response().header("x-toggl-quota-remaining", "0").header("x-toggl-quota-resets-in", "60"));
    tasks.get(FIRST).await.unwrap();
    clock.advance(seconds(60));
    assert!(tasks.get(FIRST).await.is_ok(), "after the reset the call must be sent");
}
