//! A program may enable serde_json's feature `arbitrary_precision` for all its crates: every number then reaches a
//! visitor as a map, which the visitors of focus-api-raw have to accept.

use focus_api_raw::OrNone;
use focus_api_raw::types::{ListTasksQuery, ProjectId, ProjectRate, StatusId, TagId, Task};
use serde_json::json;

#[test]
fn the_feature_under_test_is_enabled() {
    let digits = "1.00000000000000000000000000001";
    assert_eq!(serde_json::from_str::<serde_json::Value>(digits).unwrap().to_string(), digits);
}

#[test]
fn whole_numbers_are_read_in_every_form() {
    for form in ["1000", "1000.0", "1e3", "\"1000\"", "\"1e3\""] {
        let task: Task = serde_json::from_str(&format!(r#"{{"id":7,"estimated_mins":{form}}}"#)).unwrap();
        assert_eq!(task.estimated_mins, Some(1000), "{form}");
    }
    for wrong in ["1.5", "9223372036854775808", "{}", "true"] {
        let error = serde_json::from_str::<Task>(&format!(r#"{{"id":7,"estimated_mins":{wrong}}}"#)).unwrap_err();
        assert!(error.to_string().contains("an integer"), "{wrong}: {error}");
    }
    let rate: ProjectRate = serde_json::from_str(r#"{"hourly_rate":1.5}"#).unwrap();
    assert_eq!(rate.hourly_rate, Some(1.5));
}

#[test]
fn ids_are_read_from_text_and_from_values() {
    let expected = Task::new(7).project_id(9).tag_ids(TagId(1));
    let json = json!({ "id": 7, "project_id": 9, "tag_ids": [1] });
    assert_eq!(serde_json::from_str::<Task>(&json.to_string()).unwrap(), expected);
    assert_eq!(serde_json::from_value::<Task>(json.clone()).unwrap(), expected);
    assert_eq!(serde_json::to_value(&expected).unwrap(), json);
}

#[test]
fn filters_accept_ids_and_none() {
    let query: ListTasksQuery = serde_json::from_str(r#"{"project_id":[7,"none","9",null],"status_id":[1]}"#).unwrap();
    let (seven, nine) = (OrNone::Id(ProjectId(7)), OrNone::Id(ProjectId(9)));
    assert_eq!(query.project_id, Some(vec![seven, OrNone::None, nine, OrNone::None]));
    assert_eq!(query.status_id, Some(vec![StatusId(1)]));
    let single: ListTasksQuery = serde_json::from_str(r#"{"project_id":7,"status_id":1}"#).unwrap();
    assert_eq!(single.project_id, Some(vec![seven]));
    assert_eq!(single.status_id, Some(vec![StatusId(1)]));
    assert!(serde_json::from_str::<ListTasksQuery>(r#"{"project_id":{"id":7}}"#).is_err());
}

#[test]
fn unknown_numbers_keep_their_digits() {
    let text = r#"{"id":7,"weight":1.00000000000000000000000000001}"#;
    let task: Task = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&task).unwrap(), text);
}
