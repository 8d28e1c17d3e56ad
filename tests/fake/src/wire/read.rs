//! Reading requests from a connection: heads with `httparse`, bodies by `Content-Length` or the chunked encoding.
//!
//! Only the syntax of HTTP is checked here.

use std::io;

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tokio::net::TcpStream;

/// The maximum size of a head in bytes.
const MAX_HEAD: usize = 64 * 1024;
/// The maximum number of headers.
const MAX_HEADERS: usize = 128;
/// The size of a read in bytes.
const READ_SIZE: usize = 16 * 1024;

/// A request without its body.
#[derive(Debug, Clone)]
pub(crate) struct RequestHead {
    pub(crate) method: Method,
    /// The path as sent, still percent-encoded.
    pub(crate) path: String,
    /// The query as sent, without its question mark.
    pub(crate) raw_query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) length: BodyLength,
    /// Whether the connection can be used for another request.
    pub(crate) keep_alive: bool,
    /// Whether the client understands the chunked encoding.
    pub(crate) is_http_1_1: bool,
}

/// How the end of a request's body is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyLength {
    Declared(u64),
    Chunked,
}

/// The reason why no request could be read.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// The client closed or lost the connection.
    Disconnected,
    /// The bytes are not an HTTP request; the reason is for the response.
    Malformed(&'static str),
    /// The head is larger than the server reads.
    HeadTooLarge,
}

impl From<io::Error> for ReadError {
    fn from(_: io::Error) -> Self {
        Self::Disconnected
    }
}

/// Bytes that were read from a connection and not parsed yet.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    buffer: BytesMut,
}

impl Reader {
    /// Whether bytes of a next request have been read already.
    pub(crate) fn has_bytes(&self) -> bool {
        !self.buffer.is_empty()
    }

    /// Reads the next head.
    pub(crate) async fn head(&mut self, stream: &TcpStream) -> Result<RequestHead, ReadError> {
        loop {
            if let Some(head) = self.parse_head()? {
                return Ok(head);
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(ReadError::HeadTooLarge);
            }
            self.fill(stream).await?;
        }
    }

    fn parse_head(&mut self) -> Result<Option<RequestHead>, ReadError> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let size = match request.parse(&self.buffer) {
            Ok(httparse::Status::Complete(size)) if size <= MAX_HEAD => size,
            Ok(httparse::Status::Complete(_)) => return Err(ReadError::HeadTooLarge),
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) => return Err(ReadError::HeadTooLarge),
            Err(_) => return Err(ReadError::Malformed("the request line or a header is malformed")),
        };
        let method = Method::from_bytes(request.method.unwrap_or_default().as_bytes())
            .map_err(|_| ReadError::Malformed("the method is malformed"))?;
        let (path, raw_query) = split_target(request.path.unwrap_or_default());
        let mut map = HeaderMap::new();
        for header in request.headers.iter() {
            let name = HeaderName::from_bytes(header.name.as_bytes());
            let value = HeaderValue::from_bytes(header.value);
            let (Ok(name), Ok(value)) = (name, value) else {
                return Err(ReadError::Malformed("a header is malformed"));
            };
            map.append(name, value);
        }
        let length = body_length(&map)?;
        let is_http_1_1 = request.version == Some(1);
        let keep_alive = keep_alive(&map, is_http_1_1);
        self.buffer.advance(size);
        Ok(Some(RequestHead { method, path, raw_query, headers: map, length, keep_alive, is_http_1_1 }))
    }

    /// Reads a body and keeps at most `limit` bytes. Further bytes are read and discarded, since a client that is still
    /// writing would not read the error response; they are included in the returned size. `stop_after` ends reading
    /// early.
    pub(crate) async fn body(
        &mut self,
        stream: &TcpStream,
        length: BodyLength,
        limit: usize,
        stop_after: Option<u64>,
    ) -> Result<ReadBody, ReadError> {
        let mut body = ReadBody { limit, ..ReadBody::default() };
        let stop = stop_after.unwrap_or(u64::MAX);
        match length {
            BodyLength::Declared(length) => {
                while body.size < length.min(stop) {
                    let missing = length.min(stop) - body.size;
                    self.take(stream, missing, &mut body).await?;
                }
            }
            BodyLength::Chunked => loop {
                let mut missing = self.chunk_size(stream).await?;
                if missing == 0 {
                    self.trailers(stream).await?;
                    break;
                }
                while missing > 0 {
                    if body.size >= stop {
                        return Ok(body);
                    }
                    missing -= self.take(stream, missing.min(stop - body.size), &mut body).await?;
                }
                self.line_end(stream).await?;
            },
        }
        Ok(body)
    }

    /// Moves up to `most` bytes into the body and returns their number.
    async fn take(&mut self, stream: &TcpStream, most: u64, body: &mut ReadBody) -> Result<u64, ReadError> {
        if self.buffer.is_empty() {
            self.fill(stream).await?;
        }
        let size = self.buffer.len().min(usize::try_from(most).unwrap_or(usize::MAX));
        body.push(self.buffer.split_to(size));
        Ok(size as u64)
    }

    async fn chunk_size(&mut self, stream: &TcpStream) -> Result<u64, ReadError> {
        loop {
            match httparse::parse_chunk_size(&self.buffer) {
                Ok(httparse::Status::Complete((used, size))) => {
                    self.buffer.advance(used);
                    return Ok(size);
                }
                Ok(httparse::Status::Partial) if self.buffer.len() <= MAX_HEAD => self.fill(stream).await?,
                _ => return Err(ReadError::Malformed("a chunk's size is malformed")),
            }
        }
    }

    async fn line_end(&mut self, stream: &TcpStream) -> Result<(), ReadError> {
        while self.buffer.len() < 2 {
            self.fill(stream).await?;
        }
        if !self.buffer.starts_with(b"\r\n") {
            return Err(ReadError::Malformed("a chunk is longer than its declared size"));
        }
        self.buffer.advance(2);
        Ok(())
    }

    /// Skips the trailer fields after the last chunk, up to the empty line.
    async fn trailers(&mut self, stream: &TcpStream) -> Result<(), ReadError> {
        loop {
            match self.buffer.windows(2).position(|bytes| bytes == b"\r\n") {
                Some(0) => {
                    self.buffer.advance(2);
                    return Ok(());
                }
                Some(line) => self.buffer.advance(line + 2),
                None if self.buffer.len() > MAX_HEAD => return Err(ReadError::HeadTooLarge),
                None => self.fill(stream).await?,
            }
        }
    }

    /// Reads bytes of a next request while a response is in progress, and returns whether the client is still connected.
    /// Does not return if the client has sent more than a head.
    pub(crate) async fn read_ahead(&mut self, stream: &TcpStream) -> bool {
        if self.buffer.len() > MAX_HEAD {
            std::future::pending::<()>().await;
        }
        self.fill(stream).await.is_ok()
    }

    async fn fill(&mut self, stream: &TcpStream) -> Result<(), ReadError> {
        loop {
            stream.readable().await?;
            self.buffer.reserve(READ_SIZE);
            match stream.try_read_buf(&mut self.buffer) {
                Ok(0) => return Err(ReadError::Disconnected),
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// The kept bytes of a body, and its size.
#[derive(Debug, Default)]
pub(crate) struct ReadBody {
    kept: Vec<u8>,
    size: u64,
    limit: usize,
}

impl ReadBody {
    fn push(&mut self, bytes: BytesMut) {
        self.size += bytes.len() as u64;
        if self.size <= self.limit as u64 {
            self.kept.extend_from_slice(&bytes);
        }
    }

    /// Returns the body; `None` if it was larger than the limit.
    pub(crate) fn into_bytes(self) -> Option<Bytes> {
        (self.size <= self.limit as u64).then(|| Bytes::from(self.kept))
    }
}

/// Splits a request target into path and query. The origin of the absolute form, which clients send to a proxy, is
/// dropped.
fn split_target(target: &str) -> (String, String) {
    let local = match target.find("://") {
        Some(at) if !target.starts_with('/') => {
            let rest = &target[at + 3..];
            rest.find(['/', '?']).map_or("/", |at| &rest[at..])
        }
        _ => target,
    };
    let (path, query) = local.split_once('?').unwrap_or((local, ""));
    (path.to_owned(), query.to_owned())
}

fn body_length(headers: &HeaderMap) -> Result<BodyLength, ReadError> {
    if let Some(coding) = headers.get(header::TRANSFER_ENCODING) {
        if coding.as_bytes().eq_ignore_ascii_case(b"chunked") {
            return Ok(BodyLength::Chunked);
        }
        return Err(ReadError::Malformed("the transfer encoding is not supported"));
    }
    let mut lengths = headers.get_all(header::CONTENT_LENGTH).iter();
    let Some(first) = lengths.next() else {
        return Ok(BodyLength::Declared(0));
    };
    let length = first.to_str().ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    match length.and_then(|text| text.parse().ok()) {
        Some(length) if lengths.all(|other| other == first) => Ok(BodyLength::Declared(length)),
        _ => Err(ReadError::Malformed("the content length is malformed")),
    }
}

fn keep_alive(headers: &HeaderMap, is_http_1_1: bool) -> bool {
    let connection = headers.get(header::CONNECTION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let has = |option: &str| connection.split(',').any(|part| part.trim().eq_ignore_ascii_case(option));
    if is_http_1_1 { !has("close") } else { has("keep-alive") }
}

#[cfg(test)]
mod tests {
    use super::split_target;

    #[test]
    fn a_target_is_split_in_every_form_that_clients_send() {
        let split = |target: &str| {
            let (path, query) = split_target(target);
            format!("{path} {query}")
        };
        assert_eq!(split("/api/tasks?a=b?c"), "/api/tasks a=b?c");
        assert_eq!(split("/api?next=http://x/y"), "/api next=http://x/y");
        assert_eq!(split("http://fake:80/api?a"), "/api a");
        assert_eq!(split("http://fake"), "/ ");
        assert_eq!(split("fake:443"), "fake:443 ");
    }
}
