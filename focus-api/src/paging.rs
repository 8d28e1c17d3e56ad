//! Reads lists: task by task, page by page, or as a stream.
//!
//! | type | created by | requests |
//! |---|---|---|
//! | [`Items`] | `items()` of a list such as [`Tasks::list`](crate::Tasks::list) | one per page of 100 tasks |
//! | [`Pages`] | `pages()` of a list | one per page |
//! | [`Page`] | awaiting a list | one |
//! | [`TaskStream`] | [`Tasks::stream`](crate::Tasks::stream) | one for all tasks |
//!
//! ```no_run
//! # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
//! let mut items = tasks.list().archived(false).max_requests(10).items();
//! while let Some(task) = items.next().await {
//!     println!("{:?}", task?.name);
//! }
//! if !items.is_complete() {
//!     println!("continue at {:?}", items.cursor());
//! }
//! # Ok(()) }
//! ```
//!
//! A [`PageCursor`] can be stored, and [`resume`](crate::requests::ListTasks::resume) continues the list. The types
//! implement `Stream`, and have `next` and `try_collect` without an extension trait. A task that cannot be decoded is
//! an error at its position, after which the list continues.

// `pager.rs` decides which page to request, when to request it, and when a list is complete; `items.rs` and `pages.rs`
// are its users. `task_stream.rs` reads the list that arrives in one response. `decode` converts bytes to tasks.

mod collect;
mod cursor;
mod items;
mod page;
mod pager;
mod pages;
mod task_stream;

pub use cursor::PageCursor;
pub use items::Items;
pub(crate) use page::DecodedPage;
pub use page::Page;
pub(crate) use pager::{Pager, PagerLimits};
pub use pages::Pages;
pub use task_stream::TaskStream;
