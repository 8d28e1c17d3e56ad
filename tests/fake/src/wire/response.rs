//! A response before it is encoded.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

/// The content of a response.
pub(crate) enum Body {
    /// Known in advance, so its length is declared.
    Full(Bytes),
    /// Produced while it is sent, so it uses the chunked encoding.
    Chunks(Box<dyn Iterator<Item = Bytes> + Send>),
}

impl Body {
    /// Collects the complete content.
    pub(crate) fn collect(self) -> Bytes {
        match self {
            Self::Full(bytes) => bytes,
            Self::Chunks(chunks) => chunks
                .fold(Vec::new(), |mut all, chunk| {
                    all.extend_from_slice(&chunk);
                    all
                })
                .into(),
        }
    }
}

/// Status, headers and content. The headers that frame the content are added by the writer.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

impl Response {
    /// Returns a response with a JSON body.
    pub(crate) fn json(status: StatusCode, body: &Value) -> Self {
        let mut response = Self { status, headers: HeaderMap::new(), body: Body::Full(body.to_string().into()) };
        response.set_header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }

    /// Returns 204 without a body.
    pub(crate) fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, headers: HeaderMap::new(), body: Body::Full(Bytes::new()) }
    }

    /// Returns 200 with a JSON body that is produced while it is sent.
    pub(crate) fn json_chunks(chunks: impl Iterator<Item = Bytes> + Send + 'static) -> Self {
        let body = Body::Chunks(Box::new(chunks));
        let mut response = Self { status: StatusCode::OK, headers: HeaderMap::new(), body };
        response.set_header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }

    pub(crate) fn set_header(&mut self, name: http::HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }
}
