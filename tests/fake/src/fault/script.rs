//! The part of a fault's script that describes the answer: its headers, its content, and how its bytes arrive.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, header};
use bytes::Bytes;
use serde_json::Value;

use super::{Ending, Fault, HeaderEdit, ItemEdit};

impl Fault {
    /// Waits, in real time, before answering. The operation, if the fault lets it run, has run by then: a client that
    /// gives up waiting cannot undo it.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sets a header, also over one the fake would send itself.
    ///
    /// # Panics
    /// If the name or the value cannot stand in an HTTP header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match HeaderValue::from_str(value) {
            Ok(value) => self.headers.push(HeaderEdit::Set(header_name(name), value)),
            Err(_) => panic!("{value:?} cannot be a header's value"),
        }
        self
    }

    /// Takes a header away.
    ///
    /// # Panics
    /// If the name cannot be a header's.
    #[must_use]
    pub fn remove_header(mut self, name: &str) -> Self {
        self.headers.push(HeaderEdit::Drop(header_name(name)));
        self
    }

    /// Sends a header under another name.
    ///
    /// # Panics
    /// If one of the names cannot be a header's.
    #[must_use]
    pub fn rename_header(mut self, from: &str, to: &str) -> Self {
        self.headers.push(HeaderEdit::Rename(header_name(from), header_name(to)));
        self
    }

    /// Puts these bytes in the place of the body, under the content type that was there.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Puts JSON in the place of the body. A bare string is JSON too, and some operations answer one.
    #[must_use]
    pub fn json(self, body: impl Into<Value>) -> Self {
        let body: Value = body.into();
        self.body(body.to_string()).content_type("application/json")
    }

    /// Puts a page in the place of the body, as a proxy does.
    #[must_use]
    pub fn html(self, body: &str) -> Self {
        self.body(body.to_owned()).content_type("text/html; charset=utf-8")
    }

    /// Sends no body at all.
    #[must_use]
    pub fn empty_body(self) -> Self {
        self.body(Bytes::new()).remove_header("content-type")
    }

    /// Gives the nth item of a list another value for one field. In an answer that is a single object, the object is
    /// item 0.
    #[must_use]
    pub fn set_item_field(mut self, item: usize, field: &str, value: Value) -> Self {
        self.items.push(ItemEdit::Set(item, field.to_owned(), value));
        self
    }

    /// Takes one field out of the nth item.
    #[must_use]
    pub fn remove_item_field(mut self, item: usize, field: &str) -> Self {
        self.items.push(ItemEdit::Remove(item, field.to_owned()));
        self
    }

    /// Puts something else in the place of the nth item.
    #[must_use]
    pub fn replace_item(mut self, item: usize, value: Value) -> Self {
        self.items.push(ItemEdit::Replace(item, value));
        self
    }

    /// Breaks the connection after so many bytes of the body.
    #[must_use]
    pub fn disconnect_after(mut self, bytes: usize) -> Self {
        self.ending = Ending::Abort(bytes);
        self
    }

    /// Ends the body after so many bytes as if it were whole: correct HTTP around broken JSON.
    #[must_use]
    pub fn truncate_body(mut self, bytes: usize) -> Self {
        self.ending = Ending::Cut(bytes);
        self
    }

    /// Sends so many bytes of the body, then nothing, and keeps the connection open.
    #[must_use]
    pub fn stall_after(mut self, bytes: usize) -> Self {
        self.ending = Ending::Stall(bytes);
        self
    }

    /// Sends the body in chunks of this many bytes, each flushed on its own.
    ///
    /// # Panics
    /// If the size is zero.
    #[must_use]
    pub fn drip(mut self, chunk: usize) -> Self {
        assert!(chunk > 0, "a chunk has at least one byte");
        self.chunk = Some(chunk);
        self
    }

    /// Waits, in real time, between two chunks of a [`Fault::drip`].
    #[must_use]
    pub fn chunk_interval(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    fn content_type(mut self, value: &'static str) -> Self {
        self.headers.push(HeaderEdit::Set(header::CONTENT_TYPE, HeaderValue::from_static(value)));
        self
    }
}

fn header_name(name: &str) -> HeaderName {
    match HeaderName::from_bytes(name.as_bytes()) {
        Ok(name) => name,
        Err(_) => panic!("{name:?} cannot be a header's name"),
    }
}
