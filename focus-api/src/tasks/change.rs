//! Changing one task: every operation whose answer is "done".

use focus_api_raw as raw;
use focus_api_raw::types::{TaskId, TaskPatch, TaskReplacement};

use crate::error::Error;
use crate::request::{Endpoint, Request};
use crate::transport::{Reply, Sent};
use crate::workspace::{Workspace, check_id};

/// An operation on one task whose answer has no body.
///
/// They differ in their name, in what they carry and in how they hand it to the generated builder.
macro_rules! change {
    (
        $(#[$doc:meta])*
        $name:ident { $($field:ident: $ty:ty),* } by $operation:ident
        $(, with $set:ident($($argument:ident),*))*
        $(, maybe $option:ident = $getter:ident)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            id: TaskId,
            $($field: $ty,)*
            $($getter: Option<change!(@type $getter)>,)*
        }

        impl $name {
            pub(super) fn new(id: TaskId $(, $field: $ty)*) -> Self {
                Self { id, $($field,)* $($getter: None,)* }
            }
        }

        impl Endpoint for $name {
            type Output = ();
            const ID: &'static str = stringify!($operation);

            fn check(&self) -> Result<(), Error> {
                check_id(Self::ID, "task id", self.id.0)
            }

            fn start(&mut self, raw: raw::Client, at: &Workspace) -> Sent<'static> {
                let (organization, workspace, this) = (at.organization_id(), at.workspace_id(), self.clone());
                Box::pin(async move {
                    let call = raw.$operation().organization_id(organization).workspace_id(workspace).task_id(this.id);
                    $(let call = call.$set($(this.$argument),*);)*
                    $(let call = match this.$getter {
                        Some(value) => call.$option(value),
                        None => call,
                    };)*
                    raw::unread::take(call.send().await)
                })
            }

            async fn finish(self, _: Reply, _: bool) -> Result<(), Error> {
                Ok(())
            }
        }
    };
    (@type series) => { TaskId };
    (@type sync) => { bool };
}

change! {
    /// See [`Tasks::patch`](crate::Tasks::patch).
    PatchTask { patch: TaskPatch } by patch_task, with body(patch), maybe from_recurring_task_id = series
}
change! {
    /// See [`Tasks::replace`](crate::Tasks::replace).
    ReplaceTask { task: TaskReplacement } by update_task, with body(task)
}
change! {
    /// See [`Tasks::delete`](crate::Tasks::delete).
    DeleteTask {} by delete_task, maybe from_recurring_task_id = series, maybe outbound_sync = sync
}
change! {
    /// See [`Tasks::archive`](crate::Tasks::archive).
    ArchiveTask {} by archive_task, maybe from_recurring_task_id = series
}
change! {
    /// See [`Tasks::unarchive`](crate::Tasks::unarchive).
    UnarchiveTask {} by unarchive_task
}
change! {
    /// See [`Tasks::restore`](crate::Tasks::restore).
    RestoreTask {} by restore_task
}

impl Request<PatchTask> {
    /// Also changes every later instance of the repeating task, from this instance on (`from_recurring_task_id`).
    pub fn from_recurring_task(mut self, id: impl Into<TaskId>) -> Self {
        self.endpoint.series = Some(id.into());
        self
    }

    /// Also carries the change over to connected calendars and tools, or not.
    pub fn outbound_sync(mut self, yes: bool) -> Self {
        self.endpoint.patch = self.endpoint.patch.outbound_sync(yes);
        self
    }
}

impl Request<ReplaceTask> {
    /// Also carries the change over to connected calendars and tools, or not.
    pub fn outbound_sync(mut self, yes: bool) -> Self {
        self.endpoint.task = self.endpoint.task.outbound_sync(yes);
        self
    }
}

impl Request<DeleteTask> {
    /// Also deletes every later instance of the repeating task, from this instance on (`from_recurring_task_id`).
    pub fn from_recurring_task(mut self, id: impl Into<TaskId>) -> Self {
        self.endpoint.series = Some(id.into());
        self
    }

    /// Also carries the change over to connected calendars and tools, or not.
    pub fn outbound_sync(mut self, yes: bool) -> Self {
        self.endpoint.sync = Some(yes);
        self
    }
}

impl Request<ArchiveTask> {
    /// Also archives every later instance of the repeating task, from this instance on (`from_recurring_task_id`).
    pub fn from_recurring_task(mut self, id: impl Into<TaskId>) -> Self {
        self.endpoint.series = Some(id.into());
        self
    }
}
