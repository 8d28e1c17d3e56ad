//! How a request leaves and an answer comes back. Every operation, generated or not, passes through here.
//!
//! This is mechanics: headers and a place to plug a policy in. When to retry, wait or give up is decided above, by the
//! [`Exchange`] that `focus-api` brings.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use progenitor_client::{ClientHooks, OperationInfo};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Method, Request, Response};

use crate::{Client, Operation};

/// Sends a request, as often as it sees fit, and returns the answer.
///
/// A policy sits here: it sees every request of the client together with the operation it belongs to.
pub trait Exchange: fmt::Debug + Send + Sync {
    /// Sends `request` through `http`.
    fn exchange<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: Request,
        operation: &'static Operation,
    ) -> ExchangeFuture<'a>;
}

/// What [`Exchange::exchange`] returns.
pub type ExchangeFuture<'a> = Pin<Box<dyn Future<Output = reqwest::Result<Response>> + Send + 'a>>;

/// Sends once.
#[derive(Debug)]
struct Once;

impl Exchange for Once {
    fn exchange<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: Request,
        _: &'static Operation,
    ) -> ExchangeFuture<'a> {
        Box::pin(http.execute(request))
    }
}

/// Credentials, headers and policy of a [`Client`].
#[derive(Clone, Debug)]
pub struct Transport {
    authorization: HeaderValue,
    user_agent: HeaderValue,
    exchange: Arc<dyn Exchange>,
}

impl Transport {
    /// Sends every request once, with this `Authorization` header, which is never shown by `Debug`.
    #[must_use]
    pub fn new(mut authorization: HeaderValue) -> Self {
        authorization.set_sensitive(true);
        let user_agent = HeaderValue::from_static(concat!("focus-api/", env!("CARGO_PKG_VERSION"), " (Rust)"));
        Self { authorization, user_agent, exchange: Arc::new(Once) }
    }

    /// Replaces the `User-Agent` header.
    #[must_use]
    pub fn with_user_agent(mut self, user_agent: HeaderValue) -> Self {
        self.user_agent = user_agent;
        self
    }

    /// Sends every request through this policy.
    #[must_use]
    pub fn with_exchange(mut self, exchange: Arc<dyn Exchange>) -> Self {
        self.exchange = exchange;
        self
    }

    fn set_headers(&self, request: &mut Request) {
        // A POST without a body is archiving, for example. hyper says nothing of its length then, and there are proxies
        // that answer such a request with 411; RFC 9110 wants the zero to be sent.
        let empty = request.body().is_none() && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
        let headers = request.headers_mut();
        // The generator's own; the service knows nothing of it.
        headers.remove(HeaderName::from_static("api-version"));
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(USER_AGENT, self.user_agent.clone());
        // Asked for on every request by the service's overview, also where there is no body. A multipart body has its own.
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        if empty {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
    }
}

impl ClientHooks<Transport> for Client {
    async fn exec(&self, mut request: Request, info: &OperationInfo) -> reqwest::Result<Response> {
        const UNKNOWN: Operation = Operation { id: "", method: "", path: "", list_parameters: &[] };
        let transport = &self.inner;
        transport.set_headers(&mut request);
        let operation = Operation::named(info.operation_id).unwrap_or(&UNKNOWN);
        transport.exchange.exchange(&self.client, request, operation).await
    }
}

impl Client {
    /// The same client with another policy.
    #[must_use]
    pub fn with_exchange(&self, exchange: Arc<dyn Exchange>) -> Self {
        Self { inner: self.inner.clone().with_exchange(exchange), ..self.clone() }
    }
}
