//! Filter sets as values: passed to a list, read from JSON and TOML, written and read again, described by a schema.
//!
//! The query parameter of each filter is tested in `filters.rs`.

use std::collections::BTreeSet;

use focus_api::filters::{
    FamilyOrderBy, ListRecurringTasksQuery, ListTaskChildrenQuery, ListTaskParentsQuery, ListTasksQuery, OrNone,
    StreamOrderBy, StreamTasksQuery, TaskState,
};
use focus_api::{IdFilter, OrderBy, Priority, ProjectId, StatusId, TagId, TaskId};
use focus_fake::FakeFocus;
use focus_tests::{lines, spec, tasks};
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[tokio::test]
async fn each_list_accepts_a_complete_query() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let id = TaskId(5_000_000_001);
    let list = ListTasksQuery::default().project(IdFilter::none()).priority([Priority::High]).per_page(10);
    tasks.list_with(list.clone()).await.unwrap();
    tasks.recurring_with(ListRecurringTasksQuery::default().tag(TagId(801))).await.unwrap();
    let by_name = [FamilyOrderBy::Name.desc()];
    tasks.children_with(id, ListTaskChildrenQuery::default().order_by(by_name.clone())).await.unwrap();
    tasks.parents_with(id, ListTaskParentsQuery::default().order_by(by_name)).await.unwrap();
    let stream = StreamTasksQuery::default().order_by([StreamOrderBy::Name.asc()]);
    drop(tasks.stream_with(stream.clone()).send().await.unwrap());
    let sent = lines(&fake.take_requests());
    let expected = [
        "GET /tasks?per_page=10&priority=high&project_id=",
        "GET /tasks/recurring?tag_id=801&per_page=100",
        "GET /tasks/5000000001/children?order_by=-name&per_page=100",
        "GET /tasks/5000000001/parents?order_by=-name&per_page=100",
        "GET /tasks/stream?order_by=name",
    ];
    assert_eq!(sent, expected);
    assert_eq!(tasks.list_with(list.clone()).query(), &list, "the list must return its filters unchanged");
    assert_eq!(tasks.stream_with(stream.clone()).query(), &stream);
}

#[test]
fn methods_of_a_list_and_of_its_filter_set_have_the_same_effect() {
    let client = focus_api::Client::new("toggl_sk_0123456789abcdef0123456789abcdef").unwrap();
    let call = client.workspace(1, 2).tasks().list().pinned(true).status([StatusId(7)]);
    assert_eq!(call.query(), &ListTasksQuery::default().pinned(true).status([StatusId(7)]));
}

/// Filters in a configuration file.
const TOML: &str = r#"
project_id = [7, "none"]
priority = ["high", "someday"]
state = ["active"]
order_by = ["-end_date", "pcf_51"]
start_date = "2026-03-02"
timeblock_start_from = "2026-03-02T09:00:00+02:00"
pinned = true
per_page = 25
"#;

fn from_config() -> ListTasksQuery {
    let day = focus_api::chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    ListTasksQuery::default()
        .project(IdFilter::any([7]).or_none())
        .priority([Priority::High, "someday".into()])
        .state([TaskState::Active])
        .order_by([OrderBy::EndDate.desc(), OrderBy::project_field(51).asc()])
        .start_date(day)
        .timeblock_start_from(day.and_hms_opt(7, 0, 0).unwrap().and_utc())
        .pinned(true)
        .per_page(25)
}

#[test]
fn a_filter_set_is_read_from_toml_and_from_json() {
    let read: ListTasksQuery = toml::from_str(TOML).unwrap();
    assert_eq!(read, from_config());
    let as_json: Value = toml::from_str(TOML).unwrap();
    assert_eq!(serde_json::from_value::<ListTasksQuery>(as_json).unwrap(), from_config());
    let written = toml::to_string(&from_config()).unwrap();
    assert_eq!(toml::from_str::<ListTasksQuery>(&written).unwrap(), from_config(), "written as:\n{written}");
}

#[test]
fn the_filter_for_no_project_is_read_from_none_empty_text_and_null() {
    for none in [json!("none"), json!(""), Value::Null] {
        let read: ListTasksQuery = serde_json::from_value(json!({ "project_id": [7, none] })).unwrap();
        assert_eq!(read.project_id, Some(vec![OrNone::Id(ProjectId(7)), OrNone::None]));
    }
    let digits: ListTasksQuery = serde_json::from_value(json!({ "project_id": ["7"] })).unwrap();
    assert_eq!(digits.project_id, Some(vec![OrNone::Id(ProjectId(7))]));
    let wrong = serde_json::from_value::<ListTasksQuery>(json!({ "project_id": ["seven"] })).unwrap_err();
    assert!(wrong.to_string().contains("an id, or \"none\""), "{wrong}");
}

#[test]
fn a_filter_of_one_value_is_read_without_a_list() {
    let expected =
        ListTasksQuery::new().project(7).status(9).priority(Priority::High).order_by(OrderBy::EndDate.desc());
    let json = r#"{"project_id": 7.0, "status_id": "9", "priority": "high", "order_by": "-end_date"}"#;
    assert_eq!(focus_api::from_json::<ListTasksQuery>(json).unwrap(), expected);
    let toml = "project_id = 7\nstatus_id = 9\npriority = \"high\"\norder_by = \"-end_date\"";
    assert_eq!(toml::from_str::<ListTasksQuery>(toml).unwrap(), expected);
    let none: ListTasksQuery = serde_json::from_str(r#"{"project_id": "none"}"#).unwrap();
    assert_eq!(none, ListTasksQuery::new().project(IdFilter::none()));
    for wrong in [r#"{"project_id": true}"#, r#"{"project_id": {"id": 7}}"#, r#"{"priority": 7}"#, r#"{"tag_id": "x"}"#]
    {
        let read = serde_json::from_str::<ListTasksQuery>(wrong);
        assert!(read.is_err(), "{wrong} was read as {read:?}");
    }
}

#[test]
fn a_null_filter_is_not_set() {
    for name in spec::current_parameters("list_tasks") {
        let read = serde_json::from_value::<ListTasksQuery>(json!({ name: null }));
        assert_eq!(read.expect("a tool call may set unused filters to null"), ListTasksQuery::default(), "{name}");
    }
}

#[test]
fn an_unknown_filter_is_an_error() {
    let misspelt = toml::from_str::<ListTasksQuery>("projct_id = [7]").unwrap_err().to_string();
    assert!(misspelt.contains("projct_id") && misspelt.contains("`project_id`"), "{misspelt}");
    // The stream does not have this filter, and superseded filters are available in the raw client only.
    assert!(serde_json::from_value::<StreamTasksQuery>(json!({ "private": true })).is_err());
    assert!(serde_json::from_value::<ListTasksQuery>(json!({ "start_date_from": "2026-03-02" })).is_err());
}

/// Asserts that a filter set is unchanged after it was written and read again.
fn assert_survives<Q: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(query: &Q) {
    let json = serde_json::to_string(query).unwrap();
    assert_eq!(&serde_json::from_str::<Q>(&json).unwrap(), query, "{json}");
}

proptest! {
    #[test]
    fn any_filter_set_is_unchanged_after_writing_and_reading_it(
        projects in prop::collection::vec(prop::option::of(1_i64..), 0..4),
        priorities in prop::collection::vec("[a-z ]{0,12}", 0..3),
        keys in prop::collection::vec(("[a-z_]{1,12}", any::<bool>()), 0..3),
        day in prop::option::of(-700_000..2_900_000_i32),
        instant in prop::option::of((0..4_102_444_800_i64, 0..1_000_000_000_u32)),
        flag in any::<Option<bool>>(),
        page in any::<Option<u32>>(),
        name in any::<Option<String>>(),
    ) {
        let day = day.and_then(focus_api::chrono::NaiveDate::from_num_days_from_ce_opt);
        let keys = || keys.iter().map(|(key, descending)| (key.as_str(), *descending));
        let instant = instant.and_then(|(seconds, nanos)| focus_api::chrono::DateTime::from_timestamp(seconds, nanos));
        let project_id: Vec<_> = projects.iter().map(|id| id.map_or(OrNone::None, |id| OrNone::Id(ProjectId(id)))).collect();
        let priority: Vec<Priority> = priorities.iter().map(|text| text.as_str().into()).collect();
        let mut list = ListTasksQuery::new();
        (list.project_id, list.priority) = (Some(project_id.clone()), Some(priority.clone()));
        let sorted = keys().map(|(key, descending)| focus_api::filters::Sort { key: key.into(), descending });
        list.order_by = Some(sorted.collect());
        (list.start_date, list.timeblock_start_from, list.pinned) = (day, instant, flag);
        (list.page, list.name) = (page, name.clone());
        assert_survives(&list);
        let mut stream = StreamTasksQuery::new();
        (stream.project_id, stream.priority) = (Some(project_id), Some(priority));
        (stream.end_date, stream.archived, stream.name) = (day, flag, name);
        assert_survives(&stream);
        let mut children = ListTaskChildrenQuery::new();
        let sorted = keys().map(|(key, descending)| focus_api::filters::Sort { key: key.into(), descending });
        (children.order_by, children.per_page) = (Some(sorted.collect()), page);
        assert_survives(&children);
    }
}

/// Returns the names of the properties in the JSON Schema of a type.
fn properties<Q: JsonSchema>() -> BTreeSet<String> {
    let schema = schemars::schema_for!(Q);
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.expect("a filter set is an object").keys().cloned().collect()
}

#[test]
fn a_filter_set_has_the_current_parameters_of_its_operation_and_no_other() {
    let sets = [
        ("list_tasks", properties::<ListTasksQuery>()),
        ("stream_tasks", properties::<StreamTasksQuery>()),
        ("list_recurring_tasks", properties::<ListRecurringTasksQuery>()),
        ("list_task_children", properties::<ListTaskChildrenQuery>()),
        ("list_task_parents", properties::<ListTaskParentsQuery>()),
    ];
    for (operation, fields) in sets {
        // The schema has no paging parameters, because small pages would cost more requests.
        let current =
            spec::current_parameters(operation).into_iter().filter(|name| !["page", "per_page"].contains(name));
        let wanted: BTreeSet<String> = current.map(str::to_owned).collect();
        assert_eq!(fields, wanted, "{operation}");
    }
    let counts = ["list_tasks", "stream_tasks", "list_recurring_tasks", "list_task_children", "list_task_parents"];
    let counts = counts.map(|operation| spec::query_parameters(operation).len());
    assert_eq!(
        counts,
        [45, 38, 12, 10, 10],
        "the number of filters changed: compare it with the docs page, then change it here"
    );
}

#[test]
fn the_schema_describes_the_values_of_each_filter() {
    let schema = serde_json::to_value(schemars::schema_for!(ListTasksQuery)).unwrap();
    let property = |name: &str| schema["properties"][name].to_string();
    assert!(property("project_id").contains("none"), "{}", property("project_id"));
    for name in ["pinned", "project_id", "order_by", "start_date"] {
        assert!(
            property(name).contains("\"description\""),
            "add a description of {name} to openapi/focus.yaml: {}",
            property(name)
        );
    }
    let values = schema["$defs"]["Priority"].to_string();
    assert!(spec::values("Priority").iter().all(|value| values.contains(&format!("\"{value}\""))), "{values}");
    assert_eq!(schema.get("required"), None, "all filters must be optional");
}
