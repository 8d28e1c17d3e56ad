//! [`Response`]: a response with a 2xx status, together with what is known of its call.

use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::body::{BodyStream, ReceivedBody};
use crate::decode;
use crate::error::{CallContext, Error};
use crate::policy::Quota;

/// A response with a 2xx status.
pub(crate) struct Response {
    pub(crate) context: CallContext,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(super) body: ReceivedBody,
}

impl Response {
    /// Returns the complete body.
    pub(crate) fn bytes(&self) -> Result<&Bytes, Error> {
        match &self.body {
            ReceivedBody::Buffered(bytes) => Ok(bytes),
            ReceivedBody::Incomplete(error) => Err(Error::incomplete_body(&self.context, self.status, error)),
            ReceivedBody::Streaming(_) => {
                Err(Error::decode(self.context.operation, None, ".", &[], "the body is read as a stream"))
            }
        }
    }

    /// Returns the body as it arrives.
    pub(crate) fn into_stream(self, idle_timeout: Option<Duration>) -> Option<BodyStream> {
        match self.body {
            ReceivedBody::Streaming(response) => Some(BodyStream::new(response, idle_timeout)),
            ReceivedBody::Buffered(_) | ReceivedBody::Incomplete(_) => None,
        }
    }

    /// Returns the response as the caller of `send_raw` sees it.
    pub(crate) fn into_raw(self) -> Result<RawResponse, Error> {
        let body = self.bytes()?.clone();
        Ok(RawResponse { operation: self.context.operation, status: self.status, headers: self.headers, body })
    }
}

/// A successful response as it was received: status, headers and bytes.
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
    /// Returns what the headers of this response say of the quota.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        Quota::from_headers(&self.headers)
    }

    /// Decodes the body.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) with the path to the value that does not fit.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Error> {
        decode::value(self.operation, &self.body)
    }
}
