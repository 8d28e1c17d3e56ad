//! Request bodies as JSON: each field of each body, absent, null, set and empty.
//!
//! Each field has a row with its `set` and `clear` methods; the rows of a body are compared with the fields of the
//! document. The requests that contain these bodies are tested in `wire.rs`.

use std::collections::{BTreeMap, BTreeSet};

use focus_api::chrono::NaiveDate;
use focus_api::ids::GhostAssigneeId;
use focus_api::model::{BulkTaskPatch, Nullable};
use focus_api::{NewTask, Priority, ProjectId, StatusId, TagId, TaskId, TaskPatch, TaskReplacement, UserId};
use focus_fake::FakeFocus;
use focus_tests::{spec, tasks};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

/// A field, and its body when the field is set, cleared (if it is nullable) and empty (if it is a list).
struct Row<T> {
    field: &'static str,
    set: (T, Value),
    clear: Option<T>,
    empty: Option<T>,
}

/// Makes rows of `method => field: value, JSON`, with the `clear_` method of nullable fields and the element type of
/// lists.
macro_rules! rows {
    ($start:expr; $($set:ident => $field:ident: $value:expr, $json:expr $(, $clear:ident)? $(, [$empty_of:ty])?;)*) => {
        vec![$(Row {
            field: stringify!($field),
            set: ($start.$set($value), json!($json)),
            clear: rows!(@maybe $($start.$clear())?),
            empty: rows!(@maybe $($start.$set(Vec::<$empty_of>::new()))?),
        }),*]
    };
    (@maybe) => { None };
    (@maybe $value:expr) => { Some($value) };
}

/// The fields that all four bodies have.
macro_rules! common_rows {
    ($start:expr) => {
        rows! { $start;
            assignees => assignee_user_ids: [1, 2].map(UserId), [1, 2], [UserId];
            billable => billable: false, false;
            ghost_assignees => ghost_assignee_ids: [GhostAssigneeId(3)], [3], [GhostAssigneeId];
            pinned => pinned: true, true;
            position => position: 1024, 1024, clear_position;
            priority => priority: Priority::None, "none";
            private => private: true, true;
            rrule => rrule: "FREQ=DAILY", "FREQ=DAILY", clear_rrule;
            tags => tag_ids: [5, 4].map(TagId), [5, 4], [TagId];
        }
    };
}

/// The fields that can be set in every body, and cleared in the two patches only.
macro_rules! settable_rows {
    ($start:expr) => {
        rows! { $start;
            auto_log_time => auto_log_time: true, true;
            color => color: "#e36a00", "#e36a00";
            description => description: "", "";
            due => end_date: day(), "2026-03-02";
            estimated_mins => estimated_mins: 0, 0;
            notes => notes: " as it is\n", " as it is\n";
            parent => parent_task_id: 8, 8;
            project => project_id: 7, 7;
            start_date => start_date: day(), "2026-03-02";
        }
    };
}

macro_rules! patch_rows {
    ($start:expr) => {
        rows! { $start;
            auto_log_time => auto_log_time: true, true, clear_auto_log_time;
            color => color: "#e36a00", "#e36a00", clear_color;
            description => description: "", "", clear_description;
            end_date => end_date: day(), "2026-03-02", clear_end_date;
            estimated_mins => estimated_mins: 0, 0, clear_estimated_mins;
            name => name: "Proofs", "Proofs";
            notes => notes: " as it is\n", " as it is\n", clear_notes;
            outbound_sync => outbound_sync: false, false;
            parent => parent_task_id: 8, 8, clear_parent;
            priority_at => priority_at: day(), "2026-03-02", clear_priority_at;
            project => project_id: 7, 7, clear_project;
            recurring_task => recurring_task_id: 9, 9, clear_recurring_task;
            start_date => start_date: day(), "2026-03-02", clear_start_date;
            status => status_id: 6, 6;
        }
    };
}

/// Compares rows with the document, and their JSON with that of a body that has only its required fields.
fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(schema: &str, start: &T, rows: Vec<Row<T>>) {
    let bare = serde_json::to_value(start).unwrap();
    let required: BTreeSet<&str> = bare.as_object().unwrap().keys().map(String::as_str).collect();
    let fields: BTreeMap<&str, &str> = spec::fields(schema).into_iter().collect();
    let wanted = fields.iter().filter(|(_, kind)| kind.ends_with("required")).map(|(name, _)| *name).collect();
    assert_eq!(required, wanted, "{schema}: a new body must contain exactly the required fields");
    let covered: BTreeSet<&str> = rows.iter().map(|row| row.field).chain(required).collect();
    assert_eq!(covered, fields.keys().copied().collect(), "{schema}: give each field a row in tests/sdk/patches.rs");

    for Row { field, set, clear, empty } in rows {
        let nullable = fields[field].ends_with("nullable") || fields[field].starts_with("Nullable");
        assert_eq!(
            clear.is_some(),
            nullable,
            "{schema}.{field}: exactly the nullable fields must have a `clear_` method"
        );
        assert_eq!(
            empty.is_some(),
            fields[field].starts_with('['),
            "{schema}.{field}: give exactly the rows of lists an element type"
        );
        let forms = [Some(set), clear.map(|body| (body, Value::Null)), empty.map(|body| (body, json!([])))];
        for (body, value) in forms.into_iter().flatten() {
            let mut expected = bare.clone();
            expected[field] = value;
            let written = serde_json::to_value(&body).unwrap();
            assert_eq!(written, expected, "{schema}.{field}: exactly this field must be added");
            assert_eq!(
                serde_json::from_value::<T>(written).unwrap(),
                body,
                "{schema}.{field}: the body must be read as it was written"
            );
        }
    }
    assert_eq!(&serde_json::from_value::<T>(bare).unwrap(), start, "{schema}: absent fields must stay absent");
}

#[test]
fn every_field_of_a_patch_is_absent_null_set_or_empty() {
    let start = TaskPatch::new();
    let rows = common_rows!(TaskPatch::new()).into_iter().chain(patch_rows!(TaskPatch::new()));
    check("TaskPatch", &start, rows.collect());
    assert_eq!(start, TaskPatch::default());
    assert_eq!(serde_json::to_string(&start).unwrap(), "{}");
}

#[test]
fn every_field_of_a_bulk_patch_is_absent_null_set_or_empty() {
    let start = || BulkTaskPatch::new(71);
    let rows = common_rows!(start()).into_iter().chain(patch_rows!(start()));
    check("BulkTaskPatch", &start(), rows.collect());
    assert_eq!(serde_json::to_string(&start()).unwrap(), r#"{"id":71}"#);
}

#[test]
fn every_field_of_a_new_task_is_absent_set_or_empty() {
    let start = || NewTask::new("Proofs");
    let further = rows! { start();
        integration_ext_id => integration_ext_id: 5_000_000_000_i64, 5_000_000_000_i64;
        integration_source => integration_source: "crm", "crm";
        priority_at => priority_at: day(), "2026-03-02";
        status => status_id: 6, 6;
    };
    let rows = common_rows!(start()).into_iter().chain(settable_rows!(start())).chain(further);
    check("NewTask", &start(), rows.collect());
}

#[test]
fn every_field_of_a_replacement_is_absent_set_or_empty() {
    let start = || TaskReplacement::new("Proofs", StatusId(6));
    let further = rows! { start();
        outbound_sync => outbound_sync: true, true;
        recurring_task => recurring_task_id: 9, 9;
    };
    let rows = common_rows!(start()).into_iter().chain(settable_rows!(start())).chain(further);
    check("TaskReplacement", &start(), rows.collect());
    let incomplete = serde_json::from_str::<TaskReplacement>(r#"{"name":"Proofs"}"#).unwrap_err();
    assert!(incomplete.to_string().contains("status_id"), "{incomplete}");
}

#[test]
fn null_in_json_clears_a_field_and_an_absent_field_is_not_changed() {
    let read: TaskPatch = serde_json::from_str(r#"{"end_date":null,"project_id":7}"#).unwrap();
    assert_eq!((read.end_date, read.project_id), (Some(Nullable::Null), Some(Nullable::Value(ProjectId(7)))));
    assert_eq!(read.notes, None);
    assert_eq!(read, TaskPatch::new().clear_end_date().project(7));
    let from_toml: TaskPatch = toml::from_str("notes = \"short\"\ntag_ids = []").unwrap();
    assert_eq!(from_toml, TaskPatch::new().notes("short").tags(Vec::<TagId>::new()));
}

#[test]
fn the_last_call_for_a_field_decides() {
    let patch = TaskPatch::new().clear_notes().notes("short").color("#000000").clear_color();
    assert_eq!(serde_json::to_value(patch).unwrap(), json!({ "notes": "short", "color": null }));
}

#[test]
fn a_patch_for_a_task_is_the_same_patch_with_an_id() {
    for row in common_rows!(TaskPatch::new()).into_iter().chain(patch_rows!(TaskPatch::new())) {
        for patch in [Some(row.set.0), row.clear, row.empty].into_iter().flatten() {
            let mut expected = serde_json::to_value(&patch).unwrap();
            expected["id"] = json!(71);
            assert_eq!(serde_json::to_value(patch.for_task(TaskId(71))).unwrap(), expected, "{}", row.field);
        }
    }
}

#[tokio::test]
async fn extra_body_fields_are_added_to_an_object_or_replace_its_fields() {
    let fake = FakeFocus::builder().tasks(1).start().await;
    let call = tasks(&fake).patch(5_000_000_001_i64, TaskPatch::new().notes("short").pinned(true));
    call.extra_body("mood", "good").extra_body("notes", Value::Null).extra_body("nested", [1, 2]).await.unwrap();
    let sent = fake.take_requests().remove(0);
    let expected = json!({ "notes": null, "pinned": true, "mood": "good", "nested": [1, 2] });
    assert_eq!(sent.body_json(), expected);
    let length = sent.body.len().to_string();
    assert_eq!(sent.header("content-length"), Some(length.as_str()));
}

#[tokio::test]
async fn extra_body_fields_are_added_to_each_object_of_a_list() {
    let fake = FakeFocus::builder().tasks(2).start().await;
    let options = focus_api::options::CallOptions::new().extra_body("mood", 7).extra_body("name", "Same");
    let patches = [5_000_000_001_i64, 5_000_000_002_i64].map(|id| BulkTaskPatch::new(id).name("Proofs"));
    assert!(tasks(&fake).bulk().options(options).patch(patches).await.is_complete());
    let [first, second] =
        [5_000_000_001_i64, 5_000_000_002_i64].map(|id| json!({ "id": id, "name": "Same", "mood": 7 }));
    assert_eq!(fake.take_requests()[0].body_json(), json!([first, second]));
}

#[tokio::test]
async fn extra_body_fields_do_not_add_a_body_to_a_call_without_one() {
    let fake = FakeFocus::builder().tasks(1).start().await;
    tasks(&fake).archive(5_000_000_001_i64).extra_body("mood", "good").await.unwrap();
    assert!(fake.take_requests()[0].body.is_empty());
}
