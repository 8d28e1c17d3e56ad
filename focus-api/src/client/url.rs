//! Validates the base URL.

use url::{Host, Url};

use crate::error::Error;

/// The base URL of the public service.
pub(super) const SERVICE_URL: &str = "https://focus.toggl.com/api";

/// Returns the base URL, or an error that names the rule it violates. The error does not show the text, which may
/// contain a secret.
pub(super) fn validate_base_url(text: &str, allow_insecure_http: bool) -> Result<Url, Error> {
    let refuse =
        |what: &str| Err(Error::configuration(format!("the base URL {what}; the service is at {SERVICE_URL}")));
    let Ok(url) = Url::parse(text.trim()) else { return refuse("is not a valid URL") };
    match url.scheme() {
        "https" => {}
        "http" if allow_insecure_http || is_loopback(&url) => {}
        "http" => return refuse("would send the key unencrypted: use https, or call `allow_insecure_http`"),
        _ => return refuse("must begin with https://"),
    }
    if url.host().is_none() {
        return refuse("has no host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("must not contain a user name or password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("must not have a query or fragment");
    }
    Ok(url)
}

/// Returns whether the host of the URL is a loopback address.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|address| address.is_loopback())
        }
        None => false,
    }
}

/// Returns host and port, as errors name them.
pub(super) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_loopback_host_is_recognized() {
        for host in [
            "localhost",
            "LOCALHOST",
            "localhost.",
            "a.localhost",
            "127.0.0.1",
            "127.9.9.9",
            "[::1]",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(is_loopback(&Url::parse(&format!("http://{host}:80/")).unwrap()), "{host}");
        }
        for host in ["localhost.example.org", "10.0.0.1", "[::2]", "focus.toggl.com"] {
            assert!(!is_loopback(&Url::parse(&format!("http://{host}/")).unwrap()), "{host}");
        }
    }
}
