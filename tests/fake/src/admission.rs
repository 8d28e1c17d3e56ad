//! The checks that every request has to pass before its operation: key, quota, organization and workspace, address.
//!
//! The order of these checks is a choice: only that each of them exists is known.

use http::HeaderMap;

use crate::error::ApiError;
use crate::route::{self, Address};
use crate::state::Shared;

/// Lets a request in or refuses it.
pub(crate) fn admit(shared: &Shared, headers: &HeaderMap, address: Option<Address<'_>>) -> Result<(), ApiError> {
    let mut state = shared.lock();
    state.keys.check(headers)?;
    // The quota is counted per user and organization [doc], so a request without a valid key has nobody to charge;
    // every other one is charged, refused or not [live].
    let now = state.clock.now();
    state.quota.spend(now).map_err(ApiError::quota_spent)?;
    let address = address.ok_or_else(ApiError::no_such_route)?;
    let organization = route::positive(address.organization).ok_or_else(ApiError::malformed_organization)?;
    if organization != shared.world.organization_id {
        return Err(ApiError::forbidden("organization"));
    }
    let workspace = route::positive(address.workspace).ok_or_else(ApiError::malformed_workspace)?;
    if workspace != shared.world.workspace_id {
        // As for organizations: a stranger is not told whether it exists [inferred].
        return Err(ApiError::forbidden("workspace"));
    }
    Ok(())
}
