//! The bulk operations: the request of a chunk, and the result of each input in its response.

use std::sync::Arc;

use focus_api_raw as raw;
use focus_api_raw::Operation;
use focus_api_raw::types::{BulkTaskPatch, NewTask, NewTasks, TaskId, TaskIds, TaskPatch};

use super::created;
use super::items::{self, ItemResult};
use crate::endpoint::{Endpoint, RequestContext};
use crate::error::Error;
use crate::tasks::{Created, body, validate};
use crate::transport::{Acceptance, ArrayEncoding, Response};

/// A bulk operation.
pub(super) trait BulkOperation: Clone + Send + Sync + 'static {
    type Input: Clone + Send + Sync + 'static;
    type Output: Clone + Send + Sync + 'static;

    const OPERATION: &'static Operation;
    const ID: &'static str = Self::OPERATION.id;

    /// The member of the body, or the parameter of the query, that has the inputs or their ids.
    const INPUTS: &'static str;

    /// Returns the number of characters that an input adds to the query of the URL.
    fn query_length(&self, _input: &Self::Input) -> usize {
        0
    }

    /// Refuses an input that cannot succeed, so that no request is spent on it.
    fn validate(&self, input: &Self::Input, context: &RequestContext) -> Result<(), Error>;

    // As for an endpoint.
    #[allow(clippy::result_large_err)]
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

/// The results of a chunk, and the number of requests that were sent.
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

    /// Refuses options that replace the inputs, because the report would say that the wrong tasks were changed. The inputs
    /// were validated when they were split into chunks.
    fn validate(&self) -> Result<(), Error> {
        let options = &self.context.options;
        let members = options.extra_body.keys().chain(options.extra_query.iter().map(|(name, _)| name));
        let mut names = members.map(|name| name.strip_suffix("[]").unwrap_or(name));
        if names.any(|name| name == B::INPUTS) {
            let what = format!("`{}` has the inputs of the bulk change and cannot be replaced by an option", B::INPUTS);
            return Err(Error::invalid_argument(B::ID, what));
        }
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
    const INPUTS: &'static str = "tasks";

    fn validate(&self, task: &NewTask, _: &RequestContext) -> Result<(), Error> {
        body::new_task(Self::ID, task)
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
    const INPUTS: &'static str = "id";

    fn validate(&self, patch: &BulkTaskPatch, context: &RequestContext) -> Result<(), Error> {
        validate::task_id(Self::ID, patch.id)?;
        body::bulk_patch(Self::ID, patch, &context.options)
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
        items::by_id(patches.iter().map(|patch| patch.id), response)
    }
}

/// The same patch for all tasks, stored once.
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
    const INPUTS: &'static str = "id";

    fn validate(&self, id: &TaskId, context: &RequestContext) -> Result<(), Error> {
        validate::task_id(Self::ID, *id)?;
        body::patch(Self::ID, &self.0, &context.options)
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
        items::by_id(ids.iter().copied(), response)
    }
}

/// Implements the common parts of operations whose inputs are ids and whose responses are empty.
macro_rules! inputs_are_ids {
    () => {
        type Input = TaskId;
        type Output = ();

        fn validate(&self, id: &TaskId, _: &RequestContext) -> Result<(), Error> {
            validate::task_id(Self::ID, *id)
        }

        fn decode(&self, ids: &[TaskId], response: &Response) -> Vec<ItemResult<()>> {
            items::by_id(ids.iter().copied(), response)
        }
    };
}

#[derive(Clone)]
pub(super) struct Delete {
    pub(super) outbound_sync: Option<bool>,
    pub(super) arrays: ArrayEncoding,
}

impl BulkOperation for Delete {
    inputs_are_ids!();
    const OPERATION: &'static Operation = raw::operations::BULK_DELETE_TASKS;
    const INPUTS: &'static str = "ids";

    fn query_length(&self, id: &TaskId) -> usize {
        let separators = match self.arrays {
            ArrayEncoding::Repeat => "ids=&".len(),
            ArrayEncoding::Comma => "%2C".len(),
            ArrayEncoding::Brackets => "ids%5B%5D=&".len(),
        };
        id.0.checked_ilog10().map_or(1, |digits| digits as usize + 1) + separators
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
}

/// Declares an operation whose body contains only the ids of the tasks.
macro_rules! operations_on_ids {
    ($($name:ident = $operation:ident by $builder:ident;)*) => {
        $(#[derive(Clone)]
        pub(super) struct $name;

        impl BulkOperation for $name {
            inputs_are_ids!();
            const OPERATION: &'static Operation = raw::operations::$operation;
            const INPUTS: &'static str = "task_ids";

            fn build(
                &self,
                ids: &[TaskId],
                raw: &raw::Client,
                context: &RequestContext,
            ) -> Result<reqwest::Request, raw::Error> {
                let (organization, workspace) = context.ids();
                let call = raw.$builder().organization_id(organization).workspace_id(workspace);
                call.body(TaskIds::new(ids)).into_request()
            }
        })*
    };
}

operations_on_ids! {
    Archive = BULK_ARCHIVE_TASKS by bulk_archive_tasks;
}
