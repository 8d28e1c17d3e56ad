//! The checks of every request before its operation: key, quota, ids in the path, address.

use std::time::Duration;

use focus_fake::FakeFocus;
use reqwest::{Client, Method};
use serde_json::json;

use crate::common::{address, bare, code, get, read, request};

#[tokio::test]
async fn a_wrong_key_gets_the_documented_body() {
    let fake = FakeFocus::start().await;
    assert_eq!(get(&fake, "tasks").await.0, 200);

    let wrong = Client::new().get(address(&fake, "tasks")).bearer_auth("toggl_sk_00000000000000000000000000000000");
    let (status, mut body) = read(wrong.send().await.unwrap()).await;
    assert_eq!(status, 401);
    let trace = body.as_object_mut().unwrap().remove("trace_id").unwrap();
    assert_eq!(trace.as_str().unwrap().len(), 32);
    assert_eq!(body, json!({ "error": "invalid_session", "error_description": "the provided API key is invalid" }));
}

#[tokio::test]
async fn a_track_token_and_missing_credentials_get_a_401() {
    let fake = FakeFocus::start().await;
    let track = Client::new().get(address(&fake, "tasks")).bearer_auth("1971800d4d82861d8f2c1651fea4d212");
    assert_eq!(track.send().await.unwrap().status(), 401);
    let basic =
        Client::new().get(address(&fake, "tasks")).basic_auth("1971800d4d82861d8f2c1651fea4d212", Some("api_token"));
    assert_eq!(basic.send().await.unwrap().status(), 401);
    assert_eq!(Client::new().get(address(&fake, "tasks")).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn basic_authentication_with_e_mail_and_password_is_accepted() {
    let fake = FakeFocus::start().await;
    let (email, password) = fake.credentials();
    let right = Client::new().get(address(&fake, "tasks")).basic_auth(email, Some(password));
    assert_eq!(right.send().await.unwrap().status(), 200);
    let wrong = Client::new().get(address(&fake, "tasks")).basic_auth(email, Some("guess"));
    assert_eq!(wrong.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_new_key_revokes_the_old_one() {
    let fake = FakeFocus::start().await;
    let key = fake.rotate_key();
    assert_eq!(key.len(), "toggl_sk_".len() + 32);
    assert_eq!(get(&fake, "tasks").await.0, 401);
    let renewed = Client::new().get(address(&fake, "tasks")).bearer_auth(&key);
    assert_eq!(renewed.send().await.unwrap().status(), 200);
    fake.revoke_key();
    let revoked = Client::new().get(address(&fake, "tasks")).bearer_auth(&key);
    assert_eq!(revoked.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_malformed_id_gets_a_400_and_a_foreign_id_a_403() {
    let fake = FakeFocus::start().await;
    let at = async |organization: &str, workspace: &str| {
        let url = format!("{}/organizations/{organization}/workspaces/{workspace}/tasks", fake.base_url());
        let response = read(Client::new().get(url).bearer_auth(fake.api_key()).send().await.unwrap()).await;
        (response.0, response.1["error"].as_str().unwrap().to_owned())
    };
    let (ours, foreign) = (fake.organization_id().to_string(), fake.foreign_organization_id().to_string());
    let workspace = fake.workspace_id().to_string();
    let refused = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(at("acme", &workspace).await, refused(400, "invalid_organization_id"));
    assert_eq!(at("0", &workspace).await, refused(400, "invalid_organization_id"));
    assert_eq!(at(&foreign, &workspace).await, refused(403, "forbidden"));
    assert_eq!(at(&ours, "main").await, refused(400, "invalid_workspace_id"));
    assert_eq!(at(&ours, &fake.foreign_workspace_id().to_string()).await, refused(403, "forbidden"));
}

#[tokio::test]
async fn unknown_addresses_are_404_and_unknown_methods_405() {
    let fake = FakeFocus::start().await;
    assert_eq!(code(&get(&fake, "projects").await), (404, "not_found"));
    assert_eq!(code(&get(&fake, "tasks/").await), (400, "validation"));
    assert_eq!(code(&get(&fake, "tasks/abc").await), (400, "validation"));
    assert_eq!(code(&bare(&fake, Method::PATCH, "tasks/calendar").await), (405, "method_not_allowed"));
    let response = request(&fake, Method::PUT, "tasks/bulk").send().await.unwrap();
    assert_eq!(response.headers()["allow"], "POST, DELETE, PATCH");
    let outside = Client::new().get(format!("{}/me", fake.base_url())).bearer_auth(fake.api_key());
    assert_eq!(outside.send().await.unwrap().status(), 404);
    assert_eq!(fake.requests().iter().filter(|request| request.operation.is_none()).count(), 6);
}

#[tokio::test]
async fn the_quota_counts_down_and_starts_again_after_an_hour() {
    let fake = FakeFocus::builder().quota(2).start().await;
    let quota = |response: &reqwest::Response| {
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        (response.status().as_u16(), header("X-Toggl-Quota-Remaining"), header("X-Toggl-Quota-Resets-In"))
    };
    let call = async |path: &str| request(&fake, Method::GET, path).send().await.unwrap();
    let seen = |status: u16, left: &str, resets: &str| (status, left.to_owned(), resets.to_owned());

    assert_eq!(quota(&call("tasks").await), seen(200, "1", "3600"));
    fake.advance(Duration::from_secs(600));
    // A refused request counts like a successful one.
    assert_eq!(quota(&call("tasks?per_page=200").await), seen(400, "0", "3000"));
    let spent = call("tasks").await;
    assert_eq!(quota(&spent), seen(402, "0", "3000"));
    assert_eq!(code(&read(spent).await), (402, "quota_exceeded"));
    fake.advance(Duration::from_secs(3000));
    assert_eq!(quota(&call("tasks").await), seen(200, "1", "3600"));
}

#[tokio::test]
async fn a_request_without_a_valid_key_spends_no_quota() {
    let fake = FakeFocus::builder().quota(1).start().await;
    let response = Client::new().get(address(&fake, "tasks")).send().await.unwrap();
    assert_eq!((response.status().as_u16(), fake.quota_remaining()), (401, 1));
    fake.set_quota(0);
    assert_eq!(get(&fake, "tasks").await.0, 402);
}

#[tokio::test]
async fn quota_headers_can_be_switched_off() {
    let fake = FakeFocus::builder().quota_headers(false).start().await;
    let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    assert!(response.headers().keys().all(|name| !name.as_str().contains("quota")));
}

#[tokio::test]
async fn requests_are_recorded_as_they_arrived() {
    let fake = FakeFocus::start().await;
    let patch = request(&fake, Method::PATCH, "tasks/5000000001?from_recurring_task_id=&a=b%20c&a=d");
    patch.json(&json!({ "name": "Renamed" })).send().await.unwrap();
    let sent = fake.take_requests();
    assert_eq!(sent.len(), 1);
    let request = &sent[0];
    assert_eq!((request.method.as_str(), request.operation, request.status), ("PATCH", Some("patch_task"), Some(400)));
    assert!(request.path.ends_with("/tasks/5000000001"));
    assert_eq!(request.raw_query, "from_recurring_task_id=&a=b%20c&a=d");
    assert_eq!(request.query_values("a"), ["b c", "d"]);
    assert_eq!(request.body_json(), json!({ "name": "Renamed" }));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert!(fake.requests().is_empty());
}

#[tokio::test]
async fn two_runs_give_the_same_bytes() {
    let mut responses = Vec::new();
    for _ in 0..2 {
        let fake = FakeFocus::start().await;
        let created = crate::common::post(&fake, "tasks", json!({ "name": "Again" })).await;
        let refused = get(&fake, "tasks?per_page=0").await;
        responses.push((get(&fake, "tasks?per_page=100&order_by=-updated_at").await, created, refused));
    }
    assert_eq!(responses[0], responses[1]);
}

#[test]
fn a_fake_serves_blocking_code_and_stops_when_dropped() {
    use std::io::{Read, Write};
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    let address = fake.base_url().trim_start_matches("http://").trim_end_matches("/api").to_owned();
    let mut socket = std::net::TcpStream::connect(&address).unwrap();
    write!(socket, "GET /api HTTP/1.1\r\nHost: fake\r\nConnection: close\r\n\r\n").unwrap();
    let mut response = String::new();
    socket.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 401 Unauthorized\r\n"), "{response}");
    drop(fake);
    assert!(std::net::TcpStream::connect(&address).is_err());
}

#[test]
fn a_fake_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<FakeFocus>();
}
