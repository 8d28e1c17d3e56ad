//! Tests the element reader with single bodies. `decode/properties.rs` tests properties of all bodies.

use super::super::buffer::MAX_IDLE_BUFFER;
use super::*;

const LIMIT: usize = 1000;

/// Returns the next step, without the optimization for candidates.
fn step(reader: &mut ElementReader) -> Step {
    match reader.step() {
        Step::Candidate => reader.step(),
        step => step,
    }
}

/// Reads `body` in chunks of `size` bytes and returns the elements as text, and the error that ended the list.
fn read(body: &str, size: usize) -> (Vec<String>, Option<String>) {
    let mut reader = ElementReader::new("stream_tasks", Layout::Stream, LIMIT);
    let mut chunks = body.as_bytes().chunks(size);
    let mut elements = Vec::new();
    loop {
        match step(&mut reader) {
            Step::Element => elements.push(String::from_utf8(reader.element().to_vec()).unwrap()),
            Step::NeedMore => match chunks.next() {
                Some(chunk) => reader.push(Bytes::copy_from_slice(chunk)),
                None => reader.finish(),
            },
            Step::Candidate => unreachable!("`step` skips candidates"),
            Step::End => return (elements, None),
            Step::Failed(error) => return (elements, Some(format!("{error} {:?}", error.excerpt()))),
        }
    }
}

/// Returns the result, which must be the same for every chunk size from one byte to the complete body.
fn at_every_size(body: &str) -> (Vec<String>, Option<String>) {
    let unsplit = read(body, body.len().max(1));
    for size in 1..body.len() {
        assert_eq!(read(body, size), unsplit, "{body} in chunks of {size} bytes");
    }
    unsplit
}

fn assert_elements(body: &str, expected: &[&str]) {
    assert_eq!(at_every_size(body), (expected.iter().map(|text| (*text).to_owned()).collect(), None), "{body}");
}

/// Returns the error that ends the list after `count` elements.
fn failure(body: &str, count: usize) -> String {
    let (elements, error) = at_every_size(body);
    assert_eq!(elements.len(), count, "{body}: {elements:?}");
    error.unwrap_or_else(|| panic!("{body} is read as a complete list"))
}

#[test]
fn every_layout_is_read_in_chunks_of_every_size() {
    let three = [r#"{"id":1}"#, r#"{"id":2,"name":"a]}\"b"}"#, r#"{"id":3}"#];
    let [first, second, third] = three;
    assert_elements(&format!(" [{first}, {second} ,{third}] \n"), &three);
    assert_elements(&format!("\u{feff}[{first},{second},{third}]"), &three);
    assert_elements(&format!(r#"{{"items":[{first},{second},{third}],"total":3}}"#), &three);
    assert_elements(&format!(r#"{{"page":1,"x":{{"data":[]}}, "d\u0061ta" : [{first},{second},{third}]}}"#), &three);
    assert_elements(&format!(r#"{{"data":null,"items":[{first},{second},{third}]}}"#), &three);
    assert_elements(&format!("{first}\n{second}\r\n\n{third}"), &three);
    assert_elements(&format!("{first}{second} {third}\n"), &three);
}

#[test]
fn numbers_and_literals_continue_in_the_next_chunk() {
    assert_elements("[0.5,-1,1e5,1,234,null,true]", &["0.5", "-1", "1e5", "1", "234", "null", "true"]);
    assert_elements("{}\n12\n0.5", &["{}", "12", "0.5"]);
    assert_elements(r#"[{"x":0.5},{"x":-1}]"#, &[r#"{"x":0.5}"#, r#"{"x":-1}"#]);
}

#[test]
fn an_empty_list_has_no_elements() {
    for body in ["[]", " [ ] ", r#"{"items":[]}"#, r#"{"data":null}"#, r#"{"data":null,"page":1}"#, "null\n"] {
        assert_elements(body, &[]);
    }
}

#[test]
fn invalid_json_with_a_recognizable_end_is_an_element() {
    assert_elements(r#"[{"id":1 2},tru,{]]"#, &[r#"{"id":1 2}"#, "tru", "{]"]);
    assert_elements("{id:1}\n{\"id\":2}", &["{id:1}", r#"{"id":2}"#]);
}

#[test]
fn anything_other_than_one_comma_between_elements_is_an_error() {
    for (body, count) in [
        (r#"[{"id":1},{"id":2}}}},{"id":3}]"#, 2),
        (r#"[{"id":1} {"id":2}]"#, 1),
        (r#"[{"id":1},,{"id":2}]"#, 1),
        (r#"[{"id":1},]"#, 1),
        ("[,]", 0),
        (r#"[{"id":1},<html>"#, 1),
        ("{\"id\":1},\n{\"id\":2}", 1),
        ("{\"id\":1}\n]", 1),
    ] {
        let error = failure(body, count);
        let after = if count == 0 { String::new() } else { format!("after {count} tasks: ") };
        assert!(error.contains(&format!("{after}unexpected text between the elements of the list")), "{error}");
    }
}

#[test]
fn text_after_the_list_is_an_error() {
    for behind in ["]", "[]", ",", "x", "null", "\u{feff}"] {
        let error = failure(&format!(r#"[{{"id":1}}] {behind}"#), 1);
        assert!(error.contains("after 1 tasks: unexpected text after the end of the list"), "{error}");
    }
    let error = failure("[{\"id\":1},{\"id\":2}]\n{\"error\":\"internal\"}", 2);
    assert!(error.contains("names an error instead (internal)"), "{error}");
    for behind in ["", "x", ",}", r#","a"}"#, r#","data":[]}"#, r#","a":tru}"#] {
        let body = format!(r#"{{"data":[{{"id":1}}]{behind}"#);
        let error = failure(&body, 1);
        let expected = if behind.is_empty() { "inside the object around it" } else { "not the rest of an object" };
        assert!(error.contains(expected), "{body}: {error}");
    }
}

#[test]
fn a_truncated_list_is_an_error_with_the_number_of_elements() {
    for (body, count, position) in [
        (r#"[{"id":1},{"id":2},{"na"#, 2, "inside a task"),
        ("[1,2", 1, "inside a task"),
        (r#"[{"id":1}"#, 1, "inside the list"),
        ("[", 0, "inside the list"),
        (r#"{"error":"vali"#, 0, "inside its first object"),
        ("{\"id\":1}\n{\"id\"", 1, "inside a task"),
    ] {
        let error = failure(body, count);
        assert!(error.contains(&format!("after {count} tasks: the body ends {position}")), "{body}: {error}");
    }
}

#[test]
fn a_body_that_is_not_a_list_is_an_error() {
    for body in ["<html>", "12", "\"text\"", "nul", "nil", "\u{feff}x"] {
        assert!(failure(body, 0).contains("the body is not a list of tasks"), "{body}");
    }
    for body in ["", "  ", "\u{feff}"] {
        assert!(failure(body, 0).contains("the body is empty"), "{body:?}");
    }
}

#[test]
fn an_incomplete_byte_order_mark_is_not_a_list_at_any_split() {
    let body: &[u8] = b"\xef\xbb[{\"id\":1}]";
    for split in 0..=body.len() {
        let mut reader = ElementReader::new("stream_tasks", Layout::Stream, LIMIT);
        for chunk in [&body[..split], &body[split..]] {
            reader.push(Bytes::copy_from_slice(chunk));
            assert!(matches!(reader.step(), Step::NeedMore), "split at {split}");
        }
        reader.finish();
        let Step::Failed(error) = reader.step() else { panic!("split at {split}: a list") };
        assert!(error.to_string().contains("the body is not a list of tasks"), "split at {split}: {error}");
    }
}

#[test]
fn an_element_above_the_size_limit_is_an_error_with_the_limit() {
    let fits = format!(r#"{{"name":"{}"}}"#, "n".repeat(LIMIT - 11));
    let long = format!(r#"{{"name":"{}"}}"#, "n".repeat(LIMIT - 10));
    assert_eq!((fits.len(), long.len()), (LIMIT, LIMIT + 1));
    for (before, behind) in [("[{},", "]"), ("{}\n", "\n"), (r#"{"data":[{},"#, "]}")] {
        assert_elements(&format!("{before}{fits}{behind}"), &["{}", &fits]);
        let error = failure(&format!("{before}{long}{behind}"), 1);
        assert!(error.contains("after 1 tasks: one task is larger than 1000 bytes"), "{error}");
    }
    // The limit also holds before and after the list, because members of the object around it are kept.
    for body in [long.clone(), format!(r#"{{"a":{long},"data":[]}}"#), format!(r#"{{"data":[],"a":{long}}}"#)] {
        assert!(failure(&body, 0).contains("larger than 1000 bytes"), "{body}");
    }
}

#[test]
fn an_object_that_probably_ends_in_the_chunk_is_a_candidate() {
    let mut reader = ElementReader::new("stream_tasks", Layout::Stream, LIMIT);
    reader.push(Bytes::from_static(br#"[{"id":1},{"id":2},{"id":"3"}]"#));
    assert!(matches!(reader.step(), Step::Element), "the usual length is unknown before the first element");
    assert!(matches!(reader.step(), Step::Candidate));
    assert_eq!(reader.candidate(), r#"{"id":2},{"i"#, "half longer than usual");
    reader.accept(8);
    assert_eq!((reader.element(), reader.count()), (br#"{"id":2}"#.as_slice(), 2));
    assert!(matches!(reader.step(), Step::Candidate));
    assert!(matches!(reader.step(), Step::Element), "a refused candidate is scanned");
    assert_eq!((reader.element(), reader.count()), (br#"{"id":"3"}"#.as_slice(), 3));

    let mut reader = ElementReader::new("stream_tasks", Layout::Stream, LIMIT);
    reader.push(Bytes::from_static(br#"[{"id":1},{"id""#));
    assert!(matches!(reader.step(), Step::Element));
    assert!(matches!(reader.step(), Step::NeedMore), "fewer bytes than usual are no candidate");
}

#[test]
fn members_around_the_list_may_have_exactly_the_size_limit() {
    let padded = |before: &str, behind: &str, size: usize| {
        format!("{before}{}{behind}", "n".repeat(size - before.len() - behind.len()))
    };
    let (before, behind) = (r#"{"a":""#, r#"","data":["#);
    assert_elements(&format!("{}{{}}]}}", padded(before, behind, LIMIT)), &["{}"]);
    assert!(failure(&format!("{}{{}}]}}", padded(before, behind, LIMIT + 1)), 0).contains("larger than 1000 bytes"));
    let (before, behind) = (r#","a":""#, r#""}"#);
    assert_elements(&format!(r#"{{"data":[{{}}]{}"#, padded(before, behind, LIMIT)), &["{}"]);
    let long = failure(&format!(r#"{{"data":[{{}}]{}"#, padded(before, behind, LIMIT + 1)), 1);
    assert!(long.contains("larger than 1000 bytes"), "{long}");
}

#[test]
fn chunks_are_read_in_place_and_only_incomplete_elements_are_copied() {
    let mut reader = ElementReader::new("stream_tasks", Layout::Stream, LIMIT);
    reader.push(Bytes::from_static(b"["));
    for id in 0..10_000 {
        assert!(matches!(step(&mut reader), Step::NeedMore));
        reader.push(Bytes::from(format!(r#"{{"id":{id},"name":"{}"}},{{"id""#, "n".repeat(50))));
        assert!(matches!(step(&mut reader), Step::Element));
        assert!(!reader.buffer.footprint().1, "a complete element was copied");
        assert!(matches!(step(&mut reader), Step::NeedMore));
        assert!(reader.buffer.footprint().0 <= 64, "a chunk is kept after it was read");
        reader.push(Bytes::from_static(b":0},"));
        assert!(matches!(step(&mut reader), Step::Element));
        assert_eq!(reader.element(), br#"{"id":0}"#);
        let (held, copied) = reader.buffer.footprint();
        assert!(copied && held <= 64, "{held} bytes are kept");
    }
    assert_eq!(reader.count(), 20_000);
}

#[test]
fn the_buffer_shrinks_after_a_large_element() {
    let mut reader = ElementReader::new("stream_tasks", Layout::Stream, usize::MAX);
    reader.push(Bytes::from(format!("[\"{}", "n".repeat(10 * MAX_IDLE_BUFFER))));
    assert!(matches!(step(&mut reader), Step::NeedMore));
    reader.push(Bytes::from_static(b"\""));
    assert!(matches!(step(&mut reader), Step::Element));
    assert!(matches!(step(&mut reader), Step::NeedMore));
    let (held, _) = reader.buffer.footprint();
    assert!(held <= MAX_IDLE_BUFFER, "{held} bytes are kept");
}

#[test]
fn a_chunk_is_released_before_the_next_one_is_needed() {
    for (body, count) in [
        ("", 0),
        (" [ ", 0),
        (r#"{"page":1,"da"#, 0),
        (r#"{"page":1,"data":["#, 0),
        (r#"[{"id":1}"#, 1),
        (r#"[{"id":1},{"id":2}, "#, 2),
        (r#"[{"id":1},{"id""#, 1),
        ("{\"id\":1}\n{\"id\":2}\n", 2),
        (r#"{"data":[{"id":1}],"total":"#, 1),
    ] {
        let mut reader = ElementReader::new("stream_tasks", Layout::Stream, LIMIT);
        let chunk = Bytes::from(body.to_owned());
        reader.push(chunk.clone());
        for _ in 0..count {
            assert!(matches!(step(&mut reader), Step::Element), "{body}");
        }
        assert!(matches!(step(&mut reader), Step::NeedMore), "{body}");
        assert!(chunk.is_empty() || chunk.is_unique(), "the reader still refers to a chunk that it has read: {body}");
    }
}
