//! [`accept`]: decides whether a response with a 2xx status is the documented success of the operation.
//!
//! The sign-in page of a proxy also has status 200. A success has a documented status and a body of the documented
//! kind, or is one of the exceptions in [`Acceptance`]. Everything else is an error, and the outcome of a change is
//! then unknown, unless the body is an error of the service. Decoding the response may still fail.

use focus_api_raw::types::{Status, Task, TaskId};
use focus_api_raw::{BodyShape, Extra, Operation};
use reqwest::StatusCode;
use serde_json::{Map, Value};

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
        // A body that is also a task may name an error that followed the change.
        let is_task = decode::task_id(body).is_some();
        return Err(if is_task { error.with_unknown_outcome(&response.context) } else { error });
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
    pub(crate) fn of(json: &[u8]) -> Self {
        let Ok(mut members) = serde_json::from_slice::<Map<String, Value>>(decode::without_bom(json)) else {
            return Self::Message;
        };
        // Any id, because the task of this version cannot be decoded without one.
        members.insert("id".to_owned(), 1.into());
        let count = members.len();
        let has_plain_status = members.get("status").is_some_and(|status| !status.is_object() && !status.is_null());
        // Through text, so that programs do not contain a second decoder of tasks, for `Value`.
        match serde_json::from_str::<Task>(&Value::Object(members).to_string()) {
            Ok(_) if count == 1 => Self::IdAlone,
            Ok(mut task) => {
                task.extra = Extra::default();
                // A status that has only unknown members is not the status of a task.
                task.status = task.status.filter(|status| *status != Status::new().extra(status.extra.clone()));
                if task == Task::new(1) { Self::Message } else { Self::Task }
            }
            // A member that cannot be decoded is a documented one. Only in a message, `status` is not an object.
            Err(_) if has_plain_status => Self::Message,
            Err(_) => Self::Task,
        }
    }
}
