//! Property tests of the element reader: any list, in any layout, split into any chunks.

use std::ops::Range;

use bytes::Bytes;
use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// The output of a reader: each element, decoded or an error, and the error that ended the list.
type Seen = (Vec<Result<Value, String>>, Option<String>);

/// Reads `body` in chunks that end at `cuts`.
fn read(layout: Layout, body: &[u8], cuts: &[usize], limit: usize) -> Seen {
    let mut reader = ElementReader::new("stream_tasks", layout, limit);
    let mut ends = cuts.iter().map(|cut| cut % (body.len() + 1)).collect::<Vec<_>>();
    ends.push(body.len());
    ends.sort_unstable();
    let (mut begin, mut ends, mut seen) = (0, ends.into_iter(), Vec::new());
    loop {
        match next::<Value>("stream_tasks", &mut reader) {
            Next::Element(value) => seen.push(value.map_err(|error| described(&error))),
            Next::NeedMore => match ends.next() {
                Some(end) => {
                    reader.push(Bytes::copy_from_slice(&body[begin..end]));
                    begin = end;
                }
                None => reader.finish(),
            },
            Next::End => return (seen, None),
            Next::Failed(error) => return (seen, Some(described(&error))),
        }
    }
}

fn described(error: &Error) -> String {
    format!("{error} ({:?} {:?} {:?})", error.item_index(), error.json_path(), error.excerpt())
}

/// Reads `body` in one chunk, and checks that chunks of one byte and the given chunks have the same result.
fn read_at_every_split(layout: Layout, body: &[u8], cuts: &[usize], limit: usize) -> Seen {
    let unsplit = read(layout, body, &[], limit);
    let bytes: Vec<_> = (0..body.len()).collect();
    for cuts in [cuts, &bytes] {
        let text = String::from_utf8_lossy(body);
        assert_eq!(read(layout, body, cuts, limit), unsplit, "{text} in chunks that end at {cuts:?}");
    }
    unsplit
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let members = prop::collection::vec((text(), inner.clone()), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            members.prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Text with characters of JSON's syntax, and with letters of one to four bytes.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "\"", "\\", "[", "]}", ",", ":", "\n", "é", "€", "𝄞"]), 0..5)
        .prop_map(|parts| parts.concat())
}

fn space() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "", " ", "\r\n", "\t"])
}

#[derive(Clone, Copy, Debug)]
enum Outside {
    Array,
    Wrapped,
    JsonLines,
}

/// Returns a list as text, with the ranges of its elements.
fn body(outside: Outside, elements: &[Value], space: &str) -> (String, Vec<Range<usize>>) {
    let (begin, between, end) = match outside {
        Outside::Array => ("[", ",", "]"),
        Outside::Wrapped => (r#"{"page":1,"new":[{"data":[]}],"items":["#, ",", r#"],"total": 7 }"#),
        Outside::JsonLines => ("", "\n", "\n"),
    };
    let (mut text, mut ranges) = (format!("{space}{begin}"), Vec::new());
    for (index, value) in elements.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { between });
        text.push_str(space);
        let start = text.len();
        text.push_str(&value.to_string());
        ranges.push(start..text.len());
        text.push_str(space);
    }
    text.push_str(end);
    text.push_str(space);
    (text, ranges)
}

fn outside() -> impl Strategy<Value = Outside> {
    prop::sample::select(vec![Outside::Array, Outside::Wrapped, Outside::JsonLines])
}

/// Makes the first of JSON lines an object, by which they are recognized. The others may be any value.
fn elements(outside: Outside, mut elements: Vec<Value>) -> Vec<Value> {
    if matches!(outside, Outside::JsonLines) {
        elements.insert(0, serde_json::json!({ "id": 1 }));
    }
    elements
}

fn cuts() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(any::<usize>(), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_split_of_a_list_yields_the_elements_of_the_complete_body(
        outside in outside(), values in prop::collection::vec(json(), 0..6), space in space(), cuts in cuts()
    ) {
        let values = elements(outside, values);
        let (text, _) = body(outside, &values, space);
        let (seen, error) = read_at_every_split(Layout::Stream, text.as_bytes(), &cuts, usize::MAX);
        // The expected values are parsed too, because a float may differ in its last digit.
        let expected: Vec<_> = values.iter().map(|value| serde_json::from_str(&value.to_string()).map_err(drop)).collect();
        prop_assert_eq!(seen.into_iter().map(|value| value.map_err(drop)).collect::<Vec<_>>(), expected);
        prop_assert_eq!(error, None);
    }

    #[test]
    fn every_split_of_a_damaged_list_yields_the_same_elements_and_errors(
        outside in outside(), values in prop::collection::vec(json(), 0..6), space in space(), cuts in cuts(),
        at in any::<prop::sample::Index>(), damage in prop::collection::vec(prop::sample::select(b"[]{},:\"\\1e.-n\xff \n<".to_vec()), 0..3),
        removed in 0..3_usize, page in any::<bool>(), limit in prop::sample::select(vec![8, 30, usize::MAX]),
    ) {
        let mut bytes = body(outside, &elements(outside, values), space).0.into_bytes();
        let at = at.index(bytes.len() + 1);
        bytes.splice(at..bytes.len().min(at + removed), damage);
        let layout = if page { Layout::Page } else { Layout::Stream };
        let (seen, error) = read_at_every_split(layout, &bytes, &cuts, limit);
        // An array is read without an error if and only if it is valid JSON.
        if matches!(outside, Outside::Array) && limit == usize::MAX && bytes.trim_ascii_start().first() == Some(&b'[') {
            let valid = serde_json::from_slice::<Vec<Value>>(&bytes);
            let read: Result<Vec<_>, _> = seen.into_iter().collect();
            match (valid, read, error) {
                (Ok(valid), Ok(read), None) => prop_assert_eq!(valid, read),
                (Err(_), Err(_), _) | (Err(_), _, Some(_)) => {}
                other => prop_assert!(false, "{}: {:?}", String::from_utf8_lossy(&bytes), other),
            }
        }
    }

    #[test]
    fn every_prefix_of_a_list_yields_the_elements_that_end_in_it(
        outside in outside(), values in prop::collection::vec(json(), 0..5), space in space()
    ) {
        let values = elements(outside, values);
        let (text, ranges) = body(outside, &values, space);
        for length in 0..text.len() {
            let mut reader = ElementReader::new("stream_tasks", Layout::Stream, usize::MAX);
            reader.push(Bytes::copy_from_slice(&text.as_bytes()[..length]));
            let mut found = Vec::new();
            while let Next::Element(_) = next::<Value>("stream_tasks", &mut reader) {
                found.push(reader.element().to_vec());
            }
            // A number or a literal ends only before another byte.
            let bare = |value: &Value| usize::from(value.is_number() || value.is_null() || value.is_boolean());
            let complete = ranges.iter().zip(&values).filter(|(range, value)| range.end + bare(value) <= length);
            let expected: Vec<_> = complete.map(|(range, _)| text.as_bytes()[range.clone()].to_vec()).collect();
            prop_assert_eq!(found, expected, "the first {} bytes of {}", length, text);
        }
    }
}
