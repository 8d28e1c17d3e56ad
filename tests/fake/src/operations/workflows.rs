//! The three operations that suggest tasks. The fake has no language model: simple rules derive the suggestions from
//! the input, so that a test can predict them.
//!
//! The suggestions have new ids but are not stored, unless the fake was built to store them. It is unknown whether the
//! service stores them; its documentation only says that they are returned.

use std::convert::Infallible;

use bytes::Bytes;
use http::{StatusCode, header};
use multer::Multipart;
use serde_json::{Value, json};

use super::single;
use crate::error::ApiError;
use crate::service::Admitted;
use crate::state::Shared;
use crate::task_body::{self, Draft};
use crate::wire::Response;

/// An image gets one suggestion for each started block of this many bytes, so that the number depends on the input.
const BYTES_PER_TASK: usize = 64 * 1024;
/// The steps that are suggested for a prompt.
const STEPS: [&str; 3] = ["Prepare", "Carry out", "Review"];

/// `POST …/workflows/tasks/extract`: an image as the multipart field `file`.
pub(super) async fn from_image(shared: &Shared, request: &Admitted<'_>) -> Result<Response, ApiError> {
    let image = upload(request).await?;
    let count = image.len().div_ceil(BYTES_PER_TASK);
    suggest(shared, (1..=count).map(|number| format!("Item {number} of the picture")))
}

/// `POST …/workflows/tasks/from-list`: one task for each line.
pub(super) fn from_list(shared: &Shared, request: &Admitted<'_>) -> Result<Response, ApiError> {
    let prompt = prompt(request)?;
    let lines = prompt.lines().map(|line| line.trim_start_matches(['-', '*', '•', '☐', ' ', '\t']).trim());
    suggest(shared, lines.filter(|line| !line.is_empty()).map(str::to_owned))
}

/// `POST …/workflows/tasks/prompt`: three tasks for any prompt.
pub(super) fn from_prompt(shared: &Shared, request: &Admitted<'_>) -> Result<Response, ApiError> {
    let prompt = prompt(request)?;
    suggest(shared, STEPS.iter().map(|step| format!("{step}: {}", prompt.trim())))
}

fn suggest(shared: &Shared, names: impl Iterator<Item = String>) -> Result<Response, ApiError> {
    let mut state = shared.lock();
    let now = state.clock.stamp();
    let mut tasks = Vec::new();
    for name in names {
        let mut draft = Draft::new();
        draft.insert("name".to_owned(), json!(name));
        let id = state.store.create(draft, &shared.world, &now);
        tasks.push(single::created(shared, &state, id)?);
        if !shared.settings.store_suggestions {
            state.store.remove(id);
        }
    }
    Ok(Response::json(StatusCode::OK, &Value::Array(tasks)))
}

fn prompt(request: &Admitted<'_>) -> Result<String, ApiError> {
    let fields = task_body::object(task_body::json(request.headers, request.body)?)?;
    let prompt = fields.get("prompt").and_then(Value::as_str).unwrap_or_default();
    if prompt.trim().is_empty() {
        return Err(ApiError::validation("prompt: required, must not be empty"));
    }
    Ok(prompt.to_owned())
}

/// Returns the bytes of the field `file`. Which image types the service accepts is unknown; the fake accepts every
/// `image/…` and a part without a content type.
async fn upload(request: &Admitted<'_>) -> Result<Vec<u8>, ApiError> {
    let refuse =
        |error: &dyn std::fmt::Display| ApiError::validation(format!("the body is not a form upload: {error}"));
    let content_type = request.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = multer::parse_boundary(content_type.unwrap_or_default()).map_err(|error| refuse(&error))?;
    // The body is complete and its size was checked, so it is one chunk.
    let body = futures_util::stream::once(std::future::ready(Ok::<Bytes, Infallible>(request.body.clone())));
    let mut form = Multipart::new(body, boundary);
    while let Some(part) = form.next_field().await.map_err(|error| refuse(&error))? {
        if part.name() != Some("file") {
            continue;
        }
        let media_type = part.content_type().map_or_else(|| "image/*".to_owned(), ToString::to_string);
        let bytes = part.bytes().await.map_err(|error| refuse(&error))?;
        if !media_type.starts_with("image/") {
            return Err(ApiError::validation(format!("file: '{media_type}' is not an image")));
        }
        if bytes.is_empty() {
            return Err(ApiError::validation("file: empty"));
        }
        return Ok(bytes.to_vec());
    }
    Err(ApiError::validation("file: required"))
}
