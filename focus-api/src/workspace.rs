//! [`Workspace`]: where tasks live.

use focus_api_raw::types::{OrganizationId, WorkspaceId};
use url::Url;

use crate::builder::variable;
use crate::client::Client;
use crate::error::Error;
use crate::policy::Quota;
use crate::tasks::Tasks;

/// A workspace of an organization. Cheap to clone; making one sends nothing.
#[derive(Clone, Debug)]
pub struct Workspace {
    pub(crate) client: Client,
    organization: OrganizationId,
    workspace: WorkspaceId,
}

impl Workspace {
    pub(crate) fn new(client: Client, organization: OrganizationId, workspace: WorkspaceId) -> Self {
        Self { client, organization, workspace }
    }

    /// The workspace whose address was copied from the web app.
    ///
    /// ```
    /// # fn example(client: focus_api::Client) -> Result<(), focus_api::Error> {
    /// let workspace = focus_api::Workspace::from_url(client, "https://focus.toggl.com/1234/workspaces/5678/tasks")?;
    /// assert_eq!(workspace.organization_id().0, 1234);
    /// assert_eq!(workspace.workspace_id().0, 5678);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Text that is no such address.
    pub fn from_url(client: Client, address: &str) -> Result<Self, Error> {
        let unfit = || {
            Error::configuration(
                "this is no address of a workspace: open Toggl Focus in a browser and copy an address like \
                 https://focus.toggl.com/1234/workspaces/5678/tasks",
            )
        };
        let url = Url::parse(address.trim()).map_err(|_| unfit())?;
        let segments: Vec<&str> = url.path_segments().ok_or_else(unfit)?.collect();
        // Addresses of the API itself name the organization in the same way.
        let place = segments.windows(3).find_map(|window| match window {
            [organization, "workspaces", workspace] => Some((id(organization)?, id(workspace)?)),
            _ => None,
        });
        let (organization, workspace) = place.ok_or_else(unfit)?;
        Ok(Self::new(client, organization.into(), workspace.into()))
    }

    pub(crate) fn from_env(client: Client) -> Result<Self, Error> {
        let number = |name: &str| {
            id(variable(name)?.trim())
                .ok_or_else(|| Error::configuration(format!("the environment variable {name} is no number above 0")))
        };
        Ok(Self::new(client, number("TOGGL_ORGANIZATION_ID")?.into(), number("TOGGL_WORKSPACE_ID")?.into()))
    }

    /// The tasks of this workspace.
    #[must_use]
    pub fn tasks(&self) -> Tasks {
        Tasks::new(self.clone())
    }

    /// The client this workspace is reached through.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The organization.
    #[must_use]
    pub fn organization_id(&self) -> OrganizationId {
        self.organization
    }

    /// The workspace.
    #[must_use]
    pub fn workspace_id(&self) -> WorkspaceId {
        self.workspace
    }

    /// What the service said last of this organization's quota; `None` before the first answer.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.client.shared.quota.get(Some(self.organization.0), self.client.shared.clock.now())
    }

    /// Refuses ids that cannot exist, before a request is spent on them.
    pub(crate) fn check(&self, operation: &'static str) -> Result<(), Error> {
        check_id(operation, "organization id", self.organization.0)?;
        check_id(operation, "workspace id", self.workspace.0)
    }
}

fn id(text: &str) -> Option<i64> {
    text.parse().ok().filter(|id| *id > 0)
}

/// Refuses an id below 1.
pub(crate) fn check_id(operation: &'static str, name: &str, id: i64) -> Result<(), Error> {
    if id > 0 {
        Ok(())
    } else {
        Err(Error::argument(operation, format!("the {name} {id} cannot exist: ids begin at 1")))
    }
}

/// Refuses a filter by ids that cannot exist. It comes from an empty selection, which sent as no filter at all would
/// select everything.
pub(crate) fn check_filter_ids(
    operation: &'static str,
    query: &impl focus_api_raw::QueryPairs,
    pairs: &[(String, String)],
) -> Result<(), Error> {
    if let Some(name) = query.empty_list() {
        let what = format!(
            "the filter `{name}` is empty: an empty selection matches nothing, while no filter would match everything"
        );
        return Err(Error::argument(operation, what));
    }
    let holds_ids = |name: &str| name.ends_with("_id") || name.ends_with("_ids");
    let can_exist = |value: &str| value.is_empty() || value.parse().is_ok_and(|id: i64| id > 0);
    let impossible = |(name, value): &&(String, String)| holds_ids(name) && !can_exist(value);
    match pairs.iter().find(impossible) {
        None => Ok(()),
        Some((name, value)) => {
            let what = format!(
                "the filter `{name}` asks for the id {value}, which cannot exist: an empty selection matches nothing, \
                 while no filter would match everything"
            );
            Err(Error::argument(operation, what))
        }
    }
}
