//! The exact words of each error: what happened, and what to do now. A changed text is a reviewed text.

use std::time::Duration;

use focus_api::{Error, NewTask, RetryPolicy, Tasks};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{FIRST, builder, fake_of, tasks_of};
use insta::assert_snapshot;
use serde_json::{Value, json};

fn once(fake: &FakeFocus) -> Tasks {
    tasks_of(fake, builder(fake).retry(RetryPolicy::none()).timeout(Duration::from_millis(300)))
}

/// The error of reading one task from a server that does this.
async fn reading(fault: Fault) -> Error {
    let fake = fake_of(1).await;
    fake.fault(fault);
    once(&fake).get(FIRST).await.unwrap_err()
}

/// The same for creating one.
async fn creating(fault: Fault) -> Error {
    let fake = fake_of(0).await;
    fake.fault(fault);
    once(&fake).create(NewTask::new("New")).await.unwrap_err()
}

fn body(code: &str, description: &str) -> Value {
    json!({ "error": code, "error_description": description, "trace_id": "5f0c" })
}

#[tokio::test]
async fn a_refused_key() {
    let fault = Fault::status(401).json(body("invalid_session", "the provided API key is invalid"));
    assert_snapshot!(reading(fault).await, @"get_task: the key was not accepted (401 invalid_session): the provided API key is invalid [trace 5f0c]. The key may be mistyped, expired, or revoked: making a new key revokes the old one. Take the current key from the settings of Toggl Focus");
}

#[tokio::test]
async fn a_spent_quota() {
    let error = reading(Fault::quota_spent(Duration::from_secs(754))).await;
    assert_snapshot!(error, @"get_task: the hour's requests are used up (402 quota_exceeded): the hourly request quota is used up, it resets in 754 seconds. The next hour begins in 12 min 34 s; failed requests count too");
}

#[tokio::test]
async fn a_plan_without_the_feature() {
    let fault = Fault::status(402).json(body("feature_not_available", "your plan does not include this feature"));
    assert_snapshot!(reading(fault).await, @"get_task: the plan does not include this (402 feature_not_available): your plan does not include this feature [trace 5f0c]. Waiting will not help; the organization needs a plan with this feature. No quota header said that the hour's requests are used up");
}

#[tokio::test]
async fn somebody_elses_organization() {
    let fault = Fault::status(403).json(body("forbidden", "you have no access to this organization"));
    assert_snapshot!(reading(fault).await, @"get_task: not permitted (403 forbidden): you have no access to this organization [trace 5f0c]. Check the organization id: it is the first number in the address of the web app, the workspace id the second");
}

#[tokio::test]
async fn no_such_task() {
    assert_snapshot!(reading(Fault::status(404).json(body("not_found", "there is no such task"))).await, @"get_task: no such task (404 not_found): there is no such task [trace 5f0c]. It may be deleted, or belong to another workspace");
}

#[tokio::test]
async fn a_broken_rule_in_the_words_of_the_service() {
    let text = "Key: 'Pagination.PerPage' Error:Field validation for 'PerPage' failed on the 'max' tag";
    assert_snapshot!(reading(Fault::status(400).json(body("validation", text))).await, @"get_task: the request was refused (400 validation): Key: 'Pagination.PerPage' Error:Field validation for 'PerPage' failed on the 'max' tag [trace 5f0c]");
}

#[tokio::test]
async fn missing_fields_with_their_names() {
    let mut answer = body("required_fields_missing", "required: name, status_id");
    answer["error_values"] = json!({ "fields": ["name", "status_id"] });
    let error = creating(Fault::status(422).json(answer)).await;
    assert_snapshot!(error, @"create_task: the request was refused (422 required_fields_missing): required: name, status_id [trace 5f0c]");
    assert_eq!(error.values().unwrap()["fields"], json!(["name", "status_id"]));
}

#[tokio::test]
async fn too_many_requests() {
    let fault = Fault::status(429).json(body("too_many_requests", "slow down")).header("Retry-After", "90");
    assert_snapshot!(reading(fault).await, @"get_task: too many requests in a short time (429 too_many_requests): slow down [trace 5f0c]. Try again in 1 min 30 s");
}

#[tokio::test]
async fn a_page_of_html_from_a_proxy() {
    assert_snapshot!(reading(Fault::status(500).html("<html><h1>Sorry</h1></html>")).await, @"get_task: the service failed (500)");
}

#[tokio::test]
async fn a_failed_change_that_may_have_worked() {
    assert_snapshot!(creating(Fault::status(500).html("<html>")).await, @"create_task: the service failed (500). The change may have taken effect: look before sending it again");
}

#[tokio::test]
async fn a_gateway_without_words() {
    assert_snapshot!(reading(Fault::status(502).empty_body()).await, @"get_task: the service failed (502)");
}

#[tokio::test]
async fn a_bare_string() {
    assert_snapshot!(reading(Fault::status(400).json("the task is locked")).await, @"get_task: the request was refused (400): the task is locked");
}

#[tokio::test]
async fn several_attempts() {
    let fake = fake_of(1).await;
    fake.fault(Fault::status(503).empty_body().always());
    let policy = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let error = tasks_of(&fake, builder(&fake).retry(policy)).get(FIRST).await.unwrap_err();
    assert_snapshot!(error, @"get_task: the service failed (503) (after 3 requests)");
}

#[tokio::test]
async fn no_connection() {
    let fake = fake_of(0).await;
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = builder(&fake).base_url(format!("http://{address}")).retry(RetryPolicy::none());
    let error = tasks_of(&fake, settings).get(FIRST).await.unwrap_err();
    // The operating system's own words end it; their number differs between systems.
    let text = error.to_string();
    assert_snapshot!(text.split_once(" (os error").map_or(text.as_str(), |(text, _)| text), @"get_task: no connection: Connection refused");
}

#[tokio::test]
async fn no_answer_in_time() {
    assert_snapshot!(reading(Fault::response().delay(Duration::from_secs(30))).await, @"get_task: no answer in time: operation timed out");
    assert_snapshot!(creating(Fault::response().delay(Duration::from_secs(30))).await, @"create_task: no answer in time: operation timed out. The change may have taken effect: look before sending it again");
}

#[tokio::test]
async fn an_answer_that_broke_off() {
    assert_snapshot!(reading(Fault::response().disconnect_after(20)).await, @"get_task: the connection broke off before the answer was complete: end of file before message length reached");
}

#[tokio::test]
async fn an_answer_that_cannot_be_read() {
    assert_snapshot!(reading(Fault::response().set_item_field(0, "estimated_mins", json!("soon"))).await, @"get_task: the answer cannot be read: at estimated_mins, invalid type: string, expected i64 at line 1 column 47");
    assert_snapshot!(reading(Fault::response().html("<html>")).await, @"get_task: the answer cannot be read: at ., expected value at line 1 column 1");
    let fake = fake_of(1).await;
    fake.fault(Fault::response().set_item_field(0, "metadata", json!({ "calendar_id": "x" })));
    assert_snapshot!(once(&fake).list().await.unwrap().decode_errors[0], @"list_tasks: element 0 of the list cannot be read: at metadata.calendar_id, invalid type: string, expected i64 at line 1 column 69");
    fake.fault(Fault::response().json(json!({ "tasks": [] })));
    assert_snapshot!(once(&fake).list().await.unwrap_err(), @"list_tasks: the answer cannot be read: at ., an object without a list of tasks");
}

#[tokio::test]
async fn a_redirect_to_another_place() {
    assert_snapshot!(reading(Fault::redirect(307, "https://elsewhere.example/")).await, @"get_task: the service redirects to another place, which is not followed (307)");
}

#[tokio::test]
async fn arguments_that_cannot_be_right() {
    let fake = fake_of(0).await;
    assert_snapshot!(once(&fake).get(0).await.unwrap_err(), @"get_task: the task id 0 cannot exist: ids begin at 1");
    assert_snapshot!(once(&fake).list().per_page(200).await.unwrap_err(), @"list_tasks: a page of 200 tasks is not possible: 1 to 100 are");
    assert!(fake.take_requests().is_empty(), "nothing may be sent for them");
}
