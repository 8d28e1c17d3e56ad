//! Tests of printable texts and of the removal of secrets.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::*;

const KEY: &str = "toggl_sk_00112233445566778899aabbccddeeff";

fn redactor() -> Redactor {
    Redactor::new(&[
        SecretString::from(KEY),
        SecretString::from("pa55&wörd"),
        SecretString::from("me@example.org:pa55&wörd"),
    ])
}

#[test]
fn every_usual_encoding_of_a_secret_is_removed() {
    let basic = STANDARD_NO_PAD.encode("me@example.org:pa55&wörd");
    let bearer = STANDARD_NO_PAD.encode(format!("Authorization: Bearer {KEY}"));
    for text in [
        KEY.to_owned(),
        KEY.to_uppercase(),
        KEY[9..].to_owned(),
        KEY[9..].to_uppercase(),
        "pa55&wörd".to_owned(),
        "pa55%26w%C3%B6rd".to_owned(),
        "pa55%26w%c3%b6rd".to_owned(),
        "pa55&amp;wörd".to_owned(),
        basic.clone(),
        basic.to_uppercase(),
    ] {
        let shown = redactor().line(&format!("refused <{text}>"), 500);
        assert!(matches!(shown.as_str(), "refused <…>" | "refused <toggl_sk_…>" | "refused <TOGGL_SK_…>"), "{shown}");
    }
    for before in ["", "a", "ab", "abc"] {
        let shown = redactor().line(&STANDARD_NO_PAD.encode(format!("{before}{KEY}:")), 500);
        // Only the characters that also depend on bytes around the key are left.
        assert!(shown.contains(REDACTED) && shown.chars().count() <= 8, "{shown}");
    }
    let shown = redactor().line(&bearer, 500);
    assert!(!shown.contains(&STANDARD_NO_PAD.encode(KEY)[4..20]), "{shown}");
    assert!(shown.len() < bearer.len() / 2, "{shown}");
}

#[test]
fn invisible_characters_do_not_hide_a_secret() {
    let spaced: String = KEY.chars().flat_map(|letter| [letter, '\u{200b}']).collect();
    assert_eq!(redactor().line(&spaced, 500), REDACTED);
    assert_eq!(redactor().excerpt(&spaced, 500), REDACTED);
    assert_eq!(redactor().without_secrets(&format!("[{spaced}]")), format!("[{REDACTED}]"));
}

#[test]
fn invisible_characters_of_a_secret_need_not_be_in_the_text() {
    let redactor = Redactor::new(&[SecretString::from("pa\u{200b}55w\u{7}ord")]);
    for text in ["pa\u{200b}55w\u{7}ord", "pa55word", "PA55W\u{7}ORD"] {
        assert_eq!(redactor.line(&format!("refused <{text}>"), 500), "refused <…>");
    }
}

#[test]
fn a_secret_is_removed_from_four_bytes_on() {
    let shown = |secret: &str| Redactor::new(&[SecretString::from(secret)]).line("abcdefgh", 500);
    assert_eq!((shown("abcd").as_str(), shown("abc").as_str()), ("…efgh", "abcdefgh"));
}

#[test]
fn keys_of_other_users_are_removed() {
    assert_eq!(
        Redactor::default().line("no key 'toggl_sk_0f0f0f', TOGGL_SK_ab; keys begin with toggl_sk_", 500),
        "no key 'toggl_sk_…', TOGGL_SK_…; keys begin with toggl_sk_"
    );
    assert_eq!(Redactor::default().line("toggl_sk_0ftoggl_sk_ab", 500), "toggl_sk_…", "two keys without a separator");
}

#[test]
fn a_truncated_line_ends_with_an_ellipsis() {
    assert_eq!(Redactor::default().line(&"x".repeat(30), 10), format!("{}…", "x".repeat(10)));
    assert_eq!(Redactor::default().line("0123456789", 10), "0123456789");
    // Only the first 40 characters are read, and all of them are invisible.
    assert_eq!(Redactor::default().line(&format!("{}x", "\u{200b}".repeat(40)), 10), "…");
}

#[test]
fn a_line_never_ends_within_a_secret() {
    // Invisible characters are removed after the text was cut within the secret.
    let text = format!("{}me@example.org:pa55&wörd", "\u{200b}".repeat(30));
    assert_eq!(redactor().line(&text, 10), "…");
}

#[test]
fn an_excerpt_never_ends_within_a_secret() {
    for before in 0..260 {
        let text = format!("{}{KEY}{}", "é".repeat(before), "x".repeat(400));
        let excerpt = redactor().excerpt(&text, 200);
        assert!(excerpt.len() <= 200 && !excerpt.contains(&KEY[9..17]), "{before} letters before it: {excerpt}");
    }
    for (secret, part) in [(KEY, &KEY[9..17]), ("me@example.org:pa55&wörd", "me@")] {
        // What was read ends within a secret.
        let excerpt = redactor().excerpt(&secret.repeat(50)[..1012], 200);
        assert!(!excerpt.contains(part), "the beginning of a secret is shown: {excerpt}");
    }
    assert_eq!(redactor().excerpt("short", 200), "short");
    assert_eq!(redactor().excerpt(&"x".repeat(200), 200), "x".repeat(200), "the text is complete");
}

#[test]
fn letters_of_every_script_are_kept() {
    assert!(matches!(printable("Größe 你好 🙂 é"), Cow::Borrowed(_)));
    assert_eq!(printable("a\u{2066}b\u{feff}c\u{2028}d\u{9b}e"), "abc d�e");
}
