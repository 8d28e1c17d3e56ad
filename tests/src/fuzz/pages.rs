//! A list ends, and is complete only if its numbers agree with its tasks.

use std::collections::HashSet;

use serde_json::Value;

use super::canned::{Canned, Response};
use super::{first_line, numbers};

/// The maximum number of pages of an input.
const MAX_PAGES: usize = 8;

/// Input: a line with the page size, the pages to prefetch and 1 for the list of recurring tasks, then pages between
/// lines of three hyphens. The last page is repeated.
pub(super) fn page(input: &[u8]) {
    let (line, rest) = first_line(input);
    let mut settings = numbers(line);
    let per_page = settings.next().unwrap_or(2).clamp(1, 100) as u32;
    let prefetch = settings.next().unwrap_or(0).min(5);
    let is_recurring = settings.next() == Some(1);
    let pages = separate(rest);
    let canned = Canned::get();
    for page in &pages {
        canned.respond(Response::json(200, page));
    }
    canned.respond_always(Response::json(200, pages.last().copied().unwrap_or_default()));
    let (ids, errors, is_complete) = canned.run(async {
        let tasks = canned.tasks();
        let mut items = match is_recurring {
            true => tasks.recurring().per_page(per_page).prefetch(prefetch).items(),
            false => tasks.list().per_page(per_page).prefetch(prefetch).items(),
        };
        let (mut ids, mut errors) = (Vec::new(), Vec::new());
        while let Some(item) = items.next().await {
            match item {
                Ok(task) => ids.push(task.id.0),
                Err(error) => errors.push(error),
            }
        }
        assert!(items.next().await.is_none(), "a list must stay ended");
        (ids, errors, items.is_complete())
    });
    let requests = canned.take_targets().len();
    // The last page may be requested once more, twice if its tasks cannot be decoded, and pages may be prefetched.
    assert!(requests <= pages.len() + 2 + prefetch, "{requests} requests for {} pages", pages.len());
    let lost = errors.iter().filter(|error| error.item_index().is_some()).count();
    assert!(errors.len() - lost <= 1, "a list must end with at most one error: {errors:?}");
    if !is_complete {
        assert!(errors.len() > lost, "an incomplete list must have an error: {ids:?} {errors:?}");
        return;
    }
    assert_eq!(errors.len(), lost, "a complete list must have only errors of single tasks: {errors:?}");
    let distinct: HashSet<i64> = ids.iter().copied().collect();
    assert!(distinct.len() <= ids.len());
    let last = pages[(requests - 1).min(pages.len() - 1)];
    if prefetch == 0
        && !is_recurring
        && let Some(total) = total(last)
    {
        assert!(total <= (ids.len() + lost) as u64, "complete with {} of {total} tasks", ids.len() + lost);
    }
}

fn separate(bytes: &[u8]) -> Vec<&[u8]> {
    const SEPARATOR: &[u8] = b"\n---\n";
    let mut pages = Vec::new();
    let mut rest = bytes;
    while pages.len() + 1 < MAX_PAGES
        && let Some(end) = rest.windows(SEPARATOR.len()).position(|window| window == SEPARATOR)
    {
        pages.push(&rest[..end]);
        rest = &rest[end + SEPARATOR.len()..];
    }
    pages.push(rest);
    pages
}

/// Returns the total of a page, if it is a valid number.
fn total(page: &[u8]) -> Option<u64> {
    serde_json::from_slice::<Value>(page).ok()?.as_object()?.get("total")?.as_u64()
}
