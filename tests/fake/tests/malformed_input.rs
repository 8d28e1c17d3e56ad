//! Malformed requests: every response is a success, or an error object with a status below 500.

use focus_fake::{FakeFocus, OPERATIONS};
use reqwest::{Client, Method};
use serde_json::Value;

use crate::common::{address, request};

/// An existing task.
const TASK: &str = "5000000004";

/// Calls every operation and checks its response. All calls share one client: with TLS, building one takes longer than
/// a hundred of these calls.
async fn call_all(client: &Client, fake: &FakeFocus, media_type: &str, body: &str) {
    for operation in OPERATIONS {
        let path = operation.path.replace("{task_id}", TASK);
        call(client, fake, operation.method, &path, media_type, body).await;
    }
}

async fn call(client: &Client, fake: &FakeFocus, method: &str, path: &str, media_type: &str, body: &str) {
    let call = client.request(method.parse().unwrap_or_default(), address(fake, path)).bearer_auth(fake.api_key());
    let sent = call.header("content-type", media_type).body(body.to_owned());
    let what = format!("{method} {path} {body}");
    let response = sent.send().await.unwrap_or_else(|error| panic!("{what}: {error}"));
    let status = response.status().as_u16();
    let bytes = response.bytes().await.unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(status < 500, "{what}: {}", String::from_utf8_lossy(&bytes));
    if status >= 400 {
        let error: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        assert!(error["error"].is_string() && error["trace_id"].is_string(), "{what}: {error}");
    }
}

#[tokio::test]
async fn every_operation_has_a_handler_and_is_recorded_under_its_id() {
    let (fake, client) = (FakeFocus::start().await, Client::new());
    call_all(&client, &fake, "application/json", "").await;
    let names: Vec<_> = fake.requests().iter().filter_map(|request| request.operation).collect();
    assert_eq!(names, OPERATIONS.iter().map(|operation| operation.id).collect::<Vec<_>>());
}

#[tokio::test]
async fn every_malformed_body_is_refused() {
    let (fake, client) = (FakeFocus::builder().tasks(8).start().await, Client::new());
    for body in [
        "null",
        "true",
        "-1",
        "1e999",
        "\"\"",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "[{}]",
        "[{\"id\":9223372036854775807}]",
        "[{\"id\":5000000001,\"position\":9223372036854775807}]",
        "[{\"id\":5000000001,\"position\":-9223372036854775808}]",
        "{\"name\":\"x\",\"position\":9223372036854775807,\"estimated_mins\":-9223372036854775808,\"status_id\":701}",
        "{\"name\":\"x\",\"status_id\":701}",
        "{\"name\":\"\\ud800\"}",
        "{\"name\":{},\"tag_ids\":null,\"parent_task_id\":[]}",
        "{\"tasks\":{}}",
        "{\"tasks\":[1]}",
        "{\"tasks\":[{\"name\":\"x\",\"parent_task_id\":5000000004}]}",
        "{\"task_ids\":[null]}",
        "{\"task_ids\":[-1]}",
        "{\"prompt\":[]}",
        "{\"rrule\":\"\",\"start_date\":\"0000-00-00\"}",
        "\u{feff}{}",
        "{\"name\":\"x\"",
    ] {
        call_all(&client, &fake, "application/json", body).await;
    }
    for media_type in ["application/json; charset=utf-8", "text/plain", "multipart/form-data; boundary=x", ""] {
        for body in ["", "{}", "[{\"id\":5000000001}]"] {
            call_all(&client, &fake, media_type, body).await;
        }
    }
}

#[tokio::test]
async fn every_malformed_query_is_refused_or_ignored() {
    let (fake, client) = (FakeFocus::builder().tasks(8).start().await, Client::new());
    let names = "page per_page order_by status_id toggl_user_id name has_dates archived project_id start_date end_date \
                 source priority state timeblock_start_from team_id tag_id recurring recurring_task_ids ids date_from \
                 date_to timezone from_recurring_task_id outbound_sync estimated_mins_min include_ghost_assignees";
    let with_parameters = [
        ("GET", "tasks"),
        ("GET", "tasks/stream"),
        ("GET", "tasks/recurring"),
        ("GET", "tasks/5000000004/children"),
        ("PATCH", "tasks/5000000004"),
        ("DELETE", "tasks/bulk"),
        ("PUT", "tasks/calendar"),
    ];
    for value in [
        "",
        "-1",
        "99999999999999999999",
        "%FF%FE",
        "%",
        "9999-12-31",
        "%2B262142-01-01T00:00:00Z",
        "a&a&&=",
        "pcf_9223372036854775807",
    ] {
        for name in names.split_whitespace() {
            for (method, path) in with_parameters {
                call(&client, &fake, method, &format!("{path}?{name}={value}"), "application/json", "{}").await;
            }
        }
    }
}

#[tokio::test]
async fn an_inserted_cycle_of_parents_does_not_block_the_fake() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    for (id, parent) in [(1, 2), (2, 3), (3, 1), (4, 4)] {
        fake.insert_task(serde_json::json!({ "id": id, "parent_task_id": parent }));
    }
    for id in 1..=4 {
        for (method, path) in [(Method::GET, "parents"), (Method::GET, "children"), (Method::POST, "archive")] {
            let response = request(&fake, method, &format!("tasks/{id}/{path}")).send().await;
            assert!(response.is_ok_and(|response| response.status().is_success()), "{id} {path}");
        }
    }
}
