//! Drafting tasks from a picture, a list or a prompt.

use std::fmt;
use std::marker::PhantomData;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use focus_api_raw as raw;
use focus_api_raw::types::{Prompt, Task};
use serde::de::DeserializeOwned;

use super::Tasks;
use crate::decode;
use crate::error::Error;
use crate::request::{Endpoint, Request};
use crate::transport::{Reply, Sent};
use crate::workspace::Workspace;

/// Drafting runs a language model behind the service, which answers in its own time.
const DRAFT_TIMEOUT: Duration = Duration::from_secs(120);

impl Tasks {
    /// Drafts tasks from a picture: a photographed whiteboard, a screenshot of a list.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::Image;
    ///
    /// let drafts = tasks.draft_from_image(Image::file("whiteboard.jpg").await?).await?;
    /// for draft in &drafts.tasks {
    ///     println!("{:?}", draft.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One. It may take a while: allow two minutes unless told otherwise.
    pub fn draft_from_image(&self, image: Image) -> Request<DraftFromImage<Task>> {
        self.request(DraftFromImage::new(image)).timeout(DRAFT_TIMEOUT)
    }

    /// Drafts one task for each entry of a pasted list.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let drafts = tasks.draft_from_list("buy paper\ncall the printer").await?;
    /// # let _ = drafts; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One; as slow as [`draft_from_image`](Self::draft_from_image).
    pub fn draft_from_list(&self, text: impl Into<String>) -> Request<DraftFromList<Task>> {
        self.request(DraftFromList::new(text.into())).timeout(DRAFT_TIMEOUT)
    }

    /// Drafts the tasks that lead to a goal.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let drafts = tasks.draft_from_prompt("launch the new website in March").await?;
    /// # let _ = drafts; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One; as slow as [`draft_from_image`](Self::draft_from_image).
    pub fn draft_from_prompt(&self, prompt: impl Into<String>) -> Request<DraftFromPrompt<Task>> {
        self.request(DraftFromPrompt::new(prompt.into())).timeout(DRAFT_TIMEOUT)
    }
}

/// Drafted tasks.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Drafts<T = Task> {
    /// The drafts, in the order of the service.
    pub tasks: Vec<T>,
    /// Drafts that could not be read, each with its place and the reason.
    pub undecodable: Vec<Error>,
}

/// A picture to upload, with its content type.
#[derive(Clone)]
pub struct Image {
    bytes: Bytes,
    content_type: String,
    file_name: String,
}

impl Image {
    /// A picture in memory, `image/png` for example.
    #[must_use]
    pub fn bytes(bytes: impl Into<Bytes>, content_type: impl Into<String>) -> Self {
        let content_type = content_type.into();
        let extension = content_type.rsplit('/').next().unwrap_or("bin").to_owned();
        Self { bytes: bytes.into(), content_type, file_name: format!("image.{extension}") }
    }

    /// A picture in a file; the content type follows from the file's extension.
    ///
    /// # Errors
    /// A file that cannot be read, an extension that is no picture's: then read it yourself and use
    /// [`bytes`](Self::bytes).
    pub async fn file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let content_type = match extension.to_ascii_lowercase().as_str() {
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "gif" => "image/gif",
            "webp" => "image/webp",
            "heic" => "image/heic",
            "bmp" => "image/bmp",
            "tif" | "tiff" => "image/tiff",
            _ => {
                let what =
                    format!("the extension of {} is no picture's: read the file, use `Image::bytes`", path.display());
                return Err(Error::argument(DraftFromImage::<Task>::ID, what));
            }
        };
        let bytes = tokio::fs::read(path)
            .await
            .map_err(|error| Error::configuration_from(format!("cannot read the picture {}", path.display()), error))?;
        let file_name = path.file_name().and_then(|name| name.to_str()).unwrap_or("image").to_owned();
        Ok(Self { bytes: bytes.into(), content_type: content_type.to_owned(), file_name })
    }

    /// A picture from a reader, read to its end.
    ///
    /// # Errors
    /// Those of reading.
    pub fn reader(mut reader: impl std::io::Read, content_type: impl Into<String>) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(|error| Error::configuration_from("cannot read the picture", error))?;
        Ok(Self::bytes(bytes, content_type))
    }

    /// The name the file is uploaded under.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = name.into();
        self
    }

    fn part(&self) -> raw::FilePart {
        raw::FilePart::new(self.bytes.clone(), self.file_name.clone(), self.content_type.clone())
    }
}

impl fmt::Debug for Image {
    /// Without the picture: some megabytes of numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Image")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// See [`Tasks::draft_from_image`](crate::Tasks::draft_from_image).
#[derive(Clone, Debug)]
pub struct DraftFromImage<T> {
    image: Image,
    reads: PhantomData<fn() -> T>,
}

impl<T> DraftFromImage<T> {
    pub(super) fn new(image: Image) -> Self {
        Self { image, reads: PhantomData }
    }
}

impl<T: DeserializeOwned + Send + 'static> Endpoint for DraftFromImage<T> {
    type Output = Drafts<T>;
    const ID: &'static str = "extract_tasks_from_image";

    fn check(&self) -> Result<(), Error> {
        if self.image.bytes.is_empty() {
            return Err(Error::argument(Self::ID, "the picture is empty"));
        }
        let what = || format!("`{}` is no content type", self.image.content_type);
        let checked = reqwest::multipart::Part::bytes([].as_slice()).mime_str(&self.image.content_type);
        checked.map(drop).map_err(|_| Error::argument(Self::ID, what()))
    }

    fn start(&mut self, raw: raw::Client, at: &Workspace) -> Sent<'static> {
        let (organization, workspace) = (at.organization_id(), at.workspace_id());
        let part = self.image.part();
        Box::pin(async move {
            let call = raw.extract_tasks_from_image().organization_id(organization).workspace_id(workspace);
            raw::unread::take(call.file(part).send().await)
        })
    }

    async fn finish(self, reply: Reply, _: bool) -> Result<Drafts<T>, Error> {
        read(Self::ID, reply).await
    }
}

impl<T> Request<DraftFromImage<T>> {
    /// Reads the drafts into a type of your own.
    pub fn decode_as<U>(self) -> Request<DraftFromImage<U>> {
        let endpoint = DraftFromImage::new(self.endpoint.image);
        Request { workspace: self.workspace, options: self.options, endpoint }
    }
}

/// The two operations that take text differ in name only.
macro_rules! from_text {
    ($(#[$doc:meta])* $name:ident by $operation:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name<T> {
            prompt: String,
            reads: PhantomData<fn() -> T>,
        }

        impl<T> $name<T> {
            pub(super) fn new(prompt: String) -> Self {
                Self { prompt, reads: PhantomData }
            }
        }

        impl<T: DeserializeOwned + Send + 'static> Endpoint for $name<T> {
            type Output = Drafts<T>;
            const ID: &'static str = stringify!($operation);

            fn check(&self) -> Result<(), Error> {
                if self.prompt.trim().is_empty() {
                    return Err(Error::argument(Self::ID, "the text is empty"));
                }
                Ok(())
            }

            fn start(&mut self, raw: raw::Client, at: &Workspace) -> Sent<'static> {
                let (organization, workspace) = (at.organization_id(), at.workspace_id());
                let body = Prompt { prompt: self.prompt.clone() };
                Box::pin(async move {
                    let call = raw.$operation().organization_id(organization).workspace_id(workspace).body(body);
                    raw::unread::take(call.send().await)
                })
            }

            async fn finish(self, reply: Reply, _: bool) -> Result<Drafts<T>, Error> {
                read(Self::ID, reply).await
            }
        }

        impl<T> Request<$name<T>> {
            /// Reads the drafts into a type of your own.
            pub fn decode_as<U>(self) -> Request<$name<U>> {
                let endpoint = $name::new(self.endpoint.prompt);
                Request { workspace: self.workspace, options: self.options, endpoint }
            }
        }
    };
}

from_text! {
    /// See [`Tasks::draft_from_list`](crate::Tasks::draft_from_list).
    DraftFromList by extract_tasks_from_list
}
from_text! {
    /// See [`Tasks::draft_from_prompt`](crate::Tasks::draft_from_prompt).
    DraftFromPrompt by generate_tasks_from_prompt
}

async fn read<T: DeserializeOwned>(operation: &'static str, reply: Reply) -> Result<Drafts<T>, Error> {
    let body = reply.whole().await?.body;
    let (tasks, undecodable) = decode::separate(decode::list(operation, &body)?.read(operation));
    Ok(Drafts { tasks, undecodable })
}
