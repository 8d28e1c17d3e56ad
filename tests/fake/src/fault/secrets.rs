//! The spellings in which a response can repeat a secret.

use crate::auth::encode_base64;

/// Returns the usual spellings of the credentials in an `Authorization` header: as sent, in upper and lower case,
/// percent- and JSON-escaped, in hexadecimal, in base64 with and without padding and in its URL alphabet, without the
/// key's prefix, and the parts of a Basic pair.
///
/// ```
/// let spellings = focus_fake::secret_spellings("Bearer toggl_sk_0123");
/// assert!(spellings.contains(&"toggl_sk_0123".to_owned()));
/// assert!(spellings.contains(&"TOGGL_SK_0123".to_owned()));
/// assert!(spellings.contains(&"0123".to_owned()));
/// ```
///
/// A client's tests search its output for these after a fault of [`crate::Fault::echo_secrets`].
#[must_use]
pub fn secret_spellings(authorization: &str) -> Vec<String> {
    let (scheme, credentials) = authorization.split_once(' ').unwrap_or(("", authorization));
    let mut secrets = vec![credentials.to_owned()];
    secrets.extend(credentials.strip_prefix("toggl_sk_").map(str::to_owned));
    if scheme.eq_ignore_ascii_case("basic")
        && let Some(pair) = decode_base64(credentials)
    {
        secrets.extend(pair.split_once(':').map(|(_, password)| password.to_owned()));
        secrets.push(pair);
    }
    let mut spellings: Vec<String> = secrets.iter().flat_map(|secret| spell(secret)).collect();
    spellings.retain(|spelling| !spelling.is_empty());
    let mut unique = Vec::new();
    for spelling in spellings {
        if !unique.contains(&spelling) {
            unique.push(spelling);
        }
    }
    unique
}

fn spell(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let base64 = encode_base64(bytes);
    let each = |format: &dyn Fn(u8) -> String| bytes.iter().map(|byte| format(*byte)).collect::<String>();
    vec![
        secret.to_owned(),
        secret.to_uppercase(),
        secret.to_lowercase(),
        // With only the necessary characters escaped, and with all of them escaped.
        url::form_urlencoded::byte_serialize(bytes).collect(),
        each(&|byte| format!("%{byte:02X}")),
        each(&|byte| format!("%{byte:02x}")),
        each(&|byte| format!("\\u{byte:04x}")),
        each(&|byte| format!("{byte:02x}")),
        each(&|byte| format!("{byte:02X}")),
        base64.trim_end_matches('=').to_owned(),
        base64.replace('+', "-").replace('/', "_"),
        base64,
    ]
}

/// Decodes the standard alphabet; `None` for anything else.
fn decode_base64(text: &str) -> Option<String> {
    let mut bits = 0_u32;
    let mut count = 0;
    let mut bytes = Vec::new();
    for letter in text.trim_end_matches('=').bytes() {
        let digit = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basic_pair_is_spelled_with_its_password() {
        let spellings = secret_spellings("Basic YW5uYTpwYSBzcw==");
        for spelling in ["YW5uYTpwYSBzcw==", "YW5uYTpwYSBzcw", "anna:pa ss", "pa ss", "pa+ss", "PA SS", "70612073 73"] {
            let spelling = spelling.replace("73 73", "7373");
            assert!(spellings.contains(&spelling), "{spelling} is missing in {spellings:?}");
        }
    }
}
