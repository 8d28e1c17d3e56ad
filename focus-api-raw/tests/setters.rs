//! Constructors and setters of the generated types, as a user writes them.

// References are among the forms that setters take.
#![allow(clippy::needless_borrows_for_generic_args)]

use std::collections::{BTreeSet, HashSet};

use focus_api_raw::types::{
    BulkTaskPatch, ListTasksQuery, NewTask, NewTasks, ProjectId, ProjectSummary, RecurringTaskId, StatusId, TagId,
    Task, TaskId, TaskIds, TaskMetadata, TaskPatch, TaskReplacement,
};
use focus_api_raw::{IdFilter, Nullable, OneOrMany, OrNone, OrderBy, Priority, QueryPairs};
use serde_json::json;

fn list() -> ListTasksQuery {
    ListTasksQuery::new()
}

#[test]
fn a_list_filter_takes_one_value_or_many() {
    let high = Some(vec![Priority::High]);
    for query in [
        list().priority(Priority::High),
        list().priority(&Priority::High),
        list().priority("high"),
        list().priority("high".to_owned()),
        list().priority([Priority::High]),
        list().priority(["high"]),
        list().priority(&[Priority::High]),
        list().priority(vec![Priority::High]),
        list().priority(&vec![Priority::High]),
        list().priority(HashSet::from([Priority::High])),
        list().priority(BTreeSet::from([Priority::High])),
        list().priority(["low", "high"].into_iter().filter(|text| *text != "low").collect::<OneOrMany<_>>()),
    ] {
        assert_eq!(query.priority, high);
    }
    let keys = list().order_by([OrderBy::EndDate.asc(), OrderBy::project_field(7).desc()]);
    assert_eq!(keys.order_by, Some(vec![OrderBy::EndDate.into(), "-pcf_7".into()]));
    assert_eq!(list().order_by(OrderBy::EndDate).order_by, list().order_by("end_date").order_by);
    let ids = list().recurring_task(7).recurring_task_ids;
    assert_eq!(ids, Some(vec![RecurringTaskId(7)]));
}

#[test]
fn an_id_filter_takes_an_id_a_number_or_many() {
    let id = ProjectId(7);
    for query in [
        list().project(7),
        list().project(7_i64),
        list().project(7_u32),
        list().project(7_u64),
        list().project(id),
        list().project(&id),
        list().project([7]),
        list().project([id]),
        list().project([&id]),
        list().project(vec![7]),
        list().project(&vec![id]),
        list().project([id].as_slice()),
        list().project(OrNone::Id(id)),
        list().project(IdFilter::any([7])),
    ] {
        assert_eq!(query.project_id, Some(vec![OrNone::Id(id)]));
    }
    assert_eq!(list().project([7, 9]).project_id, Some(vec![OrNone::Id(id), OrNone::Id(ProjectId(9))]));
    assert_eq!(list().project(IdFilter::from([7]).or_none()).project_id, Some(vec![OrNone::Id(id), OrNone::None]));
    assert_eq!(list().tag(vec![7]).tag_id, Some(vec![OrNone::Id(TagId(7))]));
}

#[test]
fn an_empty_filter_differs_from_an_absent_one() {
    let empty = list().project(IdFilter::<ProjectId>::any([0_i64; 0])).priority("high");
    assert_eq!(empty.project_id, Some(Vec::new()), "the filter stays empty");
    assert_eq!(empty.empty_list(), Some("project_id"));
    assert_eq!(list().priority("high").empty_list(), None);
    assert!(list().is_unset());
    assert!(!empty.is_unset());

    let read = |json: serde_json::Value| serde_json::from_value::<ListTasksQuery>(json).unwrap().project_id;
    assert_eq!(read(json!({ "project_id": [] })), Some(Vec::new()));
    assert_eq!(read(json!({ "project_id": null })), None);
    assert_eq!(read(json!({})), None);
}

#[test]
fn a_body_takes_one_value_or_many_and_clears_lists() {
    let patch = TaskPatch::new().tags([7]).project(7).priority("low").clear_end_date();
    assert_eq!(
        serde_json::to_value(&patch).unwrap(),
        json!({ "tag_ids": [7], "project_id": 7, "priority": "low", "end_date": null })
    );
    assert_eq!(TaskPatch::new().tags(Vec::<TagId>::new()), TaskPatch::new().clear_tags());
    assert_eq!(TaskPatch::new().tags(TagId(7)), TaskPatch::new().tags(&[TagId(7)]));
    assert_eq!(patch.project_id, Some(Nullable::Value(ProjectId(7))));
}

#[test]
fn a_constructor_takes_the_required_members() {
    let new: NewTask = NewTask::new("name");
    let replacement: TaskReplacement = TaskReplacement::new("name", StatusId(7));
    let entry: BulkTaskPatch = BulkTaskPatch::new(7);
    let many: NewTasks = NewTasks::new([new.clone()]);
    let one: NewTasks = NewTasks::new(new);
    let ids: TaskIds = TaskIds::new([7, 9]);
    assert_eq!((replacement.status_id, entry.id, ids.task_ids.len()), (StatusId(7), TaskId(7), 2));
    assert_eq!(many, one);
}

#[test]
fn a_response_can_be_created_in_a_test() {
    let task = Task::new(7)
        .name("name")
        .priority(Priority::High)
        .project_id(9)
        .project(ProjectSummary::new().name("project"))
        .metadata(TaskMetadata::new().all_day(true))
        .tag_ids([1, 2])
        .parent(Task::new(8));
    assert_eq!(
        serde_json::to_value(&task).unwrap(),
        json!({
            "id": 7, "name": "name", "priority": "high", "project_id": 9, "project": { "name": "project" },
            "metadata": { "all_day": true }, "tag_ids": [1, 2], "parent": { "id": 8 },
        })
    );
}

#[test]
fn maybe_applies_a_value_and_skips_none() {
    let set = |project: Option<i64>| list().maybe(project, |query, id| query.project(id));
    assert_eq!(set(Some(7)), list().project(7));
    assert_eq!(set(None), list());
    let body = NewTask::new("name").maybe(Some("high"), |task, text| task.priority(text));
    assert_eq!(body.priority, Some(Priority::High));
}

#[test]
fn an_id_too_large_is_displayed_as_out_of_range() {
    assert_eq!(TaskId::from(u64::MAX).to_string(), "out of range");
    assert_eq!(TaskId::from(7_u64), TaskId(7));
}

#[test]
fn requests_refuse_unknown_members_and_responses_accept_them() {
    let error = serde_json::from_str::<ListTasksQuery>(r#"{"projct_id": [7]}"#).unwrap_err().to_string();
    assert!(error.starts_with("unknown field `projct_id`, expected one of "), "{error}");
    let error = serde_json::from_str::<TaskPatch>(r#"{"nmae": "x"}"#).unwrap_err().to_string();
    assert!(error.starts_with("unknown field `nmae`, expected one of "), "{error}");
    assert!(serde_json::from_str::<NewTask>(r#"{"name": "x", "nmae": "x"}"#).is_err());
    assert_eq!(serde_json::from_str::<Task>(r#"{"id": 7, "later": 1}"#).unwrap().id, TaskId(7));
}

#[test]
fn a_query_writes_its_pairs_sorted_by_name_with_date_times_in_rfc_3339() {
    let moment = chrono::DateTime::from_timestamp(0, 0).unwrap();
    let query = list()
        .project(IdFilter::any([7]).or_none())
        .order_by(OrderBy::EndDate.desc())
        .timeblock_start_from(moment)
        .end_date(chrono::NaiveDate::from_ymd_opt(2026, 1, 2).unwrap())
        .name("a b")
        .per_page(10);
    let mut pairs = Vec::new();
    query.visit_pairs(&mut |name, value| {
        let is_list = value.is_list();
        value.for_each(&mut |value| pairs.push((name, value.to_string(), is_list)));
    });
    let expected = [
        ("end_date", "2026-01-02", false),
        ("name", "a b", false),
        ("order_by", "-end_date", true),
        ("per_page", "10", false),
        ("project_id", "7", true),
        ("project_id", "", true),
        ("timeblock_start_from", "1970-01-01T00:00:00Z", false),
    ];
    assert_eq!(pairs, expected.map(|(name, value, is_list)| (name, value.to_owned(), is_list)));
}

#[test]
fn known_refuses_unknown_text_and_names_the_known_values() {
    assert_eq!(Priority::known("high"), Ok(Priority::High));
    assert_eq!(OrderBy::known("pcf_7"), Ok(OrderBy::project_field(7)));
    let error = OrderBy::known("pcf_x").unwrap_err();
    assert_eq!(error.known().len(), OrderBy::KNOWN.len());
    let hostile = Priority::known("a\u{1b}[0m").unwrap_err().to_string();
    assert!(hostile.starts_with("`a\\u{1b}[0m` is not a known Priority"), "{hostile}");
}

#[cfg(feature = "schemars")]
#[test]
fn the_json_schema_forbids_unknown_members_and_empty_filters() {
    let schema = |schema: schemars::Schema| serde_json::to_value(schema).unwrap();
    let query = schema(schemars::schema_for!(ListTasksQuery));
    assert_eq!(query["additionalProperties"], false);
    assert_eq!(query["properties"]["project_id"]["minItems"], 1);
    assert_eq!(query["properties"]["priority"]["minItems"], 1);
    let patch = schema(schemars::schema_for!(TaskPatch));
    assert_eq!(patch["additionalProperties"], false);
    assert_eq!(patch["properties"]["tag_ids"].get("minItems"), None, "an empty list clears");
}
