//! A small client for the tests: one function per kind of request.

#![allow(clippy::unwrap_used, reason = "clippy allows `unwrap` only inside of test functions, not in their helpers")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use focus_fake::FakeFocus;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// Builds a request below the workspace's address, with a valid key.
pub(crate) fn request(fake: &FakeFocus, method: Method, path: &str) -> RequestBuilder {
    // The tests check the encoded body; other packages of the workspace enable decompression.
    let client = Client::builder().no_gzip().build().expect("a client without settings can be built");
    client.request(method, address(fake, path)).bearer_auth(fake.api_key())
}

/// Returns the URL of a path below the workspace.
pub(crate) fn address(fake: &FakeFocus, path: &str) -> String {
    let (organization, workspace) = (fake.organization_id(), fake.workspace_id());
    format!("{}/organizations/{organization}/workspaces/{workspace}/{path}", fake.base_url())
}

/// Returns the status and the JSON of a response; `Null` for an empty body.
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

/// Sends a request without a body.
pub(crate) async fn bare(fake: &FakeFocus, method: Method, path: &str) -> (u16, Value) {
    read(request(fake, method, path).send().await.unwrap()).await
}

/// Returns the ids in a page or an array.
pub(crate) fn ids(response: &Value) -> Vec<i64> {
    let list = response.get("data").unwrap_or(response);
    list.as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect()
}

/// Returns the ids of the task list, read as one page (so at most 100).
pub(crate) async fn listed(fake: &FakeFocus, query: &str) -> Vec<i64> {
    let (status, page) = get(fake, &format!("tasks?per_page=100&{query}")).await;
    assert_eq!(status, 200, "{page}");
    ids(&page)
}

/// Returns the status and the error code of a response.
pub(crate) fn code(response: &(u16, Value)) -> (u16, &str) {
    (response.0, response.1["error"].as_str().unwrap_or_default())
}

/// Starts a fake with only the given tasks; each gets the id `index + 1`.
pub(crate) async fn with(tasks: Value) -> FakeFocus {
    let fake = FakeFocus::builder().tasks(0).start().await;
    for (index, task) in tasks.as_array().unwrap().iter().enumerate() {
        let mut task = task.clone();
        task["id"] = json!(index + 1);
        fake.insert_task(task);
    }
    fake
}

/// Sends a GET of this path over a socket and returns all received bytes until the connection ends.
pub(crate) fn raw_get(fake: &FakeFocus, path: &str) -> Vec<u8> {
    let head =
        format!("GET {} HTTP/1.1\r\nHost: fake\r\nAuthorization: Bearer {}\r\n", path_of(fake, path), fake.api_key());
    raw(fake, format!("{head}Connection: close\r\n\r\n").as_bytes())
}

/// Sends bytes over a socket and returns the received bytes until the connection ends, also by a reset.
pub(crate) fn raw(fake: &FakeFocus, bytes: &[u8]) -> Vec<u8> {
    let mut socket = connect(fake);
    socket.write_all(bytes).unwrap();
    read_to_end(&mut socket).0
}

/// Opens a socket to the fake.
pub(crate) fn connect(fake: &FakeFocus) -> TcpStream {
    let socket = TcpStream::connect(fake.origin().trim_start_matches("http://")).unwrap();
    // A test waits this long only if it fails.
    socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    socket
}

/// Reads until the connection ends, and returns whether it ended with an error.
pub(crate) fn read_to_end(socket: &mut TcpStream) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match socket.read(&mut buffer) {
            Ok(0) => return (bytes, false),
            Ok(size) => bytes.extend_from_slice(&buffer[..size]),
            Err(_) => return (bytes, true),
        }
    }
}

/// Returns the URL path of a resource below the workspace.
pub(crate) fn path_of(fake: &FakeFocus, path: &str) -> String {
    let address = address(fake, path);
    address[address.find("/api").unwrap()..].to_owned()
}
