//! The faults of the reliability table, each with the name of its row.
//!
//! A fault applies to every request until it is cleared, unless its name has "once". The operations are in
//! `operations.rs`.

use std::time::Duration;

use focus_fake::{ContentCoding, Fault, HttpDateFormat, RedirectTarget};
use serde_json::{Value, json};

/// Error statuses. Each is combined with several bodies.
const ERROR_STATUSES: [u16; 35] = [
    400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 418, 421, 422, 423, 424, 425, 426, 428,
    429, 431, 451, 500, 501, 502, 503, 504, 507, 511, 524, 599,
];

/// Statuses of a success, documented or not.
const SUCCESS_STATUSES: [u16; 8] = [200, 201, 202, 203, 204, 206, 207, 226];

/// Returns every fault with its name, in the order of the table.
pub(super) fn all() -> Vec<(String, Fault)> {
    let mut faults = Vec::new();
    connections(&mut faults);
    errors(&mut faults);
    successes(&mut faults);
    redirects(&mut faults);
    bodies(&mut faults);
    waits(&mut faults);
    stalls(&mut faults);
    faults
}

/// Adds faults of the connection, and responses that are not HTTP.
fn connections(faults: &mut Vec<(String, Fault)>) {
    let mut add = |name: &str, fault: Fault| {
        faults.push((format!("{name}, once"), fault.clone()));
        faults.push((name.to_owned(), fault.always()));
    };
    add("connection closed without a response", Fault::disconnect());
    add("connection reset without a response", Fault::reset());
    add("operation applied, connection closed", Fault::lose_response());
    add("operation applied, connection reset", Fault::lose_response().with_reset());
    add("upload interrupted at byte 0", Fault::interrupt_upload(0));
    add("upload interrupted at byte 5", Fault::interrupt_upload(5));
    for bytes in [1, 9, 12, 20, 40] {
        add(&format!("closed after {bytes} bytes of the head"), Fault::response().disconnect_in_head(bytes));
    }
    for bytes in [0, 1, 5, 30] {
        add(
            &format!("closed after {bytes} bytes of the body"),
            Fault::response().content_length().disconnect_after(bytes),
        );
    }
    for bytes in [0, 1, 30] {
        let fault = Fault::response().chunked().disconnect_after(bytes);
        add(&format!("closed after {bytes} bytes of a chunked body"), fault);
    }
    add(
        "response reset after 5 bytes of the body",
        Fault::response().content_length().disconnect_after(5).with_reset(),
    );
    let texts: [(&str, &str); 14] = [
        ("an SSH banner", "SSH-2.0-OpenSSH_9.6\r\n"),
        ("binary data", "\u{1}\u{2}\u{3}\u{4}\r\n\r\n"),
        ("HTTP/0.9 text", "<html>hello</html>"),
        ("a version that does not exist", "HTTP/9.9 200 OK\r\n\r\n"),
        ("a status that is not a number", "HTTP/1.1 abc OK\r\n\r\n"),
        ("a status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n"),
        ("a header without colon", "HTTP/1.1 200 OK\r\nbroken\r\nContent-Length: 2\r\n\r\n{}"),
        ("a header name with a space", "HTTP/1.1 200 OK\r\nbad name: 1\r\nContent-Length: 2\r\n\r\n{}"),
        ("a length that is not a number", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}"),
        ("a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"),
        ("two lengths that differ", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\n{}"),
        (
            "a chunk size that is not hexadecimal",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
        ),
        ("a chunk without its end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n"),
        ("chunks without a last one", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    ];
    for (name, text) in texts {
        add(&format!("response is {name}"), Fault::raw(text));
    }
}

fn errors(faults: &mut Vec<(String, Fault)>) {
    for status in ERROR_STATUSES {
        let mut add = |name: &str, fault: Fault| faults.push((format!("{status} {name}"), fault.always()));
        add("with an error object", Fault::status(status));
        add("with HTML", Fault::status(status).html("<h1>error</h1>"));
        add("without a body", Fault::status(status).empty_body());
        if matches!(status, 400 | 401 | 403 | 404 | 429 | 500 | 502 | 503) {
            add("with a JSON string", Fault::bare_string(status, "not today"));
            add("with secrets in its description", Fault::echo_secrets(status));
            add("with secrets in HTML", Fault::echo_secrets(status).html("<p>{{secrets}}</p>"));
            add("with secrets in a JSON string", Fault::echo_secrets(status).json("no: {{secrets}}"));
            add("with a body that ends early", Fault::status(status).disconnect_after(8));
            add("with an array", Fault::status(status).json(json!([{ "error": "validation" }])));
            add("before the request's body is read", Fault::status(status).before_body());
        }
        if status >= 500 {
            add("although applied", Fault::status(status).applied());
            faults.push((format!("{status} once"), Fault::status(status)));
        }
    }
    let codes = ["invalid_organization_id", "invalid_workspace_id", "validation", "required_fields_missing"];
    for code in codes {
        faults.push((format!("400 {code}"), Fault::status(400).error(code, "refused").always()));
    }
}

/// Adds success statuses with undocumented bodies, as proxies send them.
fn successes(faults: &mut Vec<(String, Fault)>) {
    let error = json!({ "error": "validation", "error_description": "name too long" });
    let bodies = [
        ("an error object", error),
        ("null", Value::Null),
        ("a string", json!("fine")),
        ("a string with secrets", json!("fine: {{secrets}}")),
        ("an empty array", json!([])),
        ("an empty object", json!({})),
        ("a number", json!(1)),
        ("true", json!(true)),
        ("a foreign task", json!({ "id": 1, "name": "foreign" })),
        ("an array with a foreign task", json!([{ "id": 1, "name": "foreign" }])),
        ("an array of numbers", json!([1, 2])),
    ];
    for status in SUCCESS_STATUSES {
        let mut add = |name: &str, fault: Fault| faults.push((format!("{status} {name}"), fault.always()));
        add("without a body", Fault::status(status).empty_body());
        if status == 204 {
            continue;
        }
        add("with HTML", Fault::status(status).html("<title>Sign in</title>"));
        if matches!(status, 200 | 201 | 207) {
            for (name, body) in &bodies {
                let fault = if name.contains("secrets") { Fault::echo_secrets(status) } else { Fault::status(status) };
                add(&format!("with {name}"), fault.json(body.clone()));
            }
            add("with HTML, applied", Fault::status(status).html("<title>Sign in</title>").applied());
        }
    }
}

fn redirects(faults: &mut Vec<(String, Fault)>) {
    let targets = [
        ("the same address", RedirectTarget::SameAddress),
        ("its path", RedirectTarget::RelativePath),
        ("another path", RedirectTarget::Path("/login".to_owned())),
        ("another host", RedirectTarget::Origin("http://focus.invalid".to_owned())),
        ("no address", RedirectTarget::Missing),
    ];
    for status in [300, 301, 302, 303, 304, 305, 307, 308] {
        for (name, target) in &targets {
            faults.push((format!("{status} to {name}"), Fault::redirect(status, target.clone()).always()));
        }
    }
    let targets = [
        ("the address without its query", RedirectTarget::WithoutQuery),
        ("a file", RedirectTarget::Url("file:///etc/passwd".to_owned())),
        ("text that is not a URL", RedirectTarget::Url("http://[".to_owned())),
        ("an address with credentials", RedirectTarget::Url("http://me:pass@focus.invalid/".to_owned())),
        ("an address without scheme", RedirectTarget::RelativeScheme),
    ];
    for (name, target) in targets {
        faults.push((format!("307 to {name}"), Fault::redirect(307, target).always()));
    }
    for times in [1, 2, 3] {
        let fault = Fault::redirect(308, RedirectTarget::SameAddress).times(times);
        faults.push((format!("308 to the same address, {times} times"), fault));
    }
}

/// Adds changes of the operation's response.
fn bodies(faults: &mut Vec<(String, Fault)>) {
    let mut add = |name: &str, fault: Fault| faults.push((name.to_owned(), fault.always()));
    for coding in ContentCoding::ALL {
        add(&format!("content coding {coding:?}"), Fault::response().coding(coding));
    }
    for status in [100, 102, 103] {
        add(&format!("interim {status} first"), Fault::response().interim(status, &[]));
    }
    for bytes in [0, 1, 8, 30] {
        add(&format!("body ends at byte {bytes} as if complete"), Fault::response().truncate_body(bytes));
    }
    add("body longer than its declared length", Fault::response().declare_length(3));
    add("body shorter than its declared length", Fault::response().declare_length(100_000));
    add("body larger than the limit", Fault::response().declare_length(u64::MAX / 2));
    add("body in chunks of one byte", Fault::response().drip(1));
    add("head in chunks of one byte", Fault::response().drip_head(1));
    add("body until the connection ends", Fault::response().until_close());
    add("trailer behind the body", Fault::response().trailer("x-checksum", "1"));
    add("byte order mark", Fault::response().prepend("\u{feff}"));
    add("white space before the body", Fault::response().prepend(" \r\n\t "));
    add("white space behind the body", Fault::response().append("\n\n"));
    add("text behind the body", Fault::response().append("garbage"));
    add("error object behind the body", Fault::response().append("\n{\"error\":\"internal\"}"));
    add("null byte behind the body", Fault::response().append("\0"));
    add("connection closed after the response", Fault::response().close_connection());
    add("id missing", Fault::response().remove_item_field(0, "id"));
    add("id as text", Fault::response().set_item_field(0, "id", json!("x5")));
    add("id null", Fault::response().set_item_field(0, "id", Value::Null));
    add("name of another type", Fault::response().set_item_field(0, "name", json!(7)));
    add("name that is not UTF-8", Fault::response().edit_body(|body| replace_byte(body, b'T')));
    add("minutes as decimal", Fault::response().set_item_field(0, "estimated_mins", json!(30.0)));
    add("minutes as text", Fault::response().set_item_field(0, "estimated_mins", json!("soon")));
    add("date of year zero", Fault::response().set_item_field(0, "start_date", json!("0001-01-01T00:00:00Z")));
    add("empty date", Fault::response().set_item_field(0, "end_date", json!("")));
    add("unknown field", Fault::response().set_item_field(0, "brand_new", json!({ "a": [1] })));
    add("unknown priority", Fault::response().set_item_field(0, "priority", json!("urgent")));
    add("first item null", Fault::response().replace_item(0, Value::Null));
    add("first item a string", Fault::response().replace_item(0, json!("x")));
    add("first item an error", Fault::response().replace_item(0, json!({ "error": "internal" })));
    add("body NaN", Fault::response().body("NaN"));
    add("body of open brackets", Fault::response().body("[".repeat(5000)));
    add("body of nested objects", Fault::response().body("{\"a\":".repeat(5000)));
    add("pages empty", Fault::response().empty_page());
    add("pages without total", Fault::response().remove_field("total"));
    for total in [json!(0), json!(2), json!(3), json!(2500), json!(u64::MAX), json!(-1), json!("5"), Value::Null] {
        add(&format!("total {total}"), Fault::response().set_field("total", total));
    }
    for per_page in [json!(0), json!(1), json!(1000), json!(-1), json!("2"), Value::Null] {
        add(&format!("per_page {per_page}"), Fault::response().set_field("per_page", per_page));
    }
    add("data null", Fault::response().set_field("data", Value::Null));
    add("data a string", Fault::response().set_field("data", json!("no")));
    add("page always the first", Fault::response().override_query("page", Some("1")));
    add("page size ignored", Fault::response().override_query("per_page", None));
}

/// Adds quota errors, `Retry-After` and unusual headers.
fn waits(faults: &mut Vec<(String, Fault)>) {
    let mut add = |name: &str, fault: Fault| faults.push((name.to_owned(), fault.always()));
    add("quota spent", Fault::quota_spent(Duration::from_secs(60)));
    add("plan lacks the feature", Fault::plan_lacks_feature());
    let pairs = [
        (Some("0.0"), None),
        (None, Some("60")),
        (Some("0"), Some("59.7")),
        (Some("0"), Some("0")),
        (Some("-1"), Some("9")),
        (Some("many"), Some("soon")),
        (Some("7"), None),
        (Some("0"), Some("1e400")),
    ];
    for (remaining, resets_in) in pairs {
        let fault = Fault::status(402).quota_headers(remaining, resets_in);
        add(&format!("402, remaining {}, resets in {}", remaining.unwrap_or("-"), resets_in.unwrap_or("-")), fault);
    }
    let values = ["0", "1", "1.5", "-5", "soon", "", "99999999999999999999999", "1e9", "Thu, 99 Foo 2026"];
    for value in values {
        add(&format!("429, Retry-After {value:?}"), Fault::status(429).header("Retry-After", value));
        add(&format!("503, Retry-After {value:?}"), Fault::status(503).header("Retry-After", value));
    }
    for form in HttpDateFormat::ALL {
        let moment = "2026-03-02T09:00:30Z".parse().unwrap_or_default();
        add(&format!("503, Retry-After as {form:?}"), Fault::status(503).retry_at(moment, form));
    }
    add("headers of 200 kB", Fault::response().header("x-long", &"a".repeat(200_000)));
    add("header with bytes that are not ASCII", Fault::response().header_bytes("x-bytes", b"\xff\xfe"));
    let many = (0..150).fold(Fault::response(), |fault, index| fault.header(&format!("x-{index}"), "1"));
    add("150 headers", many);
}

/// Returns whether a fault stalls forever, so that its client needs a short time-out.
pub(super) fn is_stall(name: &str) -> bool {
    name.starts_with("stalls ")
}

/// Adds stalls: the server keeps the connection open and sends nothing more.
fn stalls(faults: &mut Vec<(String, Fault)>) {
    let mut add = |name: &str, fault: Fault| faults.push((format!("stalls {name}"), fault.always()));
    add("before the head", Fault::response().stall_before_head());
    add("before the head, not applied", Fault::response().not_applied().stall_before_head());
    add("within the head", Fault::response().stall_in_head(20));
    add("before the body", Fault::response().stall_after(0));
    add("within the body", Fault::response().stall_after(5));
    add("within the body of a 503", Fault::status(503).stall_after(5));
    add("never, but 503 with a body without end", Fault::status(503).endless(" "));
}

/// Replaces the first byte of this value by one that is not UTF-8.
fn replace_byte(body: &mut [u8], byte: u8) {
    if let Some(found) = body.iter_mut().find(|found| **found == byte) {
        *found = 0xff;
    }
}
