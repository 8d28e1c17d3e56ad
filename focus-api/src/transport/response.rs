//! [`Response`]: a response with a 2xx status and the data of its call.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::body::{BodyStream, ReceivedBody};
use crate::decode;
use crate::error::{CallContext, Error};
use crate::policy::Quota;

/// The number of characters of a body, and of a header, that `Debug` shows.
const SHOWN: usize = 1000;

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

    /// Converts the response to the result of `send_raw`.
    pub(crate) fn into_raw(self) -> Result<RawResponse, Error> {
        let body = self.bytes()?.clone();
        let Self { context, status, headers, .. } = self;
        Ok(RawResponse { operation: context.operation, status, headers, body, context })
    }
}

/// An undecoded successful response: status, headers and body.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// let response = tasks.get(4711).send_raw().await?;
/// println!("{} {:?}", response.status, response.quota());
/// let json: serde_json::Value = response.json()?;
/// # let _ = json; Ok(()) }
/// ```
/// `Debug` shows the headers and the beginning of the body as printable lines, without the credentials of the client.
#[derive(Clone)]
#[non_exhaustive]
pub struct RawResponse {
    /// The id of the operation.
    pub operation: &'static str,
    /// The status, a 2xx.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The data of the call, for errors of decoding.
    context: CallContext,
}

/// # Reading the response
///
/// See the example of [`RawResponse`].
impl RawResponse {
    /// Returns the quota in the headers of this response.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        Quota::from_headers(&self.headers)
    }

    /// Decodes the body.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) with the path to the undecodable value.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Error> {
        decode::value(self.operation, &self.body).map_err(|error: Error| error.with_context(&self.context))
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |bytes: &[u8]| self.context.redactor.line(&String::from_utf8_lossy(bytes), SHOWN);
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (name, line(value.as_bytes()))).collect();
        f.debug_struct("RawResponse")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("headers", &headers)
            .field("body", &line(&self.body))
            .finish_non_exhaustive()
    }
}
