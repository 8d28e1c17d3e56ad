//! Filters and bodies from files: dates of TOML, and the members of their JSON Schema.

use focus_api::filters::{ListTasksQuery, StreamTasksQuery};
use focus_api::{NewTask, TaskPatch};
use serde_json::{Value, json};

fn as_json(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn dates_in_toml_are_read_with_and_without_quotes() {
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
fn the_error_for_an_invalid_date_shows_its_line() {
    for text in
        ["start_date = 2026", "start_date = { day = 2 }", "start_date = 2026-03-02T08:00:00Z", "start_date = 08:00:00"]
    {
        let error = toml::from_str::<ListTasksQuery>(text).unwrap_err().to_string();
        assert!(error.contains("start_date = "), "{text}: {error}");
    }
    // A moment needs an offset: without one it is ambiguous.
    assert!(toml::from_str::<ListTasksQuery>("timeblock_start_from = 2026-03-02T08:00:00").is_err());
}

#[test]
fn null_clears_a_date_of_a_patch_and_does_not_set_a_date_filter() {
    let patch: TaskPatch = focus_api::from_json(r#"{"end_date": null}"#).unwrap();
    assert_eq!(as_json(patch), json!({ "end_date": null }));
    assert_eq!(as_json(focus_api::from_json::<TaskPatch>("{}").unwrap()), json!({}));
    let query: ListTasksQuery = focus_api::from_json(r#"{"end_date": null, "page": 2}"#).unwrap();
    assert_eq!(as_json(query), json!({ "page": 2 }));
}

#[test]
fn the_schema_of_filters_has_no_paging_and_refuses_unknown_members() {
    for schema in [as_json(schemars::schema_for!(ListTasksQuery)), as_json(schemars::schema_for!(StreamTasksQuery))] {
        let properties = schema["properties"].as_object().unwrap();
        assert!(properties.contains_key("project_id"));
        assert!(!properties.contains_key("page") && !properties.contains_key("per_page"), "{schema}");
        assert_eq!(schema["additionalProperties"], json!(false));
    }
}
