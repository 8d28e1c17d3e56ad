//! [`RequestHeaders`]: the headers of every request.
//!
//! Decides which headers are set, and when. Requests are sent by [`middleware`].
//!
//! [`middleware`]: crate::Middleware

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, USER_AGENT};
use reqwest::{Method, Request};

/// Sets authorization, user agent and the fixed headers of every request.
///
/// ```
/// use focus_api_raw::RequestHeaders;
/// use reqwest::{Method, Request};
///
/// let headers = RequestHeaders::new("Bearer toggl_sk_0123".parse()?);
/// let mut request =
///     Request::new(Method::GET, "https://focus.toggl.com/api".parse()?);
/// headers.apply(&mut request);
/// assert_eq!(request.headers()["authorization"], "Bearer toggl_sk_0123");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RequestHeaders {
    authorization: HeaderValue,
    user_agent: HeaderValue,
}

impl RequestHeaders {
    /// Returns headers with this `Authorization`, which `Debug` never shows.
    ///
    /// The user agent is `focus-api/<version> (Rust)` unless [`with_user_agent`](Self::with_user_agent) replaces it.
    #[must_use]
    pub fn new(mut authorization: HeaderValue) -> Self {
        authorization.set_sensitive(true);
        let user_agent = HeaderValue::from_static(concat!("focus-api/", env!("CARGO_PKG_VERSION"), " (Rust)"));
        Self { authorization, user_agent }
    }

    /// Replaces the `Authorization` header, which `Debug` never shows.
    #[must_use]
    pub fn with_authorization(mut self, mut authorization: HeaderValue) -> Self {
        authorization.set_sensitive(true);
        self.authorization = authorization;
        self
    }

    /// Replaces the `User-Agent` header.
    #[must_use]
    pub fn with_user_agent(mut self, user_agent: HeaderValue) -> Self {
        self.user_agent = user_agent;
        self
    }

    /// Sets the headers of `request`.
    ///
    /// `Content-Type` and `Accept` keep the value they already have; `Authorization` and `User-Agent` are replaced.
    pub fn apply(&self, request: &mut Request) {
        // Archiving, for example, is a POST without a body. hyper then sends no `Content-Length`, and some proxies
        // respond with 411; RFC 9110 asks for `Content-Length: 0`.
        let empty = request.body().is_none() && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(USER_AGENT, self.user_agent.clone());
        // The service's docs ask for it on every request, even without a body. A multipart body has another one.
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        if empty {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
    }
}
