//! Following a list from page to page: which requests are sent, what arrives, and where a pager stands.

mod ahead;
mod ends;
mod odd;
mod resume;
