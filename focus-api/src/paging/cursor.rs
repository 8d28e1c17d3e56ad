//! [`PageCursor`]: the position in a list from which another pager continues.

use serde::{Deserialize, Serialize};

/// The position in a list: what a pager will deliver next. Store it to continue later, also after an error.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), Box<dyn std::error::Error>> {
/// let mut items = tasks.list().max_requests(5).items();
/// while let Some(task) = items.next().await {
///     println!("{:?}", task?.name);
/// }
/// let stored = serde_json::to_string(&items.cursor())?;
/// // In the next hour, with the same filters and order:
/// let rest = tasks.list().resume(serde_json::from_str(&stored)?).items().try_collect().await?;
/// # let _ = rest; Ok(()) }
/// ```
///
/// The service counts pages anew for every request. If tasks appear or vanish in between, some may come twice and some
/// not at all; sorting by `created_at` keeps that small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageCursor {
    /// The page, from 1.
    pub page: u32,
    /// How many of its tasks were delivered, at most `per_page`.
    pub skip: u32,
    /// Tasks per page, 1 to 100; the number of a page means nothing without it.
    pub per_page: u32,
}
