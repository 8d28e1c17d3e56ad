//! [`Middleware`]: a layer around sending, for whoever calls the generated client.
//!
//! Holds the settings of a [`Client`] and the one function through which every operation is sent. Headers are set by
//! [`RequestHeaders`]; when to retry, wait or give up is decided by the middleware, which this crate does not bring.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::{Request, Response};

use crate::{Client, Error, Operation, RequestHeaders};

/// Sends a request, as often as it decides to, and returns the response.
///
/// It sees every request of the client together with the operation the request belongs to.
pub trait Middleware: fmt::Debug + Send + Sync {
    /// Sends `request` through `http`.
    fn handle<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: Request,
        operation: &'static Operation,
    ) -> MiddlewareFuture<'a>;
}

/// The future that [`Middleware::handle`] returns.
pub type MiddlewareFuture<'a> = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send + 'a>>;

/// Holds the headers of a [`Client`] and the middleware it sends through.
///
/// ```no_run
/// use focus_api_raw::{Client, ClientSettings, RequestHeaders};
///
/// let headers = RequestHeaders::new("Bearer toggl_sk_0123456789abcdef0123456789abcdef".parse()?);
/// let settings = ClientSettings::new(headers);
/// let client = Client::new_with_client("https://focus.toggl.com/api", reqwest::Client::new(), settings);
/// # Ok::<(), reqwest::header::InvalidHeaderValue>(())
/// ```
#[derive(Clone, Debug)]
pub struct ClientSettings {
    headers: RequestHeaders,
    /// Without one, a request is sent once.
    middleware: Option<Arc<dyn Middleware>>,
}

impl ClientSettings {
    /// Returns settings that send every request once, with these headers.
    #[must_use]
    pub fn new(headers: RequestHeaders) -> Self {
        Self { headers, middleware: None }
    }

    /// Sends every request through `middleware`.
    #[must_use]
    pub fn with_middleware(mut self, middleware: Arc<dyn Middleware>) -> Self {
        self.middleware = Some(middleware);
        self
    }
}

impl Client {
    /// Returns the headers that every request of this client carries.
    #[must_use]
    pub fn headers(&self) -> &RequestHeaders {
        &self.inner.headers
    }

    /// Returns the same client sending through `middleware`.
    #[must_use]
    pub fn with_middleware(&self, middleware: Arc<dyn Middleware>) -> Self {
        Self { inner: self.inner.clone().with_middleware(middleware), ..self.clone() }
    }

    /// Sends the request of an operation. Every `send` ends here.
    pub(crate) async fn execute(&self, mut request: Request, operation: &'static Operation) -> Result<Response, Error> {
        self.inner.headers.apply(&mut request);
        match &self.inner.middleware {
            Some(middleware) => middleware.handle(&self.client, request, operation).await,
            None => Ok(self.client.execute(request).await?),
        }
    }
}
