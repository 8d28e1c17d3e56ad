//! Handles, requests, errors and clients do not show secrets when they are printed.
//!
//! Traces are tested in `traces.rs`, redirects in `errors/causes.rs`.

use std::fmt::Debug;

use focus_api::{Client, NewTask, TaskPatch};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{builder, tasks_of};
use serde_json::json;

/// Asserts that a text contains none of the secrets.
fn assert_absent(what: &str, shown: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!shown.contains(secret), "{what} shows a secret: {shown}");
    }
}

/// Returns both formats of `Debug`.
fn shown(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

#[tokio::test]
async fn no_value_that_contains_the_key_shows_it() {
    let fake = FakeFocus::start().await;
    let key = fake.api_key();
    // The digits alone too, which an output without the prefix would show.
    let secrets = [key, &key["toggl_sk_".len()..], &key[20..]];
    let client = builder(&fake).build().unwrap();
    let workspace = client.workspace(fake.organization_id(), fake.workspace_id());
    let tasks = workspace.tasks();
    let everything = [
        ("ClientBuilder", shown(&builder(&fake))),
        ("Client", shown(&client)),
        ("Workspace", shown(&workspace)),
        ("Tasks", shown(&tasks)),
        ("Request of a list", shown(&tasks.list())),
        ("Request of a stream", shown(&tasks.stream())),
        ("Request of a create", shown(&tasks.create(NewTask::new("Proofs")))),
        ("Request of a patch", shown(&tasks.patch(7, TaskPatch::new()))),
        ("Bulk", shown(&tasks.bulk())),
        ("Items", shown(&tasks.list().items())),
        ("Pages", shown(&tasks.list().pages())),
        ("TaskStream", shown(&tasks.stream().send().await.unwrap())),
        ("Page", shown(&tasks.list().await.unwrap())),
        ("RawResponse", shown(&tasks.list().send_raw().await.unwrap())),
        ("the raw client", shown(&client.raw())),
        ("a call of the raw client", shown(&client.raw().list_tasks())),
    ];
    for (what, text) in &everything {
        assert_absent(what, text, &secrets);
        assert!(text.len() > 4, "{what} has no Debug output, so the test shows nothing");
    }
}

#[test]
fn no_value_that_contains_the_password_shows_it() {
    let password = "correct horse battery staple";
    let builder = || Client::builder().basic_auth("ines@example.com", password);
    let client = builder().build().unwrap();
    // The second is the pair as the header contains it.
    let secrets = [password, "aW5lc0BleGFtcGxlLmNvbTpjb3JyZWN0IGhvcnNlIGJhdHRlcnkgc3RhcGxl"];
    assert_absent("ClientBuilder", &shown(&builder()), &secrets);
    assert_absent("Client", &shown(&client), &secrets);
    assert_absent("the raw client", &shown(&client.raw()), &secrets);
    assert_absent("a call", &shown(&client.workspace(1, 2).tasks().list()), &secrets);
}

#[test]
fn a_base_url_with_secrets_is_not_shown_before_it_is_refused() {
    let secrets = ["hunter2", "swordfish"];
    let settings = Client::builder().api_key("x").base_url("https://ines:hunter2@focus.toggl.com/api?key=swordfish");
    assert_absent("ClientBuilder", &shown(&settings), &secrets);
    assert_absent("an error", &shown(&settings.build().unwrap_err()), &secrets);
    assert!(
        shown(&Client::builder()).contains("https://focus.toggl.com/api"),
        "a base URL without secrets must be shown"
    );
}

#[tokio::test]
async fn email_and_password_are_accepted_instead_of_a_key() {
    let fake = FakeFocus::start().await;
    let (email, password) = fake.credentials();
    let tasks = tasks_of(&fake, Client::builder().base_url(fake.base_url()).basic_auth(email, password));
    tasks.list().await.unwrap();
    let refused = tasks_of(&fake, Client::builder().base_url(fake.base_url()).basic_auth(email, "wrong horse"));
    let error = refused.list().await.unwrap_err();
    assert!(error.is_authentication());
    assert_absent("an error", &format!("{error} {}", shown(&error)), &["wrong horse", "d3Jvbmcg"]);
}

#[tokio::test]
async fn an_error_shows_neither_the_key_nor_the_body() {
    let fake = FakeFocus::start().await;
    let key = fake.api_key().to_owned();
    let tasks = tasks_of(&fake, builder(&fake));
    // The worst case: a response that repeats the request.
    fake.fault(Fault::status(500).body(format!("you sent Bearer {key}")).on("create_task"));
    fake.fault(Fault::status(400).json(format!("you sent Bearer {key}")).on("create_task"));
    let words = format!("the key {key} is unknown");
    fake.fault(Fault::status(422).json(json!({ "error": key, "error_description": words })).on("create_task"));
    fake.fault(Fault::disconnect().on("delete_task"));
    let mut errors = vec![
        tasks.create(NewTask::new("Proofs")).await.unwrap_err(),
        tasks.create(NewTask::new("Proofs")).await.unwrap_err(),
        tasks.create(NewTask::new("Proofs")).await.unwrap_err(),
        tasks.delete(5_000_000_001_i64).await.unwrap_err(),
        tasks.get(1).await.unwrap_err(),
        tasks.get(0).await.unwrap_err(),
    ];
    fake.revoke_key();
    errors.push(tasks.list().await.unwrap_err());
    errors.push(tasks.bulk().archive([7]).await.stopped_by().unwrap().clone());
    assert!(errors[6].is_authentication() && errors[7].is_authentication());
    for error in &errors {
        let mut text = format!("{error} {error:#} {}", shown(error));
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            text.push_str(&format!(" {cause} {}", shown(&cause)));
            source = cause.source();
        }
        assert_absent("an error", &text, &[&key, &key["toggl_sk_".len()..]]);
    }
}
