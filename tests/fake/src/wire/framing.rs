//! Encoding of heads and chunks, and the headers that frame a body.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::response::{Body, Response};
use crate::fault::{Delivery, Framing, Splitting};

/// Adds the headers that frame the content, unless the fault sets them. Returns whether to use the chunked encoding.
pub(super) fn add_headers(response: &mut Response, delivery: &Delivery) -> bool {
    let headers = &mut response.headers;
    if headers.contains_key(header::CONTENT_LENGTH) || headers.contains_key(header::TRANSFER_ENCODING) {
        return false;
    }
    let length = match &response.body {
        Body::Full(bytes) => Some(bytes.len().min(delivery.limit.unwrap_or(usize::MAX))),
        Body::Chunks(_) => None,
    };
    if has_no_content(response.status) && length == Some(0) {
        return false;
    }
    let is_split = !matches!(delivery.splitting, Splitting::AsProduced)
        || delivery.filler.is_some()
        || !delivery.trailers.is_empty();
    match (delivery.framing, length) {
        (Framing::UntilClose, _) => false,
        (Framing::Auto, Some(length)) if !is_split => {
            headers.insert(header::CONTENT_LENGTH, length.into());
            false
        }
        (Framing::ContentLength, _) => {
            let body = std::mem::replace(&mut response.body, Body::Full(Bytes::new())).collect();
            let length = body.len().min(delivery.limit.unwrap_or(usize::MAX));
            response.body = Body::Full(body);
            headers.insert(header::CONTENT_LENGTH, length.into());
            false
        }
        _ => {
            headers.insert(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
            true
        }
    }
}

/// Returns whether a response of this status has no content and no length in HTTP.
pub(super) fn has_no_content(status: StatusCode) -> bool {
    status.is_informational() || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
}

/// Encodes a status line and headers.
pub(crate) fn encode_head(status: StatusCode, headers: &HeaderMap) -> Vec<u8> {
    let reason = status.canonical_reason().unwrap_or_default();
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).into_bytes();
    push_fields(&mut head, headers.iter());
    head.extend_from_slice(b"\r\n");
    head
}

fn push_fields<'a>(out: &mut Vec<u8>, fields: impl Iterator<Item = (&'a http::HeaderName, &'a HeaderValue)>) {
    for (name, value) in fields {
        out.extend_from_slice(name.as_str().as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
}

pub(super) fn encode_chunk(part: &[u8]) -> Bytes {
    let mut chunk = BytesMut::from(format!("{:x}\r\n", part.len()).as_bytes());
    chunk.extend_from_slice(part);
    chunk.extend_from_slice(b"\r\n");
    chunk.freeze()
}

pub(super) fn last_chunk(trailers: &HeaderMap) -> Vec<u8> {
    let mut chunk = b"0\r\n".to_vec();
    push_fields(&mut chunk, trailers.iter());
    chunk.extend_from_slice(b"\r\n");
    chunk
}
