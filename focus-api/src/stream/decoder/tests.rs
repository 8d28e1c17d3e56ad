//! The decoder, fed in pieces of every size.

use focus_api_raw::types::{Task, TaskId};

use super::*;

/// Feeds `text` in pieces of `size` bytes; ids of what could be read, text of what could not.
fn decode(text: &str, size: usize) -> Vec<Result<i64, String>> {
    let mut decoder = Decoder::<Task>::new("stream_tasks", 1000);
    let mut pieces = text.as_bytes().chunks(size);
    let mut seen = Vec::new();
    loop {
        match decoder.step() {
            Step::Item { value, .. } => {
                seen.push((*value).map(|task| task.id.0).map_err(|error| error.to_string()));
            }
            Step::NeedMore => match pieces.next() {
                Some(piece) => decoder.push(piece),
                None => decoder.finish(),
            },
            Step::End => return seen,
            Step::Broken(error) => {
                seen.push(Err(error.to_string()));
                return seen;
            }
        }
    }
}

/// The same for every size of piece, from one byte to all at once.
fn always(text: &str) -> Vec<Result<i64, String>> {
    let whole = decode(text, text.len().max(1));
    for size in 1..text.len() {
        assert_eq!(decode(text, size), whole, "in pieces of {size} bytes");
    }
    whole
}

#[test]
fn every_form_of_list_is_read_in_pieces_of_any_size() {
    let three = vec![Ok(1), Ok(2), Ok(3)];
    assert_eq!(always(r#" [{"id":1}, {"id":2,"name":"a]}\"b"} ,{"id":3}] "#), three);
    assert_eq!(always(r#"{"items":[{"id":1},{"id":2},{"id":3}],"total":3}"#), three);
    assert_eq!(always(r#"{"page":1,"x":{"data":[]}, "data" : [{"id":1},{"id":2},{"id":3}]}"#), three);
    assert_eq!(always("{\"id\":1}\n{\"id\":2}\r\n\n{\"id\":3}"), three);
}

#[test]
fn an_empty_list_ends_at_once() {
    for text in ["[]", " [ ] ", r#"{"items":[]}"#, r#"{"data":null}"#, "null"] {
        assert_eq!(always(text), vec![], "{text}");
    }
}

#[test]
fn an_odd_element_costs_itself_alone() {
    let seen = always(r#"[{"id":1},{"id":"x","name":"n"},7,null,{"id":3}]"#);
    assert_eq!(seen.len(), 5);
    assert_eq!((&seen[0], &seen[4]), (&Ok(1), &Ok(3)));
    assert!(seen[1].as_ref().unwrap_err().contains("element 1 of the list cannot be read: at id"));
}

#[test]
fn a_list_that_breaks_off_says_how_far_it_came() {
    let seen = always(r#"[{"id":1},{"id":2},{"na"#);
    assert_eq!(seen[..2], [Ok(1), Ok(2)]);
    assert!(seen[2].as_ref().unwrap_err().contains("broke off after 2 tasks"), "{seen:?}");
    assert!(always(r#"[{"id":1}"#)[1].as_ref().unwrap_err().contains("middle of the list"));
}

#[test]
fn what_is_no_list_is_said_to_be_none() {
    for text in ["<html>", "12", "\"text\"", ""] {
        let seen = always(text);
        assert_eq!(seen.len(), 1, "{text}: {seen:?}");
        assert!(seen[0].is_err());
    }
    assert!(always(r#"{"error":"validation"}"#)[0].as_ref().unwrap_err().contains("body is an error: validation"));
}

#[test]
fn bytes_that_are_no_json_end_the_list() {
    let seen = always(r#"[{"id":1},{"id":2}}}},{"id":3}]"#);
    assert_eq!(seen[..2], [Ok(1), Ok(2)]);
    assert_eq!(seen.len(), 3);
}

#[test]
fn a_task_without_end_is_given_up_before_it_fills_the_memory() {
    let mut decoder = Decoder::<Task>::new("stream_tasks", 1000);
    decoder.push(br#"[{"id":1,"name":""#);
    let mut pushed = 0;
    loop {
        match decoder.step() {
            Step::NeedMore => {
                decoder.push(&[b'a'; 100]);
                pushed += 100;
                assert!(pushed <= 2000, "kept {pushed} bytes of one task");
            }
            Step::Broken(error) => {
                assert!(error.to_string().contains("larger than 1000 bytes"), "{error}");
                return;
            }
            _ => panic!("a task that never ends was read"),
        }
    }
}

#[test]
fn consumed_bytes_are_dropped() {
    let mut decoder = Decoder::<Task>::new("stream_tasks", 1000);
    decoder.push(b"[");
    for id in 0..50_000 {
        decoder.push(format!(r#"{{"id":{id},"name":"{}"}},"#, "n".repeat(50)).as_bytes());
        match decoder.step() {
            Step::Item { value, .. } => assert_eq!((*value).unwrap().id, TaskId(id)),
            _ => panic!("element {id} was there"),
        }
    }
    assert!(decoder.buffer.len() < 3 * COMPACT, "{} bytes kept", decoder.buffer.len());
}
