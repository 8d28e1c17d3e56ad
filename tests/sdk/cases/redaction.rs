//! Errors print neither credentials nor raw control characters.

use std::fmt::Write as _;

use focus_api::options::CallOptions;
use focus_api::{Client, Error, RetryPolicy, printable};
use focus_fake::{FakeFocus, Fault, secret_spellings};
use focus_tests::{FIRST, builder, fake_of, tasks_of};
use serde_json::json;

/// Returns everything that an error prints, its sources included.
fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?} {:?} {:?}", error.description(), error.excerpt());
    let _ = write!(text, "{:?} {:?} {:?}", error.code(), error.values(), error.json_path());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let _ = write!(text, "{cause} {cause:?}");
        source = cause.source();
    }
    text.push_str(&serde_json::to_string(error).unwrap());
    text
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    #[expect(dead_code, reason = "read by the decoder alone")]
    id: i64,
}

#[tokio::test]
async fn credentials_in_a_response_are_removed_from_errors() {
    let fake = fake_of(1).await;
    let (email, password) = fake.credentials();
    let by_key = (tasks_of(&fake, builder(&fake).retry(RetryPolicy::none())), format!("Bearer {}", fake.api_key()));
    let basic = Client::builder().base_url(fake.base_url()).basic_auth(email, password).retry(RetryPolicy::none());
    let by_password = (tasks_of(&fake, basic), format!("Basic {password}"));
    for (tasks, authorization) in [by_key, by_password] {
        let faults = [
            Fault::echo_secrets(400),
            Fault::echo_secrets(200).json("no: {{secrets}}"),
            Fault::echo_secrets(200),
            Fault::echo_secrets(502).html("<h1>{{secrets}}</h1>"),
            Fault::echo_secrets(200).json(json!({ "{{secrets}}": 1, "id": 1 })),
            Fault::echo_secrets(200).json(json!({ "id": "{{secrets}}" })),
            Fault::echo_secrets(403).error("{{secrets}}", "{{secrets}}"),
        ];
        for fault in faults {
            fake.fault(fault.clone().always());
            let mut text = String::new();
            for error in [
                tasks.get(FIRST).decode_as::<Strict>().await.err(),
                tasks.get(FIRST).await.err(),
                tasks.list().await.err(),
                tasks.delete(FIRST).await.err(),
                tasks.stream().send().await.err(),
            ] {
                text.push_str(&error.as_ref().map(shown).unwrap_or_default());
            }
            fake.clear_faults();
            for spelling in secret_spellings(&authorization) {
                assert!(!text.contains(&spelling), "{spelling} is shown after {fault:?}: {text}");
            }
        }
    }
}

#[tokio::test]
async fn errors_are_short_and_contain_no_control_or_bidirectional_characters() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake));
    let raw = "a\u{202e}b\u{2066}c\u{200b}d\u{feff}e\u{2028}f\u{1b}[2Jg\u{7}\u{9b}h\u{0}";
    let long = "x".repeat(1_300_000);
    for text in [raw, &long] {
        for fault in
            [Fault::status(400).error("validation", text), Fault::status(200).json(text), Fault::status(500).text(text)]
        {
            fake.fault(fault.always());
            for error in [tasks.get(FIRST).await.unwrap_err(), tasks.list().await.unwrap_err()] {
                for shown in [error.to_string(), format!("{error:?}")] {
                    assert!(shown.len() < 5_000, "{} bytes", shown.len());
                    assert!(shown.chars().all(|c| !c.is_control()), "{shown:?}");
                    assert!(!shown.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\u{2028}']), "{shown:?}");
                }
            }
            fake.clear_faults();
        }
    }
}

#[test]
fn printable_keeps_text_and_removes_characters_that_control_a_terminal() {
    assert_eq!(printable("Größe 漢字 😀"), "Größe 漢字 😀");
    for letter in ['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\u{200d}', '\u{061c}'] {
        assert_eq!(printable(&format!("a{letter}b")), "ab", "{letter:?}");
    }
    for letter in ['\u{2028}', '\u{2029}', '\n', '\r', '\t', '\u{85}'] {
        assert_eq!(printable(&format!("a{letter}b")), "a b", "{letter:?}");
    }
    for letter in ['\u{1b}', '\u{0}', '\u{7f}', '\u{9b}'] {
        assert_eq!(printable(&format!("a{letter}b")), "a\u{fffd}b", "{letter:?}");
    }
}

#[tokio::test]
async fn a_revoked_key_is_not_shown() {
    let fake = FakeFocus::start().await;
    let tasks = tasks_of(&fake, builder(&fake));
    let key = fake.api_key().to_owned();
    fake.revoke_key();
    let text = shown(&tasks.list().await.unwrap_err());
    for spelling in secret_spellings(&format!("Bearer {key}")) {
        assert!(!text.contains(&spelling), "{text}");
    }
}

#[derive(Debug, serde::Deserialize)]
struct Chosen {
    #[expect(dead_code, reason = "read by the decoder alone")]
    mode: Mode,
}

#[derive(Debug, serde::Deserialize)]
enum Mode {
    On,
}

#[tokio::test]
async fn reports_unknown_variants_and_other_members_show_no_credentials() {
    let fake = fake_of(1).await;
    let (email, password) = fake.credentials();
    let basic = Client::builder().base_url(fake.base_url()).basic_auth(email, password);
    let credentials = [(builder(&fake), format!("Bearer {}", fake.api_key())), (basic, format!("Basic {password}"))];
    for (builder, authorization) in credentials {
        let tasks = tasks_of(&fake, builder);
        fake.fault(Fault::echo_secrets(200).json(json!({ "id": 1, "mode": "{{secrets}}" })));
        let mut text = shown(&tasks.get(FIRST).decode_as::<Chosen>().await.unwrap_err());
        assert_eq!(format!("{:?}", Mode::On), "On");
        let body =
            json!({ "error": "validation", "error_description": "x", "fields": { "{{secrets}}": ["{{secrets}}"] } });
        fake.fault(Fault::echo_secrets(422).json(body).times(2));
        let report = tasks.bulk().archive([FIRST]).await;
        text.push_str(&format!("{report} {report:?} {report:#?} {}", serde_json::to_string(&report).unwrap()));
        text.push_str(&shown(report.rejected().next().unwrap().1));
        let custom = tasks.workspace().client().request(focus_api::reqwest::Method::GET, "/things");
        text.push_str(&shown(&custom.await.unwrap_err()));
        for spelling in secret_spellings(&authorization) {
            assert!(!text.contains(&spelling), "{spelling} is shown: {text}");
        }
        fake.clear_faults();
    }
}

#[tokio::test]
async fn a_key_with_invisible_characters_in_it_is_not_shown() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake));
    let key = fake.api_key();
    for invisible in ["\u{200b}", "\u{ad}", "\u{feff}", "\u{202e}", "\\u200b", "\u{200b}\u{200d}"] {
        let divided: String = key.chars().flat_map(|letter| [letter.to_string(), invisible.to_owned()]).collect();
        for fault in [
            Fault::status(400).json(1).body(format!("{{\"error\":\"x\",\"error_description\":\"{divided}\"}}")),
            Fault::status(400).json(1).body(format!("{{\"error\":\"{divided}\"}}")),
            Fault::status(500).text(&divided),
            Fault::status(200).json(1).body(format!("\"{divided}\"")),
            Fault::status(200).json(1).body(format!("{{\"id\":\"{divided}\"}}")),
        ] {
            fake.fault(fault.clone());
            let error = tasks.get(FIRST).retry(RetryPolicy::none()).await.unwrap_err();
            let parts = [error.to_string(), error.excerpt().unwrap_or_default().to_owned()];
            let others = [error.description(), error.code()].map(|part| part.unwrap_or_default().to_owned());
            for part in parts.into_iter().chain(others) {
                let printed = printable(&part);
                assert!(!printed.contains(&key[9..]), "{invisible:?}: {printed}");
            }
        }
    }
}

#[tokio::test]
async fn a_secret_that_is_escaped_in_part_or_more_than_once_is_not_shown() {
    let fake = fake_of(1).await;
    let password = "pa&<'ß/s s";
    let by_key = (tasks_of(&fake, builder(&fake)), fake.api_key().to_owned());
    let basic = Client::builder().base_url(fake.base_url()).basic_auth("me@example.org", password);
    let by_password = (tasks_of(&fake, basic), password.to_owned());
    for (tasks, secret) in [by_key, by_password] {
        let each = |form: &dyn Fn(char) -> String| secret.chars().map(form).collect::<String>();
        let second = |form: &dyn Fn(char) -> String| {
            secret
                .char_indices()
                .map(|(index, letter)| if index % 2 == 0 { letter.into() } else { form(letter) })
                .collect()
        };
        let percent = |letter: char| letter.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let escaped: [String; 12] = [
            each(&|letter| format!("&#{};", u32::from(letter))),
            each(&|letter| format!("&#x{:X};", u32::from(letter))),
            second(&percent),
            each(&percent).replace('%', "%25"),
            each(&percent).replace('%', "%2525"),
            second(&|letter| format!("\\u{:04x}", u32::from(letter))),
            each(&|letter| format!("\\\\u{:04X}", u32::from(letter))),
            each(&|letter| format!("\\u{{{:x}}}", u32::from(letter))),
            each(&|letter| format!("{letter}\0")),
            each(&|letter| format!("{letter}\u{1}\n")),
            each(&|letter| format!("{letter}\u{fe0f}")),
            // As Go's encoder and a template of HTML write it.
            secret.replace('&', "\\u0026").replace('<', "\\u003c").replace('\'', "&#39;").replace('/', "\\/"),
        ];
        for text in escaped {
            for fault in [
                Fault::status(400).json(json!({ "error": "x", "error_description": text })),
                Fault::status(400).json(json!({ "error": "x", "error_values": { text.as_str(): [text] } })),
                Fault::status(200).json(json!({ "id": text })),
                Fault::status(201).json(json!({ "id": 9, "name": text })),
            ] {
                fake.fault(fault);
                let error = match tasks.create(focus_api::NewTask::new("x")).await {
                    Ok(created) => created.decode_error.expect("the response is not the created task"),
                    Err(error) => error,
                };
                let printed = shown(&error);
                for spelling in
                    [text.clone(), printable(&text).into_owned(), format!("{text:?}"), json!(text).to_string()]
                {
                    assert!(!printed.contains(spelling.trim_matches('"')), "{spelling} is shown: {printed}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_values_of_an_error_and_the_debug_text_of_a_client_are_safe_to_print() {
    let fake = fake_of(1).await;
    let raw = "a\u{202e}b\u{7f}c\u{1b}d\u{9b}e";
    fake.fault(Fault::status(400).json(json!({ "error": "x", "error_values": { raw: [raw, { raw: raw }] } })));
    let error = tasks_of(&fake, builder(&fake)).get(FIRST).await.unwrap_err();
    let values = error.values().unwrap();
    assert_eq!(values["ab�c�d�e"][1]["ab�c�d�e"], "ab�c�d�e");
    assert!(serde_json::to_string(&error).unwrap().chars().all(|letter| !letter.is_control()));

    let key = fake.api_key();
    let client = builder(&fake).base_url(format!("{}/{key}", fake.base_url()));
    assert!(!format!("{client:?}").contains(&key[9..]), "{client:?}");
    let client = client.build().unwrap();
    assert!(!format!("{client:?}").contains(&key[9..]), "{client:?}");
}

#[tokio::test]
async fn the_debug_text_of_an_undecoded_response_shows_no_credentials_in_its_headers() {
    let fake = fake_of(1).await;
    let key = fake.api_key();
    let tasks = tasks_of(&fake, builder(&fake));
    let echo = Fault::response().header("x-echo", &format!("Bearer {key}")).header_bytes("x-raw", b"\xe2\x80\xaea\x9b");
    fake.fault(echo);
    let response = tasks.get(FIRST).send_raw().await.unwrap();
    let shown = format!("{response:?}");
    assert!(shown.contains("x-echo") && !shown.contains(&key[9..]), "{shown}");
    assert!(!shown.contains(['\u{202e}', '\u{9b}']), "{shown}");
    assert!(response.headers["x-echo"].as_bytes().ends_with(key.as_bytes()), "the headers themselves are unchanged");
}

#[test]
fn the_debug_text_of_options_has_the_names_of_headers_without_their_values() {
    let options = CallOptions::new().extra_header("proxy-authorization", "Basic s3cret");
    let shown = format!("{options:?}");
    assert!(shown.contains("proxy-authorization") && !shown.contains("s3cret"), "{shown}");
}

#[tokio::test]
async fn a_key_in_groups_or_as_numbers_is_not_shown() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake));
    let key = fake.api_key();
    let bytes = |number: &dyn Fn(u8) -> String| key.bytes().map(number).collect::<String>();
    for text in [
        key.chars().map(|letter| format!("{letter} ")).collect(),
        key.as_bytes()[9..].chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-"),
        bytes(&|byte| format!("{byte:02x}:")),
        bytes(&|byte| format!("={byte:02X}")),
        bytes(&|byte| format!("0x{byte:02x}, ")),
        bytes(&|byte| format!("\\{byte:03o}")),
        bytes(&|byte| format!("&#{byte}")),
        format!("{:?}", key.as_bytes()),
    ] {
        fake.fault(Fault::status(400).error("validation", &format!("no <{text}>")));
        let error = tasks.get(FIRST).await.unwrap_err();
        assert!(error.description().unwrap().len() < 25, "{text} is shown: {error}");
    }
    fake.fault(Fault::status(400).error("validation", "5f0c-3a9e is not a color, [116, 111, 103] neither"));
    let error = tasks.get(FIRST).await.unwrap_err();
    assert_eq!(error.description(), Some("5f0c-3a9e is not a color, [116, 111, 103] neither"));
}

#[tokio::test]
async fn headers_of_the_program_that_give_access_are_not_shown() {
    const PROXY: &str = "gate-4711-äbcdef";
    const SESSION: &str = "0f1e2d3c4b5a";
    let fake = fake_of(1).await;
    let settings = builder(&fake).extra_header("Proxy-Authorization", format!("Bearer {PROXY}"));
    let tasks = tasks_of(&fake, settings.extra_header("x-request-id", "request-4711").retry(RetryPolicy::none()));
    let body = format!("refused {PROXY}, {}, {SESSION} in request-4711", PROXY.to_ascii_uppercase());
    fake.fault(Fault::status(400).error("refused", &body).always());
    let error = tasks.get(FIRST).extra_header("Cookie", format!("session={SESSION}; theme=dark")).await.unwrap_err();
    assert_eq!(error.description(), Some("refused …, …, … in request-4711"));
    // A header of one call is not a secret of the others, and a header of the client is one with every key.
    let other_key = tasks.workspace().client().with_api_key(format!("toggl_sk_{}", "4e".repeat(16))).unwrap();
    let other_key = other_key.workspace(fake.organization_id(), fake.workspace_id()).tasks();
    for tasks in [tasks, other_key] {
        let error = tasks.get(FIRST).await.unwrap_err();
        assert_eq!(error.description(), Some(&*format!("refused …, …, {SESSION} in request-4711")));
    }
}
