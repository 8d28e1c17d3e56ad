//! Authentication: the API key, and the e-mail and password pair of the curl lines in the documentation.

use http::{HeaderMap, header};

use crate::error::ApiError;

/// The key that a fake starts with, in the format of real keys: a prefix and 32 hex digits.
pub(crate) const FIRST_KEY: &str = "toggl_sk_5f0c3a9e7b124d68a1c2e3f405b6d7e8";
/// The seeded e-mail address for Basic authentication.
pub(crate) const EMAIL: &str = "ines@lumen-lark.example";
/// The password that goes with [`EMAIL`].
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// The number of keys issued so far; at most one is valid at a time [doc].
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    active: Option<String>,
    issued: u64,
}

impl Keys {
    pub(crate) fn new() -> Self {
        Self { active: Some(FIRST_KEY.to_owned()), issued: 1 }
    }

    pub(crate) fn revoke(&mut self) {
        self.active = None;
    }

    /// Issues a new key, which revokes the previous one [doc].
    pub(crate) fn rotate(&mut self) -> String {
        self.issued += 1;
        let key = format!("toggl_sk_{:032x}", u128::from(self.issued) * 0x5f0c_3a9e_7b12_4d68_a1c2_e3f4);
        self.active = Some(key.clone());
        key
    }

    /// Checks the `Authorization` header, or returns the documented 401.
    ///
    /// All invalid credentials get the same response, a Track token included: the service does not say what is wrong
    /// with them.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), ApiError> {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, credentials) = given.and_then(|value| value.split_once(' ')).unwrap_or_default();
        let credentials = credentials.trim_start();
        // The scheme's name is case-insensitive (RFC 9110).
        let known = match scheme.to_ascii_lowercase().as_str() {
            "bearer" => self.active.as_deref() == Some(credentials),
            // Comparing the encoded values avoids decoding untrusted input.
            "basic" => credentials == encode_base64(format!("{EMAIL}:{PASSWORD}").as_bytes()),
            _ => false,
        };
        if known { Ok(()) } else { Err(ApiError::unauthorized()) }
    }
}

/// Encodes in the standard alphabet with padding.
pub(crate) fn encode_base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0_u8; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for index in 0..4 {
            let digit = (bits >> (18 - 6 * index)) & 63;
            text.push(if index > chunk.len() { '=' } else { char::from(ALPHABET[digit as usize]) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::encode_base64;

    #[test]
    fn base64_pads_the_three_lengths() {
        assert_eq!(encode_base64(b"foobar"), "Zm9vYmFy");
        assert_eq!(encode_base64(b"fooba"), "Zm9vYmE=");
        assert_eq!(encode_base64(b"foob"), "Zm9vYg==");
    }
}
