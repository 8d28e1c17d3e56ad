//! Each kind of error from its cause, and its predicates.

use std::error::Error as _;
use std::time::Duration;

use focus_api::{Error, ErrorKind, NewTask, RetryPolicy, Tasks};
use focus_fake::{FakeFocus, Fault, Gate};
use focus_tests::{FIRST, builder, fake_of, lines, tasks, tasks_of, time_out_at};
use serde_json::json;

const LIMIT: Duration = Duration::from_secs(30);

fn once(fake: &FakeFocus) -> Tasks {
    tasks_of(fake, builder(fake).retry(RetryPolicy::none()).timeout(LIMIT))
}

/// Returns the kinds whose predicates hold.
fn predicates(error: &Error) -> Vec<ErrorKind> {
    let all = [
        (error.is_authentication(), ErrorKind::Authentication),
        (error.is_permission(), ErrorKind::Permission),
        (error.is_not_found(), ErrorKind::NotFound),
        (error.is_validation(), ErrorKind::Validation),
        (error.is_quota(), ErrorKind::Quota),
        (error.is_plan(), ErrorKind::Plan),
        (error.is_rate_limited(), ErrorKind::RateLimited),
        (error.is_server(), ErrorKind::Server),
        (error.is_connect(), ErrorKind::Connect),
        (error.is_timeout(), ErrorKind::Timeout),
        (error.is_decode(), ErrorKind::Decode),
        (error.is_filter_ignored(), ErrorKind::FilterIgnored),
        (error.is_paging(), ErrorKind::Paging),
        (error.is_configuration(), ErrorKind::Configuration),
        (error.is_invalid_argument(), ErrorKind::InvalidArgument),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, kind)| kind).collect()
}

#[tokio::test]
async fn every_status_has_its_kind_and_every_kind_its_predicate() {
    let fake = fake_of(1).await;
    for (status, kind) in [
        (302, ErrorKind::Server),
        (400, ErrorKind::Validation),
        (401, ErrorKind::Authentication),
        (402, ErrorKind::Plan),
        (403, ErrorKind::Permission),
        (404, ErrorKind::NotFound),
        (405, ErrorKind::Validation),
        (408, ErrorKind::Timeout),
        (413, ErrorKind::Validation),
        (422, ErrorKind::Validation),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
        (503, ErrorKind::Server),
        (599, ErrorKind::Server),
    ] {
        fake.fault(Fault::status(status));
        let error = once(&fake).get(FIRST).await.unwrap_err();
        assert_eq!((error.kind(), predicates(&error)), (kind, vec![kind]), "of status {status}");
        assert_eq!((error.status().unwrap().as_u16(), error.operation()), (status, Some("get_task")));
    }
}

#[tokio::test]
async fn failures_without_a_status_have_a_kind() {
    let (fake, gate) = (fake_of(1).await, Gate::new());
    for (fault, kind) in [
        (Fault::quota_spent(Duration::from_secs(9)), ErrorKind::Quota),
        (Fault::disconnect(), ErrorKind::Connect),
        (Fault::response().disconnect_after(9), ErrorKind::Connect),
        (Fault::response().stall_before_head().until(&gate), ErrorKind::Timeout),
        (Fault::response().stall_after(9).until(&gate), ErrorKind::Timeout),
        (Fault::response().truncate_body(9), ErrorKind::Decode),
    ] {
        fake.fault(fault);
        let error = time_out_at(&gate, LIMIT, once(&fake).get(FIRST)).await.unwrap_err();
        assert_eq!(predicates(&error), [kind]);
        assert!(!error.is_outcome_unknown(), "the outcome of a read is never unknown");
    }
    assert_eq!(predicates(&once(&fake).get(-1).await.unwrap_err()), [ErrorKind::InvalidArgument]);
}

#[tokio::test]
async fn an_error_keeps_the_error_object_of_the_service() {
    let fake = fake_of(0).await;
    let body =
        json!({ "error": "validation", "error_description": "no", "error_values": { "max": 3 }, "trace_id": "t" });
    for chunks_end_at in [vec![], vec![20, 40]] {
        let response = Fault::status(400).json(body.clone()).header("x-request", "7");
        fake.fault(response.split_at(chunks_end_at));
        let error = once(&fake).create(NewTask::new("New")).await.unwrap_err();
        assert_eq!((error.code(), error.description(), error.trace_id()), (Some("validation"), Some("no"), Some("t")));
        assert_eq!(
            (&error.values().unwrap()["max"], &error.headers()["x-request"]),
            (&json!(3), &"7".parse().unwrap())
        );
        assert_eq!(error.body_start(), body.to_string().as_bytes());
        assert_eq!(error.attempts(), 1);
    }

    fake.fault(Fault::status(500).body("x".repeat(5000)));
    assert_eq!(
        once(&fake).get(1).await.unwrap_err().body_start().len(),
        1024,
        "only the beginning of a long body must be kept"
    );
}

#[tokio::test]
async fn an_undecodable_response_has_a_path_and_an_excerpt_but_no_index() {
    let fake = fake_of(1).await;
    fake.fault(Fault::response().set_item_field(0, "metadata", json!({ "calendar_id": "x" })));
    let error = once(&fake).get(FIRST).await.unwrap_err();
    assert_eq!((error.item_index(), error.json_path()), (None, Some("metadata.calendar_id")));
    let invalid_utf8 = [br#"{"name":""#.as_slice(), &[0xff; 1000]].concat();
    fake.fault(Fault::response().body(invalid_utf8));
    assert!(once(&fake).get(FIRST).await.unwrap_err().excerpt().unwrap().len() <= 200);
}

#[tokio::test]
async fn a_response_is_an_error_only_above_the_size_limit() {
    let fake = fake_of(1).await;
    let task = json!({ "id": FIRST, "name": "n".repeat(500) }).to_string();
    for (limit, fits) in [(task.len(), true), (task.len() - 1, false)] {
        let settings = builder(&fake).retry(RetryPolicy::none()).max_response_bytes(limit);
        let tasks = tasks_of(&fake, settings);
        let response = || Fault::status(200).json(1).body(task.clone());
        for fault in [response(), response().split_at([100, 300])] {
            fake.fault(fault.clone());
            assert_eq!(tasks.get(FIRST).await.is_ok(), fits, "with a limit of {limit} bytes: {fault:?}");
        }
    }
}

#[tokio::test]
async fn the_body_of_an_error_is_read_up_to_64_kibibytes() {
    let fake = fake_of(1).await;
    let body = |filler: usize| json!({ "error": "validation", "error_description": "d".repeat(filler) }).to_string();
    let frame = body(0).len();
    for (length, code) in [(65_536, Some("validation")), (65_537, None)] {
        fake.fault(Fault::status(400).json(1).body(body(length - frame)));
        let error = once(&fake).get(FIRST).await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.code()), (400, code), "of a body of {length} bytes");
    }
}

#[tokio::test]
async fn the_source_of_an_error_is_its_cause() {
    let fake = fake_of(0).await;
    fake.fault(Fault::disconnect());
    let error = once(&fake).get(1).await.unwrap_err();
    let source = error.source().expect("a lost connection has a source");
    assert!(source.downcast_ref::<focus_api::reqwest::Error>().is_some());
    fake.fault(Fault::status(404));
    assert!(once(&fake).get(1).await.unwrap_err().source().is_none(), "the error of a response has no source");
    let gate = Gate::new();
    fake.fault(Fault::response().stall_after(1).on("stream_tasks").until(&gate));
    let stalled = async { once(&fake).stream().timeout(LIMIT).send().await?.try_collect().await };
    let error = time_out_at(&gate, LIMIT, stalled).await.unwrap_err();
    assert!(error.is_timeout() && error.source().is_some(), "{error}");
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed_and_the_key_is_not_sent_there() {
    let (fake, other) = (fake_of(1).await, fake_of(1).await);
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/organizations/1/workspaces/2/tasks/{FIRST}", other.base_url());
        fake.fault(Fault::status(status).header("Location", &location).empty_body());
        let error = once(&fake).get(FIRST).await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Server, status));
    }
    assert_eq!(lines(&other.take_requests()), [""; 0], "the other host must not receive a request");
}

#[tokio::test]
async fn a_redirect_that_keeps_method_and_host_is_followed() {
    let fake = fake_of(1).await;
    let base = format!("/api/organizations/{}/workspaces/{}/tasks", fake.organization_id(), fake.workspace_id());
    fake.fault(Fault::redirect(307, format!("{base}/{FIRST}?moved")));
    assert_eq!(tasks(&fake).get(FIRST).await.unwrap().id.0, FIRST);
    fake.fault(Fault::redirect(307, &base));
    assert!(tasks(&fake).create(NewTask::new("Moved")).await.unwrap().task.is_some());
    let requests = fake.take_requests();
    let methods: Vec<_> = requests.iter().map(|request| request.method.as_str()).collect();
    assert_eq!(methods, ["GET", "GET", "POST", "POST"]);
    assert!(requests.iter().all(|request| request.header("authorization").is_some()));
    assert_eq!(requests[2].body, requests[3].body);

    // Following any other redirect would turn the change into a GET request.
    fake.fault(Fault::status(302).header("Location", &base).empty_body());
    assert!(tasks(&fake).create(NewTask::new("Moved")).await.unwrap_err().is_server());
    assert_eq!(fake.take_requests().len(), 1);
}

#[tokio::test]
async fn the_details_of_an_error_are_those_of_its_cause() {
    let fake = fake_of(2).await;
    let tasks = once(&fake);
    let details = |error: &Error| {
        let status = error.status().map(|status| status.as_u16());
        (status, !error.headers().is_empty(), !error.body_start().is_empty(), error.requests_sent())
    };
    fake.fault(Fault::status(400).error("validation", "no"));
    assert_eq!(details(&tasks.get(FIRST).await.unwrap_err()), (Some(400), true, true, 1), "an error response");
    fake.fault(Fault::sign_in_page());
    assert_eq!(details(&tasks.get(FIRST).await.unwrap_err()), (Some(200), true, true, 1), "an undocumented success");
    fake.fault(Fault::response().set_item_field(0, "name", json!(7)));
    assert_eq!(details(&tasks.get(FIRST).await.unwrap_err()), (None, false, false, 1), "an undecodable response");
    fake.fault(Fault::response().set_item_field(1, "name", json!(7)));
    let page = tasks.list().await.unwrap();
    assert_eq!(details(&page.decode_errors[0]), (None, false, false, 0), "an undecodable element");
    fake.fault(Fault::disconnect());
    assert_eq!(details(&tasks.get(FIRST).await.unwrap_err()), (None, false, false, 1), "no response");
}
