//! Scripted faults: each does what it says, to the request it was meant for.

mod common;

use std::time::{Duration, Instant};

use common::{code, get, ids, post, read, request};
use focus_fake::{FakeFocus, Fault, OPERATIONS};
use reqwest::{Client, Method, redirect::Policy};
use serde_json::{Value, json};

#[tokio::test]
async fn a_status_answers_once_in_place_of_the_operation() {
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
async fn faults_wait_for_their_operation_and_are_used_up_in_order() {
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
async fn a_waiting_fault_lets_requests_pass_first() {
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
async fn bodies_can_be_a_bare_string_a_page_nothing_or_anything() {
    let fake = FakeFocus::start().await;
    let fetch = async |fault: Fault| {
        fake.fault(fault);
        let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
        let kind = response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), kind, response.text().await.unwrap())
    };
    let kind = |text: &str| Some(text.to_owned());
    let string = fetch(Fault::status(400).json("no such thing")).await;
    assert_eq!(string, (400, kind("application/json"), "\"no such thing\"".to_owned()));
    let page = fetch(Fault::status(502).html("<h1>Bad gateway</h1>")).await;
    assert_eq!(page, (502, kind("text/html; charset=utf-8"), "<h1>Bad gateway</h1>".to_owned()));
    assert_eq!(fetch(Fault::status(500).empty_body()).await, (500, None, String::new()));
    let replaced = fetch(Fault::response().body("{\"data\":")).await;
    assert_eq!(replaced, (200, kind("application/json"), "{\"data\":".to_owned()));
}

#[tokio::test]
async fn a_closed_connection_leaves_no_trace_and_a_lost_answer_does() {
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

#[tokio::test]
async fn a_body_breaks_off_at_the_scripted_byte() {
    let fake = FakeFocus::start().await;
    for path in ["tasks", "tasks/stream"] {
        fake.fault(Fault::response().disconnect_after(700));
        let mut response = request(&fake, Method::GET, path).send().await.unwrap();
        let mut received = 0;
        let error = loop {
            match response.chunk().await {
                Ok(Some(piece)) => received += piece.len(),
                other => break other,
            }
        };
        assert!(error.is_err(), "{path}");
        assert_eq!(received, 700, "{path}");
    }
    fake.fault(Fault::response().disconnect_after(0));
    let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    assert!(response.status().is_success() && response.bytes().await.is_err());
}

#[tokio::test]
async fn a_cut_body_is_whole_to_http_and_broken_to_json() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::response().truncate_body(700));
    let bytes = request(&fake, Method::GET, "tasks").send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes.len(), 700);
    assert!(serde_json::from_slice::<Value>(&bytes).is_err());
}

#[tokio::test]
async fn a_stalled_body_stays_open() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::response().stall_after(10));
    let mut response = request(&fake, Method::GET, "tasks/stream").send().await.unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap().len(), 10);
    let more = tokio::time::timeout(Duration::from_millis(50), response.chunk()).await;
    assert!(more.is_err());
    // Other requests are served meanwhile.
    assert_eq!(get(&fake, "tasks").await.0, 200);
}

#[tokio::test]
async fn a_dripping_body_arrives_whole_in_small_pieces() {
    let fake = FakeFocus::builder().tasks(2).start().await;
    let (_, whole) = get(&fake, "tasks/stream").await;
    fake.fault(Fault::response().drip(7));
    let mut response = request(&fake, Method::GET, "tasks/stream").send().await.unwrap();
    let (mut bytes, mut largest) = (Vec::new(), 0);
    while let Some(piece) = response.chunk().await.unwrap() {
        largest = largest.max(piece.len());
        bytes.extend_from_slice(&piece);
    }
    assert_eq!(largest, 7);
    assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), whole);
}

#[tokio::test]
async fn single_items_can_be_made_odd() {
    let fake = FakeFocus::start().await;
    let odd = || {
        Fault::response()
            .set_item_field(1, "estimated_mins", json!("soon"))
            .remove_item_field(2, "name")
            .replace_item(3, json!(7))
            .set_item_field(4000, "name", json!("there is no such item"))
    };
    for path in ["tasks", "tasks/stream"] {
        fake.fault(odd());
        let (_, answer) = get(&fake, path).await;
        let list = answer.get("data").unwrap_or(&answer);
        assert_eq!((&list[1]["estimated_mins"], &list[3]), (&json!("soon"), &json!(7)));
        assert!(list[2].get("name").is_none() && list[0].get("name").is_some());
    }
    fake.fault(Fault::response().set_item_field(0, "id", json!(null)));
    assert_eq!(get(&fake, "tasks/5000000001").await.1["id"], Value::Null);
}

#[tokio::test]
async fn headers_can_be_dropped_renamed_and_overridden() {
    let fake = FakeFocus::start().await;
    let fault = Fault::response()
        .remove_header("X-Toggl-Quota-Remaining")
        .rename_header("X-Toggl-Quota-Resets-In", "X-Resets")
        .header("Content-Type", "text/plain");
    fake.fault(fault);
    let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    let headers = response.headers();
    assert!(!headers.contains_key("x-toggl-quota-remaining") && !headers.contains_key("x-toggl-quota-resets-in"));
    assert_eq!(
        (&headers["x-resets"], &headers["content-type"]),
        (&"3600".parse().unwrap(), &"text/plain".parse().unwrap())
    );
}

#[tokio::test]
async fn a_redirect_names_another_place() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::redirect(307, "http://elsewhere.example/tasks"));
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let response = client.get(common::address(&fake, "tasks")).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.headers()["location"].to_str().unwrap()),
        (307, "http://elsewhere.example/tasks")
    );
}

#[tokio::test]
async fn the_two_kinds_of_402_differ_in_their_headers() {
    let fake = FakeFocus::builder().quota(30).start().await;
    let quota = async |fault: Fault| {
        fake.fault(fault);
        let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        (response.status().as_u16(), header("x-toggl-quota-remaining"), header("x-toggl-quota-resets-in"))
    };
    let spent = quota(Fault::quota_spent(Duration::from_secs(90))).await;
    assert_eq!(spent, (402, "0".to_owned(), "90".to_owned()));
    let plan = quota(Fault::plan_lacks_feature()).await;
    assert_eq!(plan, (402, "28".to_owned(), "3600".to_owned()));
}

#[tokio::test]
async fn a_delay_holds_back_one_answer_and_no_other() {
    let fake = FakeFocus::start().await;
    let delay = Duration::from_millis(80);
    fake.fault(Fault::response().delay(delay).on("list_tasks"));
    let started = Instant::now();
    let quick = async {
        assert_eq!(get(&fake, "tasks/recurring").await.0, 200);
        started.elapsed()
    };
    let (slow, quick) = tokio::join!(get(&fake, "tasks"), quick);
    assert!(started.elapsed() >= delay && quick < delay, "{quick:?}");
    assert_eq!(ids(&slow.1).len(), 50);
}

#[tokio::test]
async fn giving_up_on_a_slow_answer_does_not_undo_the_operation() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    fake.fault(Fault::response().delay(Duration::from_secs(60)));
    let impatient =
        request(&fake, Method::POST, "tasks").timeout(Duration::from_millis(100)).json(&json!({ "name": "x" }));
    assert!(impatient.send().await.unwrap_err().is_timeout());
    assert_eq!(fake.tasks().len(), 1);
    let sent = fake.take_requests();
    assert_eq!((sent[0].status, sent[0].applied), (None, true));
}

#[test]
fn all_operations_have_distinct_names() {
    let mut names = OPERATIONS.to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 21);
}

#[test]
#[should_panic = "\"list_task\" is not an operation"]
fn a_fault_for_an_operation_that_does_not_exist_is_a_mistake() {
    let _ = Fault::disconnect().on("list_task");
}
