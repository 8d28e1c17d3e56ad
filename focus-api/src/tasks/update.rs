//! Changes of one task with an empty documented response: patch, replace, delete, archive, unarchive, restore.
//!
//! They differ in their names, arguments and generated builders. `bulk` changes many tasks.

use focus_api_raw as raw;
use focus_api_raw::Operation;
use focus_api_raw::types::{TaskId, TaskPatch, TaskReplacement};

use super::{body, validate};
use crate::endpoint::{Endpoint, RequestContext};
use crate::error::Error;
use crate::request::request_methods;
use crate::transport::{Acceptance, Response};
use crate::workspace::Workspace;

/// Declares a request type for a change of one task.
macro_rules! change {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $($field:ident: $ty:ty),* } = $operation:ident by $builder:ident
        $(, body $body:ident)?
        $(, optional $option:ident: $option_ty:ty)*
        $(, validate $validate:expr)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent until the request is awaited"]
        pub struct $name {
            context: RequestContext,
            id: TaskId,
            $($field: $ty,)*
            $($option: Option<$option_ty>,)*
        }

        impl $name {
            pub(super) fn new(workspace: &Workspace, id: TaskId $(, $field: $ty)*) -> Self {
                Self { context: RequestContext::new(workspace), id, $($field,)* $($option: None,)* }
            }
        }

        impl Endpoint for $name {
            type Output = ();
            const OPERATION: &'static Operation = raw::operations::$operation;

            fn context(&self) -> &RequestContext {
                &self.context
            }

            fn validate(&self) -> Result<(), Error> {
                validate::task_id(Self::OPERATION.id, self.id)?;
                $(
                    let validate: fn(&Self) -> Result<(), Error> = $validate;
                    validate(self)?;
                )?
                Ok(())
            }

            fn build(&self, raw: &raw::Client) -> Result<reqwest::Request, raw::Error> {
                let (organization, workspace) = self.context.ids();
                let call = raw.$builder().organization_id(organization).workspace_id(workspace).task_id(self.id);
                $(let call = call.body(self.$body.clone());)?
                $(let call = match self.$option {
                    Some(value) => call.$option(value),
                    None => call,
                };)*
                call.into_request()
            }

            fn also_accepts(&self) -> Acceptance {
                Acceptance::ChangedTask(self.id)
            }

            fn decode(self, _: Response) -> Result<(), Error> {
                Ok(())
            }
        }
    };
}

change! {
    /// Changes some fields of a task. Created by [`Tasks::patch`](crate::Tasks::patch).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// use focus_api::{Priority, TaskPatch};
    ///
    /// let patch = TaskPatch::new().priority(Priority::Low).clear_end_date();
    /// tasks.patch(id, patch).outbound_sync(false).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One.
    pub struct PatchTask { patch: TaskPatch } = PATCH_TASK by patch_task,
    body patch,
    optional from_recurring_task_id: TaskId,
    validate |this| {
        let operation = PatchTask::OPERATION.id;
        instance(operation, this.from_recurring_task_id)?;
        body::patch(operation, &this.patch, &this.context.options)
    }
}

change! {
    /// Replaces a task. Created by [`Tasks::replace`](crate::Tasks::replace).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// use focus_api::{StatusId, TaskReplacement};
    ///
    /// tasks
    ///     .replace(
    ///         id,
    ///         TaskReplacement::new("Call the printer", StatusId(3)).project(7),
    ///     )
    ///     .await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One.
    pub struct ReplaceTask { task: TaskReplacement } = UPDATE_TASK by update_task,
    body task,
    validate |this| body::replacement(ReplaceTask::OPERATION.id, &this.task)
}

change! {
    /// Deletes a task. Created by [`Tasks::delete`](crate::Tasks::delete).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// tasks.delete(id).outbound_sync(false).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One.
    pub struct DeleteTask {} = DELETE_TASK by delete_task,
    optional from_recurring_task_id: TaskId,
    optional outbound_sync: bool,
    validate |this| instance(DeleteTask::OPERATION.id, this.from_recurring_task_id)
}

change! {
    /// Archives a task. Created by [`Tasks::archive`](crate::Tasks::archive), which has an example.
    ///
    /// # Requests
    /// One.
    pub struct ArchiveTask {} = ARCHIVE_TASK by archive_task,
    optional from_recurring_task_id: TaskId,
    validate |this| instance(ArchiveTask::OPERATION.id, this.from_recurring_task_id)
}

change! {
    /// Unarchives a task. Created by [`Tasks::unarchive`](crate::Tasks::unarchive), which has an example.
    ///
    /// # Requests
    /// One.
    pub struct UnarchiveTask {} = UNARCHIVE_TASK by unarchive_task
}

change! {
    /// Restores a deleted task. Created by [`Tasks::restore`](crate::Tasks::restore), which has an example.
    ///
    /// # Requests
    /// One.
    pub struct RestoreTask {} = RESTORE_TASK by restore_task
}

/// # Options
///
/// See the example of [`Tasks::patch`](crate::Tasks::patch).
impl PatchTask {
    /// Also changes every later instance of the recurring task, starting with this instance (`from_recurring_task_id`).
    pub fn from_recurring_task(mut self, id: impl Into<TaskId>) -> Self {
        self.from_recurring_task_id = Some(id.into());
        self
    }

    /// Sets whether the change is also applied to connected calendars and tools.
    pub fn outbound_sync(mut self, yes: bool) -> Self {
        self.patch = self.patch.outbound_sync(yes);
        self
    }
}

/// # Options
///
/// See the example of [`Tasks::replace`](crate::Tasks::replace).
impl ReplaceTask {
    /// Sets whether the change is also applied to connected calendars and tools.
    pub fn outbound_sync(mut self, yes: bool) -> Self {
        self.task = self.task.outbound_sync(yes);
        self
    }
}

/// # Options
///
/// See the example of [`Tasks::delete`](crate::Tasks::delete).
impl DeleteTask {
    /// Also deletes every later instance of the recurring task, starting with this instance (`from_recurring_task_id`).
    pub fn from_recurring_task(mut self, id: impl Into<TaskId>) -> Self {
        self.from_recurring_task_id = Some(id.into());
        self
    }

    /// Sets whether the change is also applied to connected calendars and tools.
    pub fn outbound_sync(mut self, yes: bool) -> Self {
        self.outbound_sync = Some(yes);
        self
    }
}

/// # Options
///
/// See the example of [`Tasks::archive`](crate::Tasks::archive).
impl ArchiveTask {
    /// Also archives every later instance of the recurring task, starting with this instance
    /// (`from_recurring_task_id`).
    pub fn from_recurring_task(mut self, id: impl Into<TaskId>) -> Self {
        self.from_recurring_task_id = Some(id.into());
        self
    }
}

request_methods!(PatchTask => ());
request_methods!(ReplaceTask => ());
request_methods!(DeleteTask => ());
request_methods!(ArchiveTask => ());
request_methods!(UnarchiveTask => ());
request_methods!(RestoreTask => ());

/// Refuses an invalid id of the instance from which a recurring task is changed.
fn instance(operation: &'static str, id: Option<TaskId>) -> Result<(), Error> {
    id.map_or(Ok(()), |id| validate::task_id(operation, id))
}
