//! [`whiteboard()`]: an image that is generated in memory, for examples that upload one.

/// Returns a grey PNG of 400 by 400 points with darker stripes, which imitates a photographed whiteboard.
///
/// It is stored without compression (160 KB), so no image library is needed.
#[must_use]
pub fn whiteboard() -> Vec<u8> {
    const SIDE: u32 = 400;
    let mut points = Vec::new();
    for row in 0..SIDE {
        points.push(0); // Every row begins with its filter; 0 is none.
        points.extend((0..SIDE).map(|column| if row / 8 % 5 == 2 && column < 300 { 64 } else { 240_u8 }));
    }
    let mut header = Vec::new();
    header.extend(SIDE.to_be_bytes());
    header.extend(SIDE.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]); // 8 bits of grey per point, the standard compression and filter, not interlaced.

    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, b"IHDR", &header);
    chunk(&mut png, b"IDAT", &stored(&points));
    chunk(&mut png, b"IEND", &[]);
    png
}

/// Returns a zlib stream of uncompressed blocks.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut zlib = vec![0x78, 0x01];
    let mut blocks = data.chunks(usize::from(u16::MAX)).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        zlib.push(u8::from(blocks.peek().is_none()));
        zlib.extend(length.to_le_bytes());
        zlib.extend((!length).to_le_bytes());
        zlib.extend(block);
    }
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in data {
        low = (low + u32::from(*byte)) % 65521;
        high = (high + low) % 65521;
    }
    zlib.extend((high << 16 | low).to_be_bytes());
    zlib
}

/// Appends a chunk: length, name, data, and the checksum of name and data.
fn chunk(png: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    png.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    png.extend(name);
    png.extend(data);
    let mut checksum = u32::MAX;
    for byte in name.iter().chain(data) {
        checksum ^= u32::from(*byte);
        for _ in 0..8 {
            checksum = if checksum & 1 == 1 { checksum >> 1 ^ 0xedb8_8320 } else { checksum >> 1 };
        }
    }
    png.extend((!checksum).to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_chunk_has_the_checksum_of_the_format() {
        let mut end = Vec::new();
        chunk(&mut end, b"IEND", &[]);
        // The last twelve bytes of every PNG.
        assert_eq!(end, b"\0\0\0\0IEND\xae\x42\x60\x82");
    }

    #[test]
    fn the_zlib_stream_has_all_points() {
        let stream = stored(&[7; 70_000]);
        // A header of two bytes, five bytes for each of two blocks, a checksum of four bytes.
        assert_eq!(stream.len(), 70_000 + 2 + 2 * 5 + 4);
    }
}
