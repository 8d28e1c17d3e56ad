//! A stream gives the same elements wherever its body is split.

use focus_api::Task;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::canned::{Canned, Response};
use super::{first_line, numbers};

/// The maximum length of a body that is also sent byte by byte.
const MAX_DRIPPED: usize = 2000;

/// Input: a line of offsets, then the body.
pub(super) fn task_stream(input: &[u8]) {
    let (line, body) = first_line(input);
    let mut splits: Vec<usize> = numbers(line).map(|offset| offset.min(body.len())).take(16).collect();
    splits.sort_unstable();
    for limit in [usize::MAX, 40] {
        let complete = read::<Value>(body, &[], limit);
        assert_same(&complete, &read(body, &splits, limit), body, &splits);
        if body.len() <= MAX_DRIPPED {
            let every: Vec<usize> = (1..body.len()).collect();
            assert_same(&complete, &read(body, &every, limit), body, &every);
        }
        let tasks = read::<Task>(body, &[], limit);
        assert_same(&tasks, &read(body, &splits, limit), body, &splits);
        if limit == usize::MAX {
            assert_agrees_with_serde_json(&complete, body);
        }
    }
}

/// The elements of a stream, as values or as the texts of their errors.
type Elements<T> = Vec<Result<T, String>>;

fn read<T: DeserializeOwned + Send + 'static>(body: &[u8], splits: &[usize], limit: usize) -> Elements<T> {
    let canned = Canned::get();
    let mut chunks = Vec::new();
    let mut from = 0;
    for offset in splits {
        chunks.push(&body[from..*offset]);
        from = *offset;
    }
    chunks.push(&body[from..]);
    canned.respond(Response::new(200, &[("content-type", b"application/json")], chunks));
    canned.run(async {
        let mut stream = match canned.tasks().stream().max_item_bytes(limit).decode_as::<T>().send().await {
            Ok(stream) => stream,
            Err(error) => return vec![Err(error.to_string())],
        };
        let mut elements = Vec::new();
        while let Some(element) = stream.next().await {
            elements.push(element.map_err(|error| error.to_string()));
        }
        elements
    })
}

fn assert_same<T: PartialEq + std::fmt::Debug>(left: &Elements<T>, right: &Elements<T>, body: &[u8], splits: &[usize]) {
    assert!(
        left == right,
        "split at {splits:?}, the body {:?}\ngives {right:?}\nand in one chunk {left:?}",
        String::from_utf8_lossy(body)
    );
}

/// Asserts that a JSON array gives its elements, and that an invalid array gives an error.
fn assert_agrees_with_serde_json(elements: &Elements<Value>, body: &[u8]) {
    let json = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if json.trim_ascii_start().first() != Some(&b'[') {
        return;
    }
    let read: Result<Vec<&Value>, &String> = elements.iter().map(Result::as_ref).collect();
    match (serde_json::from_slice::<Vec<Value>>(json), read) {
        (Ok(expected), Ok(read)) => assert!(expected.iter().eq(read.iter().copied()), "{expected:?} became {read:?}"),
        (Ok(expected), Err(error)) => panic!("{expected:?} was refused: {error}"),
        (Err(error), Ok(read)) => {
            panic!("serde_json refuses the body ({error}), the stream gave {read:?} without an error")
        }
        (Err(_), Err(_)) => {}
    }
}
