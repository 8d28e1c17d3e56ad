//! [`Page`]: one page of a list.

use focus_api_raw::types::{Task, TaskId};

use crate::decode;
use crate::error::Error;

/// One page of a list. Iterating over it yields its tasks.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// let page = tasks.list().per_page(10).await?;
/// for task in &page {
///     println!("{:?}", task.name);
/// }
/// println!("page {}, {} of {:?} tasks", page.number, page.len(), page.total);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T = Task> {
    /// The tasks, in the order of the service.
    pub tasks: Vec<T>,
    /// An error for each task that could not be decoded, with its index on the page.
    pub decode_errors: Vec<Error>,
    /// The number of this page, from 1.
    pub number: u32,
    /// The number of tasks on a full page.
    pub per_page: u32,
    /// The number of matching tasks on all pages, unless it is below the number of tasks up to the end of this page. Only
    /// [`Tasks::list`](crate::Tasks::list) has it.
    pub total: Option<u64>,
}

/// # Tasks of the page
///
/// See the example of [`Page`].
impl<T> Page<T> {
    /// Returns the number of tasks on this page, including undecodable ones.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tasks.len() + self.decode_errors.len()
    }

    /// Returns whether the page has no tasks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Iterates over the tasks of the page.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.tasks.iter()
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.tasks.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A page with its elements in order, each decoded or an error, and the data that the pager needs.
#[derive(Debug)]
pub(crate) struct DecodedPage<T> {
    pub(crate) elements: Vec<Result<T, Error>>,
    /// The ids of the elements, by which repeated pages are recognized.
    pub(crate) ids: Vec<Option<TaskId>>,
    pub(crate) number: u32,
    pub(crate) per_page: u32,
    pub(crate) total: Option<u64>,
}

impl<T> From<DecodedPage<T>> for Page<T> {
    fn from(page: DecodedPage<T>) -> Self {
        // As for the list: a total below the number of tasks up to the end of this page is no total.
        let before = u64::from(page.number.saturating_sub(1)) * u64::from(page.per_page);
        let known = if page.elements.is_empty() { 0 } else { before + page.elements.len() as u64 };
        let total = page.total.filter(|total| *total >= known);
        let (tasks, decode_errors) = decode::separate(page.elements);
        Self { tasks, decode_errors, number: page.number, per_page: page.per_page, total }
    }
}
