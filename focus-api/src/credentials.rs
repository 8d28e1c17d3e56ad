//! What proves who is asking, checked before it is sent.

use base64::Engine;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// What every key begins with.
pub(crate) const PREFIX: &str = "toggl_sk_";

/// Hex digits behind the prefix, and of a whole Track token.
const DIGITS: usize = 32;

/// An API key, or email address and password. Never shown by `Debug`.
#[derive(Clone, Debug)]
pub(crate) enum Credentials {
    Key(SecretString),
    Basic { email: String, password: SecretString },
}

impl Credentials {
    /// The `Authorization` header.
    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        let text = SecretString::from(match self {
            Self::Key(key) => format!("Bearer {}", checked(key.expose_secret())?),
            Self::Basic { email, password } => {
                if email.is_empty() || password.expose_secret().is_empty() {
                    return Err(Error::configuration("email address and password must not be empty"));
                }
                let pair = SecretString::from(format!("{email}:{}", password.expose_secret()));
                format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair.expose_secret()))
            }
        });
        let mut value = HeaderValue::from_str(text.expose_secret())
            .map_err(|_| Error::configuration("the API key holds characters that cannot be sent"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// The key without surrounding white space, or what is wrong with it - without showing it.
fn checked(key: &str) -> Result<&str, Error> {
    let key = key.trim();
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let problem = match key.strip_prefix(PREFIX) {
        _ if key.is_empty() => "the API key is empty".to_owned(),
        None if key.len() == DIGITS && is_hex(key) => format!(
            "this is a token of Toggl Track, which never works with Focus: make an API key in the settings of Toggl \
             Focus; it begins with {PREFIX}"
        ),
        None => format!("an API key begins with {PREFIX} and has {DIGITS} hex digits; this text does not"),
        // Longer ones pass: the form may grow, a paste only ever loses characters.
        Some(digits) if digits.len() < DIGITS => {
            format!("the API key is too short: {} of {DIGITS} characters behind {PREFIX}", digits.len())
        }
        Some(digits) if !digits.bytes().all(|byte| byte.is_ascii_graphic()) => {
            "the API key holds characters that cannot be sent".to_owned()
        }
        Some(_) => return Ok(key),
    };
    Err(Error::configuration(problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(key: &str) -> String {
        Credentials::Key(key.into()).header().unwrap_err().to_string()
    }

    #[test]
    fn a_key_becomes_a_bearer_header_that_debug_does_not_show() {
        let header = Credentials::Key(format!(" {PREFIX}{} \n", "0f".repeat(16)).into()).header().unwrap();
        assert_eq!(header.to_str().unwrap(), format!("Bearer {PREFIX}{}", "0f".repeat(16)));
        assert_eq!(format!("{header:?}"), "Sensitive");
    }

    #[test]
    fn email_and_password_become_a_basic_header() {
        let basic = Credentials::Basic { email: "a@b.c".into(), password: "p".into() };
        assert_eq!(basic.header().unwrap().to_str().unwrap(), "Basic YUBiLmM6cA==");
    }

    #[test]
    fn each_wrong_key_is_told_apart_without_being_shown() {
        assert_eq!(refusal("  "), "the API key is empty");
        assert!(refusal(&"0f".repeat(16)).contains("token of Toggl Track"));
        assert!(refusal("hello").contains("begins with toggl_sk_"));
        assert!(refusal("toggl_sk_0123").contains("too short: 4 of 32"));
        let odd = format!("{PREFIX}{}\u{e9}", "0f".repeat(16));
        assert!(refusal(&odd).contains("cannot be sent"));
        assert!(!refusal(&odd).contains("0f0f"));
    }
}
