//! Recorded requests as text, without secrets and without values that differ between runs.

use focus_fake::RecordedRequest;

/// Returns method, path below the workspace, and query as sent: `GET /tasks?page=1`.
#[must_use]
pub fn line(request: &RecordedRequest) -> String {
    let path = request.path.split_once("/workspaces/").map_or(request.path.as_str(), |(_, rest)| rest);
    let path = path.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let query = if request.raw_query.is_empty() { String::new() } else { format!("?{}", request.raw_query) };
    format!("{} {path}{query}", request.method)
}

/// Returns [`line()`] of each request.
#[must_use]
pub fn lines(requests: &[RecordedRequest]) -> Vec<String> {
    requests.iter().map(line).collect()
}

/// Returns the complete request: line, headers in order of their names, body. The secret, the port and the version are
/// replaced by placeholders.
#[must_use]
pub fn wire(request: &RecordedRequest) -> String {
    let mut text = format!("{} {}", request.method, request.path);
    if !request.raw_query.is_empty() {
        text.push_str("?\n  ");
        text.push_str(&request.raw_query.replace('&', "\n  &"));
    }
    text.push('\n');
    let mut headers: Vec<String> = request
        .headers
        .iter()
        // Set by reqwest if the feature `gzip` is on; the snapshots are the same with and without it.
        .filter(|(name, _)| name.as_str() != "accept-encoding")
        .map(|(name, value)| {
            let value = value.to_str().unwrap_or("(not text)");
            let value = match name.as_str() {
                "authorization" => format!("{} (secret)", value.split(' ').next().unwrap_or_default()),
                "host" => "(address)".to_owned(),
                "user-agent" => without_version(value),
                "content-type" if value.starts_with("multipart/") => {
                    "multipart/form-data; boundary=(random)".to_owned()
                }
                _ => value.to_owned(),
            };
            format!("{name}: {value}")
        })
        .collect();
    headers.sort();
    text.push_str(&headers.join("\n"));
    text.push('\n');
    if request.body.is_empty() {
        return text;
    }
    text.push('\n');
    match serde_json::from_slice::<serde_json::Value>(&request.body) {
        Ok(json) => text.push_str(&format!("{json:#}")),
        Err(_) => text.push_str(&multipart(request)),
    }
    text.push('\n');
    text
}

/// Returns a user agent such as `focus-api/0.1.0 (Rust)` without its version, which changes with every release.
fn without_version(agent: &str) -> String {
    match (agent.split_once('/'), agent.split_once(' ')) {
        (Some((name, _)), Some((_, rest))) => format!("{name}/(version) {rest}"),
        _ => agent.to_owned(),
    }
}

/// Returns a multipart body with its random boundary replaced.
fn multipart(request: &RecordedRequest) -> String {
    let body = String::from_utf8_lossy(&request.body).replace("\r\n", "\n");
    let boundary = request.header("content-type").and_then(|value| value.split_once("boundary="));
    match boundary {
        Some((_, boundary)) => body.replace(boundary, "(boundary)"),
        None => body,
    }
}
