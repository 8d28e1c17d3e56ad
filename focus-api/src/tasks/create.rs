//! Creating one task, and reading what was created without ever calling a created task a failure.

use std::marker::PhantomData;

use focus_api_raw as raw;
use focus_api_raw::types::{NewTask, Task, TaskId};
use serde::de::DeserializeOwned;

use crate::decode;
use crate::error::Error;
use crate::request::{Endpoint, Request};
use crate::transport::{Reply, Sent};
use crate::workspace::Workspace;

/// See [`Tasks::create`](crate::Tasks::create).
#[derive(Clone, Debug)]
pub struct CreateTask<T> {
    task: NewTask,
    reads: PhantomData<fn() -> T>,
}

/// A task that was created.
///
/// The service said so with its status. Should the body that came with it be empty or unreadable, the task exists all
/// the same: it is then missing here, and that is no error, because an error would invite a second create.
#[derive(Clone, Debug)]
#[must_use = "it tells the new task's id, or that it could not be read"]
#[non_exhaustive]
pub struct Created<T = Task> {
    /// The id of the new task, if the answer told it.
    pub id: Option<TaskId>,
    /// The new task, without parent and counters, if the answer held it.
    pub task: Option<T>,
    /// Why there is no task.
    pub unreadable: Option<Error>,
}

impl<T> Created<T> {
    /// The new task.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the answer did not hold it. The task exists nevertheless.
    pub fn into_task(self) -> Result<T, Error> {
        match (self.task, self.unreadable) {
            (Some(task), _) => Ok(task),
            (None, Some(error)) => Err(error),
            (None, None) => Err(Error::unclear(CreateTask::<Task>::ID, "the task was created, its content is unknown")),
        }
    }
}

/// A created task and its id, as far as they could be decoded.
pub(crate) fn created<T>(id: Option<TaskId>, task: Result<T, Error>) -> Created<T> {
    match task {
        Ok(task) => Created { id, task: Some(task), unreadable: None },
        Err(error) => Created { id, task: None, unreadable: Some(error) },
    }
}

impl<T> CreateTask<T> {
    pub(super) fn new(task: NewTask) -> Self {
        Self { task, reads: PhantomData }
    }
}

impl<T> Request<CreateTask<T>> {
    /// Reads the created task into a type of your own.
    pub fn decode_as<U>(self) -> Request<CreateTask<U>> {
        let endpoint = CreateTask { task: self.endpoint.task, reads: PhantomData };
        Request { workspace: self.workspace, options: self.options, endpoint }
    }
}

impl<T: DeserializeOwned + Send + 'static> Endpoint for CreateTask<T> {
    type Output = Created<T>;
    const ID: &'static str = "create_task";

    fn start(&mut self, raw: raw::Client, at: &Workspace) -> Sent<'static> {
        let (organization, workspace, task) = (at.organization_id(), at.workspace_id(), self.task.clone());
        Box::pin(async move {
            let call = raw.create_task().organization_id(organization).workspace_id(workspace).body(task);
            raw::unread::take(call.send().await)
        })
    }

    async fn finish(self, reply: Reply, _: bool) -> Result<Created<T>, Error> {
        // A body that breaks off belongs to a task that was created.
        Ok(match reply.whole().await {
            Ok(answer) => {
                let task = decode::value(Self::ID, &answer.body);
                created(decode::task_id_of(task.as_ref().ok(), &answer.body), task)
            }
            Err(error) => Created { id: None, task: None, unreadable: Some(error) },
        })
    }
}
