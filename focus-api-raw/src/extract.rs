//! The one operation the generator cannot make: its request body is `multipart/form-data`.
//!
//! Written to look and work like its generated neighbours in [`builder`](crate::builder).

use progenitor_client::{ClientHooks, OperationInfo};
use reqwest::multipart::Form;

use crate::{Client, Error, ResponseValue, types};

/// A file to upload: bytes or a stream, with a file name and a content type.
pub type FilePart = reqwest::multipart::Part;

const OPERATION: OperationInfo = OperationInfo { operation_id: "extract_tasks_from_image" };

impl Client {
    /// Draft tasks from an image.
    ///
    /// Sends a `POST` request to
    /// `/organizations/{organization_id}/workspaces/{workspace_id}/workflows/tasks/extract`, the picture as the form
    /// field `file`.
    #[must_use]
    pub fn extract_tasks_from_image(&self) -> ExtractTasksFromImage<'_> {
        ExtractTasksFromImage {
            client: self,
            organization_id: missing("organization_id"),
            workspace_id: missing("workspace_id"),
            file: missing("file"),
        }
    }
}

/// Builder for [`Client::extract_tasks_from_image`].
#[derive(Debug)]
pub struct ExtractTasksFromImage<'a> {
    client: &'a Client,
    organization_id: Result<types::OrganizationId, String>,
    workspace_id: Result<types::WorkspaceId, String>,
    file: Result<FilePart, String>,
}

impl ExtractTasksFromImage<'_> {
    /// The organization.
    #[must_use]
    pub fn organization_id(mut self, value: impl TryInto<types::OrganizationId>) -> Self {
        self.organization_id = value.try_into().map_err(|_| "conversion to `OrganizationId` failed".to_owned());
        self
    }

    /// The workspace.
    #[must_use]
    pub fn workspace_id(mut self, value: impl TryInto<types::WorkspaceId>) -> Self {
        self.workspace_id = value.try_into().map_err(|_| "conversion to `WorkspaceId` failed".to_owned());
        self
    }

    /// The picture.
    #[must_use]
    pub fn file(mut self, part: FilePart) -> Self {
        self.file = Ok(part);
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    /// [`Error::InvalidRequest`] for a missing id or file; otherwise as for every generated operation.
    pub async fn send(self) -> Result<ResponseValue<Vec<types::Task>>, Error> {
        let client = self.client;
        let url = format!(
            "{}/organizations/{}/workspaces/{}/workflows/tasks/extract",
            client.baseurl,
            self.organization_id.map_err(Error::InvalidRequest)?,
            self.workspace_id.map_err(Error::InvalidRequest)?,
        );
        let form = Form::new().part("file", self.file.map_err(Error::InvalidRequest)?);
        let request = client.client.post(url).multipart(form).build()?;
        let response = client.exec(request, &OPERATION).await?;
        match response.status().as_u16() {
            200 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}

fn missing<T>(name: &str) -> Result<T, String> {
    Err(format!("{name} was not initialized"))
}
