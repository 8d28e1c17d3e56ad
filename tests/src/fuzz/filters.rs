//! Filters from a file: all filters that were read are sent, or no request is.

use focus_api::filters::{ListRecurringTasksQuery, ListTasksQuery, StreamTasksQuery};
use focus_api::reqwest::Url;
use focus_api::{Error, Tasks};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::canned::{Canned, Response};

/// Input: a TOML or a JSON file.
pub(super) fn filter_file(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let canned = Canned::get();
    canned.respond_always(Response::json(200, b"[]"));
    check::<ListTasksQuery>(canned, text, |tasks, query| canned.run(async { tasks.list_with(query).await.map(drop) }));
    check::<StreamTasksQuery>(canned, text, |tasks, query| {
        canned.run(async { tasks.stream_with(query).send().await?.try_collect().await.map(drop) })
    });
    check::<ListRecurringTasksQuery>(canned, text, |tasks, query| {
        canned.run(async { tasks.recurring_with(query).await.map(drop) })
    });
}

fn check<Q>(canned: &Canned, text: &str, send: impl Fn(Tasks, Q) -> Result<(), Error>)
where
    Q: DeserializeOwned + Serialize + PartialEq + Clone + std::fmt::Debug,
{
    for query in [serde_json::from_str::<Q>(text).ok(), toml::from_str::<Q>(text).ok()].into_iter().flatten() {
        let json = serde_json::to_value(&query).expect("filters can be written as JSON");
        assert_eq!(serde_json::from_value::<Q>(json.clone()).ok(), Some(query.clone()), "as JSON: {json}");
        if let Ok(file) = toml::to_string(&query) {
            assert_eq!(toml::from_str::<Q>(&file).ok(), Some(query.clone()), "as TOML: {file}");
        }
        let filters = json.as_object().expect("filters are an object").clone();
        let result = send(canned.tasks(), query);
        let targets = canned.take_targets();
        match result {
            Ok(()) => {
                let [target] = targets.as_slice() else { panic!("{json} sent {targets:?}") };
                assert_sent_completely(&filters, target);
            }
            Err(error) => {
                assert!(error.is_invalid_argument(), "{json}: {error}");
                assert!(targets.is_empty(), "{json} was refused after {targets:?}");
            }
        }
    }
}

/// Asserts that every filter is in the query with all its values, and that none is empty.
fn assert_sent_completely(filters: &Map<String, Value>, target: &str) {
    let url = Url::parse(&format!("http://localhost{target}")).expect("a target is part of a URL");
    let sent: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    for (name, value) in filters {
        let values: Vec<&Value> = match value {
            Value::Array(values) => values.iter().collect(),
            value => vec![value],
        };
        assert!(!values.is_empty(), "the empty filter {name} was sent as {target}");
        let sent: Vec<&str> = sent.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect();
        let expected: Vec<String> = values.iter().map(|value| plain(value)).collect();
        assert_eq!(sent, expected, "{name} in {target}");
    }
}

/// Returns the text of a value in a query.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
