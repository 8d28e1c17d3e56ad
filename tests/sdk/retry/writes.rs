//! Writes are retried only if no connection was made: a repeated create makes a second task.

use std::net::TcpListener;
use std::time::Duration;

use focus_api::requests::Image;
use focus_api::{Client, ErrorKind, NewTask, RetryPolicy, TaskPatch};
use focus_fake::{Fault, Gate};
use focus_tests::{FIRST, ManualClock, fake_of, lines, time_out_at};

use super::{steady, with};

#[tokio::test]
async fn a_create_that_times_out_is_sent_once_and_its_outcome_is_unknown() {
    let fake = fake_of(0).await;
    let (limit, gate) = (Duration::from_secs(30), Gate::new());
    let (tasks, _) = with(&fake, |builder| builder.timeout(limit));
    fake.fault(Fault::response().stall_before_head().until(&gate));
    let error = time_out_at(&gate, limit, tasks.create(NewTask::new("Once"))).await.unwrap_err();
    assert_eq!((error.kind(), error.is_outcome_unknown(), error.attempts()), (ErrorKind::Timeout, true, 1));
    assert_eq!(lines(&fake.take_requests()), ["POST /tasks"]);
    assert_eq!(fake.tasks().len(), 1, "the create took effect, so it must not be repeated");
}

#[tokio::test]
async fn a_create_whose_response_is_lost_is_sent_once_and_its_outcome_is_unknown() {
    let fake = fake_of(0).await;
    let (tasks, _) = steady(&fake);
    for fault in [Fault::lose_response(), Fault::disconnect()] {
        fake.fault(fault);
        let error = tasks.create(NewTask::new("Once")).await.unwrap_err();
        assert_eq!((error.kind(), error.is_outcome_unknown()), (ErrorKind::Connect, true));
        assert_eq!(lines(&fake.take_requests()), ["POST /tasks"]);
    }
    assert_eq!(fake.tasks().len(), 1);
}

#[tokio::test]
async fn a_write_is_not_retried_after_any_status() {
    let fake = fake_of(1).await;
    let (tasks, clock) = steady(&fake);
    for (status, unknown) in [(400, false), (404, false), (408, true), (429, false), (500, true), (503, true)] {
        fake.fault(Fault::status(status).header("Retry-After", "1"));
        let error = tasks.patch(FIRST, TaskPatch::new().name("New")).await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.is_outcome_unknown()), (status, unknown));
        assert_eq!(lines(&fake.take_requests()), [format!("PATCH /tasks/{FIRST}")]);
    }
    assert_eq!(clock.pauses(), [Duration::ZERO; 0]);
}

#[tokio::test]
async fn a_write_is_retried_after_a_refused_connection() {
    // A port on which no server listens any more.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let clock = ManualClock::default();
    let client = Client::builder()
        .api_key("toggl_sk_0123456789abcdef0123456789abcdef")
        .base_url(format!("http://{address}/api"))
        .retry(RetryPolicy::default().jitter(false))
        .clock(std::sync::Arc::new(clock.clone()))
        .build()
        .unwrap();
    let error = client.workspace(1, 2).tasks().create(NewTask::new("Never")).await.unwrap_err();
    assert_eq!((error.kind(), error.is_outcome_unknown(), error.attempts()), (ErrorKind::Connect, false, 3));
    assert_eq!(clock.pauses(), [Duration::from_millis(500), Duration::from_secs(1)]);
}

#[tokio::test]
async fn a_create_with_an_incomplete_response_body_succeeds() {
    let fake = fake_of(0).await;
    let (tasks, _) = steady(&fake);
    for fault in
        [Fault::response().disconnect_after(10), Fault::response().truncate_body(10), Fault::response().empty_body()]
    {
        fake.fault(fault.on("create_task"));
        let created = tasks.create(NewTask::new("Once")).await.expect("status 201 confirms the task");
        assert!(created.task.is_none() && created.decode_error.is_some());
        assert_eq!(lines(&fake.take_requests()), ["POST /tasks"]);
    }
    assert_eq!(fake.tasks().len(), 3);
}

#[tokio::test]
async fn a_change_with_an_incomplete_error_response_is_rejected() {
    let fake = fake_of(1).await;
    let (tasks, _) = steady(&fake);
    fake.fault(Fault::status(400).disconnect_after(5));
    let error = tasks.patch(FIRST, TaskPatch::new().name("New")).await.unwrap_err();
    assert_eq!((error.kind(), error.is_outcome_unknown()), (ErrorKind::Validation, false));
}

#[tokio::test]
async fn an_image_is_uploaded_once() {
    let fake = fake_of(0).await;
    let (tasks, clock) = steady(&fake);
    let image = Image::bytes(vec![7; 1000], "image/png");
    fake.fault(Fault::disconnect());
    assert!(tasks.draft_from_image(image.clone()).await.unwrap_err().is_connect());
    fake.fault(Fault::status(503));
    assert!(tasks.draft_from_image(image).await.unwrap_err().is_server());
    assert_eq!(fake.take_requests().len(), 2);
    assert_eq!(clock.pauses(), [Duration::ZERO; 0]);
}

#[tokio::test]
async fn drafting_may_take_longer_than_the_idle_timeout_of_a_stream() {
    let fake = fake_of(0).await;
    let (limit, gate) = (Duration::from_secs(10), Gate::new());
    let (tasks, _) = with(&fake, |builder| builder.idle_timeout(limit));
    fake.fault(Fault::response().stall_before_head().until(&gate));
    let draft = time_out_at(&gate, limit, tasks.draft_from_prompt("Plan the launch"));
    let opened = async {
        let begin = tokio::time::Instant::now();
        while begin.elapsed() <= limit {
            tokio::task::yield_now().await;
        }
        gate.open();
    };
    tokio::join!(draft, opened).0.expect("the idle time-out must not apply to drafts");
    let gate = Gate::new();
    fake.fault(Fault::response().stall_before_head().until(&gate).times(3));
    assert!(time_out_at(&gate, limit, tasks.stream().send()).await.unwrap_err().is_timeout());
}
