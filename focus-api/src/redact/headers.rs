//! The values of a program's own headers that are secrets. `redact.rs` removes them from texts.

use secrecy::SecretString;

/// Parts of names that say that the value of a header gives access to something.
const NAMES: [&str; 8] = ["auth", "cookie", "credential", "key", "password", "secret", "session", "token"];

/// The minimum length of a part of a value. Shorter parts are attributes, for example `Path` of a cookie.
const MIN_PART: usize = 8;

/// Returns the secrets in these headers: whole values, and their parts, which a server may repeat alone.
pub(crate) fn header_secrets(headers: &[(String, String)]) -> Vec<SecretString> {
    let is_secret = |name: &str| {
        let name = name.to_ascii_lowercase();
        NAMES.iter().any(|part| name.contains(part))
    };
    let secret = headers.iter().filter(|(name, _)| is_secret(name)).map(|(_, value)| value.trim());
    secret.flat_map(parts).map(SecretString::from).collect()
}

/// Returns a value and its parts: `Bearer abc` contains the token, `session=abc; user=def` contains two.
fn parts(value: &str) -> impl Iterator<Item = &str> {
    let separated = value.split([' ', ';', ',']).map(|part| part.split_once('=').map_or(part, |(_, value)| value));
    let separated = separated.map(|part| part.trim_matches('"')).filter(move |part| part.len() >= MIN_PART);
    std::iter::once(value).chain(separated)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn secrets(name: &str, value: &str) -> Vec<String> {
        let headers = [(name.to_owned(), value.to_owned())];
        header_secrets(&headers).iter().map(|secret| secret.expose_secret().to_owned()).collect()
    }

    #[test]
    fn a_value_that_gives_access_is_a_secret_with_each_of_its_parts() {
        assert_eq!(secrets("Proxy-Authorization", "Basic dXNlcjpwYXNz"), ["Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"]);
        assert_eq!(secrets("X-API-Key", "k-123"), ["k-123"]);
        assert_eq!(
            secrets("cookie", "sid=0123456789; theme=dark; csrf=\"abcdefghij\""),
            ["sid=0123456789; theme=dark; csrf=\"abcdefghij\"", "0123456789", "abcdefghij"]
        );
    }

    #[test]
    fn the_value_of_an_ordinary_header_is_no_secret() {
        for name in ["x-request-id", "user-agent", "accept-language", "traceparent"] {
            assert_eq!(secrets(name, "0123456789abcdef"), <[&str; 0]>::default(), "{name}");
        }
    }
}
