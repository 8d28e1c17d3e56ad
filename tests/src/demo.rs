//! [`Demo`]: the workspace an example works on, be it real or made up.

use anyhow::{Context, Result, ensure};
use focus_api::chrono::{NaiveDate, Utc};
use focus_api::{Client, Tasks, Workspace};
use focus_fake::FakeFocus;

/// What has to be set to talk to the real service; `TOGGL_FOCUS_BASE_URL` may be set as well.
const SETTINGS: [&str; 3] = ["TOGGL_FOCUS_API_TOKEN", "TOGGL_ORGANIZATION_ID", "TOGGL_WORKSPACE_ID"];

/// A workspace to work on, and what day it is there.
#[derive(Debug)]
pub struct Demo {
    tasks: Tasks,
    today: NaiveDate,
    /// Serves until it is dropped, so it has to live as long as the rest.
    fake: Option<FakeFocus>,
}

impl Demo {
    /// The real workspace if the environment names one, else a made-up one of about a thousand tasks that lives in this
    /// process and allows 30 requests an hour, as the free plan does.
    ///
    /// # Errors
    /// Settings that are there in part only, or cannot be right.
    pub fn connect() -> Result<Self> {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if !wants_the_service(is_set)? {
            return Ok(Self::made_up(FakeFocus::builder().tasks(1000).quota(30).try_start().context("no free port")?));
        }
        let client = Client::from_env()?;
        Ok(Self::service(&client.workspace_from_env()?))
    }

    /// A workspace of the real service, or of anything that is to be treated like it.
    #[must_use]
    pub fn service(workspace: &Workspace) -> Self {
        Self { tasks: workspace.tasks(), today: Utc::now().date_naive(), fake: None }
    }

    /// The workspace of this server.
    #[must_use]
    pub fn made_up(fake: FakeFocus) -> Self {
        Self { tasks: crate::tasks(&fake), today: fake.today(), fake: Some(fake) }
    }

    /// The tasks of the workspace.
    #[must_use]
    pub fn tasks(&self) -> &Tasks {
        &self.tasks
    }

    /// Today. The made-up workspace lives on 2 March 2026 for ever, so that every run prints the same.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// The server behind a made-up workspace; `None` if the workspace is somebody's.
    #[must_use]
    pub fn fake(&self) -> Option<&FakeFocus> {
        self.fake.as_ref()
    }
}

/// All settings: yes; none: no. Some of them are a mistake worth explaining, not a reason to fall back silently.
fn wants_the_service(is_set: impl Fn(&str) -> bool) -> Result<bool> {
    let (set, missing): (Vec<&str>, Vec<&str>) = SETTINGS.into_iter().partition(|name| is_set(name));
    ensure!(
        set.is_empty() || missing.is_empty(),
        "{} set, {} missing: set all three to talk to Toggl Focus, or none to use the server in this process",
        set.join(" and "),
        missing.join(" and "),
    );
    Ok(missing.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_settings_or_none() {
        assert!(wants_the_service(|_| true).unwrap());
        assert!(!wants_the_service(|_| false).unwrap());
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = wants_the_service(|name| name == "TOGGL_ORGANIZATION_ID").unwrap_err().to_string();
        assert_eq!(
            error,
            "TOGGL_ORGANIZATION_ID set, TOGGL_FOCUS_API_TOKEN and TOGGL_WORKSPACE_ID missing: set all three \
             to talk to Toggl Focus, or none to use the server in this process"
        );
    }
}
