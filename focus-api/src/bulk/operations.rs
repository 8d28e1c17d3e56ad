//! The bulk operations: what a chunk of inputs is sent as, and what a response says of each input.

use std::collections::HashMap;
use std::sync::Arc;

use focus_api_raw as raw;
use focus_api_raw::Operation;
use focus_api_raw::types::{BulkTaskPatch, NewTask, NewTasks, TaskId, TaskIds, TaskPatch};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::created;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::request::RequestContext;
use crate::tasks::{Created, named, not_empty, validate};
use crate::transport::{Acceptance, ArrayEncoding, Response};

/// What a response says of one input.
pub(super) enum ItemResult<O> {
    Done(O),
    Rejected(Error),
    Unknown(Error),
}

/// A bulk operation.
pub(super) trait BulkOperation: Clone + Send + Sync + 'static {
    type Input: Clone + Send + Sync + 'static;
    type Output: Clone + Send + Sync + 'static;

    const OPERATION: &'static Operation;
    const ID: &'static str = Self::OPERATION.id;

    /// Returns what an input adds to the length of the address.
    fn query_length(&self, _input: &Self::Input) -> usize {
        0
    }

    /// Refuses an input that cannot succeed, before a request is spent on it.
    fn validate(&self, input: &Self::Input, context: &RequestContext) -> Result<(), Error>;

    fn build(
        &self,
        inputs: &[Self::Input],
        raw: &raw::Client,
        context: &RequestContext,
    ) -> Result<reqwest::Request, raw::Error>;

    fn also_accepts(&self) -> Acceptance {
        Acceptance::BulkItems
    }

    /// Returns one result for each input, in order.
    fn decode(&self, inputs: &[Self::Input], response: &Response) -> Vec<ItemResult<Self::Output>>;
}

/// A chunk of inputs as an endpoint: one request of a run.
pub(super) struct Chunk<B: BulkOperation> {
    pub(super) operation: B,
    pub(super) context: RequestContext,
    pub(super) inputs: Vec<B::Input>,
}

/// The results of a chunk, and what its request cost.
pub(super) struct ChunkResults<O> {
    pub(super) results: Vec<ItemResult<O>>,
    pub(super) requests: u32,
}

impl<B: BulkOperation> Endpoint for Chunk<B> {
    type Output = ChunkResults<B::Output>;
    const OPERATION: &'static Operation = B::OPERATION;

    fn context(&self) -> &RequestContext {
        &self.context
    }

    /// The inputs were validated when they were split into chunks.
    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }

    fn build(&self, raw: &raw::Client) -> Result<reqwest::Request, raw::Error> {
        self.operation.build(&self.inputs, raw, &self.context)
    }

    fn also_accepts(&self) -> Acceptance {
        self.operation.also_accepts()
    }

    fn decode(self, response: Response) -> Result<Self::Output, Error> {
        let results = self.operation.decode(&self.inputs, &response);
        Ok(ChunkResults { results, requests: response.context.requests_sent })
    }
}

#[derive(Clone)]
pub(super) struct Create;

impl BulkOperation for Create {
    type Input = NewTask;
    type Output = Created;
    const OPERATION: &'static Operation = raw::operations::BULK_CREATE_TASKS;

    fn validate(&self, task: &NewTask, _: &RequestContext) -> Result<(), Error> {
        named(Self::ID, task)
    }

    fn build(
        &self,
        tasks: &[NewTask],
        raw: &raw::Client,
        context: &RequestContext,
    ) -> Result<reqwest::Request, raw::Error> {
        let (organization, workspace) = context.ids();
        let call = raw.bulk_create_tasks().organization_id(organization).workspace_id(workspace);
        call.body(NewTasks::new(tasks)).into_request()
    }

    fn also_accepts(&self) -> Acceptance {
        Acceptance::Documented
    }

    fn decode(&self, inputs: &[NewTask], response: &Response) -> Vec<ItemResult<Created>> {
        created::match_to_inputs(Self::ID, inputs, response)
    }
}

#[derive(Clone)]
pub(super) struct Patch;

impl BulkOperation for Patch {
    type Input = BulkTaskPatch;
    type Output = ();
    const OPERATION: &'static Operation = raw::operations::BULK_PATCH_TASKS;

    fn validate(&self, patch: &BulkTaskPatch, context: &RequestContext) -> Result<(), Error> {
        validate::task_id(Self::ID, patch.id)?;
        let id_alone = BulkTaskPatch::new(patch.id);
        if *patch == id_alone && context.options.extra_body.is_empty() {
            let what = format!("the patch of task {} sets no field: set at least one", patch.id.0);
            return Err(Error::invalid_argument(Self::ID, what));
        }
        Ok(())
    }

    fn build(
        &self,
        patches: &[BulkTaskPatch],
        raw: &raw::Client,
        context: &RequestContext,
    ) -> Result<reqwest::Request, raw::Error> {
        let (organization, workspace) = context.ids();
        let call = raw.bulk_patch_tasks().organization_id(organization).workspace_id(workspace);
        call.body(patches.to_vec()).into_request()
    }

    fn decode(&self, patches: &[BulkTaskPatch], response: &Response) -> Vec<ItemResult<()>> {
        items_by_id(patches.iter().map(|patch| patch.id), response)
    }
}

/// One patch for all tasks, stored once.
#[derive(Clone)]
pub(super) struct PatchAll(Arc<TaskPatch>);

impl PatchAll {
    pub(super) fn new(patch: TaskPatch) -> Self {
        Self(Arc::new(patch))
    }
}

impl BulkOperation for PatchAll {
    type Input = TaskId;
    type Output = ();
    const OPERATION: &'static Operation = raw::operations::BULK_PATCH_TASKS;

    fn validate(&self, id: &TaskId, context: &RequestContext) -> Result<(), Error> {
        validate::task_id(Self::ID, *id)?;
        not_empty(Self::ID, &*self.0, context)
    }

    fn build(
        &self,
        ids: &[TaskId],
        raw: &raw::Client,
        context: &RequestContext,
    ) -> Result<reqwest::Request, raw::Error> {
        let patches: Vec<_> = ids.iter().map(|id| TaskPatch::clone(&self.0).for_task(*id)).collect();
        Patch.build(&patches, raw, context)
    }

    fn decode(&self, ids: &[TaskId], response: &Response) -> Vec<ItemResult<()>> {
        items_by_id(ids.iter().copied(), response)
    }
}

#[derive(Clone)]
pub(super) struct Delete {
    pub(super) outbound_sync: Option<bool>,
    pub(super) arrays: ArrayEncoding,
}

impl BulkOperation for Delete {
    type Input = TaskId;
    type Output = ();
    const OPERATION: &'static Operation = raw::operations::BULK_DELETE_TASKS;

    fn query_length(&self, id: &TaskId) -> usize {
        let separators = match self.arrays {
            ArrayEncoding::Repeat => "ids=&".len(),
            ArrayEncoding::Comma => "%2C".len(),
            ArrayEncoding::Brackets => "ids%5B%5D=&".len(),
        };
        id.0.checked_ilog10().map_or(1, |digits| digits as usize + 1) + separators
    }

    fn validate(&self, id: &TaskId, _: &RequestContext) -> Result<(), Error> {
        validate::task_id(Self::ID, *id)
    }

    fn build(
        &self,
        ids: &[TaskId],
        raw: &raw::Client,
        context: &RequestContext,
    ) -> Result<reqwest::Request, raw::Error> {
        let (organization, workspace) = context.ids();
        let mut call = raw.bulk_delete_tasks().organization_id(organization).workspace_id(workspace).ids(ids.to_vec());
        if let Some(yes) = self.outbound_sync {
            call = call.outbound_sync(yes);
        }
        let mut request = call.into_request()?;
        crate::transport::spell_arrays(request.url_mut(), Self::OPERATION.list_parameters, self.arrays);
        Ok(request)
    }

    fn decode(&self, ids: &[TaskId], response: &Response) -> Vec<ItemResult<()>> {
        items_by_id(ids.iter().copied(), response)
    }
}

#[derive(Clone)]
pub(super) struct Archive;

impl BulkOperation for Archive {
    type Input = TaskId;
    type Output = ();
    const OPERATION: &'static Operation = raw::operations::BULK_ARCHIVE_TASKS;

    fn validate(&self, id: &TaskId, _: &RequestContext) -> Result<(), Error> {
        validate::task_id(Self::ID, *id)
    }

    fn build(
        &self,
        ids: &[TaskId],
        raw: &raw::Client,
        context: &RequestContext,
    ) -> Result<reqwest::Request, raw::Error> {
        let (organization, workspace) = context.ids();
        let call = raw.bulk_archive_tasks().organization_id(organization).workspace_id(workspace);
        call.body(TaskIds::new(ids)).into_request()
    }

    fn decode(&self, ids: &[TaskId], response: &Response) -> Vec<ItemResult<()>> {
        items_by_id(ids.iter().copied(), response)
    }
}

/// What the `status` of an element says of it.
enum ItemStatus {
    Success,
    Failure(u64),
    /// Nothing that can be understood: the outcome of the element is unknown.
    Other,
}

impl ItemStatus {
    /// Reads an HTTP status. The status of a task is an object, or is left out.
    fn of(status: Option<&serde_json::Value>) -> Self {
        let number = match status {
            None | Some(serde_json::Value::Null | serde_json::Value::Object(_)) => return Self::Success,
            Some(serde_json::Value::String(text)) => text.trim().parse().ok(),
            Some(other) => other.as_u64(),
        };
        match number {
            Some(200..=299) => Self::Success,
            Some(status @ 400..=599) => Self::Failure(status),
            _ => Self::Other,
        }
    }
}

/// Reads an accepted response of a change by ids: empty, or an array that tells the inputs apart.
fn items_by_id(ids: impl Iterator<Item = TaskId>, response: &Response) -> Vec<ItemResult<()>> {
    let context = &response.context;
    let body = match response.bytes() {
        Ok(body) => body,
        // The documented response has no body, so nothing of it is missing.
        Err(_) => return ids.map(|_| ItemResult::Done(())).collect(),
    };
    if body.trim_ascii().is_empty() {
        return ids.map(|_| ItemResult::Done(())).collect();
    }

    #[derive(Deserialize)]
    struct Item {
        id: TaskId,
        /// The status of the item in a multi-status response. A task has an object of this name.
        status: Option<serde_json::Value>,
    }
    let elements: Vec<&RawValue> = serde_json::from_slice(body).unwrap_or_default();
    let mut by_id: HashMap<TaskId, Result<(), Error>> = HashMap::new();
    for (index, element) in elements.into_iter().enumerate() {
        let json = element.get();
        let Ok(item) = serde_json::from_str::<Item>(json) else { continue };
        let result = match Error::of_item(context, response.status, index, json.as_bytes()) {
            Some(error) => Err(error),
            None => match ItemStatus::of(item.status.as_ref()) {
                ItemStatus::Success => Ok(()),
                ItemStatus::Failure(status) => Err(Error::item_status(context, response.status, index, status)),
                ItemStatus::Other => continue,
            },
        };
        // An error of one element is not covered up by another element of the same task.
        let entry = by_id.entry(item.id).or_insert(Ok(()));
        if entry.is_ok() {
            *entry = result;
        }
    }
    ids.map(|id| match by_id.get(&id) {
        Some(Ok(())) => ItemResult::Done(()),
        Some(Err(error)) => ItemResult::Rejected(error.clone()),
        None => {
            let what = format!("the response lists the changed tasks, but not task {}", id.0);
            ItemResult::Unknown(Error::outcome_unknown(context.operation, what).with_context(context))
        }
    })
    .collect()
}
