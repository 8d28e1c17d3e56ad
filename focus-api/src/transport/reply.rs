//! A successful answer, before anybody has made sense of its body.

use std::pin::Pin;

use bytes::Bytes;
use focus_api_raw::Operation;
use futures_core::Stream;
use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};

use crate::error::Error;
use crate::policy::Quota;

/// A successful answer; its body may still be arriving.
pub struct Reply {
    pub(crate) operation: &'static Operation,
    response: Response,
}

/// A body that is still arriving.
pub(crate) type Body = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>;

impl Reply {
    pub(crate) fn new(operation: &'static Operation, response: Response) -> Self {
        Self { operation, response }
    }

    /// The whole answer. Costs no waiting for answers that were asked for as a whole.
    pub(crate) async fn whole(self) -> Result<RawResponse, Error> {
        let (status, headers) = (self.response.status(), self.response.headers().clone());
        let operation = self.operation.id;
        let body = self
            .response
            .bytes()
            .await
            .map_err(|_| Error::broken_off(operation, "the connection broke off before the answer was complete"))?;
        Ok(RawResponse { operation, status, headers, body })
    }

    /// The body, piece by piece.
    pub(crate) fn into_body(self) -> Body {
        Box::pin(self.response.bytes_stream())
    }
}

/// A successful answer as it came: status, headers and bytes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RawResponse {
    /// The operation, by its id in the API's document.
    pub operation: &'static str,
    /// The status, a 2xx.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl RawResponse {
    /// What this answer says of the quota.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        Quota::from_headers(&self.headers)
    }
}
