//! The exact text of each error: the cause and the next step. A changed text has to be reviewed.

use std::time::Duration;

use focus_api::{Error, NewTask, RetryPolicy, Tasks};
use focus_fake::{FakeFocus, Fault, Gate};
use focus_tests::{FIRST, builder, fake_of, tasks_of, time_out_at};
use insta::assert_snapshot;
use serde_json::{Value, json};

fn once(fake: &FakeFocus) -> Tasks {
    tasks_of(fake, builder(fake).retry(RetryPolicy::none()))
}

/// Returns the text of the error of a `get` under a fault.
async fn reading(fault: Fault) -> String {
    let fake = fake_of(1).await;
    fake.fault(fault);
    text_of(&fake, &once(&fake).get(FIRST).await.unwrap_err())
}

/// Returns the text of the error of a create under a fault.
async fn creating(fault: Fault) -> String {
    let fake = fake_of(0).await;
    fake.fault(fault);
    text_of(&fake, &once(&fake).create(NewTask::new("New")).await.unwrap_err())
}

/// Returns the text of an error without the host and port, which change from run to run.
fn text_of(fake: &FakeFocus, error: &Error) -> String {
    let url = fake.base_url();
    let authority = url.split('/').nth(2).expect("a base URL has a host");
    error.to_string().replace(authority, "(host:port)")
}

fn body(code: &str, description: &str) -> Value {
    json!({ "error": code, "error_description": description, "trace_id": "5f0c" })
}

#[tokio::test]
async fn a_refused_key_says_where_to_copy_the_current_one() {
    let fault = Fault::status(401).json(body("invalid_session", "the provided API key is invalid"));
    assert_snapshot!(reading(fault).await, @"get_task: the API key was not accepted (401 invalid_session): the provided API key is invalid [trace 5f0c]. The key may be mistyped, expired or revoked (creating a new key revokes the old one): copy the current key from the settings of Toggl Focus");
}

#[tokio::test]
async fn a_spent_quota_says_when_it_resets() {
    let error = reading(Fault::quota_spent(Duration::from_secs(754))).await;
    assert_snapshot!(error, @"get_task: the hourly quota is spent (402 quota_exceeded): the hourly request quota is used up, it resets in 754 seconds. It resets in 12 min 34 s; failed requests count too");
}

#[tokio::test]
async fn a_plan_without_the_feature_says_that_waiting_does_not_help() {
    let fault = Fault::status(402).json(body("feature_not_available", "your plan does not include this feature"));
    assert_snapshot!(reading(fault).await, @"get_task: the plan does not include this feature (402 feature_not_available): your plan does not include this feature [trace 5f0c]. Waiting does not help: the organization needs a plan with this feature (no quota header says that the quota is spent)");
}

#[tokio::test]
async fn a_refused_organization_says_where_to_find_its_id() {
    let fault = Fault::status(403).json(body("forbidden", "you have no access to this organization"));
    assert_snapshot!(reading(fault).await, @"get_task: not permitted (403 forbidden): you have no access to this organization [trace 5f0c]. Check the organization id and the workspace id: they are the first and the second number in the address of the web app");
}

#[tokio::test]
async fn a_missing_task_says_where_it_may_be() {
    assert_snapshot!(reading(Fault::status(404).json(body("not_found", "there is no such task"))).await, @"get_task: the task does not exist (404 not_found): there is no such task [trace 5f0c]. It may be deleted or belong to another workspace");
}

#[tokio::test]
async fn a_validation_error_has_the_description_of_the_service() {
    let text = "Key: 'Pagination.PerPage' Error:Field validation for 'PerPage' failed on the 'max' tag";
    assert_snapshot!(reading(Fault::status(400).json(body("validation", text))).await, @"get_task: the request was refused (400 validation): Key: 'Pagination.PerPage' Error:Field validation for 'PerPage' failed on the 'max' tag [trace 5f0c]. Correct the request; the same request will be refused again");
}

#[tokio::test]
async fn missing_fields_are_named() {
    let mut response = body("required_fields_missing", "required: name, status_id");
    response["error_values"] = json!({ "fields": ["name", "status_id"] });
    let error = creating(Fault::status(422).json(response)).await;
    assert_snapshot!(error, @"create_task: the request was refused (422 required_fields_missing): required: name, status_id [trace 5f0c]. Correct the request; the same request will be refused again");
}

#[tokio::test]
async fn too_many_requests_say_when_to_try_again() {
    let fault = Fault::status(429).json(body("too_many_requests", "slow down")).header("Retry-After", "90");
    assert_snapshot!(reading(fault).await, @"get_task: too many requests in a short time (429 too_many_requests): slow down [trace 5f0c]. Try again in 1 min 30 s");
}

#[tokio::test]
async fn an_error_with_html_shows_only_its_status() {
    assert_snapshot!(reading(Fault::status(500).html("<html><h1>Sorry</h1></html>")).await, @"get_task: the service failed (500). Try again later");
}

#[tokio::test]
async fn a_change_of_unknown_outcome_says_to_check_before_retrying() {
    assert_snapshot!(creating(Fault::status(500).html("<html>")).await, @"create_task: the service failed (500). The change may have been applied: check whether it was applied before retrying");
}

#[tokio::test]
async fn an_empty_gateway_error_shows_its_status() {
    assert_snapshot!(reading(Fault::status(502).empty_body()).await, @"get_task: the service failed (502). Try again later");
}

#[tokio::test]
async fn an_error_that_is_a_json_string_is_shown() {
    assert_snapshot!(reading(Fault::status(400).json("the task is locked")).await, @"get_task: the request was refused (400): the task is locked. Correct the request; the same request will be refused again");
}

#[tokio::test]
async fn several_attempts_are_counted() {
    let fake = fake_of(1).await;
    fake.fault(Fault::status(503).empty_body().always());
    let policy = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let error = tasks_of(&fake, builder(&fake).retry(policy)).get(FIRST).await.unwrap_err();
    assert_snapshot!(error, @"get_task: the service failed (503) (after 3 attempts). Try again later");
}

#[tokio::test]
async fn a_refused_connection_names_host_and_port() {
    let fake = fake_of(0).await;
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = builder(&fake).base_url(format!("http://{address}")).retry(RetryPolicy::none());
    let error = tasks_of(&fake, settings).get(FIRST).await.unwrap_err();
    let text = error.to_string();
    assert_snapshot!(text.replace(&address.to_string(), "(host:port)"), @"get_task: could not connect to (host:port). Check network, proxy and base URL, then try again");
}

#[tokio::test]
async fn a_timeout_says_how_to_allow_more_time() {
    let (fake, gate) = (fake_of(1).await, Gate::new());
    fake.fault(Fault::response().stall_before_head().until(&gate).always());
    let limit = Duration::from_secs(60);
    let error = time_out_at(&gate, limit, once(&fake).get(FIRST)).await.unwrap_err();
    assert_snapshot!(text_of(&fake, &error), @"get_task: no complete response from (host:port) in time. Try again, request less at once, or allow more time with `timeout` or `deadline`");
    let error = time_out_at(&gate, limit, once(&fake).create(NewTask::new("New"))).await.unwrap_err();
    assert_snapshot!(text_of(&fake, &error), @"create_task: no complete response from (host:port) in time. The change may have been applied: check whether it was applied before retrying. Allow more time with `timeout` or `deadline`");
    // Without a request, the time-out of the connection or the deadline was too short.
    let error = once(&fake).get(FIRST).deadline(Duration::ZERO).await.unwrap_err();
    assert_snapshot!(error, @"get_task: the time-out or the deadline passed before the request was sent. Try again, or allow more time with `connect_timeout`, `timeout` or `deadline`");
}

#[tokio::test]
async fn an_incomplete_response_names_host_and_port() {
    assert_snapshot!(reading(Fault::response().disconnect_after(20)).await, @"get_task: the connection to (host:port) ended before the response was complete. Check network, proxy and base URL, then try again");
}

#[tokio::test]
async fn an_undecodable_response_says_where_and_why() {
    assert_snapshot!(reading(Fault::response().set_item_field(0, "estimated_mins", json!("soon"))).await, @"get_task: the response cannot be decoded at estimated_mins: invalid value: string, expected an integer at line 1 column 47. Update focus-api, decode into another type with `decode_as`, or check what responds at the base URL");
    assert_snapshot!(reading(Fault::response().html("<html>")).await, @"get_task: the response is not the documented success: the body is not the documented JSON (200). Check what responds at the base URL, or update focus-api");
    let fake = fake_of(1).await;
    fake.fault(Fault::response().set_item_field(0, "metadata", json!({ "calendar_id": "x" })));
    assert_snapshot!(once(&fake).list().await.unwrap().decode_errors[0], @"list_tasks: element 0 of the list cannot be decoded at metadata.calendar_id: invalid value: string, expected an integer at line 1 column 69. Update focus-api, decode into another type with `decode_as`, or check what responds at the base URL");
    fake.fault(Fault::response().json(json!({ "tasks": [] })));
    assert_snapshot!(once(&fake).list().await.unwrap_err(), @"list_tasks: the response cannot be decoded: an object without a list of tasks. Update focus-api, decode into another type with `decode_as`, or check what responds at the base URL");
}

#[tokio::test]
async fn a_redirect_to_another_host_says_to_set_the_base_url() {
    assert_snapshot!(reading(Fault::redirect(307, "https://elsewhere.example/")).await, @"get_task: the service redirects to another address, which is not followed (307). Set the base URL to the address that the service has now");
    assert_snapshot!(creating(Fault::redirect(302, "https://elsewhere.example/")).await, @"create_task: the service redirects to another address, which is not followed (302). The change may have been applied: check whether it was applied before retrying. Set the base URL to the address that the service has now");
}

#[tokio::test]
async fn invalid_arguments_name_the_allowed_values() {
    let fake = fake_of(0).await;
    assert_snapshot!(once(&fake).get(0).await.unwrap_err(), @"get_task: the task id must be 1 or greater, got 0. Correct the argument; it was not sent");
    assert_snapshot!(once(&fake).list().per_page(200).await.unwrap_err(), @"list_tasks: per_page must be between 1 and 100, got 200. Correct the argument; it was not sent");
    assert!(fake.take_requests().is_empty(), "no request may be sent for an invalid argument");
}
