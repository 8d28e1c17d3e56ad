//! The builder of the operation that the generator does not support, because its body is `multipart/form-data`.
//!
//! It has the same methods as the generated builders in [`builder`](crate::builder).

// `Error` is the generator's and contains a response; every generated builder returns it.
#![allow(clippy::result_large_err)]

use std::borrow::Cow;
use std::fmt;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::Request;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::multipart::{Form, Part};

use crate::arguments::{self, Argument};
use crate::{Client, Error, Operation, ResponseValue, operations, types};

/// A file to upload: its bytes, a file name and a content type.
///
/// ```
/// use focus_api_raw::FilePart;
///
/// let part = FilePart::new(vec![0xFF, 0xD8], "whiteboard.jpg", "image/jpeg");
/// ```
///
/// The bytes are kept in memory, so that a request with the file can be sent again.
#[derive(Clone)]
pub struct FilePart {
    bytes: Bytes,
    file_name: Cow<'static, str>,
    content_type: Cow<'static, str>,
}

impl FilePart {
    /// Creates a file from these bytes.
    ///
    /// An invalid content type is an error when the request is built.
    #[must_use]
    pub fn new(
        bytes: impl Into<Bytes>,
        file_name: impl Into<Cow<'static, str>>,
        content_type: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { bytes: bytes.into(), file_name: file_name.into(), content_type: content_type.into() }
    }

    fn into_part(self) -> Result<Part, Error> {
        Part::stream(self.bytes)
            .file_name(self.file_name)
            .mime_str(&self.content_type)
            .map_err(|_| Error::InvalidRequest(format!("`{}` is not a valid content type", self.content_type)))
    }
}

impl fmt::Debug for FilePart {
    /// Shows the number of bytes instead of the bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

impl Client {
    /// Drafts tasks from an image.
    ///
    /// Sends a `POST` request to
    /// `/organizations/{organization_id}/workspaces/{workspace_id}/workflows/tasks/extract`. The image is the form
    /// field `file`.
    ///
    /// ```no_run
    /// # async fn example(client: focus_api_raw::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use focus_api_raw::FilePart;
    ///
    /// let image = FilePart::new(
    ///     std::fs::read("whiteboard.jpg")?,
    ///     "whiteboard.jpg",
    ///     "image/jpeg",
    /// );
    /// let call =
    ///     client.extract_tasks_from_image().organization_id(1).workspace_id(2);
    /// let drafts = call.file(image).send().await?;
    /// println!("{} drafts", drafts.len());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn extract_tasks_from_image(&self) -> ExtractTasksFromImage<'_> {
        ExtractTasksFromImage {
            client: self,
            organization_id: Err("organization_id was not initialized".into()),
            workspace_id: Err("workspace_id was not initialized".into()),
            file: Err("file was not initialized".into()),
        }
    }
}

/// Builder for [`Client::extract_tasks_from_image`].
#[derive(Clone, Debug)]
pub struct ExtractTasksFromImage<'a> {
    client: &'a Client,
    organization_id: Argument<types::OrganizationId>,
    workspace_id: Argument<types::WorkspaceId>,
    file: Argument<FilePart>,
}

impl ExtractTasksFromImage<'_> {
    /// The operation of this builder.
    pub const OPERATION: &'static Operation = operations::EXTRACT_TASKS_FROM_IMAGE;

    /// Sets the organization.
    #[must_use]
    pub fn organization_id(mut self, value: impl TryInto<types::OrganizationId>) -> Self {
        self.organization_id = arguments::required("organization_id", value.try_into());
        self
    }

    /// Sets the workspace.
    #[must_use]
    pub fn workspace_id(mut self, value: impl TryInto<types::WorkspaceId>) -> Self {
        self.workspace_id = arguments::required("workspace_id", value.try_into());
        self
    }

    /// Sets the image.
    #[must_use]
    pub fn file(mut self, file: FilePart) -> Self {
        self.file = Ok(file);
        self
    }

    /// Builds the request, with its body in memory, without sending it.
    ///
    /// The headers of [`RequestHeaders`](crate::RequestHeaders) are not set yet; `send` sets them.
    ///
    /// # Errors
    /// [`Error::InvalidRequest`] for a missing id or file and for an invalid content type.
    pub fn into_request(self) -> Result<Request, Error> {
        let client = self.client;
        let url = format!(
            "{}/organizations/{}/workspaces/{}/workflows/tasks/extract",
            client.baseurl,
            self.organization_id.map_err(arguments::invalid)?,
            self.workspace_id.map_err(arguments::invalid)?,
        );
        let form = Form::new().part("file", self.file.map_err(arguments::invalid)?.into_part()?);
        let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={}", form.boundary()))
            .map_err(|error| Error::InvalidRequest(error.to_string()))?;
        let body = collect(form)?;
        Ok(client.client.post(url).header(CONTENT_TYPE, content_type).body(body).build()?)
    }

    /// Sends the request.
    ///
    /// # Errors
    /// Those of [`into_request`](Self::into_request), and those of every generated operation.
    pub async fn send(self) -> Result<ResponseValue<Vec<types::Task>>, Error> {
        let client = self.client;
        let response = client.execute(self.into_request()?, Self::OPERATION).await?;
        match response.status().as_u16() {
            200 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}

/// Collects the form in memory, because a streamed body can be sent only once.
fn collect(form: Form) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    let mut chunks = pin!(form.into_stream());
    // Every part is in memory, so every chunk is ready.
    let mut context = Context::from_waker(Waker::noop());
    loop {
        match chunks.as_mut().poll_next(&mut context) {
            Poll::Ready(Some(chunk)) => body.extend_from_slice(&chunk?),
            Poll::Ready(None) => return Ok(body),
            Poll::Pending => return Err(Error::InvalidRequest("the form is not in memory".to_owned())),
        }
    }
}
