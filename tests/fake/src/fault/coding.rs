//! [`ContentCoding`]: content codings that are applied, only announced, or damaged.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderValue;

/// How a body is encoded, and the value of `Content-Encoding`.
///
/// ```
/// # use focus_fake::{ContentCoding, Fault};
/// let fault = Fault::response().coding(ContentCoding::GzipNotApplied);
/// # let _ = fault;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentCoding {
    /// `gzip`, compressed correctly.
    Gzip,
    /// `gzip`, but the body is not compressed.
    GzipNotApplied,
    /// `gzip`, but half of the compressed bytes are missing.
    GzipTruncated,
    /// `gzip`, but the compressed data is damaged in the middle.
    GzipDamaged,
    /// `gzip`, but the checksum at the end is wrong.
    GzipWrongChecksum,
    /// `gzip, gzip`, compressed twice.
    GzipTwice,
    /// `br`, encoded correctly: valid Brotli that stores the data without compression.
    Brotli,
    /// `zstd`, but the body is not compressed.
    ZstdNotApplied,
    /// `x-unknown`; the body is not compressed.
    Unknown,
}

impl ContentCoding {
    /// All codings, for tests that try each of them.
    pub const ALL: [Self; 9] = [
        Self::Gzip,
        Self::GzipNotApplied,
        Self::GzipTruncated,
        Self::GzipDamaged,
        Self::GzipWrongChecksum,
        Self::GzipTwice,
        Self::Brotli,
        Self::ZstdNotApplied,
        Self::Unknown,
    ];

    pub(crate) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GzipTwice => "gzip, gzip",
            Self::Brotli => "br",
            Self::ZstdNotApplied => "zstd",
            Self::Unknown => "x-unknown",
            _ => "gzip",
        })
    }

    pub(crate) fn encode(self, body: Bytes) -> Bytes {
        match self {
            Self::Gzip => gzip(&body),
            Self::GzipTwice => gzip(&gzip(&body)),
            Self::GzipTruncated => {
                let coded = gzip(&body);
                coded.slice(..coded.len() / 2)
            }
            Self::GzipDamaged => damaged(gzip(&body), |length| length / 2),
            Self::GzipWrongChecksum => damaged(gzip(&body), |length| length.saturating_sub(8)),
            Self::Brotli => brotli(&body),
            Self::GzipNotApplied | Self::ZstdNotApplied | Self::Unknown => body,
        }
    }
}

/// Compresses a body.
pub(crate) fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to a vector cannot fail.
    let _written = encoder.write_all(body);
    encoder.finish().unwrap_or_default().into()
}

/// Flips the bits of one byte.
fn damaged(coded: Bytes, at: impl Fn(usize) -> usize) -> Bytes {
    let mut bytes = coded.to_vec();
    let index = at(bytes.len());
    if let Some(byte) = bytes.get_mut(index) {
        *byte = !*byte;
    }
    bytes.into()
}

/// Stores a body as Brotli without compression (RFC 7932): a header bit, blocks of at most 65,536 bytes, an empty last
/// block.
fn brotli(body: &[u8]) -> Bytes {
    let mut coded = Vec::new();
    for (index, block) in body.chunks(1 << 16).enumerate() {
        // From the lowest bit: a window of 64 KiB (in the first block only), not the last block, four nibbles of
        // length, the length minus one, uncompressed.
        let length = block.len() as u32 - 1;
        let (bits, count) = (length << 3 | 1 << 19, 20);
        let (bits, count) = if index == 0 { (bits << 1, count + 1) } else { (bits, count) };
        coded.extend_from_slice(&bits.to_le_bytes()[..usize::div_ceil(count, 8)]);
        coded.extend_from_slice(block);
    }
    // The last block is empty. If it is the only one, the window bit comes first.
    coded.push(if body.is_empty() { 0b110 } else { 0b11 });
    coded.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_writes_stored_blocks_as_rfc_7932_defines_them() {
        // RFC 7932, 9.1 and 9.2: window bit 0, not last, four nibbles, length 2 + 1, uncompressed; then last and empty.
        assert_eq!(brotli(b"abc").as_ref(), b"\x20\x00\x10abc\x03");
        assert_eq!(brotli(b"").as_ref(), b"\x06");
        assert_eq!(brotli(&[7; 70_000]).len(), 70_000 + 3 + 3 + 1);
    }

    #[test]
    fn every_coding_has_its_content_encoding_header() {
        let headers: Vec<_> =
            ContentCoding::ALL.iter().map(|coding| coding.header().to_str().unwrap().to_owned()).collect();
        assert_eq!(headers, ["gzip", "gzip", "gzip", "gzip", "gzip", "gzip, gzip", "br", "zstd", "x-unknown"]);
    }
}
