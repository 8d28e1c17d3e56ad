//! Lists: pages, the items on them, and streams.
//!
//! [`Items`] and [`Pages`] follow a list from page to page; which page to request when, and when a list is complete, is
//! decided in `paging/pager.rs`. [`TaskStream`] reads the list that comes in one response. How bytes become tasks is
//! `decode`.

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
