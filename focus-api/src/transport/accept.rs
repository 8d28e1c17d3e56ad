//! [`accept`]: decides whether a response with a 2xx status is the documented success of the operation.
//!
//! The sign-in page of a proxy also has status 200. A success has a documented status and a body of the documented
//! kind, or is one of the exceptions in [`Acceptance`]. Everything else is an error, and the outcome of a change is
//! then unknown, unless the body is an error of the service. Decoding the response may still fail.

use std::collections::HashMap;

use focus_api_raw::types::{Status, Task, TaskId};
use focus_api_raw::{BodyShape, Operation};
use reqwest::StatusCode;
use serde_json::value::RawValue;

use super::Response;
use super::body::ReceivedBody;
use crate::decode;
use crate::error::Error;

/// Undocumented successes that are accepted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Acceptance {
    /// None.
    Documented,
    /// If a created task is documented: also the documented status without a body, which confirms the task.
    ConfirmedByStatus,
    /// If an empty response is documented: also status 200 with the changed task.
    ChangedTask(TaskId),
    /// If an empty response is documented: also status 200 or 207 with a JSON array that has an element for each input
    /// of a bulk change. `bulk` reads the elements.
    BulkItems,
}

/// Returns the response if it is a success of the operation.
pub(crate) fn accept(operation: &Operation, also: Acceptance, response: Response) -> Result<Response, Error> {
    let documented = operation.documents(response.status.as_u16());
    let body = match &response.body {
        ReceivedBody::Buffered(body) => decode::without_bom(body).trim_ascii(),
        // The reader of the body detects its end.
        ReceivedBody::Incomplete(_) | ReceivedBody::Streaming(_) if documented.is_some() => return Ok(response),
        ReceivedBody::Incomplete(_) | ReceivedBody::Streaming(_) => {
            return Err(undocumented(&response, &[], UNDOCUMENTED_STATUS));
        }
    };
    if let Some(error) = Error::named_by_success(&response.context, response.status, &response.headers, body) {
        return Err(error);
    }
    let why = match documented {
        Some(shape) if fits(shape, body) => return Ok(response),
        Some(_) if body.is_empty() && matches!(also, Acceptance::ConfirmedByStatus) => return Ok(response),
        _ if also.accepts(response.status, body) => return Ok(response),
        Some(BodyShape::Empty) => "the body is not empty",
        Some(_) => "the body is not the documented JSON",
        None => UNDOCUMENTED_STATUS,
    };
    Err(undocumented(&response, body, why))
}

const UNDOCUMENTED_STATUS: &str = "this status is not documented for the operation";

fn undocumented(response: &Response, body: &[u8], why: &str) -> Error {
    Error::undocumented_success(&response.context, response.status, &response.headers, body, why)
}

/// Returns whether a body begins like the documented one. The decoder checks its content.
fn fits(shape: BodyShape, body: &[u8]) -> bool {
    match shape {
        BodyShape::Empty => body.is_empty(),
        // A list is an array, an object, or `null` if it is empty.
        BodyShape::TaskArray | BodyShape::TaskPage => matches!(body.first(), Some(b'[' | b'{' | b'n')),
        _ => body.first() == Some(&b'{'),
    }
}

impl Acceptance {
    fn accepts(self, status: StatusCode, body: &[u8]) -> bool {
        match self {
            Self::Documented | Self::ConfirmedByStatus => false,
            Self::ChangedTask(id) => {
                status == StatusCode::OK && decode::task_id(body) == Some(id) && Content::of(body) != Content::Message
            }
            Self::BulkItems => {
                matches!(status, StatusCode::OK | StatusCode::MULTI_STATUS)
                    && body.first() == Some(&b'[')
                    && serde_json::from_slice::<Vec<serde::de::IgnoredAny>>(body).is_ok()
            }
        }
    }
}

/// What an object in the response of a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A task: it has at least one documented member besides its id.
    Task,
    /// An object with no other member than an id.
    IdAlone,
    /// A message about a task, such as `{"id": 7, "success": false}`, which does not confirm a change; or no object.
    Message,
}

impl Content {
    /// Reads the names of members only. A documented member that cannot be decoded is a member of a task, too.
    pub(crate) fn of(json: &[u8]) -> Self {
        let Some(object) = Object::read(decode::without_bom(json)) else { return Self::Message };
        let has_status = match object.value("status").map(|status| Object::read(status.get().as_bytes())) {
            // Only in a message, `status` is not an object.
            Some(None) => return Self::Message,
            // A status that has only unknown members is not the status of a task.
            Some(Some(status)) => status.has_any(Status::MEMBERS, &[]),
            None => false,
        };
        if has_status || object.has_any(Task::MEMBERS, &["id", "status"]) {
            return Self::Task;
        }
        if object.0.keys().all(|name| name == "id") { Self::IdAlone } else { Self::Message }
    }
}

/// The members of a JSON object. The value of a member that is `null` is `None`.
struct Object<'a>(HashMap<String, Option<&'a RawValue>>);

impl<'a> Object<'a> {
    fn read(json: &'a [u8]) -> Option<Self> {
        serde_json::from_slice(json).ok().map(Self)
    }

    fn value(&self, name: &str) -> Option<&'a RawValue> {
        *self.0.get(name)?
    }

    /// Returns whether one of the `names` has a value, except those in `except`.
    fn has_any(&self, names: &[&str], except: &[&str]) -> bool {
        names.iter().any(|name| !except.contains(name) && self.value(name).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_a_task_if_it_has_a_documented_member_besides_its_id() {
        for (json, expected) in [
            (r#"{"id":7}"#, Content::IdAlone),
            (r#"{"id":"7"}"#, Content::IdAlone),
            (r#"{"id":7,"name":"n"}"#, Content::Task),
            ("\u{feff}{\"n\\u0061me\":\"n\"}", Content::Task),
            (r#"{"id":7,"name":5}"#, Content::Task),
            (r#"{"id":7,"mood":"good","tag_ids":[]}"#, Content::Task),
            (r#"{"id":7,"name":null}"#, Content::Message),
            (r#"{"id":7,"success":false}"#, Content::Message),
            (r#"{"id":7,"extra":{"name":"n"}}"#, Content::Message),
            ("[]", Content::Message),
            ("7", Content::Message),
            (r#"{"id":7"#, Content::Message),
        ] {
            assert_eq!(Content::of(json.as_bytes()), expected, "{json}");
        }
    }

    #[test]
    fn the_status_of_a_task_is_an_object_with_a_documented_member() {
        for (status, expected) in [
            (r#"{"id":3}"#, Content::Task),
            (r#"{"type":"done"}"#, Content::Task),
            (r#"{"name":5}"#, Content::Task),
            (r#"{"type":null}"#, Content::Message),
            (r#"{"type_":"done"}"#, Content::Message),
            (r#"{"code":200}"#, Content::Message),
            ("{}", Content::Message),
            ("null", Content::Message),
        ] {
            let json = format!(r#"{{"id":7,"status":{status}}}"#);
            assert_eq!(Content::of(json.as_bytes()), expected, "{json}");
        }
        // A status that is not an object makes any object a message.
        for status in ["200", "\"done\"", "true", "[]"] {
            let json = format!(r#"{{"id":7,"name":"n","status":{status}}}"#);
            assert_eq!(Content::of(json.as_bytes()), Content::Message, "{json}");
        }
    }
}
