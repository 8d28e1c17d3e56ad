//! Reading answers so that one odd element costs one element.

use bytes::Bytes;
use focus_api_raw::types::TaskId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::policy::FilterGuard;

/// Reads a whole answer.
pub(crate) fn whole<T: DeserializeOwned>(operation: &'static str, body: &[u8]) -> Result<T, Error> {
    read(body).map_err(|(path, why)| Error::decode(operation, None, &path, body, &why))
}

/// Reads one element of a list.
pub(crate) fn element<T: DeserializeOwned>(operation: &'static str, index: usize, json: &[u8]) -> Result<T, Error> {
    read(json).map_err(|(path, why)| Error::decode(operation, Some(index), &path, json, &why))
}

/// The value, or where it goes wrong and why. The path costs time, so it is looked for only once it is needed.
fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, (String, String)> {
    serde_json::from_slice(json).or_else(|error| {
        let mut reader = serde_json::Deserializer::from_slice(json);
        serde_path_to_error::deserialize(&mut reader)
            .map_err(|found| (found.path().to_string(), without_value(&found.into_inner().to_string())))
            // Readable with the path, unreadable without: something follows the value.
            .and_then(|_: T| Err((".".to_owned(), error.to_string())))
    })
}

/// The reader's message without the value it stumbled over, which is somebody's data: `invalid type: string, expected i64`.
fn without_value(message: &str) -> String {
    match (message.find(['"', '`']), message.rfind(", expected ")) {
        (Some(value), Some(expected)) if value < expected && message.starts_with("invalid ") => {
            format!("{}{}", message[..value].trim_end(), &message[expected..])
        }
        _ => message.to_owned(),
    }
}

/// A list as it came: its elements unread, and what the page says of itself.
pub(crate) struct List<'a> {
    pub(crate) elements: Vec<&'a RawValue>,
    pub(crate) page: Option<u64>,
    pub(crate) per_page: Option<u64>,
    pub(crate) total: Option<u64>,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default, alias = "items")]
    data: Option<Vec<&'a RawValue>>,
    page: Option<Value>,
    per_page: Option<Value>,
    total: Option<Value>,
}

/// Reads a list in any of its forms: `{"data": […], "page": 1}`, `{"items": […]}`, or a bare array. `null` is empty.
pub(crate) fn list<'a>(operation: &'static str, body: &'a Bytes) -> Result<List<'a>, Error> {
    let unreadable = |error: serde_json::Error| Error::decode(operation, None, ".", body, &error.to_string());
    if body.trim_ascii_start().first() != Some(&b'{') {
        let elements: Option<Vec<&RawValue>> = serde_json::from_slice(body).map_err(unreadable)?;
        return Ok(List { elements: elements.unwrap_or_default(), page: None, per_page: None, total: None });
    }
    let envelope: Envelope<'_> = serde_json::from_slice(body).map_err(unreadable)?;
    if envelope.data.is_none() && envelope.page.is_none() && !mentions_a_list(body) {
        return Err(Error::decode(operation, None, ".", body, "an object without a list of tasks"));
    }
    let number = |value: Option<Value>| value.and_then(|value| value.as_u64());
    Ok(List {
        elements: envelope.data.unwrap_or_default(),
        page: number(envelope.page),
        per_page: number(envelope.per_page),
        total: number(envelope.total),
    })
}

/// Tells `{"data": null}`, an empty list, from an object that is about something else.
fn mentions_a_list(body: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Map<String, Value>>(body)
        .is_ok_and(|object| object.contains_key("data") || object.contains_key("items"))
}

impl List<'_> {
    /// Every element, read or with its error.
    pub(crate) fn read<T: DeserializeOwned>(&self, operation: &'static str) -> Vec<Result<T, Error>> {
        let elements = self.elements.iter().enumerate();
        elements.map(|(index, json)| element(operation, index, json.get().as_bytes())).collect()
    }

    /// The ids of the elements, to tell one page from the next.
    pub(crate) fn ids(&self) -> Vec<Option<TaskId>> {
        self.elements.iter().map(|json| id(json.get().as_bytes())).collect()
    }

    /// Fails if an element contradicts a filter.
    pub(crate) fn check(&self, operation: &'static str, guard: &FilterGuard) -> Result<(), Error> {
        for (index, json) in self.elements.iter().enumerate() {
            if let Some(found) = guard.contradiction(json.get().as_bytes()) {
                return Err(Error::filter_ignored(operation, found.filter, index));
            }
        }
        Ok(())
    }
}

/// What could be read, and why the rest could not.
pub(crate) fn separate<T>(elements: Vec<Result<T, Error>>) -> (Vec<T>, Vec<Error>) {
    let (mut read, mut undecodable) = (Vec::with_capacity(elements.len()), Vec::new());
    for element in elements {
        match element {
            Ok(value) => read.push(value),
            Err(error) => undecodable.push(error),
        }
    }
    (read, undecodable)
}

/// The id of a task, whatever else is odd about it.
pub(crate) fn id(json: &[u8]) -> Option<TaskId> {
    #[derive(Deserialize)]
    struct Identified {
        id: TaskId,
    }
    serde_json::from_slice::<Identified>(json).ok().map(|task| task.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(body: &'static str) -> Result<usize, String> {
        let body = Bytes::from_static(body.as_bytes());
        list("list_tasks", &body).map(|list| list.elements.len()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_list_is_read_in_each_of_its_forms() {
        assert_eq!(count(r#"{"data":[{},{}],"page":1,"per_page":2,"total":2}"#), Ok(2));
        assert_eq!(count(r#" {"items":[{}]}"#), Ok(1));
        assert_eq!(count(" [{},{},{}]"), Ok(3));
    }

    #[test]
    fn null_is_an_empty_list() {
        assert_eq!(count(r#"{"data":null}"#), Ok(0));
        assert_eq!(count("null"), Ok(0));
        assert_eq!(count(r#"{"page":3,"per_page":50}"#), Ok(0));
    }

    #[test]
    fn an_object_about_something_else_is_no_empty_list() {
        assert!(count(r#"{"status":"fine"}"#).unwrap_err().contains("without a list of tasks"));
        let error = count(r#"{"error":"validation","error_description":"too many"}"#).unwrap_err();
        assert!(error.contains("a success whose body is an error: validation: too many"), "{error}");
        assert!(count("<html>").unwrap_err().contains("cannot be read"));
    }

    #[test]
    fn an_odd_element_is_named_by_index_and_path() {
        let body = Bytes::from_static(br#"[{"id":1},{"id":2,"metadata":{"calendar_id":"x"}}]"#);
        let read = list("stream_tasks", &body).unwrap().read::<focus_api_raw::types::Task>("stream_tasks");
        assert!(read[0].is_ok());
        let error = read[1].as_ref().unwrap_err();
        assert_eq!((error.item_index(), error.json_path()), (Some(1), Some("metadata.calendar_id")));
        assert!(
            error
                .to_string()
                .ends_with("at metadata.calendar_id, invalid type: string, expected i64 at line 1 column 37"),
            "{error}"
        );
        assert_eq!(error.excerpt(), Some(r#"{"id":2,"metadata":{"calendar_id":"x"}}"#));
    }
}
