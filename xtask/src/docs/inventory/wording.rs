//! Descriptions: their hash, which is kept, and the white space that does not count.

use sha2::{Digest as _, Sha256};

/// The first four bytes of the SHA-256 of a description, in hex; `None` where there is no description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wording(pub(crate) Option<String>);

impl Wording {
    /// Hashes the text with its white space normalised, so that re-wrapping a page changes nothing. The page's `-`,
    /// which marks a missing description, counts as no description, like the dashes that generators print for it.
    pub(crate) fn of(text: &str) -> Self {
        let text = normalise(text);
        if text.is_empty() || matches!(text.as_str(), "-" | "–" | "—" | "−") {
            return Self(None);
        }
        let digest = Sha256::digest(text.as_bytes());
        Self(Some(digest.iter().take(4).map(|b| format!("{b:02x}")).collect()))
    }
}

/// Leaves one space between words and none around them, and removes soft hyphens and the characters without width that
/// site generators and browsers put beside texts. Some generators print typographic quotes: they become plain ones.
pub(crate) fn normalise(text: &str) -> String {
    let invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let plain = |c: char| match c {
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        _ => c,
    };
    let visible: String = text.chars().filter(|c| !invisible(*c)).map(plain).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
