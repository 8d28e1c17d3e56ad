//! What an error means for a run: stop it, reject the chunk, or leave its outcome unknown.

use crate::error::{Error, ErrorKind};

/// What an error means for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Classification {
    /// Nothing happened, and every further request would meet the same: these inputs count as not sent.
    Stop,
    /// Nothing happened, for reasons of these inputs.
    Rejected,
    /// The change may have taken effect.
    Unknown,
    /// As `Unknown`, and every further request would meet the same.
    UnknownAndStop,
}

/// Classifies an error. `access_confirmed` says whether a response has shown that the user has access to the workspace: a
/// 403 before that is about the ids of organization and workspace.
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
                // The service names its errors; a 404 without a code comes from something else at this address.
                (Some(404), None) => Classification::Stop,
                // Statuses that speak of the inputs. An error named by a 2xx response is about the inputs too.
                (Some(200..=299 | 400 | 404 | 409 | 413 | 422 | 424), _) => Classification::Rejected,
                // 405, 407, 415 and others speak of the request itself.
                _ => Classification::Stop,
            }
        }
        // An error that the body of a 2xx response names.
        ErrorKind::Server if error.status().is_some_and(|status| status.is_success()) => Classification::Rejected,
        _ => Classification::Stop,
    }
}

/// Returns whether two refusals name the same problem.
pub(super) fn is_alike(a: &Error, b: &Error) -> bool {
    a.status() == b.status() && a.code() == b.code() && a.description() == b.description()
}
