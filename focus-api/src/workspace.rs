//! [`Workspace`]: the handle for a workspace of an organization.

use focus_api_raw::types::{OrganizationId, WorkspaceId};
use url::Url;

use crate::client::{Client, read_env};
use crate::error::Error;
use crate::policy::Quota;

/// A workspace of an organization. It is cheap to clone, and creating it sends no request.
///
/// ```no_run
/// # fn example(client: focus_api::Client) {
/// // https://focus.toggl.com/1234/workspaces/5678/…
/// let workspace = client.workspace(1234, 5678);
/// let tasks = workspace.tasks();
/// # let _ = tasks; }
/// ```
#[derive(Clone, Debug)]
pub struct Workspace {
    client: Client,
    organization: OrganizationId,
    workspace: WorkspaceId,
}

impl Client {
    /// Returns a handle for a workspace, by the two ids in the URL of the web app:
    /// `https://focus.toggl.com/{organization}/workspaces/{workspace}/…`. See the example of [`Workspace`].
    ///
    /// [`Workspace::from_url`] takes the URL. The API cannot list workspaces. Ids below 1 are refused by the first
    /// request.
    #[must_use]
    pub fn workspace(&self, organization: impl Into<OrganizationId>, workspace: impl Into<WorkspaceId>) -> Workspace {
        Workspace { client: self.clone(), organization: organization.into(), workspace: workspace.into() }
    }

    /// Returns a handle for the workspace with the ids in `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), focus_api::Error> {
    /// let tasks = focus_api::Client::from_env()?.workspace_from_env()?.tasks();
    /// # let _ = tasks; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a variable that is missing or not a positive
    /// integer.
    pub fn workspace_from_env(&self) -> Result<Workspace, Error> {
        let number = |name: &str| {
            positive(read_env(name)?.trim()).ok_or_else(|| {
                Error::configuration(format!("the environment variable {name} is not a positive integer"))
            })
        };
        Ok(self.workspace(number("TOGGL_ORGANIZATION_ID")?, number("TOGGL_WORKSPACE_ID")?))
    }
}

impl Workspace {
    /// Returns a handle for the workspace in a URL that was copied from the web app.
    ///
    /// ```
    /// # fn example(client: focus_api::Client) -> Result<(), focus_api::Error> {
    /// let workspace = focus_api::Workspace::from_url(
    ///     client,
    ///     "https://focus.toggl.com/1234/workspaces/5678/tasks",
    /// )?;
    /// assert_eq!(workspace.organization_id().0, 1234);
    /// assert_eq!(workspace.workspace_id().0, 5678);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for text that is not such a URL.
    pub fn from_url(client: Client, address: &str) -> Result<Self, Error> {
        let invalid = || {
            Error::configuration(
                "the text is not the URL of a workspace: open Toggl Focus in a browser and copy a URL like \
                 https://focus.toggl.com/1234/workspaces/5678/tasks",
            )
        };
        let url = Url::parse(address.trim()).map_err(|_| invalid())?;
        let segments: Vec<&str> = url.path_segments().ok_or_else(invalid)?.collect();
        // URLs of the API contain the ids in the same form.
        let ids = segments.windows(3).find_map(|window| match window {
            [organization, "workspaces", workspace] => Some((positive(organization)?, positive(workspace)?)),
            _ => None,
        });
        let (organization, workspace) = ids.ok_or_else(invalid)?;
        Ok(client.workspace(organization, workspace))
    }

    /// Returns the client of this workspace. See the example of [`Client`].
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the id of the organization. See the example of [`from_url`](Self::from_url).
    #[must_use]
    pub fn organization_id(&self) -> OrganizationId {
        self.organization
    }

    /// Returns the id of the workspace. See the example of [`from_url`](Self::from_url).
    #[must_use]
    pub fn workspace_id(&self) -> WorkspaceId {
        self.workspace
    }

    /// Returns the latest quota of this organization; `None` before the first response. See the example of
    /// [`Client::quota`].
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        let transport = self.client.transport();
        transport.quota.get(Some(self.organization.0), transport.clock.now())
    }

    /// Refuses ids below 1, so that no request is spent on them.
    pub(crate) fn validate(&self, operation: &'static str) -> Result<(), Error> {
        let ids = [("the organization id", self.organization.0), ("the workspace id", self.workspace.0)];
        for (name, id) in ids {
            if id < 1 {
                return Err(Error::invalid_id(operation, name, id));
            }
        }
        Ok(())
    }
}

fn positive(text: &str) -> Option<i64> {
    text.parse().ok().filter(|id| *id > 0)
}
