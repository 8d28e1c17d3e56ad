//! The encodings of a secret that a search in a text needs. `view.rs` removes escapes from the text.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::{MIN_SECRET_LENGTH, is_invisible_format};

/// The minimum length of an encoding without separators. A shorter one could match ordinary text.
const MIN_DENSE_LENGTH: usize = 16;

/// Adds the encodings in which a text may be repeated: unchanged, with `+` for a space as in a form, in hexadecimal, and in
/// base64 at each of its three alignments. [`View`] removes escapes.
pub(super) fn add_encodings(secret: &str, needles: &mut Vec<String>) {
    if secret.len() < MIN_SECRET_LENGTH {
        return;
    }
    // A view has no invisible and no control characters.
    let mut add = |text: String| {
        let is_kept = |letter: &char| !letter.is_control() && !is_invisible_format(*letter);
        needles.push(text.chars().filter(is_kept).collect::<String>().to_ascii_lowercase());
    };
    add(secret.to_owned());
    add(secret.replace(' ', "+"));
    add(secret.bytes().map(|byte| format!("{byte:02x}")).collect());
    for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
        add(engine.encode(secret));
    }
    for shift in 0..3 {
        let mut bytes = vec![0; shift];
        bytes.extend_from_slice(secret.as_bytes());
        // Without the characters that also depend on bytes around the secret.
        let first = (shift * 8).div_ceil(6);
        let last = bytes.len() * 8 / 6;
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            add(engine.encode(&bytes)[first..last].to_owned());
        }
    }
}

/// Adds the encodings that a program may write with any separators, without these: in groups (`5f0c-3a9e`), and each byte
/// as a number, as a debugger, a shell or a list of numbers shows it (`74:6f`, `=74=6F`, `0x74, 0x6f`, `[116 111]`,
/// `\164\157`).
pub(super) fn add_dense_encodings(secret: &str, needles: &mut Vec<String>) {
    let numbers = |number: fn(u8) -> String| secret.bytes().map(number).collect::<String>();
    let letters = secret.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let encodings = [
        letters,
        numbers(|byte| format!("{byte:02x}")),
        numbers(|byte| format!("0x{byte:02x}")),
        numbers(|byte| byte.to_string()),
        numbers(|byte| format!("{byte:o}")),
        numbers(|byte| format!("{byte:03o}")),
    ];
    needles.extend(encodings.into_iter().filter(|needle| needle.len() >= MIN_DENSE_LENGTH));
}
