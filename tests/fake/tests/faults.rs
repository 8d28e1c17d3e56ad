//! Scripted faults: to which request they apply, and whether the operation runs. Their responses are tested in
//! `faults/`.

mod content;
mod delivery;
mod network;
mod presets;

use focus_fake::{FakeFocus, Fault};
use reqwest::Method;
use serde_json::json;

use crate::common::{code, get, post, read, request};

#[tokio::test]
async fn a_scripted_status_replaces_one_operation() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    fake.fault(Fault::status(503).header("Retry-After", "2"));
    let response = request(&fake, Method::POST, "tasks").json(&json!({ "name": "x" })).send().await.unwrap();
    assert_eq!(response.headers()["retry-after"], "2");
    assert_eq!(response.headers()["x-toggl-quota-remaining"], "99999");
    assert_eq!(code(&read(response).await), (503, "service_unavailable"));
    assert_eq!((fake.tasks().len(), fake.pending_faults()), (0, 0));
    assert_eq!(post(&fake, "tasks", json!({ "name": "x" })).await.0, 201);
    let seen: Vec<_> = fake.requests().iter().map(|request| (request.status, request.applied)).collect();
    assert_eq!(seen, [(Some(503), false), (Some(201), true)]);
}

#[tokio::test]
async fn faults_apply_to_their_operation_and_are_used_in_order() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::status(500).on("create_task"));
    fake.fault(Fault::status(502).times(2));
    fake.fault(Fault::status(429));
    let mut seen = vec![get(&fake, "tasks").await.0];
    seen.push(post(&fake, "tasks", json!({ "name": "x" })).await.0);
    for _ in 0..3 {
        seen.push(get(&fake, "tasks").await.0);
    }
    assert_eq!(seen, [502, 500, 502, 429, 200]);
}

#[tokio::test]
async fn after_skips_requests_before_a_fault_applies() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::status(500).on("list_tasks").after(2));
    let mut seen = Vec::new();
    for path in ["tasks", "tasks/recurring", "tasks", "tasks/recurring", "tasks", "tasks"] {
        seen.push(get(&fake, path).await.0);
    }
    assert_eq!(seen, [200, 200, 200, 200, 500, 200]);
    fake.fault(Fault::status(500).always());
    assert_eq!((get(&fake, "tasks").await.0, get(&fake, "nowhere").await.0), (500, 500));
    fake.clear_faults();
    assert_eq!(get(&fake, "tasks").await.0, 200);
}

#[tokio::test]
async fn disconnect_does_not_run_the_operation_and_lose_response_does() {
    let fake = FakeFocus::builder().tasks(0).quota(10).start().await;
    let create = || request(&fake, Method::POST, "tasks").json(&json!({ "name": "x" })).send();
    fake.fault(Fault::disconnect());
    assert!(create().await.is_err());
    assert_eq!((fake.tasks().len(), fake.quota_remaining()), (0, 10));
    fake.fault(Fault::lose_response());
    assert!(create().await.is_err());
    assert_eq!((fake.tasks().len(), fake.quota_remaining()), (1, 9));
    fake.fault(Fault::status(504).applied());
    assert_eq!(create().await.unwrap().status(), 504);
    assert_eq!((fake.tasks().len(), fake.quota_remaining()), (2, 8));
    let seen: Vec<_> = fake.requests().iter().map(|request| (request.status, request.applied)).collect();
    assert_eq!(seen, [(None, false), (None, true), (Some(504), true)]);
}

#[test]
#[should_panic = "\"list_task\" is not an operation"]
fn a_fault_for_an_unknown_operation_panics() {
    let _ = Fault::disconnect().on("list_task");
}

#[tokio::test]
async fn a_condition_selects_requests_by_query_or_body() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::status(500).when(|request| request.query_values("page") == ["2"]));
    let mut seen = Vec::new();
    for page in 1..=3 {
        seen.push(get(&fake, &format!("tasks?page={page}")).await.0);
    }
    assert_eq!(seen, [200, 500, 200]);
    fake.fault(Fault::status(500).when(|request| request.body_json()["name"] == json!("Second")));
    assert_eq!(post(&fake, "tasks", json!({ "name": "First" })).await.0, 201);
    assert_eq!(post(&fake, "tasks", json!({ "name": "Second" })).await.0, 500);
}

#[tokio::test]
async fn the_record_shows_whether_a_write_was_applied_regardless_of_the_response() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let body = json!({ "name": "x" });
    for (fault, applied) in [
        (Fault::status(500), false),
        (Fault::status(500).applied(), true),
        (Fault::raw("nonsense"), false),
        (Fault::raw("nonsense").applied(), true),
        (Fault::reset(), false),
        (Fault::lose_response().with_reset(), true),
        (Fault::sign_in_page().applied(), true),
        (Fault::response().not_applied(), false),
    ] {
        let script = format!("{fault:?}");
        fake.fault(fault);
        let before = fake.tasks().len();
        let _outcome = request(&fake, Method::POST, "tasks").json(&body).send().await;
        let sent = fake.take_requests();
        assert_eq!((sent.len(), sent[0].applied), (1, applied), "{script}");
        assert_eq!(fake.tasks().len() - before, usize::from(applied), "{script}");
    }
    // An operation that ran and returned an error applied nothing either.
    assert_eq!(post(&fake, "tasks", json!({})).await.0, 422);
    assert!(!fake.requests()[0].applied);
}
