//! [`Image`]: an image to upload, with its content type.

use std::fmt;
use std::io::Read;
use std::path::Path;

use bytes::Bytes;
use focus_api_raw as raw;

use crate::error::Error;
use crate::redact::printable;

/// An image to upload, with its content type.
///
/// ```no_run
/// # async fn example() -> Result<(), focus_api::Error> {
/// use focus_api::requests::Image;
///
/// let photo = Image::file("whiteboard.jpg").await?;
/// # let _ = photo; Ok(()) }
/// ```
#[derive(Clone)]
pub struct Image {
    bytes: Bytes,
    content_type: String,
    file_name: String,
}

impl Image {
    /// Creates an image from bytes in memory, with a content type such as `image/png`.
    ///
    /// ```
    /// use focus_api::requests::Image;
    ///
    /// let image = Image::bytes(vec![0xFF, 0xD8], "image/jpeg")
    ///     .file_name("whiteboard.jpg");
    /// # let _ = image;
    /// ```
    #[must_use]
    pub fn bytes(bytes: impl Into<Bytes>, content_type: impl Into<String>) -> Self {
        let content_type = content_type.into();
        let extension = content_type.rsplit('/').next().unwrap_or("bin").to_owned();
        Self { bytes: bytes.into(), content_type, file_name: format!("image.{extension}") }
    }

    /// Reads an image from a file. The extension of the file determines the content type. See the example of [`Image`].
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for a file that cannot be read, and for an
    /// unknown extension: then read the file and use [`bytes`](Self::bytes).
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
                let what = format!(
                    "{} does not have the extension of an image: read the file and use `Image::bytes`",
                    path.display()
                );
                return Err(Error::invalid_argument(ID, what));
            }
        };
        let bytes = tokio::fs::read(path)
            .await
            .map_err(|error| Error::invalid_argument_from(ID, format!("cannot read {}", path.display()), error))?;
        let file_name = path.file_name().and_then(|name| name.to_str()).unwrap_or("image").to_owned();
        Ok(Self { bytes: bytes.into(), content_type: content_type.to_owned(), file_name })
    }

    /// Reads an image from a reader, up to its end.
    ///
    /// ```
    /// # fn main() -> Result<(), focus_api::Error> {
    /// use focus_api::requests::Image;
    ///
    /// let reader = std::io::Cursor::new(vec![0xFF, 0xD8]);
    /// let image = Image::reader(reader, "image/jpeg")?;
    /// # let _ = image; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) with the reader's error as its source.
    pub fn reader(mut reader: impl Read, content_type: impl Into<String>) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        reader
            .read_to_end(&mut bytes)
            .map_err(|error| Error::invalid_argument_from(ID, "cannot read the image", error))?;
        Ok(Self::bytes(bytes, content_type))
    }

    /// Sets the name of the uploaded file, which is sent as [`printable`](crate::printable) text. See the example of
    /// [`bytes`](Self::bytes).
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = name.into();
        self
    }

    /// Refuses an image that cannot be uploaded.
    pub(super) fn validate(&self) -> Result<(), String> {
        if self.bytes.is_empty() {
            return Err("the image is empty".to_owned());
        }
        let part = reqwest::multipart::Part::bytes([].as_slice()).mime_str(&self.content_type);
        part.map(drop).map_err(|_| format!("`{}` is not a valid content type", self.content_type))
    }

    /// Converts the image to the argument of the generated client, without copying the bytes.
    pub(super) fn to_part(&self) -> raw::FilePart {
        // A line break in the name would end the header of the form field.
        let file_name = printable(&self.file_name).into_owned();
        raw::FilePart::new(self.bytes.clone(), file_name, self.content_type.clone())
    }
}

const ID: &str = raw::operations::EXTRACT_TASKS_FROM_IMAGE.id;

impl fmt::Debug for Image {
    /// Shows the number of bytes instead of the bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Image")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}
