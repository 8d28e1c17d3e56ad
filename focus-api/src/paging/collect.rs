//! Collects the tasks of a list together with the errors of single tasks, for `items.rs` and `task_stream.rs`.

use std::pin::pin;

use futures_core::Stream;
use futures_util::StreamExt;

use crate::error::Error;

/// Returns the tasks and the errors of those that cannot be decoded. Any other error ends the list.
pub(super) async fn collect_readable<T>(
    list: impl Stream<Item = Result<T, Error>>,
) -> Result<(Vec<T>, Vec<Error>), Error> {
    let mut list = pin!(list);
    let (mut tasks, mut errors) = (Vec::new(), Vec::new());
    while let Some(task) = list.next().await {
        match task {
            Ok(task) => tasks.push(task),
            // With a code, it is an error of the service in place of a task.
            Err(error) if error.item_index().is_some() && error.code().is_none() => errors.push(error),
            Err(error) => return Err(error),
        }
    }
    Ok((tasks, errors))
}
