//! Classifies errors: they stop a run, reject a chunk, or leave the outcome of the chunk unknown.

use crate::error::{Error, ErrorKind};

/// What an error means for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Classification {
    /// Nothing was changed, and every further request would return the same error. The inputs count as not sent.
    Stop,
    /// Nothing was changed, because of these inputs.
    Rejected,
    /// The change may have taken effect.
    Unknown,
    /// As `Unknown`, and every further request would return the same error.
    UnknownAndStop,
}

/// Classifies an error. `access_confirmed` is whether an earlier response has shown that the user has access to the
/// workspace. A 403 before that means that the ids of organization or workspace are wrong.
pub(super) fn classify(error: &Error, access_confirmed: bool) -> Classification {
    if error.is_outcome_unknown() {
        let is_redirect = error.status().is_some_and(|status| status.is_redirection());
        return if is_redirect { Classification::UnknownAndStop } else { Classification::Unknown };
    }
    match error.kind() {
        ErrorKind::Permission if access_confirmed => Classification::Rejected,
        ErrorKind::NotFound | ErrorKind::Validation => {
            match (error.status().map(|status| status.as_u16()), error.code()) {
                // The ids in the path are wrong, for every chunk.
                (_, Some("invalid_organization_id" | "invalid_workspace_id")) => Classification::Stop,
                // Errors of the service have a code. A 404 without one comes from another server at this URL.
                (Some(404), None) => Classification::Stop,
                // Statuses that concern the inputs. So does an error in the body of a 2xx response.
                (Some(200..=299 | 400 | 404 | 409 | 413 | 422 | 424), _) => Classification::Rejected,
                // 405, 407, 415 and others concern the request.
                _ => Classification::Stop,
            }
        }
        // An error in the body of a 2xx response. All others of this kind have an unknown outcome.
        ErrorKind::Server => Classification::Rejected,
        _ => Classification::Stop,
    }
}

/// Returns whether two errors are the same problem.
pub(super) fn is_alike(a: &Error, b: &Error) -> bool {
    a.status() == b.status() && a.code() == b.code() && a.description() == b.description()
}
