//! Filters and bodies from files: TOML's own dates, and what their JSON Schema offers.

use focus_api::filters::{ListTasksQuery, StreamTasksQuery};
use focus_api::{NewTask, TaskPatch};
use serde_json::{Value, json};

fn as_json(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn toml_writes_dates_with_and_without_quotes() {
    for (text, expected) in [
        ("start_date = 2026-03-02", json!({ "start_date": "2026-03-02" })),
        ("end_date = \"2026-03-02\"", json!({ "end_date": "2026-03-02" })),
        ("timeblock_start_from = 2026-03-02T08:00:00+02:00", json!({ "timeblock_start_from": "2026-03-02T06:00:00Z" })),
    ] {
        assert_eq!(as_json(toml::from_str::<ListTasksQuery>(text).unwrap()), expected, "{text}");
    }
    let stream: StreamTasksQuery = toml::from_str("end_date = 2026-03-02").unwrap();
    assert_eq!(as_json(stream), json!({ "end_date": "2026-03-02" }));
    let task: NewTask = toml::from_str("name = \"n\"\nend_date = 2026-03-02").unwrap();
    assert_eq!(as_json(task), json!({ "name": "n", "end_date": "2026-03-02" }));
    let patch: TaskPatch = toml::from_str("start_date = 2026-03-02").unwrap();
    assert_eq!(as_json(patch), json!({ "start_date": "2026-03-02" }));
}

#[test]
fn a_date_that_is_no_date_is_refused_with_its_place() {
    for text in
        ["start_date = 2026", "start_date = { day = 2 }", "start_date = 2026-03-02T08:00:00Z", "start_date = 08:00:00"]
    {
        let error = toml::from_str::<ListTasksQuery>(text).unwrap_err().to_string();
        assert!(error.contains("start_date = "), "{text}: {error}");
    }
    // A moment needs its offset: without one nobody knows which hour is meant.
    assert!(toml::from_str::<ListTasksQuery>("timeblock_start_from = 2026-03-02T08:00:00").is_err());
}

#[test]
fn null_still_clears_a_date_of_a_patch_and_leaves_one_out_of_a_filter() {
    let patch: TaskPatch = focus_api::from_json(r#"{"end_date": null}"#).unwrap();
    assert_eq!(as_json(patch), json!({ "end_date": null }));
    assert_eq!(as_json(focus_api::from_json::<TaskPatch>("{}").unwrap()), json!({}));
    let query: ListTasksQuery = focus_api::from_json(r#"{"end_date": null, "page": 2}"#).unwrap();
    assert_eq!(as_json(query), json!({ "page": 2 }));
}

#[test]
fn the_schema_of_filters_offers_no_paging_and_refuses_other_members() {
    for schema in [as_json(schemars::schema_for!(ListTasksQuery)), as_json(schemars::schema_for!(StreamTasksQuery))] {
        let properties = schema["properties"].as_object().unwrap();
        assert!(properties.contains_key("project_id"));
        assert!(!properties.contains_key("page") && !properties.contains_key("per_page"), "{schema}");
        assert_eq!(schema["additionalProperties"], json!(false));
    }
}
