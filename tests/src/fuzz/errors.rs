//! Errors contain neither secrets nor characters that control a terminal, whatever the body of the response is.

use focus_api::{Error, TaskPatch};
use focus_fake::secret_spellings;

use super::canned::{Canned, KEY, Response};
use super::first_line;

/// Input: a line with the status and the content type, then the body, in which `{{3}}` is the key in its third
/// spelling.
pub(super) fn error_body(input: &[u8]) {
    let (line, body) = first_line(input);
    let line = String::from_utf8_lossy(line);
    let (status, content_type) = line.split_once(' ').unwrap_or((&line, "application/json"));
    // Informational responses and redirects have other rules.
    let status = status.parse().ok().filter(|status| matches!(status, 200..=299 | 400..=599)).unwrap_or(400);
    let spellings = secret_spellings(&format!("Bearer {KEY}"));
    let body = with_secrets(body, &spellings);
    let canned = Canned::get();
    canned.respond_always(Response::new(status, &[("content-type", content_type.as_bytes())], [body.as_slice()]));
    let tasks = canned.tasks();
    let read = canned.run(async { tasks.get(1_i64).await.map(drop) });
    let change = canned.run(async { tasks.patch(1_i64, TaskPatch::new().pinned(true)).await });
    let raw = canned.run(async { tasks.get(1_i64).send_raw().await.map(drop) });
    assert!((read.is_err() && raw.is_err()) || status < 300, "status {status} is not a success");
    for error in [&read, &change, &raw].into_iter().filter_map(|result| result.as_ref().err()) {
        if status >= 300 {
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{error}");
        }
        assert_shows_nothing_harmful(error, &spellings);
        assert_stored_and_read_again(error);
    }
    if let Err(error) = read {
        assert!(!error.is_outcome_unknown(), "a GET changes nothing: {error}");
    }
    match change {
        Err(error) if status >= 500 => {
            assert!(error.is_outcome_unknown(), "{status} leaves the outcome unknown: {error}");
        }
        Ok(()) => assert!(status < 300, "status {status} does not confirm a change"),
        Err(_) => {}
    }
}

/// Replaces `{{n}}` by the nth spelling.
fn with_secrets(body: &[u8], spellings: &[String]) -> Vec<u8> {
    let mut replaced = Vec::new();
    let mut rest = body;
    while let Some(start) = rest.windows(2).position(|window| window == b"{{") {
        replaced.extend_from_slice(&rest[..start]);
        rest = &rest[start + 2..];
        match rest.windows(2).position(|window| window == b"}}") {
            Some(end) if rest[..end].iter().all(u8::is_ascii_digit) => {
                let number: usize = String::from_utf8_lossy(&rest[..end]).parse().unwrap_or(0);
                replaced.extend_from_slice(spellings[number % spellings.len()].as_bytes());
                rest = &rest[end + 2..];
            }
            _ => replaced.extend_from_slice(b"{{"),
        }
    }
    replaced.extend_from_slice(rest);
    replaced
}

fn assert_shows_nothing_harmful(error: &Error, spellings: &[String]) {
    let display = error.to_string();
    assert!(display.len() < 5_000, "the text of an error has {} bytes", display.len());
    let harmful = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    assert!(!display.contains(harmful), "{display:?}");
    let debug = format!("{error:?} {error:#?}");
    assert!(!debug.contains(|letter: char| harmful(letter) && letter != '\n'), "{debug:?}");
    let stored = serde_json::to_string(error).expect("every error can be stored");
    let parts = format!("{:?} {:?} {:?} {:?}", error.code(), error.description(), error.excerpt(), error.json_path());
    for text in [&display, &debug, &stored, &parts, &format!("{:?}", error.values())] {
        let lower = text.to_ascii_lowercase();
        for spelling in spellings {
            assert!(!lower.contains(&spelling.to_ascii_lowercase()), "the key is shown as {spelling}: {text}");
        }
    }
}

fn assert_stored_and_read_again(error: &Error) {
    let stored = serde_json::to_string(error).expect("every error can be stored");
    let read: Error = serde_json::from_str(&stored).expect("every stored error can be read");
    assert_eq!(read.to_string(), error.to_string());
    assert_eq!(serde_json::to_string(&read).ok().as_deref(), Some(stored.as_str()));
}
