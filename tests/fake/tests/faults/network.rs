//! Connections: counting, reuse, closing, refusing.

use std::time::Duration;

use focus_fake::{FakeFocus, Fault};
use reqwest::{Client, Method, StatusCode};

use crate::common::{address, connect, read_to_end};

/// Sends a request through a client that reuses its connections.
async fn call(client: &Client, fake: &FakeFocus) -> Result<StatusCode, reqwest::Error> {
    let response = client.request(Method::GET, address(fake, "tasks")).bearer_auth(fake.api_key()).send().await?;
    let status = response.status();
    response.bytes().await?;
    Ok(status)
}

/// Lets the client's runtime poll its sockets. The connections are already closed: the fake closes them before its
/// methods return.
async fn poll_the_sockets_of_the_client() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn connections_and_requests_are_counted() {
    let (fake, client) = (FakeFocus::start().await, Client::new());
    for _ in 0..3 {
        assert_eq!(call(&client, &fake).await.unwrap(), 200);
    }
    assert_eq!((fake.connections(), fake.requests_read(), fake.open_connections()), (1, 3, 1));
    assert_eq!(call(&Client::new(), &fake).await.unwrap(), 200);
    let used: Vec<_> = fake.take_requests().iter().map(|request| request.connection).collect();
    assert_eq!((fake.connections(), used), (2, vec![1, 1, 1, 2]));
    drop(client);
    fake.wait_for_no_connections().await;
    assert_eq!(fake.requests_read(), 4, "taking requests does not change the count");
}

#[tokio::test]
async fn a_response_can_close_its_connection_with_and_without_the_header() {
    let (fake, client) = (FakeFocus::start().await, Client::new());
    fake.fault(Fault::response().close_connection());
    assert_eq!(call(&client, &fake).await.unwrap(), 200);
    assert_eq!(call(&client, &fake).await.unwrap(), 200);
    assert_eq!(fake.connections(), 2);
    let mut socket = connect(&fake);
    fake.fault(Fault::response().close_silently());
    std::io::Write::write_all(&mut socket, b"GET / HTTP/1.1\r\nHost: fake\r\n\r\n").unwrap();
    let (bytes, error) = read_to_end(&mut socket);
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("HTTP/1.1 401 ") && !text.contains("connection: close") && !error, "{text}");
}

#[tokio::test]
async fn idle_connections_follow_the_virtual_clock() {
    let fake = FakeFocus::builder().close_idle_after(Duration::from_secs(5)).start().await;
    let client = Client::new();
    assert_eq!(call(&client, &fake).await.unwrap(), 200);
    fake.advance(Duration::from_secs(4));
    assert_eq!((call(&client, &fake).await.unwrap(), fake.connections()), (StatusCode::OK, 1));
    fake.advance(Duration::from_secs(5));
    assert_eq!(fake.open_connections(), 0);
    poll_the_sockets_of_the_client().await;
    assert_eq!((call(&client, &fake).await.unwrap(), fake.connections()), (StatusCode::OK, 2));

    let fake = FakeFocus::builder().close_idle_after(Duration::ZERO).start().await;
    assert_eq!(call(&client, &fake).await.unwrap(), 200);
    fake.wait_for_no_connections().await;
}

#[tokio::test]
async fn an_expired_connection_is_reset_at_its_next_use_before_the_request_is_read() {
    let (fake, client) = (FakeFocus::start().await, Client::builder().retry(reqwest::retry::never()).build().unwrap());
    assert_eq!(call(&client, &fake).await.unwrap(), 200);
    fake.expire_connections();
    assert!(call(&client, &fake).await.is_err());
    assert_eq!(fake.requests_read(), 1);
    assert_eq!(call(&client, &fake).await.unwrap(), 200);
}

#[tokio::test]
async fn connections_are_refused_until_they_are_accepted_again() {
    let (fake, client) = (FakeFocus::start().await, Client::new());
    assert_eq!(call(&client, &fake).await.unwrap(), 200);
    fake.refuse_connections();
    poll_the_sockets_of_the_client().await;
    assert!(call(&client, &fake).await.unwrap_err().is_connect());
    fake.refuse_connections();
    fake.accept_connections();
    fake.accept_connections();
    assert_eq!(call(&client, &fake).await.unwrap(), 200);
    fake.close_connections();
    assert_eq!(fake.open_connections(), 0);
    poll_the_sockets_of_the_client().await;
    assert_eq!(call(&client, &fake).await.unwrap(), 200);
    assert_eq!(fake.requests_read(), 3);
}
