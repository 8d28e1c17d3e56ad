//! Decodes responses, so that an undecodable element of a list does not affect the other elements.
//!
//! This file decodes single values, and finds path and reason of a failure. `decode/list.rs` reads a list in memory,
//! `decode/incremental.rs` one that is still arriving.

mod buffer;
mod filter_check;
mod incremental;
mod list;
mod members;
mod partial;
pub(crate) mod path;
mod prefix;
#[cfg(test)]
mod properties;
mod reason;
mod scanner;

use std::any::{Any, TypeId};

use focus_api_raw::types::{Task, TaskId};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::error::{Error, may_name_error};
use crate::policy::FilterGuard;
pub(crate) use incremental::ElementReader;
use incremental::Step;
pub(crate) use list::{Ids, list, separate};
use partial::PartialTask;
pub(crate) use prefix::Layout;
pub(crate) use reason::unknown_name;

/// Returns a body without its byte order mark, which some servers write.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Decodes a body that is one value.
pub(crate) fn value<T: DeserializeOwned>(operation: &'static str, body: &[u8]) -> Result<T, Error> {
    let json = without_bom(body);
    decode(json).map_err(|(path, why)| Error::decode(operation, None, &path, json, &why))
}

/// The next part of a list.
#[derive(Debug)]
pub(crate) enum Next<T> {
    /// An element, or the error of decoding it. The reader has its bytes.
    Element(Result<T, Error>),
    /// More bytes are needed.
    NeedMore,
    /// The list has ended.
    End,
    /// The list cannot be read any further.
    Failed(Error),
}

/// Decodes the next element of a list.
pub(crate) fn next<T: DeserializeOwned + 'static>(operation: &'static str, reader: &mut ElementReader) -> Next<T> {
    loop {
        return match reader.step() {
            Step::Candidate => {
                // The value is not passed through a function: it is large, and each result around it moves it once more.
                let mut values = serde_json::Deserializer::from_str(reader.candidate()).into_iter();
                let Some(Ok(value)) = values.next() else { continue };
                let length = values.byte_offset();
                reader.accept(length);
                match named_error::<T>(operation, reader) {
                    None => Next::Element(Ok(value)),
                    Some(error) => Next::Element(Err(error)),
                }
            }
            Step::Element => Next::Element(match named_error::<T>(operation, reader) {
                None => element(operation, reader.count() - 1, reader.element()),
                Some(error) => Err(error),
            }),
            Step::NeedMore => Next::NeedMore,
            Step::End => Next::End,
            Step::Failed(error) => Next::Failed(error),
        };
    }
}

/// The JSON of an element. It is not decoded, so its caller looks for an error in it.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct RawElement(pub(crate) Box<RawValue>);

/// Returns the error that is in place of a task, for a type that can also be decoded from such an object.
fn named_error<T: 'static>(operation: &'static str, reader: &ElementReader) -> Option<Error> {
    let json = reader.element();
    let needs_no_check = [TypeId::of::<Task>(), TypeId::of::<RawElement>()].contains(&TypeId::of::<T>());
    if needs_no_check || !may_name_error(json) || task_id(json).is_some() {
        return None;
    }
    let error = Error::decode(operation, Some(reader.count() - 1), ".", json, "it is not a task");
    error.code().is_some().then_some(error)
}

/// Decodes one element of a list.
pub(crate) fn element<T: DeserializeOwned>(operation: &'static str, index: usize, json: &[u8]) -> Result<T, Error> {
    decode(json).map_err(|(path, why)| Error::decode(operation, Some(index), &path, json, &why))
}

/// Returns the value, or path and reason of the failure.
fn decode<T: DeserializeOwned>(json: &[u8]) -> Result<T, (String, String)> {
    let text = std::str::from_utf8(json)
        .map_err(|error| (".".to_owned(), format!("invalid UTF-8 at byte {}", error.valid_up_to())))?;
    serde_json::from_str(text).map_err(|error| (reason::path(&path::path_at(text, &error)), reason::reason(&error)))
}

/// Returns the id of a task, which need not be decodable. The id is read in every form in which a [`Task`] reads it.
pub(crate) fn task_id(json: &[u8]) -> Option<TaskId> {
    #[derive(Deserialize)]
    struct Identified<'a> {
        #[serde(borrow)]
        id: &'a RawValue,
    }
    let task: Identified<'_> = serde_json::from_slice(without_bom(json)).ok()?;
    serde_json::from_str(task.id.get()).ok()
}

/// Returns the value as a task, if that is its type.
fn as_task<T: 'static>(value: &T) -> Option<&Task> {
    (value as &dyn Any).downcast_ref()
}

/// Returns the name of a task that was decoded as `T`: from the value if it is a `Task`, otherwise from its JSON.
pub(crate) fn task_name_of<T: 'static>(value: Option<&T>, json: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        name: Option<String>,
    }
    match value.and_then(as_task) {
        Some(task) => task.name.clone(),
        None => serde_json::from_slice::<Named>(without_bom(json)).ok()?.name,
    }
}

/// Returns the id of a task that was decoded as `T`: from the value if it is a `Task`, otherwise from its JSON.
pub(crate) fn task_id_of<T: 'static>(value: Option<&T>, json: &[u8]) -> Option<TaskId> {
    match value.and_then(as_task) {
        Some(task) => Some(task.id),
        None => task_id(json),
    }
}

/// Calls `read` with the task of an element that was decoded as `T`. If `T` is another type, its JSON is decoded as a
/// task that has only the members with these names.
pub(crate) fn with_task<T: 'static, R>(
    operation: &'static str,
    index: usize,
    value: &T,
    json: &[u8],
    names: impl FnOnce() -> Vec<&'static str>,
    read: impl FnOnce(&Task) -> R,
) -> Result<R, Error> {
    if let Some(task) = as_task(value) {
        return Ok(read(task));
    }
    let refused = |path: &str, why: &str| Err(Error::decode(operation, Some(index), path, json, why));
    let Some(PartialTask { task, undecodable }) = PartialTask::read(json, &names()) else {
        return refused(".", "it is not an object");
    };
    match undecodable.first() {
        None => Ok(read(&task)),
        // The position is that in another text.
        Some((name, error)) => {
            let reason = reason::reason(error);
            refused(name, reason.split(" at line ").next().unwrap_or_default())
        }
    }
}

/// Returns the members of a task with these names, as far as they can be decoded. Its id is not read.
pub(crate) fn members_of_task(json: &[u8], names: &[&'static str]) -> Option<Task> {
    Some(PartialTask::read(without_bom(json), names)?.task)
}

/// Returns the name of the filter that an element contradicts.
pub(crate) fn contradicted_filter<T: 'static>(
    guard: &FilterGuard,
    value: &Result<T, Error>,
    json: &[u8],
) -> Option<&'static str> {
    filter_check::contradicted_filter(guard, value.as_ref().ok().map(|value| value as &dyn Any), json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_not_part_of_a_value() {
        let task = value::<Task>("get_task", "\u{feff}{\"id\":7}".as_bytes()).unwrap();
        assert_eq!(task.id, TaskId(7));
    }

    #[test]
    fn a_value_that_cannot_be_decoded_is_an_error_with_path_and_reason() {
        let refused = |json: &[u8]| value::<Task>("get_task", json).unwrap_err().to_string();
        assert!(
            refused(br#"{"id":7,"tag_ids":[1,"x"]}"#)
                .contains("at tag_ids[1]: invalid value: string, expected an integer")
        );
        assert!(refused(br#"{"id":7} {"id":8}"#).contains("decoded: trailing characters"));
        assert!(refused(b"{\"id\":7,\"name\":\"\xff\"}").contains("decoded: invalid UTF-8 at byte 16"));
    }

    #[test]
    fn the_id_of_an_undecodable_task_is_read_if_it_is_valid() {
        assert_eq!(task_id(br#"{"name":7,"id":12}"#), Some(TaskId(12)));
        for id in ["\"12\"", "\" 12 \"", "12.0", "1.2e1"] {
            assert_eq!(task_id(format!("{{\"id\":{id}}}").as_bytes()), Some(TaskId(12)), "{id}");
        }
        for json in [r#"{"id":null}"#, r#"{"id":1.5}"#, r#"{"name":"n"}"#, "7", "{"] {
            assert_eq!(task_id(json.as_bytes()), None, "{json}");
        }
    }
}
