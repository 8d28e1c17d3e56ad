//! [`CustomRequest`]: a request to a path of the service for which this crate has no operation.
//!
//! The same `transport` sends it, with the same key, quota, retries and errors. This file validates its path; `tasks`
//! has the operations of the OpenAPI document.

use std::fmt;
use std::pin::Pin;

use focus_api_raw as raw;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request};
use serde::Serialize;
use url::Url;

use crate::client::Client;
use crate::error::Error;
use crate::policy::CallOptions;
use crate::request::call_options;
use crate::transport::{BodyMode, Call, RawResponse, organization_of};

/// The name of such a request in errors and traces.
const OPERATION: &str = "custom_request";

/// A request with any method and path. Created by [`Client::request`].
///
/// ```no_run
/// # async fn example(client: focus_api::Client) -> Result<(), focus_api::Error> {
/// use focus_api::reqwest::Method;
///
/// let response = client
///     .request(Method::POST, "/organizations/1234/workspaces/5678/statuses")
///     .json(&serde_json::json!({ "name": "Waiting" }))
///     .await?;
/// let status: focus_api::model::Status = response.json()?;
/// # let _ = status; Ok(()) }
/// ```
///
/// # Requests
/// One. A GET request is retried according to [`RetryPolicy`](crate::RetryPolicy), any other request only if no
/// connection was made.
#[derive(Clone)]
#[must_use = "nothing is sent until the request is awaited"]
pub struct CustomRequest {
    client: Client,
    method: Method,
    path: String,
    /// The serialized body, or the error of serializing it.
    body: Option<Result<Vec<u8>, String>>,
    options: CallOptions,
}

impl Client {
    /// Returns a request to any path below the base URL, for operations that this crate does not have.
    ///
    /// ```no_run
    /// # async fn example(client: focus_api::Client) -> Result<(), focus_api::Error> {
    /// use focus_api::{model::Status, reqwest::Method};
    ///
    /// let path = "/organizations/1234/workspaces/5678/statuses";
    /// let statuses: Vec<Status> =
    ///     client.request(Method::GET, path).await?.json()?;
    /// # let _ = statuses; Ok(()) }
    /// ```
    ///
    /// `path` begins with a slash and is appended to the base URL, `https://focus.toggl.com/api` by default. Query
    /// parameters are added with [`CustomRequest::query`].
    ///
    /// # Errors
    /// When it is sent: [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for a path that could leave
    /// the base URL, and those of every request.
    ///
    /// # Requests
    /// One.
    pub fn request(&self, method: Method, path: impl Into<String>) -> CustomRequest {
        let (client, path) = (self.clone(), path.into());
        CustomRequest { client, method, path, body: None, options: CallOptions::default() }
    }
}

call_options!(CustomRequest, options);

/// # Request and response
///
/// See the examples of [`CustomRequest`] and [`Client::request`].
impl CustomRequest {
    /// Sets the JSON body.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.body = Some(serde_json::to_vec(body).map_err(|error| error.to_string()));
        self
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.options = self.options.extra_query(name, value);
        self
    }

    /// Adds a header; see [`CallOptions::extra_header`].
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.options = self.options.extra_header(name, value);
        self
    }

    /// Sends the request. Awaiting it does the same. Every 2xx status is a success, with any body.
    ///
    /// # Errors
    /// Every [`ErrorKind`](crate::ErrorKind) except `Paging` and `FilterIgnored`; `Decode` only for a response above
    /// [`max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    ///
    /// # Requests
    /// One, and at most [two more](crate::RetryPolicy) if a retry is safe.
    pub async fn send(self) -> Result<RawResponse, Error> {
        let call = Call {
            operation: OPERATION,
            array_parameters: &[],
            organization: organization_of(&self.path),
            options: &self.options,
            body: BodyMode::Buffered,
            timeout: None,
        };
        self.client.transport().send(&|| self.build(), call).await?.into_raw()
    }

    fn build(&self) -> Result<Request, Error> {
        if self.method == Method::CONNECT {
            return Err(Error::invalid_argument(OPERATION, "a request with the method CONNECT has no path"));
        }
        let base = raw::ClientInfo::baseurl(self.client.raw_client());
        let mut request = Request::new(self.method.clone(), join(base, &self.path)?);
        match &self.body {
            None => {}
            Some(Err(why)) => {
                return Err(Error::invalid_argument(
                    OPERATION,
                    format!("the body cannot be serialized as JSON: {why}"),
                ));
            }
            Some(Ok(body)) => {
                request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                *request.body_mut() = Some(body.clone().into());
            }
        }
        Ok(request)
    }
}

impl fmt::Debug for CustomRequest {
    /// Shows the path without the credentials of the client, and not the body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomRequest")
            .field("client", &self.client)
            .field("method", &self.method)
            .field("path", &self.client.transport().redactor.without_secrets(&self.path))
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl IntoFuture for CustomRequest {
    type Output = Result<RawResponse, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Returns the URL of a path below the base URL.
///
/// The key is sent to that URL. A path that another program could parse as a host is therefore refused, not normalized.
fn join(base: &str, path: &str) -> Result<Url, Error> {
    let refuse = |what: &str| {
        let what = format!(
            "the path {what}; it must begin with a slash and is appended to the base URL, for example /organizations/1"
        );
        Err(Error::invalid_argument(OPERATION, what))
    };
    if !path.starts_with('/') || path.starts_with("//") {
        return refuse("does not begin with exactly one slash");
    }
    if path.contains(['?', '#']) {
        return refuse("contains a query or a fragment: add parameters with `query`");
    }
    if path.contains('\\') || path.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return refuse("contains a backslash, white space or a control character");
    }
    let is_dots = |segment: &str| {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        plain == "." || plain == ".."
    };
    // A proxy may decode an encoded slash, with the same effect.
    let encoded_slash = ["%2f", "%5c"].iter().any(|slash| path.to_ascii_lowercase().contains(slash));
    if encoded_slash || path.split('/').any(is_dots) {
        return refuse("contains the segment `.` or `..`, or an encoded slash");
    }
    match Url::parse(&format!("{base}{path}")) {
        Ok(url) if url.as_str().starts_with(base) => Ok(url),
        _ => refuse("is not below the base URL"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://focus.toggl.com/api";

    #[test]
    fn a_path_is_appended_to_the_base_url() {
        assert_eq!(join(BASE, "/users/me").unwrap().as_str(), "https://focus.toggl.com/api/users/me");
        assert_eq!(join(BASE, "/a%20b/é").unwrap().as_str(), "https://focus.toggl.com/api/a%20b/%C3%A9");
    }

    #[test]
    fn a_path_that_could_leave_the_base_url_is_refused() {
        for path in [
            "",
            "users",
            "//evil.example",
            "https://evil.example/",
            "/../x",
            "/a/..",
            "/a/%2E%2e/b",
            "/./a",
            "/a\\..\\b",
            "/a?b=1",
            "/a#b",
            "/a b",
            "/a\n",
            "/a%2f..%2fb",
            "/%5Cevil",
            "@evil.example/",
            ":80/",
            "/\t/evil.example",
        ] {
            let error = join(BASE, path).expect_err(path);
            assert_eq!(error.kind(), crate::ErrorKind::InvalidArgument, "{path}");
        }
    }

    #[test]
    fn the_quota_of_a_request_is_that_of_the_organization_in_its_path() {
        assert_eq!(organization_of("/organizations/7/workspaces"), Some(7));
        assert_eq!(organization_of("/organizations"), None);
        assert_eq!(organization_of("/users/me"), None);
    }
}
