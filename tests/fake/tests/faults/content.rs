//! The content of a changed response: body, JSON, headers, codings.

use focus_fake::{ContentCoding, FakeFocus, Fault, secret_spellings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{code, get, raw_get, read, request};

#[tokio::test]
async fn a_body_can_be_a_json_string_html_text_or_the_error_object() {
    let fake = FakeFocus::start().await;
    let fetch = async |fault: Fault| {
        fake.fault(fault);
        let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
        let media_type = response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), media_type, response.text().await.unwrap())
    };
    let media_type = |text: &str| Some(text.to_owned());
    let string = fetch(Fault::bare_string(400, "no such thing")).await;
    assert_eq!(string, (400, media_type("application/json"), "\"no such thing\"".to_owned()));
    let page = fetch(Fault::status(502).html("<h1>Bad gateway</h1>")).await;
    assert_eq!(page, (502, media_type("text/html; charset=utf-8"), "<h1>Bad gateway</h1>".to_owned()));
    assert_eq!(fetch(Fault::status(500).empty_body()).await, (500, None, String::new()));
    let replaced = fetch(Fault::response().body("{\"data\":")).await;
    assert_eq!(replaced, (200, media_type("application/json"), "{\"data\":".to_owned()));
    let error = fetch(Fault::status(400).error("validation", "name too long")).await.2;
    let object = json!({ "error": "validation", "error_description": "name too long" });
    assert_eq!(serde_json::from_str::<Value>(&error).unwrap(), object);
}

#[tokio::test]
async fn every_status_can_be_sent_with_every_body() {
    let fake = FakeFocus::builder().quota(1_000_000).start().await;
    for status in (200..=208).chain(300..=308).chain(400..=451).chain(500..=511).chain([599, 799, 999]) {
        let bodies = [
            Fault::status(status),
            Fault::status(status).json(json!([])),
            Fault::status(status).html("<h1>x</h1>"),
            Fault::status(status).empty_body(),
            Fault::bare_string(status, "x"),
        ];
        for (index, fault) in bodies.into_iter().enumerate() {
            // A client cannot reuse a connection after a 204 or 304 with a body.
            fake.fault(fault.close_connection());
            let head = String::from_utf8(raw_get(&fake, "tasks")).unwrap();
            assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{status} {index}: {head}");
        }
    }
}

#[tokio::test]
async fn single_items_and_members_can_be_changed() {
    let fake = FakeFocus::start().await;
    let fault = || {
        Fault::response()
            .set_item_field(1, "estimated_mins", json!("soon"))
            .remove_item_field(2, "name")
            .replace_item(3, json!(7))
            .set_item_field(4000, "name", json!("there is no such item"))
    };
    for path in ["tasks", "tasks/stream"] {
        fake.fault(fault());
        let (_, body) = get(&fake, path).await;
        let list = body.get("data").unwrap_or(&body);
        assert_eq!((&list[1]["estimated_mins"], &list[3]), (&json!("soon"), &json!(7)));
        assert!(list[2].get("name").is_none() && list[0].get("name").is_some());
    }
    fake.fault(Fault::response().set_item_field(0, "id", json!(null)));
    assert_eq!(get(&fake, "tasks/5000000001").await.1["id"], Value::Null);
    fake.fault(Fault::response().edit_json(|page| page["data"] = json!({ "0": 1 })).remove_field("page"));
    let (_, page) = get(&fake, "tasks").await;
    assert_eq!((page.get("page"), &page["data"]), (None, &json!({ "0": 1 })));
}

#[tokio::test]
async fn bodies_can_have_bytes_that_are_not_valid_json() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let fetch = async |fault: Fault| {
        fake.fault(fault);
        request(&fake, Method::GET, "tasks/stream").send().await.unwrap().bytes().await.unwrap().to_vec()
    };
    assert_eq!(fetch(Fault::response().prepend("\u{feff}")).await, "\u{feff}[]".as_bytes());
    assert_eq!(fetch(Fault::response().append("\n{\"error\":\"internal\"}")).await, b"[]\n{\"error\":\"internal\"}");
    assert_eq!(fetch(Fault::response().body(b"[\"\xff\"]".as_slice())).await, b"[\"\xff\"]");
    assert_eq!(fetch(Fault::response().edit_body(|body| body.insert(1, b','))).await, b"[,]");
}

#[tokio::test]
async fn pages_can_have_wrong_totals_sizes_and_items() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::response().set_field("total", json!(2500)).set_field("per_page", json!(1000)));
    let (_, page) = get(&fake, "tasks").await;
    assert_eq!((&page["total"], &page["per_page"]), (&json!(2500), &json!(1000)));
    assert_eq!(page["data"].as_array().unwrap().len(), 50);

    let (_, first) = get(&fake, "tasks?per_page=3").await;
    fake.fault(Fault::response().override_query("page", Some("1")));
    assert_eq!(get(&fake, "tasks?per_page=3&page=2").await.1, first);

    fake.fault(Fault::response().empty_page());
    let (_, page) = get(&fake, "tasks").await;
    assert_eq!(page["data"], json!([]));
    assert!(page["total"].as_u64().unwrap() > 50);

    let (_, all) = get(&fake, "tasks?per_page=100").await;
    fake.fault(Fault::response().override_query("project_id", None));
    assert_eq!(get(&fake, "tasks?per_page=100&project_id=4100001").await.1, all);
}

#[tokio::test]
async fn headers_can_be_removed_renamed_replaced_and_duplicated() {
    let fake = FakeFocus::start().await;
    let fault = Fault::response()
        .remove_header("X-Toggl-Quota-Remaining")
        .rename_header("X-Toggl-Quota-Resets-In", "X-Resets")
        .add_header("X-Resets", "again")
        .header("Content-Type", "text/plain")
        .header_bytes("X-Bytes", b"\xff");
    fake.fault(fault);
    let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    let headers = response.headers();
    assert!(!headers.contains_key("x-toggl-quota-remaining") && !headers.contains_key("x-toggl-quota-resets-in"));
    let resets: Vec<_> = headers.get_all("x-resets").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!((resets, &headers["content-type"]), (vec!["3600", "again"], &"text/plain".parse().unwrap()));
    assert_eq!(headers["x-bytes"].as_bytes(), b"\xff");
    fake.fault(Fault::status(402).quota_headers(None, Some("59.7")));
    let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    assert!(!response.headers().contains_key("x-toggl-quota-remaining"));
    assert_eq!(response.headers()["x-toggl-quota-resets-in"], "59.7");
}

#[tokio::test]
async fn codings_are_applied_only_announced_or_damaged() {
    let fake = FakeFocus::builder().tasks(2).start().await;
    let plain = request(&fake, Method::GET, "tasks/stream").send().await.unwrap().bytes().await.unwrap();
    for coding in ContentCoding::ALL {
        fake.fault(Fault::response().coding(coding));
        let response = request(&fake, Method::GET, "tasks/stream").send().await.unwrap();
        assert!(response.headers().contains_key("content-encoding"), "{coding:?}");
        let coded = response.bytes().await.unwrap();
        let is_gzip = coded.starts_with(&[0x1f, 0x8b]);
        match coding {
            ContentCoding::GzipNotApplied | ContentCoding::ZstdNotApplied | ContentCoding::Unknown => {
                assert_eq!(coded, plain, "{coding:?}");
            }
            ContentCoding::Brotli => assert_eq!(coded.len(), plain.len() + 4),
            ContentCoding::Gzip => assert!(is_gzip && coded.len() < plain.len()),
            _ => assert!(is_gzip, "{coding:?}"),
        }
    }
}

#[tokio::test]
async fn a_fake_with_gzip_compresses_for_clients_that_accept_it() {
    let fake = FakeFocus::builder().gzip(true).start().await;
    let call = request(&fake, Method::GET, "tasks").header("Accept-Encoding", "br, gzip");
    let response = call.send().await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    assert!(response.bytes().await.unwrap().starts_with(&[0x1f, 0x8b]));
    let response = request(&fake, Method::GET, "tasks").header("Accept-Encoding", "identity").send().await.unwrap();
    assert!(!response.headers().contains_key("content-encoding"));
    let deleted = request(&fake, Method::DELETE, "tasks/5000000001").header("Accept-Encoding", "gzip");
    assert!(!deleted.send().await.unwrap().headers().contains_key("content-encoding"));
}

#[tokio::test]
async fn a_response_can_repeat_the_secret_in_every_spelling() {
    let fake = FakeFocus::start().await;
    let spellings = secret_spellings(&format!("Bearer {}", fake.api_key()));
    fake.fault(Fault::echo_secrets(403));
    let response = request(&fake, Method::GET, "tasks").send().await.unwrap();
    assert_eq!(response.headers()["x-request-authorization"].to_str().unwrap(), format!("Bearer {}", fake.api_key()));
    let (status, body) = read(response).await;
    assert_eq!(code(&(status, body.clone())), (403, "validation"));
    let text = body["error_description"].as_str().unwrap();
    for spelling in spellings.iter().filter(|spelling| !spelling.starts_with("\\u")) {
        assert!(text.contains(spelling.as_str()), "{spelling} is missing in {text}");
    }
    fake.fault(Fault::echo_secrets(502).html("<h1>{{secrets}}</h1>"));
    let page = request(&fake, Method::GET, "tasks").send().await.unwrap().text().await.unwrap();
    assert!(page.contains("\\u0074\\u006f\\u0067"), "{page}");
}
