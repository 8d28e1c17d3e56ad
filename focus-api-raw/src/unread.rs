//! Taking the answer of an operation unread, whatever its status.
//!
//! The generated methods decode a success themselves and as a whole: one odd field loses the page, and the caller never
//! sees the bytes. They hand back unread what they did not expect. A policy that wants every answer that way [`hide`]s
//! its status, and the caller of the operation [`take`]s the answer with the status it really had.

use reqwest::{Response, StatusCode};

use crate::{Error, ResponseValue};

/// The status an answer really had.
#[derive(Clone, Copy)]
struct Hidden(StatusCode);

/// Stands for "not read"; outside the classes of RFC 9110, so no document can list it.
const UNREAD: u16 = 999;

/// Puts the status of an answer out of the generated code's sight.
#[must_use]
pub fn hide(response: Response) -> Response {
    let Ok(unread) = StatusCode::from_u16(UNREAD) else { return response };
    let mut response = http::Response::from(response);
    let status = std::mem::replace(response.status_mut(), unread);
    response.extensions_mut().insert(Hidden(status));
    response.into()
}

/// Takes the answer from what a generated method returned, with its real status.
///
/// # Errors
/// The method's own error when there was no answer, and [`Error::InvalidRequest`] when the answer had not been hidden.
#[allow(clippy::result_large_err)] // The generator's own error, as every generated method returns it.
pub fn take<T>(result: Result<ResponseValue<T>, Error>) -> Result<Response, Error> {
    match result {
        Err(Error::UnexpectedResponse(response)) => {
            let mut response = http::Response::from(response);
            if let Some(Hidden(status)) = response.extensions_mut().remove() {
                *response.status_mut() = status;
            }
            Ok(response.into())
        }
        Err(other) => Err(other),
        Ok(_) => Err(Error::InvalidRequest("the answer was read before it could be taken".to_owned())),
    }
}
