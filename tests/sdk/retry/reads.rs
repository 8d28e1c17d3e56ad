//! GET requests are retried after transient failures only.

use std::time::Duration;

use focus_api::{ErrorKind, raw};
use focus_fake::{Fault, Gate};
use focus_tests::{FIRST, fake_of, lines, time_out_at};

use super::{steady, with};

/// Returns the expected request of a `get`, this many times.
fn gets(times: usize) -> Vec<String> {
    vec![format!("GET /tasks/{FIRST}"); times]
}

#[tokio::test]
async fn a_read_is_retried_after_a_transient_status() {
    let fake = fake_of(1).await;
    for status in [408, 429, 502, 503, 504] {
        let (tasks, clock) = steady(&fake);
        fake.fault(Fault::status(status));
        assert_eq!(tasks.get(FIRST).await.unwrap().id.0, FIRST, "after {status}");
        assert_eq!(lines(&fake.take_requests()), gets(2), "after {status}");
        assert_eq!(clock.pauses().len(), 1);
    }
}

#[tokio::test]
async fn a_read_is_not_retried_after_a_permanent_status() {
    let fake = fake_of(1).await;
    for status in [301, 400, 401, 403, 404, 409, 422, 500, 501] {
        let (tasks, clock) = steady(&fake);
        fake.fault(Fault::status(status));
        assert_eq!(tasks.get(FIRST).await.unwrap_err().status().unwrap().as_u16(), status);
        assert_eq!(lines(&fake.take_requests()), gets(1), "after {status}");
        assert_eq!(clock.pauses(), [Duration::ZERO; 0]);
    }
}

#[tokio::test]
async fn a_read_fails_after_three_attempts_and_reports_them() {
    let fake = fake_of(1).await;
    fake.fault(Fault::status(503).always());
    let (tasks, _) = steady(&fake);
    let error = tasks.get(FIRST).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 3));
    assert_eq!(lines(&fake.take_requests()), gets(3));
}

#[tokio::test]
async fn a_read_is_retried_after_a_lost_connection() {
    let fake = fake_of(1).await;
    let (tasks, _) = steady(&fake);
    fake.fault(Fault::disconnect());
    fake.fault(Fault::lose_response());
    assert!(tasks.get(FIRST).await.is_ok());
    assert_eq!(lines(&fake.take_requests()), gets(3));
}

#[tokio::test]
async fn a_read_is_retried_after_an_incomplete_body() {
    let fake = fake_of(1).await;
    let (tasks, _) = steady(&fake);
    fake.fault(Fault::response().disconnect_after(10));
    assert!(tasks.get(FIRST).await.is_ok());
    assert_eq!(lines(&fake.take_requests()), gets(2));
    // A complete response with invalid JSON would be the same again.
    fake.fault(Fault::response().truncate_body(10));
    assert!(tasks.get(FIRST).await.unwrap_err().is_decode());
    assert_eq!(lines(&fake.take_requests()), gets(1));
}

#[tokio::test]
async fn a_read_is_retried_after_a_timeout() {
    let fake = fake_of(1).await;
    let (limit, gate) = (Duration::from_secs(30), Gate::new());
    let (tasks, _) = with(&fake, |builder| builder.timeout(limit));
    fake.fault(Fault::response().stall_before_head().until(&gate));
    fake.fault(Fault::response().stall_after(10).until(&gate));
    assert!(time_out_at(&gate, limit, tasks.get(FIRST)).await.is_ok());
    assert_eq!(lines(&fake.take_requests()), gets(3));
}

#[tokio::test]
async fn a_spent_quota_and_a_plan_without_the_feature_are_never_retried() {
    let fake = fake_of(1).await;
    let (tasks, clock) = steady(&fake);
    for fault in [Fault::quota_spent(Duration::from_secs(5)), Fault::plan_lacks_feature()] {
        fake.fault(fault);
        assert_eq!(tasks.get(FIRST).await.unwrap_err().status().unwrap().as_u16(), 402);
        assert_eq!(lines(&fake.take_requests()), gets(1));
    }
    assert_eq!(clock.pauses(), [Duration::ZERO; 0]);
}

#[tokio::test]
async fn an_error_response_with_an_incomplete_body_keeps_its_status() {
    let fake = fake_of(1).await;
    let (tasks, _) = steady(&fake);
    fake.fault(Fault::status(404).disconnect_after(5));
    assert!(tasks.get(FIRST).await.unwrap_err().is_not_found(), "the status that arrived must decide the kind");
    assert_eq!(lines(&fake.take_requests()), gets(1));
}

#[tokio::test]
async fn pages_and_the_stream_follow_the_same_retry_policy() {
    let fake = fake_of(3).await;
    let (tasks, _) = steady(&fake);
    fake.fault(Fault::status(503).after(1));
    assert_eq!(tasks.list().per_page(2).items().try_collect().await.unwrap().len(), 3);
    let (first, second) = ("GET /tasks?page=1&per_page=2", "GET /tasks?page=2&per_page=2");
    assert_eq!(lines(&fake.take_requests()), [first, second, second]);
    fake.fault(Fault::status(502));
    assert_eq!(tasks.stream().send().await.unwrap().try_collect().await.unwrap().len(), 3);
    assert_eq!(lines(&fake.take_requests()), ["GET /tasks/stream"; 2]);
}

#[tokio::test]
async fn the_raw_client_follows_the_same_retry_policy() {
    let fake = fake_of(1).await;
    let (tasks, clock) = steady(&fake);
    let raw: raw::Client = tasks.workspace().client().raw();
    fake.fault(Fault::status(503).header("Retry-After", "3"));
    let call = raw.get_task().organization_id(fake.organization_id()).workspace_id(fake.workspace_id());
    assert_eq!(call.task_id(FIRST).send().await.unwrap().id.0, FIRST);
    assert_eq!(lines(&fake.take_requests()), gets(2));
    assert_eq!(clock.pauses(), [Duration::from_secs(3)]);
    assert_eq!(
        tasks.workspace().quota().unwrap().remaining,
        Some(99_998),
        "the quota must be read from responses of the raw client too"
    );
}
