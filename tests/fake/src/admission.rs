//! The checks that every request has to pass before its operation: key, quota, organization and workspace, address.
//!
//! The order of these checks is an assumption: it is known that each check exists, not which one comes first.

use http::HeaderMap;

use crate::error::ApiError;
use crate::route::{self, Address};
use crate::state::Shared;

/// Checks a request and spends its share of the quota, or returns the error response.
pub(crate) fn admit(shared: &Shared, headers: &HeaderMap, address: Option<Address<'_>>) -> Result<(), ApiError> {
    let mut state = shared.lock();
    state.keys.check(headers)?;
    // The quota is counted per user and organization [doc], so a request without a valid key is counted for nobody;
    // every other request counts, refused or not [live].
    let now = state.clock.now();
    state.quota.spend(now).map_err(ApiError::quota_spent)?;
    let address = address.ok_or_else(ApiError::no_such_route)?;
    let organization = route::positive(address.organization).ok_or_else(ApiError::malformed_organization)?;
    if organization != shared.world.organization_id {
        return Err(ApiError::forbidden("organization"));
    }
    let workspace = route::positive(address.workspace).ok_or_else(ApiError::malformed_workspace)?;
    if workspace != shared.world.workspace_id {
        // As for organizations: a user without access does not learn whether the workspace exists [inferred].
        return Err(ApiError::forbidden("workspace"));
    }
    Ok(())
}
