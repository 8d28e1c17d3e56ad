//! `client.request`: addresses beyond the operations.

use focus_api::reqwest::Method;
use focus_api::{ErrorKind, Task};
use focus_fake::Fault;
use focus_tests::{FIRST, builder, fake_of, lines};
use serde_json::json;

fn path(fake: &focus_fake::FakeFocus) -> String {
    format!("/organizations/{}/workspaces/{}/tasks/{FIRST}", fake.organization_id(), fake.workspace_id())
}

#[tokio::test]
async fn a_custom_request_has_the_key_retries_and_quota_of_every_call() {
    let fake = focus_tests::seeded(focus_fake::FakeFocus::builder().quota(30), 1).await;
    let client = builder(&fake).build().unwrap();
    fake.fault(Fault::status(503));
    let response = client.request(Method::GET, path(&fake)).query("include_ghost_assignees", true).await.unwrap();
    assert_eq!(response.json::<Task>().unwrap().id.0, FIRST);
    let sent = lines(&fake.requests());
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent[1].ends_with("?include_ghost_assignees=true"), "{sent:?}");
    assert!(client.workspace(fake.organization_id(), fake.workspace_id()).quota().is_some());
}

#[tokio::test]
async fn a_body_is_sent_as_json_and_a_change_of_unknown_outcome_is_not_retried() {
    let fake = fake_of(1).await;
    let client = builder(&fake).build().unwrap();
    let patch = client.request(Method::PATCH, path(&fake)).json(&json!({ "name": "Renamed" }));
    let response = patch.clone().await.unwrap();
    assert!(response.body.is_empty(), "{response:?}");
    let task: Task = client.request(Method::GET, path(&fake)).await.unwrap().json().unwrap();
    assert_eq!(task.name.as_deref(), Some("Renamed"));
    fake.fault(Fault::status(503));
    let error = patch.await.unwrap_err();
    assert!(error.is_outcome_unknown(), "{error}");
    assert_eq!(fake.requests().len(), 3);
}

#[tokio::test]
async fn a_path_that_leaves_the_base_url_or_a_reserved_header_is_refused_before_anything_is_sent() {
    let fake = fake_of(0).await;
    let client = builder(&fake).build().unwrap();
    for request in [
        client.request(Method::GET, "//example.org/"),
        client.request(Method::GET, "/../admin"),
        client.request(Method::GET, "/users").header("Authorization", "Bearer other"),
        client.request(Method::POST, "/users").json(&std::collections::HashMap::from([(vec![1], 2)])),
    ] {
        let error = request.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
    }
    assert!(fake.requests().is_empty());
}

#[tokio::test]
async fn the_error_for_an_unknown_address_does_not_mention_a_task() {
    let fake = fake_of(0).await;
    let client = builder(&fake).build().unwrap();
    let error = client.request(Method::GET, "/no/such/address").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().starts_with("custom_request: "), "{error}");
    assert!(!error.to_string().contains("such task"), "{error}");
}
