//! [`path_at`]: the path to the member of a JSON text at which a parser failed.
//!
//! The text is scanned up to the position in the error. A deserializer that tracks the path while it decodes would need
//! a second copy of the code of every type, 0.3 MB in a small program, which only errors use.

/// One step from a value to a part of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    /// The member of an object.
    Key(String),
    /// The element of an array.
    Index(usize),
}

/// An object or array that is not closed yet.
enum Open {
    /// With the latest key, and whether its value is being read.
    Object { key: Option<String>, is_value: bool },
    /// With the number of the element, and whether it has begun.
    Array { index: usize, has_begun: bool },
}

/// Returns the path to the value that `error` is about.
pub(crate) fn path_at(text: &str, error: &serde_json::Error) -> Vec<Segment> {
    let end = offset(text, error.line(), error.column());
    let is_behind_container = matches!(text.as_bytes()[..end].last(), Some(b'}' | b']'));
    // If a type refuses the last member of a container after it was parsed, the error has the position after the
    // container.
    path_to(text, if is_behind_container && is_about_single_value(error) { end - 1 } else { end })
}

/// Returns whether a message of serde is about a value that is neither an object nor an array.
fn is_about_single_value(error: &serde_json::Error) -> bool {
    let message = error.to_string();
    let found = ["invalid type: ", "invalid value: "].iter().find_map(|what| message.strip_prefix(what));
    found.is_some_and(|found| !found.starts_with("map") && !found.starts_with("sequence"))
        || message.starts_with("unknown variant ")
}

/// Returns the byte offset of a position. Lines are counted from 1, columns in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let Some(lines_before) = line.checked_sub(1) else { return 0 };
    let begin: usize = text.split_inclusive('\n').take(lines_before).map(str::len).sum();
    begin.saturating_add(column).min(text.len())
}

fn path_to(text: &str, end: usize) -> Vec<Segment> {
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while at < end {
        let byte = bytes[at];
        let next = if byte == b'"' { end_of_string(bytes, at) } else { at + 1 };
        match (byte, open.last_mut()) {
            (b' ' | b'\t' | b'\r' | b'\n', _) => {}
            (b':', Some(Open::Object { is_value, .. })) => *is_value = true,
            (b',', Some(Open::Object { key, is_value })) => (*key, *is_value) = (None, false),
            (b',', Some(Open::Array { index, has_begun })) => (*index, *has_begun) = (*index + 1, false),
            (b'}' | b']', _) => drop(open.pop()),
            (b'"', Some(Open::Object { key, is_value: false })) => *key = Some(unescaped(&text[at..next])),
            (_, Some(Open::Array { has_begun, .. })) => *has_begun = true,
            _ => {}
        }
        match byte {
            b'{' => open.push(Open::Object { key: None, is_value: false }),
            b'[' => open.push(Open::Array { index: 0, has_begun: false }),
            _ => {}
        }
        at = next;
    }
    let segment = |open| match open {
        Open::Object { key, .. } => key.map(Segment::Key),
        Open::Array { index, has_begun } => has_begun.then_some(Segment::Index(index)),
    };
    open.into_iter().filter_map(segment).collect()
}

/// Returns the index after the string that begins at `begin`.
fn end_of_string(bytes: &[u8], begin: usize) -> usize {
    let mut at = begin + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn unescaped(string: &str) -> String {
    serde_json::from_str(string).unwrap_or_else(|_| string.trim_matches('"').to_owned())
}

/// Writes a path: `tasks[2].end_date`, or `.` for the value itself. `show` returns the text for a key.
pub(crate) fn write<'a>(path: &'a [Segment], show: impl Fn(&'a str) -> &'a str) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Index(index) => text.push_str(&format!("[{index}]")),
            Segment::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(show(key));
            }
        }
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use focus_api_raw::types::Task;
    use serde::de::{DeserializeOwned, Unexpected};

    use super::*;

    fn path<T: DeserializeOwned>(text: &str) -> String {
        let error = serde_json::from_str::<T>(text).err().unwrap_or_else(|| panic!("{text} can be decoded"));
        write(&path_at(text, &error), |key| key)
    }

    #[test]
    fn the_path_leads_to_the_refused_value() {
        for (text, expected) in [
            (r#"{"id":[7]}"#, "id"),
            (r#"{"id":7,"tag_ids":[1,{"a":[1,2]}]}"#, "tag_ids[1]"),
            (r#"{"id":7,"tag_ids":["x"]}"#, "tag_ids[0]"),
            ("{\n  \"id\": 7,\n  \"status\": {\"name\": 5}\n}", "status.name"),
            (r#"{"id":7,"status":[]}"#, "status"),
            (r#"{"id":7,"tags":[{"id":1},{"id":{}}]}"#, "tags[1].id"),
            (r#"{"id":7,"na\u006de":5}"#, "name"),
            (r#"{"a":"} ] \" {","name":5}"#, "name"),
            (r#"{"id":null}"#, "id"),
            (r#"{"name":"n"}"#, "."),
            (r#"{"id":{}}"#, "id"),
            (r#"{"id":7,"name":"#, "name"),
            ("", "."),
            ("7", "."),
        ] {
            assert_eq!(path::<Task>(text), expected, "{text}");
        }
    }

    #[test]
    fn an_error_at_the_end_of_a_container_has_the_path_of_the_container() {
        assert_eq!(path::<Vec<(u8, u8)>>("[[1,2],[3]]"), "[1]");
        assert_eq!(path::<Vec<u8>>("[1,2"), "[1]");
        assert_eq!(path::<Vec<Task>>(r#"[{"id":7},{"id":null }]"#), "[1].id");
        assert_eq!(path::<Vec<Task>>(r#"[{"id":7},{}]"#), "[1]");
        assert_eq!(path::<Vec<u8>>("[true]"), "[0]");
        assert_eq!(path::<Vec<u8>>("[ "), ".", "white space begins no element");
        assert_eq!(path::<Vec<Vec<u8>>>("[[1], \n"), ".");
    }

    #[test]
    fn an_object_that_is_refused_after_it_was_read_has_its_own_path() {
        /// Reads any value first, like a lenient type, and refuses it then.
        #[derive(Debug)]
        struct Refused;
        impl<'de> serde::Deserialize<'de> for Refused {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                use serde::de::Error;
                let value = serde_json::Value::deserialize(deserializer)?;
                let found = if value.is_object() { Unexpected::Map } else { Unexpected::Seq };
                Err(D::Error::invalid_type(found, &"a string"))
            }
        }
        type Members = std::collections::BTreeMap<String, Refused>;
        assert_eq!(path::<Members>(r#"{"a":{"b":{"c":1}},"z":0}"#), "a");
        assert_eq!(path::<Members>(r#"{"a":[1,[2]],"z":0}"#), "a");
    }

    #[test]
    fn every_truncated_text_has_a_path() {
        let text = r#"{"a":[1,{"b":"\"}"},[]],"ä":{"c":null}}"#;
        for end in 0..=text.len() {
            let _ = write(&path_to(text, end), |key| key);
        }
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let error = serde_json::from_str::<serde_json::Value>(&text[..end]).unwrap_err();
            let _ = path_at(&text[..end], &error);
        }
    }
}
