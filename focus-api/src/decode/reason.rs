//! Describes why a value could not be decoded, without quoting the value.
//!
//! The messages of serde quote the value, and its path contains the keys of maps. Both may be personal data. Only the
//! excerpt of an error, which the caller has to request, shows the value.

use super::path::{self, Segment};
use crate::redact::KEY_PREFIX;

/// The names of the variants of `serde::de::Unexpected`.
const FOUND: [&str; 18] = [
    "boolean",
    "integer",
    "floating point",
    "character",
    "string",
    "byte array",
    "unit value",
    "Option value",
    "newtype struct",
    "sequence",
    "map",
    "enum",
    "unit variant",
    "newtype variant",
    "tuple variant",
    "struct variant",
    "number",
    "null",
];

/// Messages of chrono for text that is not a date or a time. None of them quotes the text.
const OF_DATES: [&str; 7] = [
    "input is out of range",
    "no possible date and time matching input",
    "input is not enough for unique date and time",
    "input contains invalid characters",
    "premature end of input",
    "trailing input",
    "bad or unsupported format string",
];

/// The longest key that is shown in a path.
const MAX_KEY: usize = 32;

/// The maximum number of digits in a key that is shown. API keys, tokens and hexadecimal ids have more.
const MAX_KEY_DIGITS: usize = 3;

/// Returns the message of `error` without the value it is about: `invalid type: string, expected i64 at line 1 column
/// 9`.
///
/// A custom message of a type may quote the value anywhere, so it is not shown.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    if !error.is_data() {
        // Messages about syntax do not quote the value.
        return message;
    }
    let position = format!(" at line {} column {}", error.line(), error.column());
    let (text, position) = match message.strip_suffix(&position) {
        Some(text) => (text, position.as_str()),
        None => (message.as_str(), ""),
    };
    format!("{}{position}", without_value(text))
}

/// Parses serde's message about an unknown field or variant. Returns `field` or `variant`, the name, and the known
/// names.
pub(crate) fn unknown_name(message: &str) -> Option<(&str, &str, Vec<&str>)> {
    let (what, rest) = message.strip_prefix("unknown ")?.split_once(" `")?;
    let (name, expected) = rest.rsplit_once("`, expected ")?;
    // The names are between every other pair of backquotes.
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    (!known.is_empty()).then_some((what, name, known))
}

fn without_value(text: &str) -> String {
    if let Some((what, rest)) = ["invalid type", "invalid value"]
        .iter()
        .find_map(|what| Some((what, text.strip_prefix(what)?.strip_prefix(": ")?)))
        && let Some((found, expected)) = rest.rsplit_once(", expected ")
    {
        let found = FOUND.iter().find(|kind| found.starts_with(**kind)).unwrap_or(&"another value");
        return format!("{what}: {found}, expected {expected}");
    }
    if let Some((length, expected)) =
        text.strip_prefix("invalid length ").and_then(|rest| rest.split_once(", expected "))
        && length.parse::<u64>().is_ok()
    {
        return format!("invalid length {length}, expected {expected}");
    }
    for what in ["unknown field", "unknown variant"] {
        if text.strip_prefix(what).is_some_and(|rest| rest.starts_with(" `")) {
            return match text.rsplit_once("`, expected ") {
                Some((_, expected)) => format!("{what}, expected {expected}"),
                None => what.to_owned(),
            };
        }
    }
    // These messages contain names from the type, not from the value.
    for what in ["missing field `", "duplicate field `", "data did not match any variant of untagged enum "] {
        let name = text.strip_prefix(what).map(|rest| rest.trim_end_matches('`'));
        if name.is_some_and(is_plain) {
            return text.to_owned();
        }
    }
    if OF_DATES.contains(&text) {
        return text.to_owned();
    }
    "the value is not accepted by its type".to_owned()
}

/// Returns the path to the error: `metadata.calendar_id`, `tag_ids[2]`, `.` for the value itself.
///
/// A key of a map is part of the value. It is shown if it [is plain](is_plain), otherwise as `*`.
pub(super) fn path(path: &[Segment]) -> String {
    path::write(path, |key| if is_plain(key) { key } else { "*" })
}

/// Returns whether a key looks like the name of a field and cannot be a secret: at most 32 ASCII letters, digits and
/// `_`, beginning with a letter or `_`, with at most 3 digits, and not an API key.
fn is_plain(key: &str) -> bool {
    key.len() <= MAX_KEY
        && key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && key.bytes().filter(u8::is_ascii_digit).count() <= MAX_KEY_DIGITS
        && !key.contains(KEY_PREFIX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde::de::{DeserializeOwned, Error};

    use super::*;

    const SECRET: &str = "s3cret, expected `nothing`";

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        #[serde(default)]
        _mood: Option<Mood>,
        #[serde(default)]
        _by_name: BTreeMap<String, u8>,
        #[serde(default, deserialize_with = "refuse")]
        _refused: Option<String>,
        #[serde(default)]
        _date: Option<chrono::NaiveDate>,
        #[serde(default)]
        _pair: Option<(u8, u8)>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Mood {
        Good,
    }

    fn refuse<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
        let text = String::deserialize(deserializer)?;
        Err(D::Error::custom(format!("not accepted: {text}")))
    }

    /// Returns path and reason of the error for `json`.
    fn refused<T: DeserializeOwned>(json: &str) -> (String, String) {
        let error = serde_json::from_str::<T>(json).err().unwrap();
        (path(&path::path_at(json, &error)), reason(&error))
    }

    fn assert_refused(json: &str, expected: (&str, &str)) {
        let (path, reason) = refused::<Strict>(json);
        let reason = reason.split(" at line ").next().unwrap_or_default();
        assert_eq!((path.as_str(), reason), expected, "{json}");
    }

    #[test]
    fn a_reason_does_not_quote_the_value() {
        let known = "expected one of `_mood`, `_by_name`, `_refused`, `_date`, `_pair`";
        let json = |text: &str| text.replace('$', SECRET);
        assert_refused(&json(r#"{"$":1}"#), ("*", &format!("unknown field, {known}")));
        assert_refused(&json(r#"{"_mood":"$"}"#), ("_mood", "unknown variant, expected `good`"));
        assert_refused(&json(r#"{"_by_name":{"$":"$"}}"#), ("_by_name.*", "invalid type: string, expected u8"));
        assert_refused(&json(r#"{"_by_name":{"a":7777}}"#), ("_by_name.a", "invalid value: integer, expected u8"));
        // A custom message has no position, so the position of the next byte is used.
        let refused = "the value is not accepted by its type";
        assert_refused(&json(r#"{"_refused":"$","_date":null}"#), ("_refused", refused));
        assert_refused(&json(r#"{"_refused":"$"}"#), (".", refused));
        assert_refused(&json(r#"{"_date":"$"}"#), ("_date", "input contains invalid characters"));
        assert_refused(r#"{"_pair":[1]}"#, ("_pair", "invalid length 1, expected a tuple of size 2"));
        assert_refused(r#"{"_pair":[1,"x"]}"#, ("_pair[1]", "invalid type: string, expected u8"));
        assert_refused("7", (".", "invalid type: integer, expected struct Strict"));
    }

    #[test]
    fn a_reason_names_missing_and_duplicate_fields() {
        #[derive(Debug, Deserialize)]
        struct Named {
            #[serde(rename = "name")]
            _name: String,
        }
        #[derive(Debug, Deserialize)]
        #[serde(untagged)]
        enum Either {
            _Number(()),
            _Flag(()),
        }
        assert_eq!(refused::<Either>("7").1, "data did not match any variant of untagged enum Either");
        assert_eq!(refused::<Named>("{}").1, "missing field `name` at line 1 column 2");
        assert_eq!(refused::<Named>(r#"{"name":"a","name":"b"}"#).1, "duplicate field `name` at line 1 column 18");
        assert_eq!(refused::<Named>(r#"{"name":x}"#).1, "expected value at line 1 column 9");
    }

    #[test]
    fn a_key_is_shown_only_if_it_is_plain() {
        for key in ["total_scheduled_blocked_time", "_x", "line1", "camelCase"] {
            assert!(is_plain(key), "{key}");
        }
        let api_key = format!("{KEY_PREFIX}abcdef");
        for key in ["", "1st", "a b", "mail@host", "naïve", "a1b2c3d4", "x.y", &api_key, &"a".repeat(33)] {
            assert!(!is_plain(key), "{key}");
        }
    }
}
