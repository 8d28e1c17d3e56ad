//! Applying a fault: the stub response that replaces an operation's, and the changes of a response.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::Value;

use super::presets::fill_secrets;
use super::{BodyEdit, Fault, HeaderEdit};
use crate::error::ApiError;
use crate::request_log::RecordedRequest;
use crate::wire::{Body, Response};

impl Fault {
    /// Returns the response that replaces the operation's.
    pub(crate) fn stub_response(status: StatusCode, trace_id: &str) -> Response {
        let mut response = Response::json(status, &ApiError::scripted(status).body(trace_id));
        if matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
            response.body = Body::Full(Bytes::new());
            response.headers.clear();
        }
        response
    }

    /// Changes a response as scripted.
    pub(crate) fn apply(&self, mut response: Response, request: &RecordedRequest) -> Response {
        // Without changes the body is not collected, so a streamed one stays streamed.
        if !self.body.is_empty() || self.coding.is_some() || self.echoes_secrets {
            let mut body = response.body.collect();
            for edit in &self.body {
                body = edit.apply(body, request);
            }
            if let (true, Some(authorization)) = (self.echoes_secrets, request.header("authorization")) {
                body = fill_secrets(&body, authorization).into();
                if let Ok(value) = HeaderValue::from_str(authorization) {
                    response.headers.insert("x-request-authorization", value);
                }
            }
            if let Some(coding) = self.coding {
                body = coding.encode(body);
                response.headers.insert(http::header::CONTENT_ENCODING, coding.header());
            }
            response.body = Body::Full(body);
        }
        for edit in &self.headers {
            edit.apply(&mut response.headers, request);
        }
        response
    }

    /// Changes a query as scripted.
    pub(crate) fn apply_to_query(&self, pairs: &mut Vec<(String, String)>) {
        for (name, value) in &self.query {
            pairs.retain(|(key, _)| key != name);
            if let Some(value) = value {
                pairs.push((name.clone(), value.clone()));
            }
        }
    }
}

impl BodyEdit {
    fn apply(&self, body: Bytes, request: &RecordedRequest) -> Bytes {
        match self {
            Self::Replace(bytes) => bytes.clone(),
            Self::Json(edit) => match serde_json::from_slice::<Value>(&body) {
                Ok(mut json) => {
                    (edit.0)(&mut json);
                    json.to_string().into()
                }
                Err(_) => body,
            },
            Self::Bytes(edit) => {
                let mut bytes = body.to_vec();
                (edit.0)(&mut bytes, request);
                bytes.into()
            }
        }
    }
}

impl HeaderEdit {
    fn apply(&self, headers: &mut HeaderMap, request: &RecordedRequest) {
        match self {
            Self::Set(name, value) => {
                headers.insert(name.clone(), value.clone());
            }
            Self::Add(name, value) => {
                headers.append(name.clone(), value.clone());
            }
            Self::Remove(name) => {
                headers.remove(name);
            }
            Self::Rename(from, to) => {
                if let Some(value) = headers.remove(from) {
                    headers.insert(to.clone(), value);
                }
            }
            Self::FromRequest(name, value) => {
                if let Some(value) = (value.0)(request) {
                    headers.insert(name.clone(), value);
                }
            }
        }
    }
}
