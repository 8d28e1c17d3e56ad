//! Redirects, with every status and every kind of target.

use std::sync::Arc;

use http::{HeaderValue, header};

use super::{Callback, Fault, HeaderEdit};
use crate::request_log::RecordedRequest;

/// The target of a redirect.
///
/// ```
/// # use focus_fake::{Fault, RedirectTarget};
/// // Three hops to the same address, then the response.
/// let hops = Fault::redirect(307, RedirectTarget::SameAddress).times(3);
/// // The same path on another origin, where a client must not send its key.
/// let foreign = Fault::redirect(
///     308,
///     RedirectTarget::Origin("http://localhost:9".to_owned()),
/// );
/// # let _ = (hops, foreign);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectTarget {
    /// This text, a URL or not.
    Url(String),
    /// The address of the request, as an absolute URL.
    SameAddress,
    /// The address of the request, as a path with its query.
    RelativePath,
    /// The address of the request, as `//host/path`.
    RelativeScheme,
    /// The address of the request on another origin, such as `https://focus.example`.
    Origin(String),
    /// Another path on the same origin, with the request's query.
    Path(String),
    /// The address of the request without its query, so that the filters are lost.
    WithoutQuery,
    /// No `Location` header.
    Missing,
}

impl From<&str> for RedirectTarget {
    fn from(url: &str) -> Self {
        Self::Url(url.to_owned())
    }
}

impl From<&String> for RedirectTarget {
    fn from(url: &String) -> Self {
        Self::Url(url.clone())
    }
}

impl From<String> for RedirectTarget {
    fn from(url: String) -> Self {
        Self::Url(url)
    }
}

impl Fault {
    /// Responds with a redirect: 301, 302, 303, 307, 308 or any other status, with `Location`. The operation does not
    /// run.
    ///
    /// # Panics
    /// If the number is not an HTTP status.
    pub fn redirect(status: u16, target: impl Into<RedirectTarget>) -> Self {
        let target = target.into();
        let mut fault = Self::status(status).empty_body();
        if target != RedirectTarget::Missing {
            let location = move |request: &RecordedRequest| HeaderValue::from_str(&target.location(request)).ok();
            fault.headers.push(HeaderEdit::FromRequest(header::LOCATION, Callback(Arc::new(location))));
        }
        fault
    }
}

impl RedirectTarget {
    fn location(&self, request: &RecordedRequest) -> String {
        let host = request.header("host").unwrap_or_default();
        let query = if request.raw_query.is_empty() { String::new() } else { format!("?{}", request.raw_query) };
        let path = &request.path;
        match self {
            Self::Url(url) => url.clone(),
            Self::SameAddress => format!("http://{host}{path}{query}"),
            Self::RelativePath => format!("{path}{query}"),
            Self::RelativeScheme => format!("//{host}{path}{query}"),
            Self::Origin(origin) => format!("{}{path}{query}", origin.trim_end_matches('/')),
            Self::Path(path) => format!("http://{host}{path}{query}"),
            Self::WithoutQuery => format!("http://{host}{path}"),
            Self::Missing => String::new(),
        }
    }
}
