//! Responses are decoded leniently, and their unknown members are kept.

// The lint allows `unwrap` in tests, but not in their helper functions.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, NaiveDate, Utc};
use focus_api_raw::OrNone;
use focus_api_raw::types::{Problem, ProjectId, ProjectRate, TagId, Task, TaskId, TaskPage};
use serde_json::{Value, json};

fn task(fields: Value) -> Result<Task, serde_json::Error> {
    let mut json = json!({ "id": 7 });
    json.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    // Through text, as a response arrives.
    serde_json::from_str(&json.to_string())
}

fn end_date(value: Value) -> Option<NaiveDate> {
    task(json!({ "end_date": value })).unwrap().end_date
}

fn created_at(value: Value) -> Option<DateTime<Utc>> {
    task(json!({ "created_at": value })).unwrap().created_at
}

#[test]
fn a_date_is_read_in_every_form_the_service_may_send() {
    let day = NaiveDate::from_ymd_opt(2026, 3, 2);
    for form in [
        "2026-03-02",
        "2026-3-2",
        "2026-03-02T23:59:59Z",
        "2026-03-02T01:00:00+05:00",
        "2026-03-02T01:00:00+0500",
        "2026-03-02 23:59:59",
        "2026-03-02T23:59",
        "2026-03-02 23:59:59 +0000 UTC",
    ] {
        assert_eq!(end_date(json!(form)), day, "{form}");
    }
    for none in [json!(null), json!(""), json!("0001-01-01"), json!("0001-01-01T00:00:00Z")] {
        assert_eq!(end_date(none.clone()), None, "{none}");
    }
    let texts = ["2026-02-30", "soon", "2026-03-02T", "2026-03-02 or later", "2026-03-02/2026-03-09"];
    for wrong in texts.map(Value::from).into_iter().chain([json!(20_260_302), json!([])]) {
        let error = task(json!({ "end_date": wrong })).unwrap_err().to_string();
        assert!(error.contains("a date `YYYY-MM-DD`"), "{error}");
    }
}

#[test]
fn a_date_time_is_read_in_every_form_the_service_may_send() {
    let moment = DateTime::from_timestamp(1_772_409_600, 0);
    for form in [
        "2026-03-02T00:00:00Z",
        "2026-03-02T01:00:00+01:00",
        "2026-03-02T01:00:00+0100",
        "2026-03-02 00:00:00Z",
        "2026-03-02T00:00:00.000Z",
        "2026-03-02T00:00:00",
        "2026-03-02T00:00",
        "2026-03-02T00:00Z",
        "2026-03-02T01:00+01:00",
        "2026-03-02 00:00:00 +0000 UTC",
        "2026-03-02",
    ] {
        assert_eq!(created_at(json!(form)), moment, "{form}");
    }
    for none in [json!(null), json!(""), json!("0001-01-01T00:00:00Z")] {
        assert_eq!(created_at(none.clone()), None, "{none}");
    }
    let error = task(json!({ "created_at": "soon" })).unwrap_err().to_string();
    assert!(error.contains("an RFC 3339 date-time"), "{error}");
}

#[test]
fn an_integer_is_read_with_a_zero_fraction_with_an_exponent_and_as_text() {
    let minutes = |text: &str| {
        serde_json::from_str::<Task>(&format!(r#"{{"id":7,"estimated_mins":{text}}}"#)).map(|task| task.estimated_mins)
    };
    for form in ["1000", "1000.0", "1e3", "\"1000\"", "\"1000.0\"", "\"1e3\""] {
        assert_eq!(minutes(form).unwrap(), Some(1000), "{form}");
    }
    assert_eq!(minutes("-5").unwrap(), Some(-5));
    assert_eq!(minutes("9223372036854775807").unwrap(), Some(i64::MAX));
    assert_eq!((minutes("null").unwrap(), minutes("\"\"").unwrap()), (None, None));
    for wrong in ["1.5", "9223372036854775808", "1e300", "\"many\"", "true", "{}", "[]"] {
        let error = minutes(wrong).unwrap_err().to_string();
        assert!(error.contains("an integer"), "{wrong}: {error}");
    }
}

#[test]
fn an_id_is_read_as_a_number_and_as_text() {
    for form in ["7", "7.0", "\"7\""] {
        let json = format!(r#"{{"id":{form},"project_id":{form},"tag_ids":[{form}]}}"#);
        let task: Task = serde_json::from_str(&json).unwrap();
        assert_eq!(task, Task::new(7).project_id(7).tag_ids(TagId(7)), "{form}");
        assert_eq!(serde_json::to_string(&task.project_id).unwrap(), "7");
    }
    assert_eq!(task(json!({ "project_id": "" })).unwrap().project_id, None);
    assert!(serde_json::from_str::<Task>(r#"{"id":null}"#).is_err(), "a task without an id is refused");
    assert_eq!(serde_json::from_str::<OrNone<ProjectId>>("7.0").unwrap(), OrNone::Id(ProjectId(7)));
}

#[test]
fn a_number_that_may_stand_for_another_integer_is_refused() {
    // serde_json reads each of them as the number beside it.
    for form in [
        "9007199254740991.0",
        "9007199254740993.0",
        "\"9007199254740993.0\"",
        "-9223372036854775809",
        "\"-9223372036854775809\"",
    ] {
        let error = serde_json::from_str::<Task>(&format!(r#"{{"id":{form}}}"#)).unwrap_err().to_string();
        assert!(error.contains("an integer"), "{form}: {error}");
    }
    for (form, id) in [("9007199254740993", 9_007_199_254_740_993_i64), ("1000000000000001.0", 1_000_000_000_000_001)] {
        assert_eq!(serde_json::from_str::<Task>(&format!(r#"{{"id":{form}}}"#)).unwrap(), Task::new(id), "{form}");
    }
}

#[test]
fn a_number_with_a_fraction_is_read_as_text_too() {
    let rate = |text: &str| {
        serde_json::from_str::<ProjectRate>(&format!(r#"{{"hourly_rate":{text}}}"#)).map(|rate| rate.hourly_rate)
    };
    for form in ["1.5", "\"1.5\"", "15e-1"] {
        assert_eq!(rate(form).unwrap(), Some(1.5), "{form}");
    }
    assert_eq!(rate("2").unwrap(), Some(2.0));
    assert!(rate("\"inf\"").is_err());
}

#[test]
fn a_flag_is_read_as_a_number_and_as_text() {
    let pinned = |value: Value| task(json!({ "pinned": value })).map(|task| task.pinned);
    for (value, flag) in [
        (json!(true), Some(true)),
        (json!(1), Some(true)),
        (json!("TRUE"), Some(true)),
        (json!("1"), Some(true)),
        (json!(0), Some(false)),
        (json!("false"), Some(false)),
        (json!(" 0 "), Some(false)),
        (json!(""), None),
        (json!(null), None),
    ] {
        assert_eq!(pinned(value.clone()).unwrap(), flag, "{value}");
    }
    for wrong in [json!(2), json!(-1), json!(1.5), json!("yes"), json!([])] {
        let error = pinned(wrong.clone()).unwrap_err().to_string();
        assert!(error.contains("expected a boolean"), "{wrong}: {error}");
    }
}

#[test]
fn null_in_a_list_is_skipped() {
    let tags = task(json!({ "tag_ids": [1, null, "2"], "tags": [null, { "id": 1 }, null] })).unwrap();
    assert_eq!(tags.tag_ids, Some(vec![TagId(1), TagId(2)]));
    assert_eq!(tags.tags.map(|tags| tags.len()), Some(1));
    assert_eq!(task(json!({ "tag_ids": [null] })).unwrap().tag_ids, Some(vec![]));
    assert_eq!(task(json!({ "tag_ids": null })).unwrap().tag_ids, None);
    for wrong in [json!(1), json!({ "a": 1 }), json!(["x"]), json!("1,2")] {
        assert!(task(json!({ "tag_ids": wrong })).is_err(), "{wrong}");
    }
}

#[test]
fn every_optional_member_may_be_null() {
    let nothing: Problem = serde_json::from_str(r#"{"error":null,"error_values":null,"trace_id":null}"#).unwrap();
    assert_eq!(nothing, Problem::new());
    let page: TaskPage = serde_json::from_str(r#"{"data":null,"page":null,"total":null}"#).unwrap();
    assert_eq!(page, TaskPage::new());
}

#[test]
fn unknown_members_are_kept_and_serialized_again() {
    let json = json!({
        "id": 7, "mood": "good", "weight": 1.25, "project": { "id": 9, "shape": ["round"] }, "parent": { "id": 8, "deep": {} },
    });
    let task: Task = serde_json::from_str(&json.to_string()).unwrap();
    assert_eq!(task.extra.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["mood", "weight"]);
    assert_eq!(task.project.as_ref().unwrap().extra.get("shape"), Some(&json!(["round"])));
    assert_eq!(serde_json::to_value(&task).unwrap(), json);
    assert_eq!(serde_json::from_value::<Task>(json).unwrap(), task, "a JSON value is read like text");
}

#[test]
fn a_response_without_unknown_members_has_an_empty_extra() {
    let task: Task = serde_json::from_str(r#"{"id":7,"name":"n"}"#).unwrap();
    assert!(task.extra.is_empty());
    assert_eq!(task, Task::new(TaskId(7)).name("n"));
    let mut made = Task::new(7);
    assert_eq!(made.extra.insert("mood", "good"), None);
    assert_eq!(serde_json::to_string(&made).unwrap(), r#"{"id":7,"mood":"good"}"#);
    assert_eq!(made.extra.remove("mood"), Some(json!("good")));
    assert_eq!(made, Task::new(7), "an emptied map equals an absent one");
}

#[test]
fn a_member_is_read_by_its_name_wherever_it_is_and_however_its_name_is_written() {
    let task: Task = serde_json::from_str(r#"{"mood":1,"na\u006de":"n","m\u006fre":2,"\u0069d":7}"#).unwrap();
    assert_eq!(task, Task::new(7).name("n").extra(json!({ "mood": 1, "more": 2 }).as_object().unwrap().clone()));
}

#[test]
fn a_member_that_occurs_twice_is_refused_if_it_is_known() {
    for json in [r#"{"id":7,"id":7}"#, r#"{"id":7,"name":null,"name":"n"}"#, r#"{"id":7,"parent":{"id":8,"id":9}}"#] {
        let error = serde_json::from_str::<Task>(json).unwrap_err();
        assert!(error.to_string().starts_with("duplicate field `"), "{json}: {error}");
    }
    let task: Task = serde_json::from_str(r#"{"id":7,"mood":1,"mood":2}"#).unwrap();
    assert_eq!(task.extra.get("mood"), Some(&json!(2)));
}

#[test]
fn an_object_without_its_id_and_what_is_no_object_are_refused() {
    for (json, expected) in [
        (r#"{"name":"n"}"#, "missing field `id`"),
        (r#"{"id":null}"#, "expected an id"),
        (r#"[7]"#, "expected an object"),
        (r#""7""#, "expected an object"),
        (r#"{"id":7,"parent":[]}"#, "expected an object"),
    ] {
        let error = serde_json::from_str::<Task>(json).unwrap_err();
        assert!(error.to_string().contains(expected), "{json}: {error}");
    }
}

#[cfg(feature = "schemars")]
#[test]
fn the_json_schema_of_a_response_allows_further_members() {
    let schema = serde_json::to_value(schemars::schema_for!(Task)).unwrap();
    assert_eq!(schema["additionalProperties"], true);
    assert_eq!(schema["required"], json!(["id"]));
    assert_eq!(schema["properties"].get("extra"), None);
    let date = &schema["properties"]["end_date"];
    assert_eq!(date["format"], "date", "the readers do not change the schema: {date}");
}
