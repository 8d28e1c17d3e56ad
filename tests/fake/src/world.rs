//! [`World`]: the projects, statuses, tags and people of the seeded workspace. It does not change while a fake runs.
//!
//! The types are here, their values in `world/agency.rs`. The seeded tasks are in `world/tasks.rs`, their names in
//! `world/names.rs` and the hostile ones in `world/hostile.rs`; the state of tasks is in `store.rs`.

mod agency;
mod hostile;
mod names;
mod tasks;

use serde_json::Value;

pub(crate) use tasks::Seed;

/// The projects, statuses, tags and people of the seeded workspace, which tasks refer to by id.
///
/// ```
/// # async fn example() {
/// let fake = focus_fake::FakeFocus::start().await;
/// let site = fake.world().project("Website relaunch");
/// let todo = fake.world().status("Todo");
/// let body = serde_json::json!({
///     "name": "Check the redirects", "project_id": site, "status_id": todo,
/// });
/// # let _ = body;
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct World {
    /// The organization that the key belongs to.
    pub organization_id: i64,
    /// Its workspace.
    pub workspace_id: i64,
    /// An organization to which the key has no access.
    pub foreign_organization_id: i64,
    /// A workspace to which the key has no access.
    pub foreign_workspace_id: i64,
    /// The user of the key, who is the creator of new tasks.
    pub user_id: i64,
    /// The clients.
    pub clients: Vec<Client>,
    /// The projects.
    pub projects: Vec<Project>,
    /// The statuses; new tasks get the first one.
    pub statuses: Vec<Status>,
    /// The tags.
    pub tags: Vec<Tag>,
    /// The people.
    pub users: Vec<User>,
    /// The teams.
    pub teams: Vec<Team>,
    /// Planned people without an account ("ghosts").
    pub ghosts: Vec<Ghost>,
    /// The recurring series.
    pub series: Vec<Series>,
    /// The projects' custom fields.
    pub custom_fields: Vec<CustomField>,
}

/// A client of the agency.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Client {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: &'static str,
}

/// A project.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Project {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: &'static str,
    /// The client; `None` for an internal project.
    pub client_id: Option<i64>,
    /// Its colour.
    pub color: &'static str,
    /// Whether it is visible to its members only.
    pub private: bool,
    /// Whether it is completed: lists leave its tasks out unless they are asked for.
    pub completed: bool,
    /// Values by custom field id.
    pub custom_fields: Vec<(i64, Value)>,
    /// The hourly rate, in the client's currency.
    pub hourly_rate: Option<(f64, &'static str)>,
}

/// A status of the board.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Status {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: &'static str,
    /// One of `todo`, `in_progress`, `blocked`, `done`.
    pub status_type: &'static str,
    /// Its emoji.
    pub emoji: &'static str,
}

/// A tag.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Tag {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: &'static str,
    /// Its colour.
    pub color: &'static str,
}

/// A person with an account.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct User {
    /// The id.
    pub id: i64,
    /// The name.
    pub name: &'static str,
}

/// A team.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Team {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: &'static str,
    /// The ids of its members.
    pub members: Vec<i64>,
}

/// A planned colleague without an account.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Ghost {
    /// The id.
    pub id: i64,
    /// The name.
    pub name: &'static str,
}

/// A series of recurring tasks.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Series {
    /// The `recurring_task_id` of its tasks.
    pub id: i64,
    /// The name of its tasks.
    pub name: &'static str,
    /// The recurrence rule (RFC 5545).
    pub rrule: &'static str,
    /// Days between two of its tasks.
    pub every_days: i64,
}

/// A custom field of projects.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CustomField {
    /// Its id; `pcf_<id>` sorts by it.
    pub id: i64,
    /// Its name.
    pub name: &'static str,
    /// One of `select`, `multi_select`, `text`, `number`, `date`, `checkbox`, `users`.
    pub field_type: &'static str,
    /// The options of `select` and `multi_select`: id, name, whether deleted.
    pub options: Vec<(i64, &'static str, bool)>,
}

impl World {
    /// Returns the id of the project with this name.
    ///
    /// # Panics
    /// If there is none, for example because the test misspells the name.
    #[must_use]
    pub fn project(&self, name: &str) -> i64 {
        by_name(self.projects.iter().map(|item| (item.id, item.name)), "project", name)
    }

    /// Returns the id of the status with this name.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn status(&self, name: &str) -> i64 {
        by_name(self.statuses.iter().map(|item| (item.id, item.name)), "status", name)
    }

    /// Returns the id of the tag with this name.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn tag(&self, name: &str) -> i64 {
        by_name(self.tags.iter().map(|item| (item.id, item.name)), "tag", name)
    }

    /// Returns the id of the client with this name.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn client(&self, name: &str) -> i64 {
        by_name(self.clients.iter().map(|item| (item.id, item.name)), "client", name)
    }

    /// Returns the id of the team with this name.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn team(&self, name: &str) -> i64 {
        by_name(self.teams.iter().map(|item| (item.id, item.name)), "team", name)
    }

    /// Returns the id of the person with this name.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn user(&self, name: &str) -> i64 {
        by_name(self.users.iter().map(|item| (item.id, item.name)), "user", name)
    }

    /// Returns the id of the custom field with this name.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn custom_field(&self, name: &str) -> i64 {
        by_name(self.custom_fields.iter().map(|item| (item.id, item.name)), "custom field", name)
    }

    pub(crate) fn find_project(&self, id: i64) -> Option<&Project> {
        self.projects.iter().find(|item| item.id == id)
    }

    pub(crate) fn find_client(&self, id: i64) -> Option<&Client> {
        self.clients.iter().find(|item| item.id == id)
    }

    pub(crate) fn find_status(&self, id: i64) -> Option<&Status> {
        self.statuses.iter().find(|item| item.id == id)
    }

    pub(crate) fn find_tag(&self, id: i64) -> Option<&Tag> {
        self.tags.iter().find(|item| item.id == id)
    }

    pub(crate) fn find_custom_field(&self, id: i64) -> Option<&CustomField> {
        self.custom_fields.iter().find(|item| item.id == id)
    }

    pub(crate) fn has_user(&self, id: i64) -> bool {
        self.users.iter().any(|item| item.id == id)
    }

    pub(crate) fn has_ghost(&self, id: i64) -> bool {
        self.ghosts.iter().any(|item| item.id == id)
    }
}

fn by_name(mut items: impl Iterator<Item = (i64, &'static str)>, what: &str, name: &str) -> i64 {
    match items.find(|(_, candidate)| *candidate == name) {
        Some((id, _)) => id,
        None => panic!("the seeded workspace has no {what} called {name:?}"),
    }
}
