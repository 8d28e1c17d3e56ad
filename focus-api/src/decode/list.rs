//! Decodes a list whose body is in memory: a page, drafts, created tasks.
//!
//! The same [`ElementReader`] as for a stream finds the elements in one pass, so an undecodable element does not affect
//! the others.

use bytes::Bytes;
use focus_api_raw::types::TaskId;
use serde::de::DeserializeOwned;

use super::incremental::ElementReader;
use super::prefix::Layout;
use super::{Next, contradicted_filter, next, task_id_of};
use crate::error::Error;
use crate::policy::FilterGuard;

/// The elements of a list in order, each decoded or an error, and the numbers of the page.
#[derive(Debug)]
pub(crate) struct List<T> {
    pub(crate) elements: Vec<Result<T, Error>>,
    /// The ids of the elements, including undecodable ones. Empty if they were not requested.
    pub(crate) ids: Vec<Option<TaskId>>,
    pub(crate) page: Option<u64>,
    pub(crate) per_page: Option<u64>,
    pub(crate) total: Option<u64>,
}

/// Whether the ids of the elements are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ids {
    Read,
    Skip,
}

/// Decodes a list: `{"data": […], "page": 1}`, `{"items": […]}`, or a bare array. `null` is an empty list.
///
/// # Errors
/// If the body is not such a list, or if an element contradicts a filter.
pub(crate) fn list<T: DeserializeOwned + 'static>(
    operation: &'static str,
    body: &Bytes,
    guard: &FilterGuard,
    ids: Ids,
) -> Result<List<T>, Error> {
    let mut reader = ElementReader::new(operation, Layout::Page, usize::MAX);
    reader.push(body.clone());
    reader.finish();
    let mut list = List { elements: Vec::new(), ids: Vec::new(), page: None, per_page: None, total: None };
    loop {
        match next::<T>(operation, &mut reader) {
            Next::Element(value) => {
                let (index, json) = (list.elements.len(), reader.element());
                if let Some(filter) = contradicted_filter(guard, &value, json) {
                    return Err(Error::filter_ignored(operation, filter, index));
                }
                if ids == Ids::Read {
                    list.ids.push(task_id_of(value.as_ref().ok(), json));
                }
                list.elements.push(value);
            }
            Next::Failed(error) => return Err(error),
            // The body is complete, so no more bytes can arrive.
            Next::End | Next::NeedMore => break,
        }
    }
    let members = reader.members();
    (list.page, list.per_page, list.total) = (members.page, members.per_page, members.total);
    Ok(list)
}

/// Separates decoded elements from the errors of the others.
pub(crate) fn separate<T>(elements: Vec<Result<T, Error>>) -> (Vec<T>, Vec<Error>) {
    let (mut values, mut errors) = (Vec::with_capacity(elements.len()), Vec::new());
    for element in elements {
        match element {
            Ok(value) => values.push(value),
            Err(error) => errors.push(error),
        }
    }
    (values, errors)
}

#[cfg(test)]
mod tests {
    use focus_api_raw::types::Task;

    use super::*;

    fn read(body: &[u8]) -> Result<List<Task>, Error> {
        list("list_tasks", &Bytes::copy_from_slice(body), &FilterGuard::default(), Ids::Read)
    }

    fn ids(body: &str) -> Result<Vec<i64>, String> {
        let list = read(body.as_bytes()).map_err(|error| error.to_string())?;
        Ok(list.ids.iter().map(|id| id.map_or(-1, |id| id.0)).collect())
    }

    #[test]
    fn every_layout_of_a_list_is_read() {
        let two = || Ok(vec![1, 2]);
        assert_eq!(ids(r#"{"data":[{"id":1},{"id":2}],"page":1,"per_page":2,"total":2}"#), two());
        assert_eq!(ids(r#" {"new":{"data":[]},"items":[{"id":1},{"id":2}]}"#), two());
        assert_eq!(ids(" [{\"id\":1} , {\"id\":2}]\n"), two());
        assert_eq!(ids("\u{feff}[{\"id\":1},{\"id\":2}]"), two());
    }

    #[test]
    fn null_is_an_empty_list() {
        for body in [r#"{"data":null}"#, " null ", r#"{"page":3,"per_page":50}"#, r#"{"items":[]}"#, "[]"] {
            assert_eq!(ids(body), Ok(vec![]), "{body}");
        }
    }

    #[test]
    fn the_numbers_of_a_page_are_read_before_and_after_the_list() {
        let list = read(br#"{"page":2,"data":[{"id":1}],"total":"7","per_page":5.0}"#).unwrap();
        assert_eq!((list.page, list.per_page, list.total), (Some(2), Some(5), Some(7)));
    }

    #[test]
    fn an_object_without_a_list_is_not_an_empty_list() {
        for body in
            [r#"{"status":"fine"}"#, r#"{"page":1,"message":"maintenance"}"#, r#"{"page":1,"per_page":50,"tasks":[7]}"#]
        {
            assert!(ids(body).unwrap_err().contains("without a list of tasks"), "{body}");
        }
        assert_eq!(ids(r#"{"page":1,"message":" ","total":"0"}"#), Ok(vec![]), "nothing but the numbers of the page");
        let error = ids(r#"{"error":"validation","error_description":"too many"}"#).unwrap_err();
        assert!(error.contains("(validation): too many"), "{error}");
        assert!(ids("<html>").unwrap_err().contains("not a list of tasks"));
        assert!(ids("").unwrap_err().contains("the body is empty"));
    }

    #[test]
    fn a_truncated_list_or_text_after_its_end_is_an_error() {
        assert!(ids(r#"[{"id":1},{"id":2}"#).unwrap_err().contains("after 2 tasks"));
        assert!(ids(r#"{"data":[{"id":1}]"#).unwrap_err().contains("after 1 tasks"));
        assert!(ids(r#"[{"id":1}] x"#).unwrap_err().contains("unexpected text after the end of the list"));
        assert!(ids(r#"{"data":[{"id":1}],}"#).unwrap_err().contains("not the rest of an object"));
        assert!(ids(r#"[{"id":1},]"#).unwrap_err().contains("unexpected text between the elements"));
    }

    #[test]
    fn an_undecodable_element_does_not_affect_the_others() {
        for second in
            [&br#"{"id":7,"name":"\xff"}"#[..], b"{\"id\":7,\"name\":\"\xff\"}", b"{\"id\":7 7}", b"tru", b"{]"]
        {
            let body = [b"[{\"id\":1},", second, b",{\"id\":2}]"].concat();
            let list = read(&body).unwrap();
            let decoded: Vec<_> = list.elements.iter().map(Result::is_ok).collect();
            assert_eq!(decoded, [true, false, true], "{}", String::from_utf8_lossy(second));
        }
    }

    #[test]
    fn the_error_of_an_undecodable_element_has_index_path_and_id() {
        let list = read(br#"[{"id":1},{"id":2,"metadata":{"calendar_id":"x"}}]"#).unwrap();
        let error = list.elements[1].as_ref().unwrap_err();
        assert_eq!((error.item_index(), error.json_path()), (Some(1), Some("metadata.calendar_id")));
        assert!(
            error.to_string().contains("invalid value: string, expected an integer at line 1 column 37"),
            "{error}"
        );
        assert_eq!(error.excerpt(), Some(r#"{"id":2,"metadata":{"calendar_id":"x"}}"#));
        assert_eq!(list.ids, [Some(TaskId(1)), Some(TaskId(2))]);
    }
}
