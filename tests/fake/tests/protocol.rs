//! HTTP through a plain socket: malformed requests, and how requests and responses are framed.

use focus_fake::FakeFocus;

use crate::common::{path_of, raw};

/// Sends a request with the placeholders `{tasks}` and `{key}` replaced, and returns the response as text.
fn send(fake: &FakeFocus, text: &str) -> String {
    let text = text.replace("{tasks}", &path_of(fake, "tasks")).replace("{key}", fake.api_key()).replace('\n', "\r\n");
    String::from_utf8(raw(fake, text.as_bytes())).expect("responses are text")
}

#[test]
fn bytes_that_are_not_http_are_refused_with_the_error_object() {
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    for (bytes, status) in [
        ("hello\n\n".to_owned(), 400),
        ("GET / HTTP/1.1\nNo colon here\n\n".to_owned(), 400),
        ("GET / HTTP/1.1\nContent-Length: many\n\n".to_owned(), 400),
        ("GET / HTTP/1.1\nContent-Length: 1\nContent-Length: 2\n\n".to_owned(), 400),
        ("GET / HTTP/1.1\nTransfer-Encoding: pigeon\n\n".to_owned(), 400),
        ("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\nxyz\n".to_owned(), 400),
        ("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\nab\n".to_owned(), 400),
        (format!("GET / HTTP/1.1\nX: {}\n\n", "x".repeat(100_000)), 431),
        (format!("GET / HTTP/1.1\n{}\n", "X: y\n".repeat(1_000)), 431),
    ] {
        let response = send(&fake, &bytes);
        let start = bytes.get(..60).unwrap_or(&bytes);
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{start:?}: {response}");
        assert!(response.contains("\"error\":") && response.contains("\"trace_id\":"), "{start:?}: {response}");
    }
}

#[test]
fn chunked_bodies_and_several_requests_on_one_connection_are_read() {
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    let create = "POST {tasks} HTTP/1.1\nAuthorization: Bearer {key}\nContent-Type: application/json\n";
    let chunked = format!("{create}Transfer-Encoding: chunked\n\nb;x=y\n{{\"name\":\"a\"\n1\n}}\n0\nTrailer: t\n\n");
    let last = format!("{create}Connection: close\nContent-Length: 12\n\n{{\"name\":\"b\"}}");
    let responses = send(&fake, &format!("{chunked}{last}"));
    assert_eq!(responses.matches("HTTP/1.1 201 Created").count(), 2, "{responses}");
    assert_eq!(fake.requests().iter().map(|request| request.connection).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn a_request_with_expect_100_continue_gets_a_100_response() {
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    let head =
        "POST {tasks} HTTP/1.1\nAuthorization: Bearer {key}\nContent-Type: application/json\nConnection: close\n";
    let response = send(&fake, &format!("{head}Expect: 100-continue\nContent-Length: 12\n\n{{\"name\":\"a\"}}"));
    assert!(response.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n"), "{response}");
}

#[test]
fn an_http_1_0_request_gets_a_response_without_chunked_encoding() {
    let fake = FakeFocus::builder().tasks(3).start_blocking();
    let response = send(&fake, "GET {tasks}/stream HTTP/1.0\nAuthorization: Bearer {key}\n\n");
    assert!(response.contains("content-length: ") && response.ends_with("}]"), "{response}");
}

#[test]
fn a_head_request_gets_a_405_without_a_body() {
    let fake = FakeFocus::builder().tasks(3).start_blocking();
    let response = send(&fake, "HEAD {tasks} HTTP/1.1\nAuthorization: Bearer {key}\nConnection: close\n\n");
    assert!(response.starts_with("HTTP/1.1 405 ") && response.contains("allow: POST, GET\r\n"), "{response}");
    assert!(response.ends_with("\r\n\r\n"), "a response to HEAD has no body: {response}");
}
