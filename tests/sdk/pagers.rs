//! Pagers: the requests that are sent, the tasks that arrive, and the cursor.

mod ends;
mod prefetch;
mod resume;
mod undecodable;
