//! [`GetTask`]: reads one task.

use focus_api_raw as raw;
use focus_api_raw::Operation;
use focus_api_raw::types::TaskId;
use serde::de::DeserializeOwned;

use super::validate;
use crate::decode;
use crate::endpoint::{Endpoint, RequestContext};
use crate::error::Error;
use crate::request::{decoding_request, request_methods};
use crate::transport::Response;
use crate::workspace::Workspace;

decoding_request! {
    /// Reads one task, with its parent and counters. Created by [`Tasks::get`](crate::Tasks::get).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let task = tasks.get(4711).include_ghost_assignees(true).await?;
    /// # let _ = task; Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One.
    pub struct GetTask<T> {
        id: TaskId,
        include_ghost_assignees: Option<bool>,
    }
}

impl GetTask {
    pub(super) fn new(workspace: &Workspace, id: TaskId) -> Self {
        let context = RequestContext::new(workspace);
        Self { context, id, include_ghost_assignees: None, decoded: std::marker::PhantomData }
    }
}

/// # Options
///
/// See the example of [`GetTask`].
impl<T> GetTask<T> {
    /// Sets whether assigned placeholder users are included. By default they are not.
    pub fn include_ghost_assignees(mut self, yes: bool) -> Self {
        self.include_ghost_assignees = Some(yes);
        self
    }
}

request_methods!(GetTask<T> => T);

impl<T: DeserializeOwned + Send + 'static> Endpoint for GetTask<T> {
    type Output = T;
    const OPERATION: &'static Operation = raw::operations::GET_TASK;

    fn context(&self) -> &RequestContext {
        &self.context
    }

    fn validate(&self) -> Result<(), Error> {
        validate::task_id(Self::OPERATION.id, self.id)
    }

    fn build(&self, raw: &raw::Client) -> Result<reqwest::Request, raw::Error> {
        let (organization, workspace) = self.context.ids();
        let call = raw.get_task().organization_id(organization).workspace_id(workspace).task_id(self.id);
        match self.include_ghost_assignees {
            Some(yes) => call.include_ghost_assignees(yes),
            None => call,
        }
        .into_request()
    }

    fn decode(self, response: Response) -> Result<T, Error> {
        let body = response.bytes()?;
        let task = decode::value(Self::OPERATION.id, body)?;
        let refuse = |what: &str| Err(Error::decode(Self::OPERATION.id, None, "id", body, what));
        match decode::task_id_of(Some(&task), body) {
            Some(id) if id == self.id => Ok(task),
            // A cache or a proxy may return the response of another request.
            Some(other) => refuse(&format!("the response is the task {other}, not the requested task {}", self.id)),
            // Another type than `Task` can be decoded from any object, for example from a message.
            None => refuse("the response has no valid id, so it is not the requested task"),
        }
    }
}
