//! Refuses arguments that cannot succeed, so that no request is spent on them: invalid ids, filters and page numbers.
//!
//! `client` validates credentials and URLs.

use std::fmt::Write as _;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use focus_api_raw::QueryPairs;
use focus_api_raw::types::TaskId;

use crate::error::Error;
use crate::redact::is_blank;

/// The largest page that the service returns.
pub(crate) const MAX_PER_PAGE: u32 = 100;

/// Parameters of lists that are not filters: paging, order, and optional members of tasks. All parameters whose names
/// begin with `include_` are switches too.
const SWITCHES: [&str; 5] = ["page", "per_page", "order_by", "disable_aggregations", "with_entries"];

/// Refuses an id below 1.
pub(crate) fn task_id(operation: &'static str, id: TaskId) -> Result<(), Error> {
    if id.0 > 0 {
        return Ok(());
    }
    Err(Error::invalid_id(operation, "the task id", id.0))
}

/// Refuses an invalid page number or page size.
pub(crate) fn page(operation: &'static str, page: Option<u32>, per_page: Option<u32>) -> Result<(), Error> {
    if page == Some(0) {
        return Err(Error::invalid_argument(operation, "page must be 1 or greater, got 0"));
    }
    match per_page {
        Some(size) if size == 0 || size > MAX_PER_PAGE => {
            let what = format!("per_page must be between 1 and {MAX_PER_PAGE}, got {size}");
            Err(Error::invalid_argument(operation, what))
        }
        _ => Ok(()),
    }
}

/// The filters that are ranges: the parameters of the lower and the upper bound, both inclusive.
const RANGES: [(&str, &str); 3] = [
    ("start_date", "end_date"),
    ("estimated_mins_min", "estimated_mins_max"),
    ("timeblock_start_from", "timeblock_start_until"),
];

/// The dates that the API can express.
pub(crate) const FORM: &str = "have a year from 0 to 9999";

/// Returns whether the API can express a date: its years have four digits.
pub(crate) fn has_form(date: impl Datelike) -> bool {
    (0..=9999).contains(&date.year())
}

/// Refuses filters that are set but empty, empty ranges, and invalid ids and dates.
///
/// An empty filter selects nothing, but the API cannot express it: a filter that is left out selects everything, and a
/// bulk change of that selection would change every task.
pub(crate) fn filters(operation: &'static str, query: &impl QueryPairs) -> Result<(), Error> {
    let mut refused = None;
    let mut bounds = RANGES.map(|_| (None, None));
    query.visit_pairs(&mut |name, value| {
        let holds_ids = name.ends_with("_id") || name.ends_with("_ids");
        let mut refuse = |what: String| {
            refused.get_or_insert(what);
        };
        if value.is_empty_list() {
            refuse(set_but_empty(name));
        }
        let mut text = String::new();
        value.for_each(&mut |element| {
            text.clear();
            let _ = write!(text, "{element}");
            // In a filter by id, an empty element matches the absence of an id.
            let is_none = holds_ids && value.is_list() && text.is_empty();
            for ((from, to), bounds) in RANGES.iter().zip(&mut bounds) {
                if name == *from {
                    bounds.0 = Some(text.clone());
                } else if name == *to {
                    bounds.1 = Some(text.clone());
                }
            }
            if is_blank(&text) && !is_none {
                refuse(set_but_empty(name));
            } else if is_range(name) && is_without_form(&text) {
                refuse(format!("the filter `{name}` must {FORM}, got {text}"));
            } else if holds_ids && !is_none {
                match text.parse::<i64>() {
                    Ok(id) if id >= 1 => {}
                    Ok(id) => refuse(format!("the filter `{name}` must be an id of 1 or greater, got {id}")),
                    Err(_) => {
                        refuse(format!("the filter `{name}` must be an id of at most {}, got a larger one", i64::MAX));
                    }
                }
            }
        });
    });
    for ((lower, upper), bounds) in RANGES.iter().zip(&bounds) {
        if let (Some(from), Some(to)) = bounds
            && is_above(from, to)
        {
            refused.get_or_insert(format!("the range from `{lower}` {from} to `{upper}` {to} is empty"));
        }
    }
    refused.map_or(Ok(()), |what| Err(Error::invalid_argument(operation, what)))
}

fn is_range(name: &str) -> bool {
    RANGES.iter().any(|(lower, upper)| [*lower, *upper].contains(&name))
}

/// Returns whether a text is a date or a date-time that the API cannot express.
fn is_without_form(text: &str) -> bool {
    let is_without_form = text.parse().ok().map(|date: NaiveDate| !has_form(date));
    is_without_form.or_else(|| text.parse().ok().map(|time: DateTime<Utc>| !has_form(time))).unwrap_or_default()
}

/// Returns whether a bound of a range is above another one.
fn is_above(from: &str, to: &str) -> bool {
    fn compare<T: FromStr + PartialOrd>(from: &str, to: &str) -> Option<bool> {
        Some(from.parse::<T>().ok()? > to.parse::<T>().ok()?)
    }
    let is_above = compare::<i64>(from, to).or_else(|| compare::<NaiveDate>(from, to));
    is_above.or_else(|| compare::<DateTime<Utc>>(from, to)).unwrap_or_default()
}

fn set_but_empty(name: &str) -> String {
    format!(
        "the filter `{name}` is set but empty; an empty filter matches nothing, but a request without it would match \
         everything: to select everything, do not set it"
    )
}

/// Returns whether a query has at least one filter.
pub(crate) fn has_filter(query: &impl QueryPairs) -> bool {
    let mut has_filter = false;
    query.visit_pairs(&mut |name, _| has_filter |= !is_switch(name));
    has_filter
}

fn is_switch(name: &str) -> bool {
    name.starts_with("include_") || SWITCHES.contains(&name)
}

#[cfg(test)]
mod tests {
    use focus_api_raw::types::{ListTasksQuery, ProjectId, StatusId};
    use focus_api_raw::{IdFilter, Priority, TaskState};

    use super::*;

    fn error_of(query: &ListTasksQuery) -> Option<String> {
        filters("list_tasks", query).err().map(|error| error.to_string())
    }

    #[test]
    fn a_filter_that_is_set_but_empty_is_refused() {
        let empty = ListTasksQuery::new;
        for (name, query) in [
            ("project_id", empty().project(Vec::<ProjectId>::new())),
            ("status_id", empty().status(Vec::<StatusId>::new())),
            ("name", empty().name("")),
            ("name", empty().name(" \t")),
            ("name", empty().name("\u{200b}\u{feff}\0")),
            ("priority", empty().priority("")),
            ("priority", empty().priority(Vec::<Priority>::new())),
            ("state", empty().state(Vec::<TaskState>::new())),
        ] {
            let text = error_of(&query).expect("an empty filter is refused");
            assert!(text.contains(&format!("`{name}` is set but empty")), "{text}");
        }
    }

    #[test]
    fn an_invalid_id_is_refused_with_its_value() {
        let text = error_of(&ListTasksQuery::new().status([3, 0])).unwrap();
        assert!(text.contains("`status_id` must be an id of 1 or greater, got 0"), "{text}");
        assert!(error_of(&ListTasksQuery::new().creator(-4)).unwrap().contains("got -4"));
        assert!(
            error_of(&ListTasksQuery::new().creator(u64::MAX))
                .unwrap()
                .contains("must be an id of at most 9223372036854775807, got ")
        );
    }

    #[test]
    fn an_empty_range_is_refused() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let query = ListTasksQuery::new;
        let whole = time("2026-03-02T10:00:00Z");
        let half = time("2026-03-02T10:00:00.5Z");
        for empty in [
            query().start_date(day(9)).end_date(day(8)),
            query().estimated_mins_min(10).estimated_mins_max(9),
            query().timeblock_start_from(half).timeblock_start_until(whole),
        ] {
            assert!(error_of(&empty).unwrap().contains(" is empty"), "{empty:?}");
        }
        let one_value = query().start_date(day(9)).end_date(day(9)).estimated_mins_min(9).estimated_mins_max(9);
        assert_eq!(error_of(&one_value.timeblock_start_from(whole).timeblock_start_until(half)), None);
    }

    #[test]
    fn the_absence_of_an_id_is_a_valid_filter() {
        let query = ListTasksQuery::new().project(IdFilter::any([7]).or_none()).name("x").archived(false).page(1);
        assert_eq!(error_of(&query), None);
    }

    #[test]
    fn paging_and_optional_members_are_not_filters() {
        assert!(!has_filter(&ListTasksQuery::new().page(1).per_page(5).include_rates(true)));
        assert!(!has_filter(&ListTasksQuery::new().include_project_completed(true).include_ghost_assignees(true)));
        assert!(has_filter(&ListTasksQuery::new().archived(true)));
    }
}
