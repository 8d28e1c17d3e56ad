//! Descriptions: their hash, which is kept, and the white space that does not count.

use sha2::{Digest as _, Sha256};

/// The first four bytes of the SHA-256 of a description, in hex; `None` where there is no description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wording(pub(crate) Option<String>);

impl Wording {
    /// Hashes the text with its white space normalised, so that re-wrapping a page changes nothing. The page's `-`,
    /// which marks a missing description, counts as no description.
    pub(crate) fn of(text: &str) -> Self {
        let text = normalise(text);
        if text.is_empty() || text == "-" {
            return Self(None);
        }
        let digest = Sha256::digest(text.as_bytes());
        Self(Some(digest.iter().take(4).map(|b| format!("{b:02x}")).collect()))
    }
}

/// Leaves one space between words and none around them, and removes soft hyphens and the zero-width characters that
/// site generators put beside headings.
pub(crate) fn normalise(text: &str) -> String {
    let visible: String =
        text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}')).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
