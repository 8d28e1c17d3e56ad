//! [`PageCursor`]: a position in a list, from which another pager can continue.

use serde::{Deserialize, Serialize};

/// A position in a list: the next task that a pager will return. It can be stored to continue later, also after an
/// error.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), Box<dyn std::error::Error>> {
/// let mut items = tasks.list().max_requests(5).items();
/// while let Some(task) = items.next().await {
///     println!("{:?}", task?.name);
/// }
/// let stored = serde_json::to_string(&items.cursor())?;
/// // In the next hour, with the same filters and the same order:
/// let rest = tasks
///     .list()
///     .resume(serde_json::from_str(&stored)?)
///     .items()
///     .try_collect()
///     .await?;
/// # let _ = rest; Ok(()) }
/// ```
///
/// The service counts pages again for every request. If tasks are added or removed in between, some tasks may be
/// returned twice and others not at all. Sorting by `created_at` reduces this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageCursor {
    /// The number of the page, from 1.
    pub page: u32,
    /// The number of its tasks that were returned, at most `per_page`.
    pub skip: u32,
    /// The number of tasks per page, 1 to 100, on which the meaning of `page` depends.
    pub per_page: u32,
}
