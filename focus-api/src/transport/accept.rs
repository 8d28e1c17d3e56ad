//! [`accept`]: is a response with a 2xx status the success that the operation documents?
//!
//! A proxy's sign-in page comes with status 200 too. A success is a documented status with a body of the documented shape;
//! what is accepted beyond that is the short list of [`Acceptance`]. Everything else is an error, and for a change its
//! outcome is unknown unless the body names an error. Decoding comes afterwards and may still fail.

use focus_api_raw::types::TaskId;
use focus_api_raw::{BodyShape, Operation};
use reqwest::StatusCode;

use super::Response;
use super::body::ReceivedBody;
use crate::decode;
use crate::error::Error;

/// Successes beyond the documented ones.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Acceptance {
    /// None.
    Documented,
    /// Where a created task is documented: also the documented status with no body. The task exists then.
    ConfirmedByStatus,
    /// Where an empty response is documented: also the changed task itself with status 200.
    ChangedTask(TaskId),
    /// Where an empty response is documented: also a JSON array that tells the inputs of a bulk change apart, with status
    /// 200 or 207. What it says of each input is read by `bulk`.
    BulkItems,
}

/// Returns the response if it is a success of the operation.
pub(crate) fn accept(operation: &Operation, also: Acceptance, response: Response) -> Result<Response, Error> {
    let documented = operation.documents(response.status.as_u16());
    let body = match &response.body {
        ReceivedBody::Buffered(body) => decode::without_bom(body).trim_ascii(),
        // Whoever reads the body learns of its end.
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

/// Whether a body begins as its documented shape does. Its content is the decoder's business.
fn fits(shape: BodyShape, body: &[u8]) -> bool {
    match shape {
        BodyShape::Empty => body.is_empty(),
        // Lists arrive as an array, in an object, or as `null` when they are empty.
        BodyShape::TaskArray | BodyShape::TaskPage => matches!(body.first(), Some(b'[' | b'{' | b'n')),
        _ => body.first() == Some(&b'{'),
    }
}

impl Acceptance {
    fn accepts(self, status: StatusCode, body: &[u8]) -> bool {
        match self {
            Self::Documented | Self::ConfirmedByStatus => false,
            Self::ChangedTask(id) => status == StatusCode::OK && decode::task_id(body) == Some(id),
            Self::BulkItems => {
                matches!(status, StatusCode::OK | StatusCode::MULTI_STATUS)
                    && body.first() == Some(&b'[')
                    && serde_json::from_slice::<Vec<serde::de::IgnoredAny>>(body).is_ok()
            }
        }
    }
}
