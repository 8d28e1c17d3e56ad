//! [`Endpoint`]: the parts of a call that differ between operations, and [`RequestContext`]: the parts that do not.
//!
//! [`execute`] runs every call, in these steps:
//!
//! validate → build → [`Transport::send`](crate::transport::Transport::send) → accept → decode
//!
//! Only the request types of `tasks` and the chunks of a bulk change implement the trait. `request.rs` has the methods
//! that all request types share; `transport` sends the requests.

use std::time::Duration;

use focus_api_raw as raw;
use focus_api_raw::Operation;
use focus_api_raw::types::{OrganizationId, WorkspaceId};

use crate::error::Error;
use crate::policy::CallOptions;
use crate::transport::{Acceptance, BodyMode, Call, RawResponse, Response, accept};
use crate::workspace::Workspace;

/// The workspace of a request, and the options of the call.
#[derive(Clone, Debug)]
pub(crate) struct RequestContext {
    pub(crate) workspace: Workspace,
    pub(crate) options: CallOptions,
}

impl RequestContext {
    pub(crate) fn new(workspace: &Workspace) -> Self {
        Self { workspace: workspace.clone(), options: CallOptions::default() }
    }

    /// Returns the ids that every path contains.
    pub(crate) fn ids(&self) -> (OrganizationId, WorkspaceId) {
        (self.workspace.organization_id(), self.workspace.workspace_id())
    }

    /// Returns whether lists are checked against their filters.
    pub(crate) fn filter_guard(&self) -> bool {
        self.options.filter_guard.unwrap_or(self.workspace.client().transport().settings.filter_guard)
    }
}

/// One operation of the API, with its arguments.
pub(crate) trait Endpoint: Sized + Send + Sync {
    /// The result of a success.
    type Output;

    /// The operation, from the generated table.
    const OPERATION: &'static Operation;

    /// How the body of a success is read.
    const BODY: BodyMode = BodyMode::Buffered;

    /// The time-out of one attempt, unless the call or the client sets one.
    const TIMEOUT: Option<Duration> = None;

    /// The workspace and the options of the call.
    fn context(&self) -> &RequestContext;

    /// Refuses arguments that cannot succeed, so that no request is spent on them.
    fn validate(&self) -> Result<(), Error>;

    /// Builds the request through the generated builder.
    // The generator's error contains a response. It is converted at once.
    #[allow(clippy::result_large_err)]
    fn build(&self, raw: &raw::Client) -> Result<reqwest::Request, raw::Error>;

    /// Returns the undocumented successes that are accepted.
    fn also_accepts(&self) -> Acceptance {
        Acceptance::Documented
    }

    /// Decodes the result from an accepted response.
    fn decode(self, response: Response) -> Result<Self::Output, Error>;
}

/// Makes a call and returns its result.
pub(crate) async fn execute<E: Endpoint>(endpoint: E) -> Result<E::Output, Error> {
    let response = send(&endpoint, E::BODY).await?;
    let context = response.context.clone();
    endpoint.decode(response).map_err(|error| error.with_context(&context))
}

/// Makes a call and returns its response undecoded.
pub(crate) async fn execute_raw<E: Endpoint>(endpoint: E) -> Result<RawResponse, Error> {
    send(&endpoint, BodyMode::Buffered).await?.into_raw()
}

/// Makes a call and returns its accepted response.
pub(crate) async fn send<E: Endpoint>(endpoint: &E, body: BodyMode) -> Result<Response, Error> {
    let RequestContext { workspace, options } = endpoint.context();
    let id = E::OPERATION.id;
    workspace.validate(id)?;
    endpoint.validate()?;
    let client = workspace.client();
    let build = || endpoint.build(client.raw_client()).map_err(|error| Error::from_builder(id, &error));
    let call = Call {
        operation: id,
        array_parameters: E::OPERATION.list_parameters,
        organization: Some(workspace.organization_id().0),
        options,
        body,
        timeout: E::TIMEOUT,
    };
    let response = client.transport().send(&build, call).await?;
    accept(E::OPERATION, endpoint.also_accepts(), response)
}
