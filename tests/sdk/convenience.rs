//! Conveniences: names instead of ids, requests beyond the operations, another key, calls without `async`, changed and
//! due tasks, and filters from files.

mod blocking;
mod catalog;
mod changes;
mod config_files;
mod custom_requests;
mod rotation;
