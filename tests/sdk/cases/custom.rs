//! Undecoded responses and custom requests: the same errors, limits and redaction as for every other call.

use focus_api::reqwest::Method;
use focus_api::{Client, ErrorKind, NewTask, Task};
use focus_fake::Fault;
use focus_tests::{FIRST, builder, fake_of, tasks, tasks_of};
use serde_json::json;

#[tokio::test]
async fn the_error_of_decoding_an_undecoded_response_is_redacted_and_has_the_data_of_its_call() {
    let fake = fake_of(1).await;
    let password = "correct horse battery";
    let tasks = tasks_of(&fake, Client::builder().base_url(fake.base_url()).basic_auth("me@example.org", password));
    for body in [
        json!({ "id": "x", "note": password, "notes": "n".repeat(3000) }),
        json!({ "id": "x", "error": false, "note": password }),
        json!({ "error": "validation", "error_description": format!("no {password}") }),
    ] {
        let as_text = body.to_string();
        fake.fault(Fault::status(200).json(body).times(2));
        let custom = tasks.workspace().client().request(Method::GET, "/x").await.unwrap();
        assert!(!format!("{custom:?}").contains(password), "{custom:?}");
        let mut responses = vec![custom];
        responses.extend(tasks.get(FIRST).send_raw().await.ok());
        for response in responses {
            let error = response.json::<Task>().unwrap_err();
            let excerpt = error.excerpt().unwrap_or_default().to_owned();
            let shown = format!("{error} {error:?} {excerpt} {:?}", error.description());
            assert!(!shown.contains(password), "{as_text}: {shown}");
            assert!(excerpt.len() <= 200, "an excerpt has {} bytes", excerpt.len());
            assert_eq!((error.attempts(), error.requests_sent()), (1, 1), "{as_text}: {error}");
        }
        fake.clear_faults();
    }
}

#[tokio::test]
async fn an_undecoded_response_of_a_change_that_cannot_be_decoded_leaves_its_outcome_unknown() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    fake.fault(Fault::status(201).json(json!({ "id": "x", "name": "New" })).times(2));
    let created = tasks.create(NewTask::new("New")).send_raw().await.unwrap();
    let custom = tasks.workspace().client().request(Method::POST, "/things").json(&1).await.unwrap();
    for error in [created.json::<Task>().unwrap_err(), custom.json::<Task>().unwrap_err()] {
        assert!(error.is_decode() && error.is_outcome_unknown(), "{error}");
        assert!(error.to_string().contains("check whether it was applied before retrying"), "{error}");
    }
}

#[tokio::test]
async fn a_request_that_cannot_change_anything_never_has_an_unknown_outcome() {
    let fake = fake_of(1).await;
    let client = builder(&fake).build().unwrap();
    for (method, is_change) in [
        (Method::HEAD, false),
        (Method::OPTIONS, false),
        (Method::TRACE, false),
        (Method::PUT, true),
        (Method::from_bytes(b"PURGE").unwrap(), true),
    ] {
        fake.fault(Fault::status(503));
        let error = client.request(method.clone(), "/x").await.unwrap_err();
        assert_eq!((error.is_outcome_unknown(), error.requests_sent()), (is_change, 1), "{method}: {error}");
    }
    assert_eq!(fake.take_requests().len(), 5);
    let error = client.request(Method::CONNECT, "/x").await.unwrap_err();
    assert_eq!((error.kind(), fake.requests().len()), (ErrorKind::InvalidArgument, 0), "{error}");
}

#[tokio::test]
async fn a_404_names_a_task_only_if_the_request_does() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    fake.fault(Fault::status(404).error("not_found", "no such project").always());
    let custom = tasks.workspace().client().request(Method::GET, "/projects/9").await.unwrap_err();
    let created = tasks.create(NewTask::new("x")).await.unwrap_err();
    let report = tasks.bulk().archive([FIRST]).await;
    let archived = report.rejected().next().unwrap().1;
    for error in [&custom, &created, archived, &tasks.list().await.unwrap_err()] {
        let text = error.to_string();
        assert!(error.is_not_found() && !text.contains("the task does not exist"), "{text}");
        assert!(text.ends_with("Check the ids in the request: each may be deleted or belong to another workspace"));
    }
    let error = tasks.get(FIRST).await.unwrap_err();
    assert!(error.to_string().contains("the task does not exist (404 not_found): no such project"), "{error}");
    let created = focus_api::Error::new(ErrorKind::NotFound, "there is no task 1").to_string();
    assert_eq!(created, "there is no task 1. It may be deleted or belong to another workspace");
}

#[tokio::test]
async fn only_a_status_with_another_address_is_a_redirect() {
    let fake = fake_of(1).await;
    let client = builder(&fake).build().unwrap();
    for status in [300, 304, 305, 399] {
        fake.fault(Fault::status(status).empty_body());
        let error = client.request(Method::GET, "/x").header("if-none-match", "\"1\"").await.unwrap_err();
        assert!(error.is_server() && !error.to_string().contains("redirect"), "{status}: {error}");
    }
}

#[test]
fn the_debug_text_of_a_custom_request_shows_neither_the_key_nor_the_body() {
    let key = "toggl_sk_00112233445566778899aabbccddeeff";
    let client = Client::new(key).unwrap();
    let request = client.request(Method::POST, format!("/keys/{key}")).json(&json!({ "key": key }));
    assert_eq!(format!("{request:?}").matches("/keys/…").count(), 1, "{request:?}");
    assert!(!format!("{request:?}").contains(&key[9..]) && !format!("{request:?}").contains("123, 34"), "{request:?}");
}
