//! [`Middleware`]: the layer through which the generated client sends its requests.
//!
//! Contains the settings of a [`Client`] and the function that every operation calls to send its request. Headers are
//! set by [`RequestHeaders`]. Retries and waits are decided by the middleware; this crate has no implementation of one.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::{Request, Response};

use crate::{Client, Error, Operation, RequestHeaders};

/// Sends a request, once or several times, and returns a response.
///
/// ```
/// use focus_api_raw::{Middleware, MiddlewareFuture, Operation};
/// use reqwest::Request;
///
/// /// Prints the operation of every request.
/// #[derive(Debug)]
/// struct PrintOperation;
///
/// impl Middleware for PrintOperation {
///     fn handle<'a>(
///         &'a self,
///         http: &'a reqwest::Client,
///         request: Request,
///         operation: &'static Operation,
///     ) -> MiddlewareFuture<'a> {
///         println!("{}", operation.id);
///         Box::pin(async move { Ok(http.execute(request).await?) })
///     }
/// }
/// ```
///
/// It receives every request of the client, with its operation.
pub trait Middleware: fmt::Debug + Send + Sync {
    /// Sends `request` through `http`.
    fn handle<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: Request,
        operation: &'static Operation,
    ) -> MiddlewareFuture<'a>;
}

/// The future that [`Middleware::handle`] returns. See the example of [`Middleware`].
pub type MiddlewareFuture<'a> = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send + 'a>>;

/// Settings of a [`Client`]: its headers and its middleware.
///
/// ```no_run
/// use focus_api_raw::{Client, ClientSettings, RequestHeaders};
///
/// let headers = RequestHeaders::new(
///     "Bearer toggl_sk_0123456789abcdef0123456789abcdef".parse()?,
/// );
/// let settings = ClientSettings::new(headers);
/// let client = Client::new_with_client(
///     "https://focus.toggl.com/api",
///     reqwest::Client::new(),
///     settings,
/// );
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
    /// Returns the headers of every request of this client.
    #[must_use]
    pub fn headers(&self) -> &RequestHeaders {
        &self.inner.headers
    }

    /// Returns a client with the same settings that sends through `middleware`.
    #[must_use]
    pub fn with_middleware(&self, middleware: Arc<dyn Middleware>) -> Self {
        Self { inner: self.inner.clone().with_middleware(middleware), ..self.clone() }
    }

    /// Sends the request of an operation. Every `send` calls it.
    pub(crate) async fn execute(&self, mut request: Request, operation: &'static Operation) -> Result<Response, Error> {
        self.inner.headers.apply(&mut request);
        match &self.inner.middleware {
            Some(middleware) => middleware.handle(&self.client, request, operation).await,
            None => Ok(self.client.execute(request).await?),
        }
    }
}
