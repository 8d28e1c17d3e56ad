//! How a changed response is sent: interrupted, stalled, split, framed.

use std::io::{Read, Write};

use focus_fake::{FakeFocus, Fault, Gate};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::common::{connect, get, ids, path_of, raw, raw_get, read_to_end, request};

/// Returns the chunks of a body, and whether it ended without an error.
async fn chunks(mut response: Response) -> (Vec<Vec<u8>>, bool) {
    let mut chunks = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => chunks.push(chunk.to_vec()),
            end => return (chunks, end.is_ok()),
        }
    }
}

/// Splits raw bytes into head and body.
fn split_head(bytes: &[u8]) -> (String, &[u8]) {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("the head is complete") + 4;
    (String::from_utf8_lossy(&bytes[..end]).into_owned(), &bytes[end..])
}

#[tokio::test]
async fn disconnect_after_ends_the_body_at_the_scripted_byte() {
    let fake = FakeFocus::start().await;
    for path in ["tasks", "tasks/stream"] {
        fake.fault(Fault::response().disconnect_after(700));
        let response = request(&fake, Method::GET, path).send().await.unwrap();
        let (chunks, complete) = chunks(response).await;
        assert_eq!((chunks.concat().len(), complete), (700, false), "{path}");
    }
    fake.fault(Fault::response().disconnect_after(0));
    let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    assert!(response.status().is_success() && response.bytes().await.is_err());
}

#[test]
fn a_connection_can_end_before_in_and_after_the_head() {
    let fake = FakeFocus::builder().tasks(1).quota_headers(false).start_blocking();
    let complete = raw_get(&fake, "tasks");
    let (head, _) = split_head(&complete);
    fake.fault(Fault::response().disconnect_before_head());
    assert_eq!(raw_get(&fake, "tasks"), b"");
    fake.fault(Fault::response().disconnect_in_head(20));
    assert_eq!(raw_get(&fake, "tasks"), &complete[..20]);
    fake.fault(Fault::response().disconnect_after(0));
    assert_eq!(raw_get(&fake, "tasks"), head.as_bytes());
    let seen: Vec<_> = fake.requests().iter().map(|request| request.status).collect();
    assert_eq!(seen, [Some(200), None, None, Some(200)], "a status counts as sent with its complete head");
}

#[test]
fn a_reset_is_an_error_and_a_disconnect_is_the_end_of_the_stream() {
    let fake = FakeFocus::builder().tasks(1).start_blocking();
    let outcome = |fault: Fault| {
        fake.fault(fault);
        let mut socket = connect(&fake);
        let (path, key) = (path_of(&fake, "tasks"), fake.api_key());
        write!(socket, "GET {path} HTTP/1.1\r\nHost: fake\r\nAuthorization: Bearer {key}\r\n\r\n").unwrap();
        read_to_end(&mut socket).1
    };
    assert!(!outcome(Fault::disconnect()));
    assert!(outcome(Fault::reset()));
    assert!(!outcome(Fault::response().disconnect_after(5)));
    assert!(outcome(Fault::response().disconnect_after(5).with_reset()));
    assert!(outcome(Fault::response().disconnect_in_head(5).with_reset()));
}

#[tokio::test]
async fn a_truncated_body_is_valid_http_unless_its_length_is_wrong() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::response().truncate_body(700));
    let bytes = request(&fake, Method::GET, "tasks").send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes.len(), 700);
    assert!(serde_json::from_slice::<Value>(&bytes).is_err());

    fake.fault(Fault::response().truncate_body(700).declare_length(701));
    let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    assert_eq!(response.content_length(), Some(701));
    assert!(!chunks(response).await.1);

    fake.fault(Fault::response().declare_length(10_000_000_000));
    let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    assert_eq!(response.content_length(), Some(10_000_000_000));
    assert!(response.bytes().await.is_err());

    fake.fault(Fault::response().declare_length(10));
    let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    assert_eq!(response.bytes().await.unwrap().len(), 10);
}

#[tokio::test]
async fn a_stalled_response_continues_when_its_gate_opens() {
    let fake = FakeFocus::start().await;
    let (_, complete) = get(&fake, "tasks").await;
    for stall in
        [Fault::stall_before_head, |fault| Fault::stall_in_head(fault, 9), |fault| Fault::stall_after(fault, 99)]
    {
        let gate = Gate::new();
        fake.fault(stall(Fault::response().on("list_tasks")).until(&gate));
        let (slow, ()) = tokio::join!(get(&fake, "tasks"), async {
            gate.arrivals(1).await;
            // Other requests are served while it is stalled.
            assert_eq!(get(&fake, "tasks/recurring").await.0, 200);
            gate.open();
        });
        assert_eq!(slow.1, complete);
    }
    let arrived: Vec<_> = fake.requests().iter().filter_map(|request| request.operation).collect();
    assert_eq!(arrived[1..3], ["list_tasks", "list_recurring_tasks"]);
}

#[tokio::test]
async fn a_stalled_body_without_a_gate_ends_when_the_client_disconnects() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::response().stall_after(10));
    let mut response = request(&fake, Method::GET, "tasks/stream").send().await.unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap().len(), 10);
    assert_eq!(fake.open_connections(), 1);
    drop(response);
    fake.wait_for_no_connections().await;
}

#[tokio::test]
async fn dropping_a_stalled_call_does_not_undo_the_operation() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let gate = Gate::new();
    fake.fault(Fault::response().stall_before_head().until(&gate));
    tokio::select! {
        _ = request(&fake, Method::POST, "tasks").json(&json!({ "name": "x" })).send() => panic!("the gate is closed"),
        () = gate.arrivals(1) => {}
    }
    fake.wait_for_no_connections().await;
    assert_eq!(fake.tasks().len(), 1);
    let sent = fake.take_requests();
    assert_eq!((sent[0].status, sent[0].applied), (None, true));
}

#[tokio::test]
async fn drip_sends_the_complete_body_in_small_chunks() {
    let fake = FakeFocus::builder().tasks(2).start().await;
    let (_, complete) = get(&fake, "tasks/stream").await;
    for size in [1, 7] {
        fake.fault(Fault::response().drip(size).drip_head(3));
        let (chunks, ended) = chunks(request(&fake, Method::GET, "tasks/stream").send().await.unwrap()).await;
        assert!(ended && chunks.iter().all(|chunk| chunk.len() <= size));
        assert_eq!(serde_json::from_slice::<Value>(&chunks.concat()).unwrap(), complete);
    }
}

#[tokio::test]
async fn split_at_splits_the_body_at_the_offsets() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let body = "[{\"id\":1,\"new_field\":0.5},{\"id\":2}]";
    fake.fault(Fault::response().body(body).split_at([23, 5, 0, 999]));
    let (chunks, _) = chunks(request(&fake, Method::GET, "tasks/stream").send().await.unwrap()).await;
    let chunks: Vec<_> = chunks.iter().map(|chunk| String::from_utf8_lossy(chunk).into_owned()).collect();
    assert_eq!(chunks, [&body[..5], &body[5..23], &body[23..]]);
}

#[tokio::test]
async fn an_endless_body_ends_when_its_gate_opens_or_the_client_disconnects() {
    let fake = FakeFocus::start().await;
    let gate = Gate::new();
    fake.fault(Fault::status(503).json("x").endless("ab").until(&gate));
    let mut response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    let mut received = 0;
    while received < 1_000_000 {
        received += response.chunk().await.unwrap().expect("the body is endless").len();
    }
    gate.open();
    assert!(chunks(response).await.1, "an opened gate ends the body without an error");

    fake.fault(Fault::response().endless(" "));
    let mut response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    response.chunk().await.unwrap();
    drop(response);
    fake.wait_for_no_connections().await;
}

#[test]
fn the_framing_of_a_body_can_be_set() {
    let fake = FakeFocus::builder().tasks(1).start_blocking();
    let send = |fault: Fault| {
        fake.fault(fault);
        let bytes = raw_get(&fake, "tasks/stream");
        let (head, body) = split_head(&bytes);
        (head, String::from_utf8(body.to_vec()).unwrap())
    };
    let (head, body) = send(Fault::response().body("[]"));
    assert!(head.contains("content-length: 2\r\n") && body == "[]", "{head}");
    let (head, body) = send(Fault::response().body("[]").chunked());
    assert!(head.contains("transfer-encoding: chunked\r\n") && body == "2\r\n[]\r\n0\r\n\r\n", "{head}{body}");
    let (_, body) = send(Fault::response().body("[]").trailer("X-Checksum", "7"));
    assert_eq!(body, "2\r\n[]\r\n0\r\nx-checksum: 7\r\n\r\n");
    let (head, body) = send(Fault::response().body("[]").until_close());
    assert!(!head.contains("length") && !head.contains("chunked") && body == "[]", "{head}");
    let (head, _) = send(Fault::response().content_length());
    assert!(head.contains("content-length: ") && !head.contains("chunked"), "{head}");
    let (head, body) = send(Fault::response().body("[]").header("Transfer-Encoding", "chunked"));
    assert!(head.contains("chunked") && body == "[]", "a scripted framing header is sent unchanged: {head}{body}");
    let (head, body) = send(Fault::status(204));
    assert!(head.starts_with("HTTP/1.1 204 No Content\r\n") && !head.contains("content-") && body.is_empty(), "{head}");
}

#[tokio::test]
async fn interim_responses_are_sent_before_the_response() {
    let fake = FakeFocus::builder().tasks(1).start().await;
    let fault = Fault::response().interim(100, &[]).interim(103, &[("Link", "</x>; rel=preload")]);
    fake.fault(fault.clone());
    let text = String::from_utf8(raw_get(&fake, "tasks")).unwrap();
    let start =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\n";
    assert!(text.starts_with(start), "{text}");
    fake.fault(fault);
    assert_eq!(ids(&get(&fake, "tasks").await.1).len(), 1);
}

#[test]
fn raw_bytes_are_sent_unchanged() {
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    for bytes in
        [b"".as_slice(), b"\0\xff", b"HTTP/9.9 banana\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n[nul"]
    {
        fake.fault(Fault::raw(bytes));
        assert_eq!(raw_get(&fake, "tasks"), bytes);
    }
    fake.fault(Fault::raw("0123456789").disconnect_after(4));
    assert_eq!(raw_get(&fake, "tasks"), b"0123");
}

#[test]
fn an_upload_can_be_interrupted_or_refused_before_it_is_read() {
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    let head = |length: usize| {
        let (path, key) = (path_of(&fake, "tasks"), fake.api_key());
        format!("POST {path} HTTP/1.1\r\nHost: fake\r\nAuthorization: Bearer {key}\r\nContent-Length: {length}\r\n\r\n")
    };
    fake.fault(Fault::interrupt_upload(10));
    let mut socket = connect(&fake);
    socket.write_all(head(100).as_bytes()).unwrap();
    socket.write_all(&[b' '; 10]).unwrap();
    assert_eq!(read_to_end(&mut socket), (Vec::new(), true));

    fake.fault(Fault::status(413).before_body());
    let response = String::from_utf8(raw(&fake, head(1_000_000).as_bytes())).unwrap();
    assert!(response.starts_with("HTTP/1.1 413 "), "{response}");

    let mut socket = connect(&fake);
    socket.write_all(head(100).as_bytes()).unwrap();
    drop(socket);
    let mut last = connect(&fake);
    let bytes = format!("{}{}", head(1), "x");
    last.write_all(bytes.as_bytes()).unwrap();
    last.read_exact(&mut [0; 12]).unwrap();
    let complete: Vec<_> = fake.requests().iter().map(|request| request.body_complete).collect();
    assert_eq!(complete.iter().filter(|complete| !**complete).count(), complete.len() - 1);
    assert!(fake.tasks().is_empty());
}
