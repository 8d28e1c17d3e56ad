//! What is known of the hour's requests, and what happens when there are none left.

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
    assert_eq!(workspace.quota(), None, "nothing was said before the first answer");
    tasks.get(FIRST).await.unwrap();
    let quota = workspace.quota().unwrap();
    assert_eq!((quota.remaining, quota.resets_in, quota.is_spent()), (Some(29), Some(seconds(3600)), false));

    let silent = Fault::response().remove_header("x-toggl-quota-remaining").remove_header("x-toggl-quota-resets-in");
    fake.fault(silent);
    tasks.get(FIRST).await.unwrap();
    assert_eq!(workspace.quota(), Some(quota));
    fake.fault(Fault::response().header("x-toggl-quota-remaining", "many").remove_header("x-toggl-quota-resets-in"));
    tasks.get(FIRST).await.unwrap();
    assert_eq!(workspace.quota(), Some(quota), "a header that is not a number says nothing");
    fake.fault(Fault::response().remove_header("x-toggl-quota-resets-in"));
    tasks.get(FIRST).await.unwrap();
    assert_eq!(workspace.quota().unwrap().remaining, Some(26));
    assert_eq!(workspace.quota().unwrap().resets_in, Some(seconds(3600)));
    assert_eq!(workspace.client().quota(), workspace.quota());
}

#[tokio::test]
async fn the_time_until_the_new_hour_runs_down() {
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
    assert_eq!(client.quota(), foreign.quota(), "of the client, it is what was said last");
}

#[tokio::test]
async fn the_quota_is_read_from_a_response_with_an_incomplete_body() {
    let fake = fake_of(1).await;
    fake.fault(Fault::response().disconnect_after(10).always());
    let error = tasks(&fake).get(FIRST).retry(focus_api::RetryPolicy::none()).await.unwrap_err();
    assert_eq!(error.quota().unwrap().remaining, Some(99_999));
}

#[tokio::test]
async fn a_spent_quota_fails_at_once_and_says_when_the_new_hour_begins() {
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
async fn a_wait_for_the_new_hour_lasts_a_second_longer_than_announced_and_then_succeeds() {
    let fake = fake_of(0).await;
    let (tasks, clock) = with(&fake, |builder| builder.quota(QuotaPolicy::WaitUpTo(seconds(600))));
    fake.fault(Fault::quota_spent(seconds(600)));
    assert!(tasks.create(NewTask::new("In the next hour")).await.is_ok(), "a 402 did nothing, so a write waits too");
    assert_eq!(clock.pauses(), [seconds(601)]);
    assert_eq!(lines(&fake.take_requests()), ["POST /tasks"; 2]);

    // Waiting uses up none of the retries.
    fake.fault(Fault::quota_spent(seconds(10)));
    fake.fault(Fault::status(503).times(2));
    assert_eq!(tasks.list().items().try_collect().await.unwrap().len(), 1);
    assert_eq!(fake.take_requests().len(), 4);
}

#[tokio::test]
async fn a_new_hour_further_away_than_allowed_is_an_error_at_once() {
    let fake = fake_of(1).await;
    let (tasks, clock) = with(&fake, |builder| builder.quota(QuotaPolicy::WaitUpTo(seconds(600))));
    for announced in [601, u64::MAX] {
        fake.fault(Fault::quota_spent(seconds(announced)));
        let error = tasks.get(FIRST).await.unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Quota, Some(seconds(announced))));
    }
    fake.fault(Fault::quota_spent(seconds(60)));
    let error = tasks.get(FIRST).deadline(seconds(30)).await.unwrap_err();
    assert!(error.is_quota(), "a deadline is not waited past");
    fake.fault(Fault::quota_spent(seconds(60)));
    assert!(tasks.get(FIRST).quota(QuotaPolicy::Fail).await.unwrap_err().is_quota());
    assert_eq!((clock.pauses().len(), fake.take_requests().len()), (0, 4));
}

#[tokio::test]
async fn waiting_for_the_quota_ends_after_repeated_announcements_of_a_new_hour() {
    let fake = fake_of(1).await;
    fake.fault(Fault::quota_spent(seconds(0)).always());
    let (tasks, clock) = with(&fake, |builder| builder.quota(QuotaPolicy::WaitUpTo(seconds(3))));
    assert!(tasks.get(FIRST).await.unwrap_err().is_quota());
    assert_eq!(clock.pauses(), [seconds(1); 2], "one call waits twice at most");
    assert_eq!(fake.take_requests().len(), 3);
}

#[tokio::test]
async fn a_402_that_does_not_say_the_quota_is_spent_is_about_the_plan() {
    let fake = seeded(FakeFocus::builder().quota(0).quota_headers(false), 1).await;
    let (tasks, clock) = with(&fake, |builder| builder.quota(QuotaPolicy::WaitUpTo(seconds(3600))));
    assert!(tasks.get(FIRST).await.unwrap_err().is_plan());
    fake.fault(Fault::plan_lacks_feature());
    assert!(tasks.get(FIRST).await.unwrap_err().is_plan());
    assert_eq!((clock.pauses().len(), fake.take_requests().len()), (0, 2));
}

#[tokio::test]
async fn every_error_after_a_response_carries_the_quota() {
    let fake = fake_of(3).await;
    let tasks = tasks(&fake);
    tasks.get(FIRST).await.unwrap();
    let odd = || Fault::response().set_item_field(0, "id", serde_json::json!("x"));
    let mut errors = Vec::new();
    for fault in
        [Fault::status(400), Fault::status(401), Fault::disconnect(), Fault::response().truncate_body(3), odd()]
    {
        fake.fault(fault);
        errors.push(tasks.get(FIRST).retry(focus_api::RetryPolicy::none()).await.unwrap_err());
    }
    fake.fault(odd());
    errors.extend(tasks.list().await.unwrap().decode_errors);
    fake.fault(Fault::response().html("<html>"));
    errors.push(tasks.list().await.unwrap_err());
    fake.fault(odd());
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
