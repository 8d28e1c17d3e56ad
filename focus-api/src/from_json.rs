//! [`from_json`]: reads filters and bodies from JSON.
//!
//! The JSON comes from the caller, so errors quote it. `decode` reads responses, whose values do not appear in errors.

use serde::de::DeserializeOwned;

use crate::decode::{self, path};
use crate::error::Error;
use crate::nearest::nearest;

/// The operation in errors.
const OPERATION: &str = "from_json";

/// Reads filters or a body from JSON: a config file, a stored draft, the arguments of a tool call.
///
/// ```
/// use focus_api::filters::ListTasksQuery;
///
/// let query: ListTasksQuery =
///     focus_api::from_json(r#"{"project_id": [7], "archived": false}"#)?;
/// assert_eq!(query.archived, Some(false));
///
/// let error = focus_api::from_json::<ListTasksQuery>(r#"{"projct_id": [7]}"#)
///     .unwrap_err();
/// assert!(error.to_string().contains("did you mean `project_id`"));
/// # Ok::<(), focus_api::Error>(())
/// ```
///
/// A byte order mark is skipped.
///
/// # Errors
/// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) with the path of the mistake, for example
/// `tasks[2].end_date`, its line and column, and for a misspelt member the nearest known names.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| {
        let path = path::path_at(text, &error);
        error_at(&path::write(&path, |key| key), &error)
    })
}

fn error_at(path: &str, error: &serde_json::Error) -> Error {
    let reason = error.to_string();
    let location = if path == "." { String::new() } else { format!("at `{path}`: ") };
    let text = match decode::unknown_name(&reason) {
        Some((what, name, known)) => {
            let near: Vec<_> = nearest(name, known).into_iter().map(|name| format!("`{name}`")).collect();
            let position = format!("at line {} column {}", error.line(), error.column());
            format!("{location}unknown {what} `{name}`, did you mean {}? ({position})", near.join(" or "))
        }
        None => format!("{location}{reason}"),
    };
    Error::invalid_argument(OPERATION, text)
}

#[cfg(test)]
mod tests {
    use focus_api_raw::types::{ListTasksQuery, NewTask, TaskPatch};

    use super::*;

    fn refused<T: DeserializeOwned>(text: &str) -> String {
        from_json::<T>(text).err().expect("this JSON is refused").to_string()
    }

    #[test]
    fn the_path_and_the_position_of_a_mistake_are_named() {
        let text = refused::<ListTasksQuery>("{\n  \"project_id\": [7, {}]\n}");
        assert!(text.contains("at `project_id[1]`: ") && text.contains("line 2 column"), "{text}");
        let text = refused::<NewTask>(r#"{"name":"n","end_date":"2026-02-31"}"#);
        assert!(text.contains("at `end_date`: "), "{text}");
    }

    #[test]
    fn the_error_of_a_misspelt_member_has_the_nearest_names() {
        let text = refused::<TaskPatch>(r#"{"enddate":"2026-03-01"}"#);
        assert!(text.contains("unknown field `enddate`, did you mean `end_date` or "), "{text}");
        let text = refused::<ListTasksQuery>(r#"{"pinnd":true}"#);
        assert!(text.contains("did you mean `pinned` or "), "{text}");
    }

    #[test]
    fn invalid_json_and_text_after_the_value_are_refused() {
        assert!(refused::<TaskPatch>("").contains("EOF while parsing"));
        assert!(refused::<TaskPatch>("{} {}").contains("trailing characters"));
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert_eq!(from_json::<TaskPatch>("\u{feff}{\"name\":\"n\"}").unwrap(), TaskPatch::new().name("n"));
    }
}
