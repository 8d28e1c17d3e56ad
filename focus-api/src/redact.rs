//! Makes text safe to print: [`printable`] for any text, [`Redactor`] for texts that may contain credentials.
//!
//! Every text of an [`Error`](crate::Error) passes a [`Redactor`], which knows the client's secrets in every encoding
//! in which a server, a proxy or a decoder might repeat them. `error` writes the texts.

mod encodings;
mod headers;
mod view;

use std::borrow::Cow;
use std::sync::OnceLock;

use encodings::{add_dense_encodings, add_encodings};
pub(crate) use headers::header_secrets;
use memchr::memmem::Finder;
use secrecy::{ExposeSecret, SecretString};
use view::View;

/// The prefix of every API key of the service.
pub(crate) const KEY_PREFIX: &str = "toggl_sk_";

/// The text that replaces a secret.
const REDACTED: &str = "…";

/// The minimum length of a secret that is searched for. A shorter one would match ordinary text.
const MIN_SECRET_LENGTH: usize = 4;

/// The number of times that a secret may be escaped: a server quotes a URL in JSON, and a proxy quotes that in HTML.
const ESCAPE_LEVELS: usize = 3;

/// Returns the text without characters that could change how a terminal or a log shows it.
///
/// Line breaks of every kind and tabs become a space, and control characters become `�`. Bidirectional and
/// zero-width format characters are removed. Names of tasks come from other users, so pass them through this function
/// before printing.
///
/// ```
/// use focus_api::printable;
///
/// assert_eq!(printable("plan \u{202e}gpj.exe\u{1b}[2J"), "plan gpj.exe�[2J");
/// assert_eq!(printable("two\nlines"), "two lines");
/// ```
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(|letter| matches!(shown(letter), Some(same) if same == letter)) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter_map(shown).collect())
    }
}

/// Returns the character for `letter` in printed text; `None` if it is removed.
fn shown(letter: char) -> Option<char> {
    match letter {
        ' '..='~' => Some(letter),
        // Line and paragraph separators break lines like `\n`.
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ if letter.is_control() => Some(char::REPLACEMENT_CHARACTER),
        _ if is_invisible_format(letter) => None,
        _ => Some(letter),
    }
}

/// Returns whether a character is invisible but reorders, joins or hides other characters (Unicode category Cf, the
/// fillers, and the variation selectors). They include the joiners of emoji and Persian text, which stays readable
/// without them.
fn is_invisible_format(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
        | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns whether a text has no visible character.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|letter| letter.is_whitespace() || letter.is_control() || is_invisible_format(letter))
}

fn without_invisible_formats(text: &str) -> Cow<'_, str> {
    if text.contains(is_invisible_format) {
        Cow::Owned(text.chars().filter(|letter| !is_invisible_format(*letter)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Removes the client's secrets from texts. `Debug` does not show them.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    secrets: Vec<SecretString>,
    /// Computed for the first text, because most clients have no error to print.
    encodings: OnceLock<Encodings>,
}

/// What is searched for in texts.
#[derive(Clone)]
struct Encodings {
    /// Encodings of the secrets, in lower case. The longest is first, so that a short one does not split a long one.
    needles: Vec<Finder<'static>>,
    /// Encodings of long secrets without the characters between their letters and digits.
    dense: Vec<Finder<'static>>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redactor").field("secrets", &self.secrets.len()).finish()
    }
}

impl Encodings {
    fn of(secrets: &[SecretString]) -> Self {
        let (mut needles, mut dense) = (Vec::new(), Vec::new());
        for secret in secrets {
            let secret = secret.expose_secret();
            for part in [Some(secret), secret.strip_prefix(KEY_PREFIX)].into_iter().flatten() {
                add_encodings(part, &mut needles);
                add_dense_encodings(part, &mut dense);
            }
        }
        needles.retain(|needle| needle.len() >= MIN_SECRET_LENGTH);
        needles.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        needles.dedup();
        let finders = |encodings: Vec<String>| encodings.iter().map(|text| Finder::new(text).into_owned()).collect();
        Self { needles: finders(needles), dense: finders(dense) }
    }
}

impl Redactor {
    /// Creates a redactor for these secrets.
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Self {
        Self::default().with(secrets)
    }

    /// Returns this redactor with further secrets.
    pub(crate) fn with<'a>(mut self, secrets: impl IntoIterator<Item = &'a SecretString>) -> Self {
        self.secrets.extend(secrets.into_iter().cloned());
        Self { secrets: self.secrets, encodings: OnceLock::new() }
    }

    fn encodings(&self) -> &Encodings {
        self.encodings.get_or_init(|| Encodings::of(&self.secrets))
    }

    /// Returns the text as one printable line of at most `limit` characters, without secrets.
    pub(crate) fn line(&self, text: &str, limit: usize) -> String {
        // A part is enough, because replacements do not make the text longer.
        let end = text.char_indices().nth(limit.saturating_mul(4)).map_or(text.len(), |(index, _)| index);
        let cut = end < text.len();
        let mut line = self.without_secrets(&text[..end]);
        if cut {
            self.drop_divided_secret(&mut line);
        }
        // Afterwards, because a control character inside a secret becomes a visible one.
        let mut line = printable(&line).into_owned();
        if let Some((index, _)) = line.char_indices().nth(limit) {
            line.truncate(index);
            line.push('…');
        } else if cut {
            line.push('…');
        }
        line.trim().to_owned()
    }

    /// Returns the beginning of a text, at most `limit` bytes, without secrets. Secrets are removed before the text is
    /// truncated, because a part of a secret is not recognized. `text` may itself be truncated.
    pub(crate) fn excerpt(&self, text: &str, limit: usize) -> String {
        let mut excerpt = self.without_secrets(text);
        if text.len() > limit {
            self.drop_divided_secret(&mut excerpt);
        }
        truncate(&mut excerpt, limit);
        excerpt
    }

    /// Shortens a text whose end may be the first part of a secret, which is not recognized.
    fn drop_divided_secret(&self, text: &mut String) {
        if let Some(longest) = self.encodings().needles.first() {
            truncate(text, text.len().saturating_sub(longest.needle().len()));
        }
    }

    /// Returns the text without the client's secrets and without anything that looks like an API key.
    pub(crate) fn without_secrets(&self, text: &str) -> String {
        let text = without_invisible_formats(text);
        let mut found = Vec::new();
        let Encodings { needles, dense } = self.encodings();
        let mut view = (!needles.is_empty()).then(|| View::of(&text));
        if let (Some(view), false) = (&view, dense.is_empty()) {
            let view = view.dense();
            found.extend(dense.iter().flat_map(|needle| view.find(needle)));
        }
        for _ in 0..=ESCAPE_LEVELS {
            let Some(current) = view else { break };
            found.extend(needles.iter().flat_map(|needle| current.find(needle)));
            view = current.unescaped();
        }
        without_keys(&without(&text, found))
    }
}

/// Replaces these parts of a text.
fn without(text: &str, mut parts: Vec<(usize, usize)>) -> Cow<'_, str> {
    if parts.is_empty() {
        return Cow::Borrowed(text);
    }
    parts.sort_unstable();
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for (begin, end) in parts {
        // A part may overlap the one before it: a secret contains its shorter encodings.
        if begin >= from {
            kept.push_str(&text[from..begin]);
            kept.push_str(REDACTED);
        }
        from = from.max(end);
    }
    kept.push_str(&text[from..]);
    Cow::Owned(kept)
}

/// Shortens a text to at most `limit` bytes, at a character boundary.
fn truncate(text: &mut String, limit: usize) {
    let end = (0..=limit.min(text.len())).rev().find(|index| text.is_char_boundary(*index));
    text.truncate(end.unwrap_or_default());
}

/// Removes everything that looks like an API key, because a proxy may quote the key of another user.
fn without_keys(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for (index, _) in lower.match_indices(KEY_PREFIX) {
        if index < from {
            continue;
        }
        let digits = index + KEY_PREFIX.len();
        // Two keys without a separator are one match.
        let is_of_key = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = text[digits..].bytes().take_while(is_of_key).count();
        if length == 0 {
            continue;
        }
        kept.push_str(&text[from..digits]);
        kept.push_str(REDACTED);
        from = digits + length;
    }
    kept.push_str(&text[from..]);
    kept
}

#[cfg(test)]
mod tests;
