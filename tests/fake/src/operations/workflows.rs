//! The three operations that make tasks out of something else. The fake is no language model: what it makes follows
//! from the input by simple rules, so that a test knows the answer.
//!
//! The suggestions carry fresh ids but are not in the workspace, unless the fake was built to keep them. Which of the
//! two the service does is unknown; its page says that they are returned, not that they are created.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart};
use axum::http::{Request, Response, StatusCode};
use serde_json::{Value, json};

use super::single;
use crate::body::{self, Draft};
use crate::error::{ApiError, json_response};
use crate::service::{Admitted, Shared};

/// One suggestion for each of these much image: the rule has to depend on something.
const BYTES_PER_TASK: usize = 64 * 1024;
/// What a prompt is taken apart into.
const STEPS: [&str; 3] = ["Prepare", "Carry out", "Review"];

/// `POST …/workflows/tasks/extract`: an image as the multipart field `file`.
pub(super) async fn from_image(shared: &Shared, request: &Admitted<'_>) -> Result<Response<Body>, ApiError> {
    let image = upload(request).await?;
    let count = image.len().div_ceil(BYTES_PER_TASK);
    suggest(shared, (1..=count).map(|number| format!("Item {number} of the picture")))
}

/// `POST …/workflows/tasks/from-list`: one task a line.
pub(super) fn from_list(shared: &Shared, request: &Admitted<'_>) -> Result<Response<Body>, ApiError> {
    let prompt = prompt(request)?;
    let lines = prompt.lines().map(|line| line.trim_start_matches(['-', '*', '•', '☐', ' ', '\t']).trim());
    suggest(shared, lines.filter(|line| !line.is_empty()).map(str::to_owned))
}

/// `POST …/workflows/tasks/prompt`: three tasks for whatever is asked.
pub(super) fn from_prompt(shared: &Shared, request: &Admitted<'_>) -> Result<Response<Body>, ApiError> {
    let prompt = prompt(request)?;
    suggest(shared, STEPS.iter().map(|step| format!("{step}: {}", prompt.trim())))
}

fn suggest(shared: &Shared, names: impl Iterator<Item = String>) -> Result<Response<Body>, ApiError> {
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
    Ok(json_response(StatusCode::OK, &Value::Array(tasks)))
}

fn prompt(request: &Admitted<'_>) -> Result<String, ApiError> {
    let fields = body::object(body::json(&request.parts.headers, request.body)?)?;
    let prompt = fields.get("prompt").and_then(Value::as_str).unwrap_or_default();
    if prompt.trim().is_empty() {
        return Err(ApiError::validation("prompt: a text is required"));
    }
    Ok(prompt.to_owned())
}

/// The bytes of the field `file`. Which kinds of image the service takes is unknown; here every `image/…` is fine, and
/// a part that does not say what it is.
async fn upload(request: &Admitted<'_>) -> Result<Vec<u8>, ApiError> {
    let refuse =
        |error: &dyn std::fmt::Display| ApiError::validation(format!("the body is not a form upload: {error}"));
    let mut copy = Request::from_parts(request.parts.clone(), Body::from(request.body.clone()));
    // The size was checked when the body was read; axum's own, lower limit would only be in the way.
    DefaultBodyLimit::disable().apply(&mut copy);
    let mut form = Multipart::from_request(copy, &()).await.map_err(|error| refuse(&error))?;
    while let Some(part) = form.next_field().await.map_err(|error| refuse(&error))? {
        if part.name() != Some("file") {
            continue;
        }
        let kind = part.content_type().unwrap_or("image/*").to_owned();
        let bytes = part.bytes().await.map_err(|error| refuse(&error))?;
        if !kind.starts_with("image/") {
            return Err(ApiError::validation(format!("file: '{kind}' is not an image")));
        }
        if bytes.is_empty() {
            return Err(ApiError::validation("file: empty"));
        }
        return Ok(bytes.to_vec());
    }
    Err(ApiError::validation("file: required"))
}
