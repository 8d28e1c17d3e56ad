//! Reading one task.

use std::marker::PhantomData;

use focus_api_raw as raw;
use focus_api_raw::types::TaskId;
use serde::de::DeserializeOwned;

use crate::decode;
use crate::error::Error;
use crate::request::{Endpoint, Request};
use crate::transport::{Reply, Sent};
use crate::workspace::{Workspace, check_id};

/// See [`Tasks::get`](crate::Tasks::get).
#[derive(Clone, Debug)]
pub struct GetTask<T> {
    id: TaskId,
    include_ghost_assignees: Option<bool>,
    reads: PhantomData<fn() -> T>,
}

impl<T> GetTask<T> {
    pub(super) fn new(id: TaskId) -> Self {
        Self { id, include_ghost_assignees: None, reads: PhantomData }
    }
}

impl<T> Request<GetTask<T>> {
    /// Also load the placeholder people the task is assigned to.
    pub fn include_ghost_assignees(mut self, yes: bool) -> Self {
        self.endpoint.include_ghost_assignees = Some(yes);
        self
    }

    /// Reads the task into a type of your own.
    pub fn decode_as<U>(self) -> Request<GetTask<U>> {
        let GetTask { id, include_ghost_assignees, .. } = self.endpoint;
        let endpoint = GetTask { id, include_ghost_assignees, reads: PhantomData };
        Request { workspace: self.workspace, options: self.options, endpoint }
    }
}

impl<T: DeserializeOwned + Send + 'static> Endpoint for GetTask<T> {
    type Output = T;
    const ID: &'static str = "get_task";

    fn check(&self) -> Result<(), Error> {
        check_id(Self::ID, "task id", self.id.0)
    }

    fn start(&mut self, raw: raw::Client, at: &Workspace) -> Sent<'static> {
        let (organization, workspace, id) = (at.organization_id(), at.workspace_id(), self.id);
        let ghosts = self.include_ghost_assignees;
        Box::pin(async move {
            let mut call = raw.get_task().organization_id(organization).workspace_id(workspace).task_id(id);
            if let Some(yes) = ghosts {
                call = call.include_ghost_assignees(yes);
            }
            raw::unread::take(call.send().await)
        })
    }

    async fn finish(self, reply: Reply, _: bool) -> Result<T, Error> {
        decode::value(Self::ID, &reply.whole().await?.body)
    }
}
