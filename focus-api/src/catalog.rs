//! Names of projects, clients, statuses and tags with their ids.
//!
//! Requests use ids, and the API has no operation that lists projects, statuses or tags. Every task contains the names
//! that it uses, so [`Tasks::catalog`] reads them from the tasks of the workspace, with one request.
//!
//! ```no_run
//! # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
//! use focus_api::NewTask;
//!
//! let catalog = tasks.catalog().await?;
//! let website = catalog.project("Website")?;
//! let created =
//!     tasks.create(NewTask::new("Call the printer").project(website)).await?;
//! tasks.complete(created.into_task()?.id, &catalog)?.await?;
//! # Ok(()) }
//! ```
//!
//! A misspelt name is an error that names the nearest ones. [`Tasks::complete`] uses the status that means "done".

// This file has the catalog and the lookup. `paging/task_stream.rs` reads the tasks, `nearest.rs` finds similar names.

use std::collections::{BTreeMap, BTreeSet};

use focus_api_raw::StatusType;
use focus_api_raw::types::{ClientId, ProjectId, Status, StatusId, TagId, Task, TaskId, TaskPatch, UserId};

use crate::error::Error;
use crate::nearest::nearest;
use crate::tasks::{PatchTask, Tasks};

/// The operation that errors of a catalog name.
const OPERATION: &str = "catalog";

/// The names of projects, clients, statuses and tags of a workspace, with their ids.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// let catalog = tasks.catalog().await?;
/// let website = catalog.project("Website")?;
/// let mut open = tasks.list().project(website).items();
/// while let Some(task) = open.next().await {
///     tasks.complete(task?.id, &catalog)?.await?;
/// }
/// # Ok(()) }
/// ```
///
/// It contains only names that the tasks use: a project without tasks, or a status that no task has, is missing. A name
/// is matched exactly, or without regard to case if that match is unique.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    projects: BTreeMap<ProjectId, String>,
    clients: BTreeMap<ClientId, String>,
    tags: BTreeMap<TagId, String>,
    /// With the number of tasks that have the status.
    statuses: BTreeMap<StatusId, (Status, usize)>,
    people: BTreeSet<UserId>,
}

/// # Names
impl Tasks {
    /// Reads the names of projects, clients, statuses and tags, with their ids, from the tasks of the workspace. See
    /// the example of [`Catalog`].
    ///
    /// # Errors
    /// Those of [`StreamTasks::send`](crate::requests::StreamTasks::send), and an incomplete stream. A task that cannot
    /// be decoded is skipped.
    ///
    /// # Requests
    /// One, for any number of tasks.
    pub async fn catalog(&self) -> Result<Catalog, Error> {
        let mut stream = self.stream().include_project_completed(true).send().await?;
        let mut catalog = Catalog::default();
        let (mut has_tasks, mut skipped) = (false, None);
        while let Some(task) = stream.next().await {
            match task {
                Ok(task) => {
                    has_tasks = true;
                    catalog.add(&task);
                }
                // An error of the service in place of a task means that tasks are missing.
                Err(error) if error.item_index().is_some() && error.code().is_none() => {
                    skipped = skipped.or(Some(error));
                }
                Err(error) => return Err(error),
            }
        }
        match skipped {
            // If no task can be decoded, the response is not a list of tasks.
            Some(error) if !has_tasks => Err(error),
            _ => Ok(catalog),
        }
    }

    /// Moves a task to the status that means "done" in its workspace; see [`Catalog::status_of_type`].
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let catalog = tasks.catalog().await?;
    /// tasks.complete(4711, &catalog)?.await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the catalog has no such status. When it is
    /// sent: those of [`PatchTask::send`](crate::requests::PatchTask::send).
    ///
    /// # Requests
    /// One.
    pub fn complete(&self, id: impl Into<TaskId>, catalog: &Catalog) -> Result<PatchTask, Error> {
        let done = catalog.status_of_type(&StatusType::Done)?;
        Ok(self.patch(id, TaskPatch::new().status(done)))
    }
}

/// # Finding ids
///
/// See the examples of [`Catalog`] and of the [module](crate::catalog).
impl Catalog {
    /// Adds the names that a task contains, for a catalog of tasks that were read for another purpose.
    ///
    /// ```
    /// use focus_api::model::{ProjectSummary, Task};
    /// use focus_api::{Catalog, ProjectId};
    ///
    /// let website = ProjectSummary::new().id(7).name("Website");
    /// let mut catalog = Catalog::default();
    /// catalog.add(&Task::new(4711).project(website));
    /// assert_eq!(catalog.project("website")?, ProjectId(7));
    /// # Ok::<(), focus_api::Error>(())
    /// ```
    pub fn add(&mut self, task: &Task) {
        if let Some(project) = &task.project {
            insert(&mut self.projects, project.id.or(task.project_id), project.name.as_deref());
        }
        if let Some(client) = &task.client {
            insert(&mut self.clients, client.id, client.name.as_deref());
        }
        for tag in task.tags.iter().flatten() {
            insert(&mut self.tags, tag.id, tag.name.as_deref());
        }
        if let Some(status) = &task.status
            && let Some(id) = status.id.or(task.status_id)
        {
            self.statuses.entry(id).or_insert_with(|| (status.clone(), 0)).1 += 1;
        }
        self.people.extend(task.assignee_user_ids.iter().flatten());
        self.people.extend(task.toggl_user_id);
    }

    /// Returns the id of the project with this name.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) with the nearest names if none matches, or
    /// with the ids if several match.
    pub fn project(&self, name: &str) -> Result<ProjectId, Error> {
        find("project", name, self.projects())
    }

    /// Returns the id of the client with this name.
    ///
    /// # Errors
    /// As for [`project`](Self::project).
    pub fn client(&self, name: &str) -> Result<ClientId, Error> {
        find("client", name, self.clients())
    }

    /// Returns the id of the tag with this name.
    ///
    /// # Errors
    /// As for [`project`](Self::project).
    pub fn tag(&self, name: &str) -> Result<TagId, Error> {
        find("tag", name, self.tags())
    }

    /// Returns the id of the status with this name.
    ///
    /// # Errors
    /// As for [`project`](Self::project).
    pub fn status(&self, name: &str) -> Result<StatusId, Error> {
        find("status", name, self.statuses().filter_map(|(id, status)| Some((id, status.name.as_deref()?))))
    }

    /// Returns the id of the status of this type that most tasks have. Of two with the same number of tasks, the lower
    /// id is returned.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if no task has a status of this type.
    pub fn status_of_type(&self, type_: &StatusType) -> Result<StatusId, Error> {
        let of_type = self.statuses.iter().filter(|(_, (status, _))| status.type_.as_ref() == Some(type_));
        let found = of_type.max_by_key(|(id, (_, count))| (*count, std::cmp::Reverse(**id)));
        found.map(|(id, _)| *id).ok_or_else(|| {
            let what = format!(
                "no task of the workspace has a status of the type `{type_}`, so its id is unknown: set it on one task \
                 in the web app, or pass the id of the status"
            );
            Error::invalid_argument(OPERATION, what)
        })
    }

    /// Returns the projects with their names, by id.
    pub fn projects(&self) -> impl Iterator<Item = (ProjectId, &str)> {
        self.projects.iter().map(|(id, name)| (*id, name.as_str()))
    }

    /// Returns the clients with their names, by id.
    pub fn clients(&self) -> impl Iterator<Item = (ClientId, &str)> {
        self.clients.iter().map(|(id, name)| (*id, name.as_str()))
    }

    /// Returns the tags with their names, by id.
    pub fn tags(&self) -> impl Iterator<Item = (TagId, &str)> {
        self.tags.iter().map(|(id, name)| (*id, name.as_str()))
    }

    /// Returns the statuses, by id.
    pub fn statuses(&self) -> impl Iterator<Item = (StatusId, &Status)> {
        self.statuses.iter().map(|(id, (status, _))| (*id, status))
    }

    /// Returns the ids of users to whom tasks are assigned or who created them. Tasks do not contain their names.
    pub fn people(&self) -> impl Iterator<Item = UserId> {
        self.people.iter().copied()
    }
}

fn insert<I: Ord>(names: &mut BTreeMap<I, String>, id: Option<I>, name: Option<&str>) {
    if let (Some(id), Some(name)) = (id, name) {
        names.entry(id).or_insert_with(|| name.to_owned());
    }
}

/// Returns the id with this name: an exact match first, then one without regard to case.
fn find<'a, I: Copy + std::fmt::Display>(
    what: &str,
    name: &str,
    names: impl Iterator<Item = (I, &'a str)>,
) -> Result<I, Error> {
    let names: Vec<(I, &str)> = names.collect();
    let ids_of = |fits: &dyn Fn(&str) -> bool| -> Vec<I> {
        names.iter().filter(|(_, known)| fits(known)).map(|(id, _)| *id).collect()
    };
    let mut ids = ids_of(&|known| known == name);
    if ids.is_empty() {
        let lower = name.trim().to_lowercase();
        ids = ids_of(&|known| known.trim().to_lowercase() == lower);
    }
    let problem = match ids.as_slice() {
        [id] => return Ok(*id),
        [] if names.is_empty() => format!("no task has a {what}, so `{name}` is unknown"),
        [] => {
            let near = nearest(name, names.iter().map(|(_, known)| *known));
            format!("no task has a {what} named `{name}`; the nearest names are: {}", near.join(", "))
        }
        several => {
            let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
            format!("the {what} name `{name}` is ambiguous: pass one of the ids {}", ids.join(", "))
        }
    };
    Err(Error::invalid_argument(OPERATION, problem))
}
