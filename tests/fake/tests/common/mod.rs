//! A client of a few lines, so that a test reads as one request and what came of it.

#![allow(clippy::unwrap_used, reason = "these are tests, though clippy sees no test function around them")]
#![allow(dead_code, reason = "every test file compiles its own copy and uses a part of it")]

use focus_fake::FakeFocus;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// A request below the workspace's address, with a valid key.
pub(crate) fn request(fake: &FakeFocus, method: Method, path: &str) -> RequestBuilder {
    Client::new().request(method, address(fake, path)).bearer_auth(fake.api_key())
}

/// The full address of a path below the workspace.
pub(crate) fn address(fake: &FakeFocus, path: &str) -> String {
    let (organization, workspace) = (fake.organization_id(), fake.workspace_id());
    format!("{}/organizations/{organization}/workspaces/{workspace}/{path}", fake.base_url())
}

/// The status and the JSON of an answer; `Null` for none.
pub(crate) async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let bytes = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

pub(crate) async fn get(fake: &FakeFocus, path: &str) -> (u16, Value) {
    read(request(fake, Method::GET, path).send().await.unwrap()).await
}

pub(crate) async fn send(fake: &FakeFocus, method: Method, path: &str, body: Value) -> (u16, Value) {
    read(request(fake, method, path).json(&body).send().await.unwrap()).await
}

pub(crate) async fn post(fake: &FakeFocus, path: &str, body: Value) -> (u16, Value) {
    send(fake, Method::POST, path, body).await
}

/// A request without a body.
pub(crate) async fn bare(fake: &FakeFocus, method: Method, path: &str) -> (u16, Value) {
    read(request(fake, method, path).send().await.unwrap()).await
}

/// The ids in a page or an array.
pub(crate) fn ids(answer: &Value) -> Vec<i64> {
    let list = answer.get("data").unwrap_or(answer);
    list.as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect()
}

/// All ids a list has, asked for in one page (so no more than a hundred).
pub(crate) async fn listed(fake: &FakeFocus, query: &str) -> Vec<i64> {
    let (status, page) = get(fake, &format!("tasks?per_page=100&{query}")).await;
    assert_eq!(status, 200, "{page}");
    ids(&page)
}

/// The part of an error that a test is about.
pub(crate) fn code(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["error"].as_str().unwrap_or_default())
}

/// A fake with only the given tasks; each gets the id `index + 1`.
pub(crate) async fn with(tasks: Value) -> FakeFocus {
    let fake = FakeFocus::builder().tasks(0).start().await;
    for (index, task) in tasks.as_array().unwrap().iter().enumerate() {
        let mut task = task.clone();
        task["id"] = json!(index + 1);
        fake.insert_task(task);
    }
    fake
}
