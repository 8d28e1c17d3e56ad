//! Errors contain neither the key nor the content of a body, so they can be logged.

use std::error::Error as _;
use std::time::Duration;

use focus_api::{Error, NewTask, RetryPolicy};
use focus_fake::{Fault, Gate};
use focus_tests::{FIRST, builder, fake_of, tasks_of, time_out_at};
use serde_json::json;

const PRIVATE: &str = "call the clinic";

/// Returns everything that a log could show of an error, its sources included.
fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:#} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(below) = source {
        text.push_str(&format!(" {below} {below:?}"));
        source = below.source();
    }
    text
}

#[tokio::test]
async fn no_error_shows_the_key_the_path_or_a_body() {
    let (fake, gate) = (fake_of(1).await, Gate::new());
    let limit = Duration::from_secs(30);
    let settings = builder(&fake).retry(RetryPolicy::none()).timeout(limit);
    let tasks = tasks_of(&fake, settings);
    let faults = [
        Fault::status(400).body(format!("{{\"note\":\"{PRIVATE}\"}}")),
        Fault::status(401).html(PRIVATE),
        Fault::status(500).body(PRIVATE),
        Fault::disconnect(),
        Fault::response().disconnect_after(5),
        Fault::response().stall_before_head().until(&gate),
        Fault::response().body(PRIVATE),
        Fault::response().set_item_field(0, "name", json!(PRIVATE)).set_item_field(0, "pinned", json!(PRIVATE)),
        Fault::response().set_item_field(0, "created_at", json!(PRIVATE)),
        Fault::response().set_item_field(0, "metadata", json!(PRIVATE)),
    ];
    let mut errors = Vec::new();
    for fault in faults {
        fake.fault(fault.clone());
        errors.push(time_out_at(&gate, limit, tasks.get(FIRST)).await.unwrap_err());
        fake.fault(fault);
        let created = time_out_at(&gate, limit, tasks.create(NewTask::new(PRIVATE))).await;
        errors.extend(created.map_or_else(Some, |created| created.decode_error));
    }
    assert_eq!(errors.len(), 20);
    let organization = fake.organization_id().to_string();
    for error in errors {
        let text = shown(&error);
        let key = fake.api_key();
        for secret in [key, &key[10..20], "Bearer", PRIVATE, &organization] {
            assert!(!text.contains(secret), "{secret:?} is shown in {text}");
        }
    }
}

#[tokio::test]
async fn neither_a_client_nor_a_request_shows_the_key() {
    let fake = fake_of(0).await;
    let settings = builder(&fake);
    assert!(!format!("{settings:?}").contains(fake.api_key()));
    let tasks = tasks_of(&fake, settings);
    let (client, request) = (tasks.workspace().client(), tasks.get(1));
    let text = format!("{client:?} {:?} {tasks:?} {request:?} {:?}", client.raw(), tasks.list().items());
    assert!(!text.contains(fake.api_key()) && !text.contains("Bearer"), "{text}");
}

#[tokio::test]
async fn an_excerpt_of_a_body_is_available_on_request() {
    let fake = fake_of(1).await;
    fake.fault(Fault::response().replace_item(0, json!({ "id": PRIVATE })).on("list_tasks"));
    let page = tasks_of(&fake, builder(&fake)).list().await.unwrap();
    assert_eq!(page.decode_errors[0].excerpt(), Some(r#"{"id":"call the clinic"}"#));
}
