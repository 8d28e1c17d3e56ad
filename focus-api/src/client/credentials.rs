//! [`Credentials`]: the API key, or email address and password. They are validated before they are sent.

use base64::Engine;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;
use crate::redact::KEY_PREFIX;

/// The number of hex digits after the prefix, which is also the length of a Track token.
const DIGITS: usize = 32;

/// An API key, or email address and password. `Debug` does not show them.
#[derive(Clone, Debug)]
pub(super) enum Credentials {
    Key(SecretString),
    Basic { email: String, password: SecretString },
}

impl Credentials {
    /// Returns the `Authorization` header.
    pub(super) fn header(&self) -> Result<HeaderValue, Error> {
        let text = SecretString::from(match self {
            Self::Key(key) => format!("Bearer {}", validate_api_key(key.expose_secret())?),
            Self::Basic { email, password } => {
                if email.is_empty() || password.expose_secret().is_empty() {
                    return Err(Error::configuration("email address and password must not be empty"));
                }
                if email.contains(':') {
                    return Err(Error::configuration("the email address must not contain a colon"));
                }
                let pair = SecretString::from(format!("{email}:{}", password.expose_secret()));
                format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair.expose_secret()))
            }
        });
        let mut value = HeaderValue::from_str(text.expose_secret())
            .map_err(|_| Error::configuration("the API key contains characters that are not allowed in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Returns every text that must not be printed: the key, or the password, and the pair of email address and
    /// password.
    pub(super) fn secrets(&self) -> Vec<SecretString> {
        match self {
            Self::Key(key) => vec![SecretString::from(key.expose_secret().trim())],
            Self::Basic { email, password } => {
                let pair = format!("{email}:{}", password.expose_secret());
                vec![password.clone(), SecretString::from(pair)]
            }
        }
    }
}

/// Returns the key without surrounding white space, or an error that does not show it.
fn validate_api_key(key: &str) -> Result<&str, Error> {
    let key = key.trim();
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let problem = match key.strip_prefix(KEY_PREFIX) {
        _ if key.is_empty() => "the API key is empty".to_owned(),
        None if key.len() == DIGITS && is_hex(key) => format!(
            "the text is a token of Toggl Track, which does not work with Focus: create an API key in the settings of \
             Toggl Focus; it begins with {KEY_PREFIX}"
        ),
        None => format!("the text is not an API key, which begins with {KEY_PREFIX}, followed by {DIGITS} hex digits"),
        // Longer keys are accepted, because the service may introduce them. An incomplete copy is always shorter.
        Some(digits) if digits.len() < DIGITS => {
            format!("the API key is too short: {} of {DIGITS} characters after {KEY_PREFIX}", digits.len())
        }
        Some(digits) if !digits.bytes().all(|byte| byte.is_ascii_graphic()) => {
            "the API key contains characters that are not allowed in a header".to_owned()
        }
        Some(_) => return Ok(key),
    };
    Err(Error::configuration(problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(key: &str) -> String {
        Credentials::Key(key.into()).header().unwrap_err().to_string()
    }

    #[test]
    fn a_key_becomes_a_bearer_header_that_debug_hides() {
        let header = Credentials::Key(format!(" {KEY_PREFIX}{} \n", "0f".repeat(16)).into()).header().unwrap();
        assert_eq!(header.to_str().unwrap(), format!("Bearer {KEY_PREFIX}{}", "0f".repeat(16)));
        assert_eq!(format!("{header:?}"), "Sensitive");
    }

    #[test]
    fn email_and_password_become_a_basic_header() {
        let basic = Credentials::Basic { email: "a@b.c".into(), password: "p".into() };
        assert_eq!(basic.header().unwrap().to_str().unwrap(), "Basic YUBiLmM6cA==");
    }

    #[test]
    fn each_kind_of_invalid_key_has_an_error_that_does_not_show_it() {
        assert!(error_of("  ").starts_with("the API key is empty"));
        assert!(error_of(&"0f".repeat(16)).contains("token of Toggl Track"));
        assert!(error_of("hello").contains("begins with toggl_sk_"));
        assert!(error_of("toggl_sk_0123").contains("too short: 4 of 32"));
        let accented = format!("{KEY_PREFIX}{}\u{e9}", "0f".repeat(16));
        assert!(error_of(&accented).contains("not allowed in a header"));
        assert!(!error_of(&accented).contains("0f0f"));
    }
}
