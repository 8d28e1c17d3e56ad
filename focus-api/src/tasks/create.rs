//! [`CreateTask`] and [`Created`]: create one task, and do not report a created task as a failure.

use focus_api_raw as raw;
use focus_api_raw::Operation;
use focus_api_raw::types::{NewTask, Task, TaskId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::body;
use crate::decode;
use crate::endpoint::{Endpoint, RequestContext};
use crate::error::Error;
use crate::request::{decoding_request, request_methods};
use crate::transport::{Acceptance, Content, Response};
use crate::workspace::Workspace;

decoding_request! {
    /// Creates a task. Created by [`Tasks::create`](crate::Tasks::create).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::NewTask;
    ///
    /// let task = tasks
    ///     .create(NewTask::new("Call the printer").notes("before noon"))
    ///     .await?
    ///     .into_task()?;
    /// println!("{:?}", task.name);
    /// # Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One, sent again only if no connection was made: the service cannot recognise a repeated create.
    pub struct CreateTask<T> {
        task: NewTask,
    }
}

impl CreateTask {
    pub(super) fn new(workspace: &Workspace, task: NewTask) -> Self {
        Self { context: RequestContext::new(workspace), task, decoded: std::marker::PhantomData }
    }
}

request_methods!(CreateTask<T> => Created<T>);

impl<T: DeserializeOwned + Send + 'static> Endpoint for CreateTask<T> {
    type Output = Created<T>;
    const OPERATION: &'static Operation = raw::operations::CREATE_TASK;

    fn context(&self) -> &RequestContext {
        &self.context
    }

    fn validate(&self) -> Result<(), Error> {
        body::new_task(Self::OPERATION.id, &self.task)
    }

    fn build(&self, raw: &raw::Client) -> Result<reqwest::Request, raw::Error> {
        let (organization, workspace) = self.context.ids();
        raw.create_task().organization_id(organization).workspace_id(workspace).body(self.task.clone()).into_request()
    }

    fn also_accepts(&self) -> Acceptance {
        Acceptance::ConfirmedByStatus
    }

    fn decode(self, response: Response) -> Result<Created<T>, Error> {
        Ok(match response.bytes() {
            Ok(body) => {
                let mut created = Created::decode(Self::OPERATION.id, None, body);
                let name = decode::task_name_of(created.task.as_ref(), body);
                // An extra member replaces the name of the task.
                let replaced = self.context.options.extra_body.get("name");
                let sent = replaced.map_or(Some(self.task.name.as_str()), |name| name.as_str());
                if name.is_some_and(|name| sent.is_some_and(|sent| !is_same_name(&name, sent))) {
                    // Without the name, which an error must not show.
                    let what = "the response is a task with another name than the one that was sent";
                    let error = Error::decode(Self::OPERATION.id, None, "name", body, what);
                    created = Created { id: None, task: None, decode_error: Some(error) };
                } else if created.id.is_none() && created.task.is_some() && Content::of(body) != Content::Task {
                    // Another type than `Task` can be decoded from any object, for example from a message.
                    let what = "the response has no valid id and is not a task";
                    let error = Error::decode(Self::OPERATION.id, None, "id", body, what);
                    created = Created { id: None, task: None, decode_error: Some(error) };
                }
                created.decode_error = created.decode_error.map(|error| error.with_context(&response.context));
                created
            }
            // The status confirmed that the task was created, so an incomplete body is not a failure.
            Err(error) => Created { id: None, task: None, decode_error: Some(error) },
        })
    }
}

/// Returns whether two names are the same except for white space, which the service may trim.
pub(crate) fn is_same_name(left: &str, right: &str) -> bool {
    left.split_whitespace().eq(right.split_whitespace())
}

/// A task that was created.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// use focus_api::NewTask;
///
/// let created = tasks.create(NewTask::new("Call the printer")).await?;
/// match (created.id, &created.decode_error) {
///     (Some(id), _) => println!("created task {id}"),
///     (None, Some(error)) => {
///         println!("created, but the response is undecodable: {error}")
///     }
///     (None, None) => println!("created, but the response has no id"),
/// }
/// # Ok(()) }
/// ```
///
/// The status of the response confirmed that the task exists. If its body could not be decoded, `task` is `None`. That
/// is not an error of the request, because a caller might create the task again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[must_use = "it contains the id of the new task, or the reason why the id is unknown"]
#[non_exhaustive]
pub struct Created<T = Task> {
    /// The id of the new task, if the response contained it.
    pub id: Option<TaskId>,
    /// The new task, without parent and counters, if the response contained it.
    pub task: Option<T>,
    /// The error if there is no task.
    pub decode_error: Option<Error>,
}

impl<T> Created<T> {
    /// Returns the new task.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) and others if the response did not contain it. The task exists
    /// nevertheless: do not create it again.
    pub fn into_task(self) -> Result<T, Error> {
        match (self.task, self.decode_error) {
            (Some(task), _) => Ok(task),
            (None, Some(error)) => Err(error),
            (None, None) => {
                let what = "the task was created, but the response did not contain it";
                Err(Error::outcome_unknown(raw::operations::CREATE_TASK.id, what))
            }
        }
    }
}

impl<T: DeserializeOwned + 'static> Created<T> {
    /// Decodes one created task; `index` is its index in a bulk response.
    pub(crate) fn decode(operation: &'static str, index: Option<usize>, json: &[u8]) -> Self {
        let decoded: Result<T, Error> = match index {
            Some(index) => decode::element(operation, index, json),
            None => decode::value(operation, json),
        };
        let id = decode::task_id_of(decoded.as_ref().ok(), json).filter(|id| id.0 > 0);
        match decoded {
            Ok(task) => Self { id, task: Some(task), decode_error: None },
            Err(error) => Self { id, task: None, decode_error: Some(error) },
        }
    }
}
