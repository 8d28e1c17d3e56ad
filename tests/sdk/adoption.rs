//! What spares boilerplate: names instead of ids, requests beyond the operations, another key, and calls without `async`.

mod blocking;
mod catalog;
mod custom_requests;
mod rotation;
