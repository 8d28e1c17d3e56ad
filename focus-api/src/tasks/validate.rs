//! Arguments that cannot succeed are refused here, before a request is spent on them.
//!
//! The one place that knows when an id, a filter or a page is impossible. Formats of credentials and addresses are
//! `client`'s.

use focus_api_raw::types::TaskId;
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;

/// The largest page that the service returns.
pub(crate) const MAX_PER_PAGE: u32 = 100;

/// Parameters of lists that select nothing: paging, order, and what is included in each task.
const SWITCHES: [&str; 8] = [
    "page",
    "per_page",
    "order_by",
    "disable_aggregations",
    "include_ghost_assignees",
    "include_project_completed",
    "include_rates",
    "with_entries",
];

/// Refuses an id below 1.
pub(crate) fn task_id(operation: &'static str, id: TaskId) -> Result<(), Error> {
    if id.0 > 0 {
        return Ok(());
    }
    Err(Error::invalid_argument(operation, format!("the task id must be 1 or greater, got {}", id.0)))
}

/// Refuses a page number or page size that the service does not have.
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

/// Refuses filters that are set but empty, and ids that cannot exist.
///
/// An empty filter selects nothing, which the API cannot express: left out, it would select everything, and a change over
/// that selection would reach every task.
pub(crate) fn filters(operation: &'static str, query: &impl Serialize) -> Result<(), Error> {
    let Ok(Value::Object(members)) = serde_json::to_value(query) else { return Ok(()) };
    for (name, value) in &members {
        let holds_ids = name.ends_with("_id") || name.ends_with("_ids");
        let refused = match value {
            Value::Array(values) if values.is_empty() => Some(format!("the filter `{name}` is set but empty")),
            // An id filter has an empty element for "none at all".
            Value::Array(values) => values.iter().find_map(|value| refused_value(name, value, holds_ids, holds_ids)),
            value => refused_value(name, value, holds_ids, false),
        };
        if let Some(what) = refused {
            let advice = "an empty selection matches nothing, while no filter would match everything: leave the filter \
                          out to select all";
            return Err(Error::invalid_argument(operation, format!("{what}; {advice}")));
        }
    }
    Ok(())
}

fn refused_value(name: &str, value: &Value, holds_ids: bool, may_be_empty: bool) -> Option<String> {
    match value {
        Value::String(text) if text.trim().is_empty() && !(may_be_empty && text.is_empty()) => {
            Some(format!("the filter `{name}` is set but empty"))
        }
        Value::Number(id) if holds_ids && id.as_i64().is_none_or(|id| id < 1) => {
            Some(format!("the filter `{name}` must be an id of 1 or greater, got {id}"))
        }
        _ => None,
    }
}

/// Returns whether a set of filters selects anything less than everything.
pub(crate) fn has_filter(query: &impl Serialize) -> bool {
    let Ok(Value::Object(members)) = serde_json::to_value(query) else { return false };
    members.iter().any(|(name, value)| !value.is_null() && !SWITCHES.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(query: Value) -> Option<String> {
        filters("list_tasks", &query).err().map(|error| error.to_string())
    }

    #[test]
    fn a_filter_that_is_set_but_empty_is_refused() {
        for query in [json!({ "project_id": [] }), json!({ "name": "" }), json!({ "priority": [""] }),
            json!({ "name": " \t" }), json!({ "state": [] })]
        {
            let name = query.as_object().unwrap().keys().next().unwrap().clone();
            let text = refusal(query).expect("an empty filter is refused");
            assert!(text.contains(&format!("`{name}` is set but empty")), "{text}");
        }
    }

    #[test]
    fn an_id_that_cannot_exist_is_refused_with_its_value() {
        assert!(refusal(json!({ "status_id": [3, 0] })).unwrap().contains("`status_id` must be an id of 1 or greater, got 0"));
        assert!(refusal(json!({ "creator_id": -4 })).unwrap().contains("got -4"));
    }

    #[test]
    fn none_at_all_is_a_filter() {
        assert_eq!(refusal(json!({ "project_id": [7, ""], "name": "x", "archived": false, "page": 1 })), None);
    }

    #[test]
    fn paging_and_order_select_nothing() {
        assert!(!has_filter(&json!({ "page": 1, "per_page": 5, "order_by": ["name"], "include_rates": true })));
        assert!(has_filter(&json!({ "archived": true })));
    }
}
