//! The four bulk operations: what a chunk of inputs becomes, and what its answer says of each of them.

use focus_api_raw as raw;
use focus_api_raw::types::{BulkTaskPatch, NewTask, NewTasks, Task, TaskId, TaskIds};

use crate::decode::{self, Ids};
use crate::error::Error;
use crate::policy::FilterGuard;
use crate::request::Endpoint;
use crate::tasks::{Created, created};
use crate::transport::{Reply, Sent};
use crate::workspace::{Workspace, check_id};

/// The longest query a delete may have. Servers and proxies refuse addresses of some length; 2000 passes everywhere.
pub(super) const MAX_QUERY: usize = 2000;

/// A bulk operation.
pub(crate) trait Kind: Clone + Send + Sync + 'static {
    type Input: Clone + Send + Sync + 'static;
    type Output: Send + 'static;

    /// What an input adds to the length of the address.
    fn query_length(&self, _input: &Self::Input) -> usize {
        0
    }

    /// What is wrong with an input, so that no request is spent on it.
    fn check(&self, input: &Self::Input) -> Result<(), Error>;

    fn start(&self, inputs: Vec<Self::Input>, raw: raw::Client, at: &Workspace) -> Sent<'static>;

    /// One result for each of `count` inputs, in order.
    fn finish(&self, reply: Reply, count: usize) -> impl Future<Output = Result<Vec<Self::Output>, Error>> + Send;

    const ID: &'static str;
}

/// A chunk as an endpoint: one request of a run.
pub(crate) struct Chunk<K: Kind> {
    pub(crate) kind: K,
    pub(crate) inputs: Vec<K::Input>,
}

impl<K: Kind> Endpoint for Chunk<K> {
    type Output = Vec<K::Output>;
    const ID: &'static str = K::ID;

    fn start(&mut self, raw: raw::Client, at: &Workspace) -> Sent<'static> {
        self.kind.start(self.inputs.clone(), raw, at)
    }

    async fn finish(self, reply: Reply, _: bool) -> Result<Self::Output, Error> {
        self.kind.finish(reply, self.inputs.len()).await
    }
}

#[derive(Clone)]
pub(crate) struct Create;

impl Kind for Create {
    type Input = NewTask;
    type Output = Created;
    const ID: &'static str = "bulk_create_tasks";

    fn check(&self, _: &NewTask) -> Result<(), Error> {
        Ok(())
    }

    fn start(&self, tasks: Vec<NewTask>, raw: raw::Client, at: &Workspace) -> Sent<'static> {
        let (organization, workspace) = (at.organization_id(), at.workspace_id());
        Box::pin(async move {
            let call = raw.bulk_create_tasks().organization_id(organization).workspace_id(workspace);
            raw::unread::take(call.body(NewTasks { tasks }).send().await)
        })
    }

    async fn finish(&self, reply: Reply, count: usize) -> Result<Vec<Created>, Error> {
        let blank = |error: &Error| Created { id: None, task: None, unreadable: Some(error.clone()) };
        // The service said 201: whatever became of the body, the tasks exist.
        let answer = reply.whole().await;
        let list = answer
            .as_ref()
            .map_err(Error::clone)
            .and_then(|answer| decode::list::<Task>(Self::ID, &answer.body, &FilterGuard::default(), Ids::Read));
        let list = match list {
            Ok(list) => list,
            Err(error) => return Ok((0..count).map(|_| blank(&error)).collect()),
        };
        if list.elements.len() != count {
            // Which of them exist cannot be told from the answer.
            let what = format!("{count} tasks were sent, {} came back as created", list.elements.len());
            return Err(Error::unclear(Self::ID, what));
        }
        Ok(list.ids.into_iter().zip(list.elements).map(|(id, task)| created(id, task)).collect())
    }
}

#[derive(Clone)]
pub(crate) struct Patch;

impl Kind for Patch {
    type Input = BulkTaskPatch;
    type Output = ();
    const ID: &'static str = "bulk_patch_tasks";

    fn check(&self, patch: &BulkTaskPatch) -> Result<(), Error> {
        check_id(Self::ID, "task id", patch.id.0)
    }

    fn start(&self, patches: Vec<BulkTaskPatch>, raw: raw::Client, at: &Workspace) -> Sent<'static> {
        let (organization, workspace) = (at.organization_id(), at.workspace_id());
        Box::pin(async move {
            let call = raw.bulk_patch_tasks().organization_id(organization).workspace_id(workspace);
            raw::unread::take(call.body(patches).send().await)
        })
    }

    async fn finish(&self, _: Reply, count: usize) -> Result<Vec<()>, Error> {
        Ok(vec![(); count])
    }
}

#[derive(Clone)]
pub(crate) struct Delete {
    pub(crate) outbound_sync: Option<bool>,
}

impl Kind for Delete {
    type Input = TaskId;
    type Output = ();
    const ID: &'static str = "bulk_delete_tasks";

    fn query_length(&self, id: &TaskId) -> usize {
        // In the longest spelling, `ids%5B%5D=` and `&`.
        id.to_string().len() + 11
    }

    fn check(&self, id: &TaskId) -> Result<(), Error> {
        check_id(Self::ID, "task id", id.0)
    }

    fn start(&self, ids: Vec<TaskId>, raw: raw::Client, at: &Workspace) -> Sent<'static> {
        let (organization, workspace, sync) = (at.organization_id(), at.workspace_id(), self.outbound_sync);
        Box::pin(async move {
            let mut call = raw.bulk_delete_tasks().organization_id(organization).workspace_id(workspace).ids(ids);
            if let Some(yes) = sync {
                call = call.outbound_sync(yes);
            }
            raw::unread::take(call.send().await)
        })
    }

    async fn finish(&self, _: Reply, count: usize) -> Result<Vec<()>, Error> {
        Ok(vec![(); count])
    }
}

#[derive(Clone)]
pub(crate) struct Archive;

impl Kind for Archive {
    type Input = TaskId;
    type Output = ();
    const ID: &'static str = "bulk_archive_tasks";

    fn check(&self, id: &TaskId) -> Result<(), Error> {
        check_id(Self::ID, "task id", id.0)
    }

    fn start(&self, task_ids: Vec<TaskId>, raw: raw::Client, at: &Workspace) -> Sent<'static> {
        let (organization, workspace) = (at.organization_id(), at.workspace_id());
        Box::pin(async move {
            let call = raw.bulk_archive_tasks().organization_id(organization).workspace_id(workspace);
            raw::unread::take(call.body(TaskIds { task_ids }).send().await)
        })
    }

    async fn finish(&self, _: Reply, count: usize) -> Result<Vec<()>, Error> {
        Ok(vec![(); count])
    }
}
