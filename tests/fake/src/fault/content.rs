//! Methods that change the content of a response: its headers, and its body as text, JSON or bytes.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, header};
use serde_json::{Value, json};

use super::{Callback, ContentCoding, Fault};
use crate::quota;
use crate::request_log::RecordedRequest;

type HeaderFromRequest = Callback<dyn Fn(&RecordedRequest) -> Option<HeaderValue> + Send + Sync>;
type JsonEdit = Callback<dyn Fn(&mut Value) + Send + Sync>;
type BytesEdit = Callback<dyn Fn(&mut Vec<u8>, &RecordedRequest) + Send + Sync>;

/// A change of the headers. Changes are made in the order in which they were scripted.
#[derive(Debug, Clone)]
pub(crate) enum HeaderEdit {
    Set(HeaderName, HeaderValue),
    Add(HeaderName, HeaderValue),
    Remove(HeaderName),
    Rename(HeaderName, HeaderName),
    /// A value that depends on the request.
    FromRequest(HeaderName, HeaderFromRequest),
}

/// A change of the body. Changes are made in the order in which they were scripted.
#[derive(Debug, Clone)]
pub(crate) enum BodyEdit {
    Replace(Bytes),
    /// Has no effect on a body that is not JSON.
    Json(JsonEdit),
    Bytes(BytesEdit),
}

/// Methods that change the headers.
impl Fault {
    /// Sets a header; it replaces the one that the fake would send. With `Content-Length` or `Transfer-Encoding`, the
    /// header is sent unchanged and the body is written without chunked encoding.
    ///
    /// # Panics
    /// If the name or the value is malformed.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.header_bytes(name, value.as_bytes())
    }

    /// Sets a header to bytes that need not be text.
    ///
    /// # Panics
    /// If the name is malformed, or the value has control characters.
    pub fn header_bytes(mut self, name: &str, value: &[u8]) -> Self {
        self.headers.push(HeaderEdit::Set(header_name(name), header_value(value)));
        self
    }

    /// Adds a header beside those of the same name.
    ///
    /// # Panics
    /// If the name or the value is malformed.
    pub fn add_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push(HeaderEdit::Add(header_name(name), header_value(value.as_bytes())));
        self
    }

    /// Removes a header.
    ///
    /// # Panics
    /// If the name is malformed.
    pub fn remove_header(mut self, name: &str) -> Self {
        self.headers.push(HeaderEdit::Remove(header_name(name)));
        self
    }

    /// Sends a header under another name.
    ///
    /// # Panics
    /// If one of the names is malformed.
    pub fn rename_header(mut self, from: &str, to: &str) -> Self {
        self.headers.push(HeaderEdit::Rename(header_name(from), header_name(to)));
        self
    }

    /// Sets the two quota headers to these texts, or removes them: `quota_headers(Some("0.0"), None)`.
    pub fn quota_headers(self, remaining: Option<&str>, resets_in: Option<&str>) -> Self {
        [(quota::REMAINING, remaining), (quota::RESETS_IN, resets_in)].into_iter().fold(self, |fault, (name, value)| {
            match value {
                Some(value) => fault.header(name, value),
                None => fault.remove_header(name),
            }
        })
    }
}

/// Methods that change the body.
impl Fault {
    /// Replaces the body by these bytes; the content type stays.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body.push(BodyEdit::Replace(body.into()));
        self
    }

    /// Replaces the body by JSON. A JSON string is possible too: some operations respond with one.
    pub fn json(self, body: impl Into<Value>) -> Self {
        let body: Value = body.into();
        self.body(body.to_string()).content_type("application/json")
    }

    /// Replaces the body by the API's error object.
    pub fn error(self, code: &str, description: &str) -> Self {
        self.json(json!({ "error": code, "error_description": description }))
    }

    /// Replaces the body by an HTML page, as a proxy does.
    pub fn html(self, body: &str) -> Self {
        self.body(body.to_owned()).content_type("text/html; charset=utf-8")
    }

    /// Replaces the body by plain text.
    pub fn text(self, body: &str) -> Self {
        self.body(body.to_owned()).content_type("text/plain; charset=utf-8")
    }

    /// Sends no body and no content type.
    pub fn empty_body(self) -> Self {
        self.body(Bytes::new()).remove_header("content-type")
    }

    /// Changes a JSON body.
    ///
    /// ```
    /// # use focus_fake::Fault;
    /// let fault = Fault::response()
    ///     .edit_json(|page| page["data"] = serde_json::json!(null));
    /// # let _ = fault;
    /// ```
    pub fn edit_json(mut self, edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        self.body.push(BodyEdit::Json(Callback(Arc::new(edit))));
        self
    }

    /// Changes the body's bytes, for content that JSON values cannot express: a byte order mark, a duplicate member
    /// name, `NaN`, invalid UTF-8.
    pub fn edit_body(self, edit: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Self {
        self.edit_body_for(move |body, _| edit(body))
    }

    pub(super) fn edit_body_for(
        mut self,
        edit: impl Fn(&mut Vec<u8>, &RecordedRequest) + Send + Sync + 'static,
    ) -> Self {
        self.body.push(BodyEdit::Bytes(Callback(Arc::new(edit))));
        self
    }

    /// Inserts bytes before the body.
    pub fn prepend(self, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        self.edit_body(move |body| {
            body.splice(..0, bytes.iter().copied());
        })
    }

    /// Appends bytes to the body.
    pub fn append(self, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        self.edit_body(move |body| body.extend_from_slice(&bytes))
    }

    /// Sets a member of a body that is a JSON object, for example `total` of a page.
    pub fn set_field(self, name: &str, value: Value) -> Self {
        let name = name.to_owned();
        self.edit_json(move |body| {
            if let Some(body) = body.as_object_mut() {
                body.insert(name.clone(), value.clone());
            }
        })
    }

    /// Removes a member of a body that is a JSON object.
    pub fn remove_field(self, name: &str) -> Self {
        let name = name.to_owned();
        self.edit_json(move |body| {
            if let Some(body) = body.as_object_mut() {
                body.remove(&name);
            }
        })
    }

    /// Sets one field of the item with this index, counted from 0. A response that is a single object is item 0.
    pub fn set_item_field(self, item: usize, field: &str, value: Value) -> Self {
        let field = field.to_owned();
        self.edit_json(move |body| {
            if let Some(item) = item_mut(body, item).and_then(Value::as_object_mut) {
                item.insert(field.clone(), value.clone());
            }
        })
    }

    /// Removes one field of the item with this index.
    pub fn remove_item_field(self, item: usize, field: &str) -> Self {
        let field = field.to_owned();
        self.edit_json(move |body| {
            if let Some(item) = item_mut(body, item).and_then(Value::as_object_mut) {
                item.remove(&field);
            }
        })
    }

    /// Replaces the item with this index.
    pub fn replace_item(self, item: usize, value: Value) -> Self {
        self.edit_json(move |body| {
            if let Some(item) = item_mut(body, item) {
                *item = value.clone();
            }
        })
    }

    /// Sends a page without items; its `total` stays.
    pub fn empty_page(self) -> Self {
        self.edit_json(|body| match list_mut(body) {
            Some(list) => list.clear(),
            None => *body = json!([]),
        })
    }

    /// Sets the content coding of the body, correct or not.
    pub fn coding(mut self, coding: ContentCoding) -> Self {
        self.coding = Some(coding);
        self
    }

    /// Runs the operation as if this query parameter had been sent with this value, or not at all with `None`.
    /// `override_query("page", Some("1"))` imitates a service that ignores `page`, `override_query("name", None)` one
    /// that ignores a filter.
    pub fn override_query(mut self, name: &str, value: Option<&str>) -> Self {
        self.query.push((name.to_owned(), value.map(str::to_owned)));
        self
    }

    fn content_type(mut self, value: &'static str) -> Self {
        self.headers.push(HeaderEdit::Set(header::CONTENT_TYPE, HeaderValue::from_static(value)));
        self
    }
}

/// Returns the items of a body that is a JSON array or a page.
fn list_mut(body: &mut Value) -> Option<&mut Vec<Value>> {
    if body.is_array() { body.as_array_mut() } else { body.get_mut("data")?.as_array_mut() }
}

/// Returns an item of a body that is a JSON array, a page or a single object.
fn item_mut(body: &mut Value, index: usize) -> Option<&mut Value> {
    let is_list = body.is_array() || body.get("data").is_some_and(Value::is_array);
    if is_list { list_mut(body)?.get_mut(index) } else { (index == 0).then_some(body) }
}

pub(super) fn header_name(name: &str) -> HeaderName {
    match HeaderName::from_bytes(name.as_bytes()) {
        Ok(name) => name,
        Err(_) => panic!("{name:?} is not a valid header name"),
    }
}

pub(super) fn header_value(value: &[u8]) -> HeaderValue {
    match HeaderValue::from_bytes(value) {
        Ok(value) => value,
        Err(_) => panic!("{:?} is not a valid header value", String::from_utf8_lossy(value)),
    }
}
