//! [`Demo`]: the workspace that an example works on, in a real account or on a fake server in this process.
//!
//! Output is in `terminal.rs`. Both files are compiled into each example and into the programs of `tests/programs`.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each example uses some of the items, and a library re-exports all of them"
)]

use anyhow::{Context, Result, ensure};
use focus_api::chrono::{NaiveDate, Utc};
use focus_api::{Client, Tasks, Workspace};
use focus_fake::FakeFocus;

/// The variables that select a real workspace; `TOGGL_FOCUS_BASE_URL` may be set as well.
const SETTINGS: [&str; 3] = ["TOGGL_FOCUS_API_TOKEN", "TOGGL_ORGANIZATION_ID", "TOGGL_WORKSPACE_ID"];

/// A workspace to work on, and its current date.
#[derive(Debug)]
pub struct Demo {
    tasks: Tasks,
    today: NaiveDate,
    /// The server stops when it is dropped, so it is kept as long as its client.
    fake: Option<FakeFocus>,
}

impl Demo {
    /// Returns the real workspace if the environment names one, otherwise a sample workspace of about a thousand tasks
    /// in this process, with the 30 requests an hour of the free plan.
    ///
    /// # Errors
    /// Only some of the variables are set, or one of them has an invalid value.
    pub fn connect() -> Result<Self> {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if names_a_real_workspace(is_set)? {
            return Ok(Self::real(&Client::from_env()?.workspace_from_env()?));
        }
        let fake = FakeFocus::builder().tasks(1000).quota(30).try_start();
        Self::sample(fake.context("the fake server cannot listen on the loopback interface")?)
    }

    /// Returns a workspace that is treated as real: examples change it only if an option allows it.
    #[must_use]
    pub fn real(workspace: &Workspace) -> Self {
        Self { tasks: workspace.tasks(), today: Utc::now().date_naive(), fake: None }
    }

    /// Returns the workspace of a fake server.
    ///
    /// # Errors
    /// The client cannot be built.
    pub fn sample(fake: FakeFocus) -> Result<Self> {
        let client = Client::builder().base_url(fake.base_url()).api_key(fake.api_key()).build()?;
        let tasks = client.workspace(fake.organization_id(), fake.workspace_id()).tasks();
        Ok(Self { tasks, today: fake.today(), fake: Some(fake) })
    }

    /// Returns the tasks of the workspace.
    #[must_use]
    pub fn tasks(&self) -> &Tasks {
        &self.tasks
    }

    /// Returns the current date. In the sample workspace it is always 2 March 2026, so that every run prints the same
    /// output.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// Returns the server of a sample workspace, `None` for a real one.
    #[must_use]
    pub fn fake(&self) -> Option<&FakeFocus> {
        self.fake.as_ref()
    }
}

/// Returns whether all variables are set. Setting only some of them is an error, because falling back to the sample
/// workspace would hide the mistake.
fn names_a_real_workspace(is_set: impl Fn(&str) -> bool) -> Result<bool> {
    let (set, missing): (Vec<&str>, Vec<&str>) = SETTINGS.into_iter().partition(|name| is_set(name));
    ensure!(
        set.is_empty() || missing.is_empty(),
        "{} set, {} missing: set all three to use Toggl Focus, or none to use the server in this process",
        set.join(" and "),
        missing.join(" and "),
    );
    Ok(missing.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_all_variables_selects_a_real_workspace_and_setting_none_the_sample() {
        assert!(names_a_real_workspace(|_| true).unwrap());
        assert!(!names_a_real_workspace(|_| false).unwrap());
    }

    #[test]
    fn an_incomplete_environment_is_an_error_that_names_what_is_missing() {
        let error = names_a_real_workspace(|name| name == "TOGGL_ORGANIZATION_ID").unwrap_err().to_string();
        assert_eq!(
            error,
            "TOGGL_ORGANIZATION_ID set, TOGGL_FOCUS_API_TOKEN and TOGGL_WORKSPACE_ID missing: set all three to use \
             Toggl Focus, or none to use the server in this process"
        );
    }
}
