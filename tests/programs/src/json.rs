//! [`json_line`]: JSON that is safe to print on a terminal.
//!
//! Text in columns is in `terminal.rs` of the examples of `focus-api`.

use anyhow::Result;
use focus_api::printable;
use serde::Serialize;

/// Returns the value as JSON in one line that a terminal shows as it is.
///
/// JSON escapes only the first 32 control characters. This function escapes every character that
/// [`printable`] replaces, so a reader of the JSON receives the original text.
///
/// # Errors
/// The value cannot be written as JSON.
pub fn json_line(value: &impl Serialize) -> Result<String> {
    let mut line = String::new();
    for letter in serde_json::to_string(value)?.chars() {
        if printable(letter.encode_utf8(&mut [0; 4])).starts_with(letter) {
            line.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                line.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_contains_no_raw_control_character_and_decodes_to_the_same_text() {
        let text = "a\u{1b}[2J \u{202e}b\n\u{9b}c \u{e0041} 長 \"d\" \u{fffd}";
        let line = json_line(&text).unwrap();
        assert_eq!(line, r#""a\u001b[2J \u202eb\n\u009bc \udb40\udc41 長 \"d\" �""#);
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
