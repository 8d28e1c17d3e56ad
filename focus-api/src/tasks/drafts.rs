//! [`DraftFromImage`], [`DraftFromList`], [`DraftFromPrompt`]: draft tasks from an image, a list or a prompt.
//!
//! `tasks/image.rs` has the image.

use std::time::Duration;

use focus_api_raw as raw;
use focus_api_raw::Operation;
use focus_api_raw::types::{Prompt, Task};
use serde::de::DeserializeOwned;

use super::image::Image;
use crate::decode::{self, Ids};
use crate::endpoint::{Endpoint, RequestContext};
use crate::error::Error;
use crate::policy::FilterGuard;
use crate::redact::is_blank;
use crate::request::{decoding_request, request_methods};
use crate::transport::Response;
use crate::workspace::Workspace;

/// The time-out of drafts, which a language model of the service generates slowly.
const DRAFT_TIMEOUT: Duration = Duration::from_secs(120);

/// Drafted tasks. They do not exist until they are created.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// use focus_api::NewTask;
///
/// let drafts =
///     tasks.draft_from_prompt("launch the new website in March").await?;
/// let new = drafts.tasks.into_iter().map(NewTask::from);
/// let report = tasks.bulk().create(new).await;
/// println!("{report}");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Drafts<T = Task> {
    /// The drafts, in the order of the service.
    pub tasks: Vec<T>,
    /// An error for each draft that could not be decoded, with its index.
    pub decode_errors: Vec<Error>,
}

/// Declares a request type for drafts.
macro_rules! draft_request {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $input:ident: $ty:ty } = $operation:ident,
        validate $validate:expr,
        build |$this:ident, $raw:ident| $build:expr
    ) => {
        decoding_request! {
            $(#[$meta])*
            pub struct $name<T> {
                $input: $ty,
            }
        }

        impl $name {
            pub(super) fn new(workspace: &Workspace, $input: $ty) -> Self {
                Self { context: RequestContext::new(workspace), $input, decoded: std::marker::PhantomData }
            }
        }

        request_methods!($name<T> => Drafts<T>);

        impl<T: DeserializeOwned + Send + 'static> Endpoint for $name<T> {
            type Output = Drafts<T>;
            const OPERATION: &'static Operation = raw::operations::$operation;
            const TIMEOUT: Option<Duration> = Some(DRAFT_TIMEOUT);

            fn context(&self) -> &RequestContext {
                &self.context
            }

            fn validate(&self) -> Result<(), Error> {
                let validate: fn(&$ty) -> Result<(), String> = $validate;
                validate(&self.$input).map_err(|what| Error::invalid_argument(Self::OPERATION.id, what))
            }

            fn build(&self, raw: &raw::Client) -> Result<reqwest::Request, raw::Error> {
                let ($this, $raw) = (self, raw);
                $build
            }

            fn decode(self, response: Response) -> Result<Drafts<T>, Error> {
                let list = decode::list(Self::OPERATION.id, response.bytes()?, &FilterGuard::default(), Ids::Skip)?;
                let (tasks, errors) = decode::separate(list.elements);
                let decode_errors = errors.into_iter().map(|error| error.with_context(&response.context)).collect();
                Ok(Drafts { tasks, decode_errors })
            }
        }
    };
}

draft_request! {
    /// Drafts tasks from an image. Created by [`Tasks::draft_from_image`](crate::Tasks::draft_from_image).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::requests::Image;
    ///
    /// let drafts =
    ///     tasks.draft_from_image(Image::file("whiteboard.jpg").await?).await?;
    /// for draft in &drafts.tasks {
    ///     println!("{:?}", draft.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One. The default time-out is two minutes.
    pub struct DraftFromImage { image: Image } = EXTRACT_TASKS_FROM_IMAGE,
    validate Image::validate,
    build |this, raw| {
        let (organization, workspace) = this.context.ids();
        let call = raw.extract_tasks_from_image().organization_id(organization).workspace_id(workspace);
        call.file(this.image.to_part()).into_request()
    }
}

draft_request! {
    /// Drafts one task for each line of a text. Created by [`Tasks::draft_from_list`](crate::Tasks::draft_from_list).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let drafts = tasks.draft_from_list("buy paper\ncall the printer").await?;
    /// # let _ = drafts; Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One. The default time-out is two minutes.
    pub struct DraftFromList { text: String } = EXTRACT_TASKS_FROM_LIST,
    validate |text| not_blank(text),
    build |this, raw| {
        let (organization, workspace) = this.context.ids();
        let call = raw.extract_tasks_from_list().organization_id(organization).workspace_id(workspace);
        call.body(Prompt::new(this.text.clone())).into_request()
    }
}

draft_request! {
    /// Drafts tasks for a goal. Created by [`Tasks::draft_from_prompt`](crate::Tasks::draft_from_prompt).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let drafts =
    ///     tasks.draft_from_prompt("launch the new website in March").await?;
    /// # let _ = drafts; Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One. The default time-out is two minutes.
    pub struct DraftFromPrompt { prompt: String } = GENERATE_TASKS_FROM_PROMPT,
    validate |text| not_blank(text),
    build |this, raw| {
        let (organization, workspace) = this.context.ids();
        let call = raw.generate_tasks_from_prompt().organization_id(organization).workspace_id(workspace);
        call.body(Prompt::new(this.prompt.clone())).into_request()
    }
}

fn not_blank(text: &str) -> Result<(), String> {
    if is_blank(text) { Err("the text to draft tasks from is empty".to_owned()) } else { Ok(()) }
}
