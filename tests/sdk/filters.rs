//! Filters: each method of each list, and the exact query that it sends.
//!
//! Each method has a row; the rows of a list are compared with the document, so a filter that is added there needs a
//! row here. Filter sets as values (from JSON, from TOML) are in `filter_values.rs`.

use std::collections::BTreeSet;
use std::ops::Bound;

use focus_api::chrono::{DateTime, NaiveDate, Utc};
use focus_api::filters::{ArrayEncoding, FamilyOrderBy, StreamOrderBy, TaskState};
use focus_api::ids::{ClientId, GhostAssigneeId, RecurringTaskId, TeamId, TimeBlockId};
use focus_api::model::TaskSource;
use focus_api::{IdFilter, OrderBy, Priority, ProjectId, StatusId, TagId, TaskId, Tasks, UserId};
use focus_fake::FakeFocus;
use focus_tests::{builder, spec, tasks, tasks_of};
use serde_json::json;

/// A task of the seeded workspace.
const TASK: TaskId = TaskId(5_000_000_001);

/// Sends a list request for each row and compares its query. Returns the names that were sent.
macro_rules! check_rows {
    ($list:expr; $($method:ident($($argument:expr)?) => $query:literal;)*) => {{
        let fake = FakeFocus::start().await;
        let tasks = tasks(&fake);
        let list = $list;
        let mut names = BTreeSet::new();
        $(
            list(&tasks).$method($($argument)?).send_raw().await.expect(concat!("the fake refuses ", $query));
            let sent = fake.take_requests();
            assert_eq!(sent.len(), 1, "{}: one call must send one request", stringify!($method));
            assert_eq!(without_default(&sent[0].raw_query), $query, "{}", stringify!($method));
            let sent = sent[0].query.iter().map(|(name, _)| name.clone());
            names.extend(sent.filter(|name| name != "per_page" || $query.contains("per_page")));
        )*
        names
    }};
}

/// Returns the query without the page size that a list sends by default.
fn without_default(query: &str) -> &str {
    query.strip_suffix("&per_page=100").unwrap_or(query)
}

/// Asserts that exactly the filters of the operation have a row.
fn assert_all(operation: &str, names: BTreeSet<String>) {
    let wanted: BTreeSet<String> = spec::current_parameters(operation).into_iter().map(str::to_owned).collect();
    assert_eq!(names, wanted, "{operation}: give each of its filters a row in tests/sdk/filters.rs");
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The filters that the task list and the stream have in common.
macro_rules! check_shared_rows {
    ($list:expr) => {
        check_rows! { $list;
            archived(true) => "archived=true";
            assignee([UserId(1), UserId(2)]) => "assignee_user_id=1&assignee_user_id=2";
            client(ClientId(3)) => "client_id=3";
            creator(UserId(4)) => "creator_id=4";
            end_date(day(6)) => "end_date=2026-03-06";
            estimated_mins_max(90) => "estimated_mins_max=90";
            estimated_mins_min(0) => "estimated_mins_min=0";
            ghost_assignee([GhostAssigneeId(5)]) => "assignee_ghost_id=5";
            has_dates(false) => "has_dates=false";
            has_time_blocks(true) => "has_time_blocks=true";
            has_time_entries(true) => "has_time_entries=true";
            include_ghost_assignees(true) => "include_ghost_assignees=true";
            include_project_completed(true) => "include_project_completed=true";
            is_priority(true) => "is_priority=true";
            name("a&b=c d+e/ü") => "name=a%26b%3Dc+d%2Be%2F%C3%BC";
            parent(TASK) => "parent_task_id=5000000001";
            pinned(true) => "pinned=true";
            priority([Priority::Urgent, Priority::Low]) => "priority=urgent&priority=low";
            project(vec![ProjectId(6), ProjectId(7)]) => "project_id=6&project_id=7";
            recurring(false) => "recurring=false";
            recurring_task([RecurringTaskId(8)]) => "recurring_task_ids=8";
            source(TaskSource::OutlookCalendar) => "source=outlook_calendar";
            start_date(day(2)) => "start_date=2026-03-02";
            state([TaskState::NotTracked, TaskState::Timeblocked]) => "state=not_tracked&state=timeblocked";
            status([StatusId(9), StatusId(10)]) => "status_id=9&status_id=10";
            tag(IdFilter::any([TagId(11)]).or_none()) => "tag_id=11&tag_id=";
            team(IdFilter::none()) => "team_id=";
            time_block([TimeBlockId(12)]) => "time_block_id=12";
            time_block_completed(true) => "time_block_completed=true";
            toggl_user(UserId(13)) => "toggl_user_id=13";
            with_entries(true) => "with_entries=true";
            overlapping(day(2)..=day(6)) => "end_date=2026-03-06&start_date=2026-03-02";
            overlapping(..day(6)) => "end_date=2026-03-05";
            estimated_minutes(30..60) => "estimated_mins_max=59&estimated_mins_min=30";
            estimated_minutes((Bound::Excluded(30), Bound::Unbounded)) => "estimated_mins_min=31";
        }
    };
}

#[tokio::test]
async fn every_filter_of_the_task_list_becomes_its_parameter() {
    let mut names = check_shared_rows!(Tasks::list);
    names.extend(check_rows! { Tasks::list;
        disable_aggregations(true) => "disable_aggregations=true";
        include_rates(true) => "include_rates=true";
        order_by([OrderBy::TimeblockNowDiff.desc(), OrderBy::Name.into()]) => "order_by=-timeblock_now_diff&order_by=name";
        page(3) => "page=3";
        per_page(100) => "per_page=100";
        private(true) => "private=true";
        timeblock_start_from(moment("2026-03-02T09:00:00+02:00")) => "timeblock_start_from=2026-03-02T07%3A00%3A00Z";
        timeblock_start_until(moment("2026-03-02T09:00:00Z")) => "timeblock_start_until=2026-03-02T09%3A00%3A00Z";
        time_block_starts(moment("2026-03-02T09:00:00Z")..) => "timeblock_start_from=2026-03-02T09%3A00%3A00Z";
        time_block_starts(..=moment("2026-03-02T09:00:00Z")) => "timeblock_start_until=2026-03-02T09%3A00%3A00Z";
        time_block_starts(..moment("2026-03-02T09:00:00Z")) => "timeblock_start_until=2026-03-02T08%3A59%3A59Z";
    });
    assert_all("list_tasks", names);
}

#[tokio::test]
async fn every_filter_of_the_stream_becomes_its_parameter() {
    let mut names = check_shared_rows!(Tasks::stream);
    names.extend(check_rows! { Tasks::stream;
        order_by([StreamOrderBy::Relevance.desc()]) => "order_by=-relevance";
    });
    assert_all("stream_tasks", names);
}

#[tokio::test]
async fn every_filter_of_the_recurring_list_becomes_its_parameter() {
    let names = check_rows! { Tasks::recurring;
        archived(false) => "archived=false";
        assignee(IdFilter::none()) => "assignee_user_id=";
        end_date(day(6)) => "end_date=2026-03-06";
        include_ghost_assignees(false) => "include_ghost_assignees=false";
        page(1) => "page=1";
        per_page(1) => "per_page=1";
        recurring_task([RecurringTaskId(1), RecurringTaskId(2)]) => "recurring_task_ids=1&recurring_task_ids=2";
        start_date(day(2)) => "start_date=2026-03-02";
        tag(TagId(3)) => "tag_id=3";
        team([TeamId(4), TeamId(5)]) => "team_id=4&team_id=5";
        overlapping(day(2)..) => "start_date=2026-03-02";
    };
    assert_all("list_recurring_tasks", names);
}

/// The filters of the lists of children and of parents, which are the same.
macro_rules! check_family_rows {
    ($method:ident) => {
        check_rows! { |tasks: &Tasks| tasks.$method(TASK);
            archived(true) => "archived=true";
            assignee(IdFilter::any([UserId(1)]).or_none()) => "assignee_user_id=1&assignee_user_id=";
            include_ghost_assignees(true) => "include_ghost_assignees=true";
            order_by([FamilyOrderBy::TagIds.asc(), FamilyOrderBy::UserId.desc()]) => "order_by=tag_ids&order_by=-user_id";
            page(2) => "page=2";
            per_page(50) => "per_page=50";
            source(TaskSource::Plan) => "source=plan";
            status(StatusId(2)) => "status_id=2";
            tag([TagId(3), TagId(4)]) => "tag_id=3&tag_id=4";
            team(TeamId(5)) => "team_id=5";
        }
    };
}

#[tokio::test]
async fn every_filter_of_the_lists_of_relatives_becomes_its_parameter() {
    assert_all("list_task_children", check_family_rows!(children));
    assert_all("list_task_parents", check_family_rows!(parents));
}

/// Returns the query of one request of the task list.
async fn query_of(tasks: &Tasks, fake: &FakeFocus, project: impl Into<IdFilter<ProjectId>>) -> String {
    tasks.list().project(project).send_raw().await.unwrap();
    without_default(&fake.take_requests().remove(0).raw_query).to_owned()
}

#[tokio::test]
async fn id_filters_take_one_id_any_ids_none_or_any_ids_or_none() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let two = [ProjectId(7), ProjectId(9)];
    assert_eq!(query_of(&tasks, &fake, ProjectId(7)).await, "project_id=7");
    assert_eq!(query_of(&tasks, &fake, two).await, "project_id=7&project_id=9");
    assert_eq!(query_of(&tasks, &fake, two.to_vec()).await, "project_id=7&project_id=9");
    assert_eq!(query_of(&tasks, &fake, &two[..]).await, "project_id=7&project_id=9");
    assert_eq!(query_of(&tasks, &fake, IdFilter::any([7, 9])).await, "project_id=7&project_id=9");
    assert_eq!(query_of(&tasks, &fake, IdFilter::none()).await, "project_id=");
    assert_eq!(query_of(&tasks, &fake, IdFilter::any(two).or_none()).await, "project_id=7&project_id=9&project_id=");

    // An empty filter must not list all tasks, because the list might be the selection of a delete.
    let nothing = tasks.list().project(Vec::<ProjectId>::new()).send().await.unwrap_err();
    assert!(nothing.is_invalid_argument(), "{nothing}");
    let ids = tasks.bulk().delete_matching(tasks.stream().tag(IdFilter::any([0_i64; 0]))).await.unwrap_err();
    assert!(ids.to_string().contains("the filter `tag_id` is set but empty"), "{ids}");
    let status = tasks.stream().status(Vec::<StatusId>::new()).send().await.unwrap_err();
    assert!(status.to_string().contains("the filter `status_id` is set but empty"), "{status}");
    assert_eq!(fake.requests().len(), 0, "no request may be sent for an empty filter");
}

#[tokio::test]
async fn a_sort_key_is_ascending_descending_a_custom_field_or_text() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let keys = [
        OrderBy::EndDate.asc(),
        OrderBy::EndDate.desc(),
        OrderBy::Priority.into(),
        OrderBy::project_field(51).asc(),
        OrderBy::project_field(54).desc(),
        "-created_at".parse().unwrap(),
    ];
    tasks.list().order_by(keys).await.unwrap();
    let sent = fake.take_requests().remove(0);
    let expected = ["end_date", "-end_date", "priority", "pcf_51", "-pcf_54", "-created_at"];
    assert_eq!(
        sent.query_values("order_by"),
        expected,
        "the keys must be sent in the given order: the first key has priority"
    );
}

#[tokio::test]
async fn arrays_are_encoded_in_each_of_the_three_encodings() {
    let encodings = [
        (
            ArrayEncoding::Repeat,
            "order_by=name&order_by=-pcf_51&page=1&priority=high&priority=low&project_id=4100001&project_id=&status_id=701",
            "ids=1&ids=2&outbound_sync=true",
        ),
        (
            ArrayEncoding::Comma,
            "order_by=name%2C-pcf_51&page=1&priority=high%2Clow&project_id=4100001%2C&status_id=701",
            "ids=1%2C2&outbound_sync=true",
        ),
        (
            ArrayEncoding::Brackets,
            "order_by%5B%5D=name&order_by%5B%5D=-pcf_51&page=1&priority%5B%5D=high&priority%5B%5D=low\
             &project_id%5B%5D=4100001&project_id%5B%5D=&status_id%5B%5D=701",
            "ids%5B%5D=1&ids%5B%5D=2&outbound_sync=true",
        ),
    ];
    for (encoding, list, delete) in encodings {
        let fake = FakeFocus::builder().accept_comma_arrays(true).accept_bracket_arrays(true).start().await;
        let wanted =
            fake.insert_task(json!({ "name": "A", "project_id": 4_100_001, "status_id": 701, "priority": "low" }));
        let tasks = tasks_of(&fake, builder(&fake).array_encoding(encoding));
        let project = IdFilter::any([ProjectId(4_100_001)]).or_none();
        let call = tasks.list().page(1).project(project).priority([Priority::High, Priority::Low]);
        let call = call.status([StatusId(701)]).order_by([OrderBy::Name.asc(), OrderBy::project_field(51).desc()]);
        let page = call.await.unwrap();
        assert!(page.tasks.iter().any(|task| task.id.0 == wanted), "{encoding:?}: the fake must apply the filter");
        tasks.bulk().outbound_sync(true).delete([1, 2]).await.into_result().unwrap();
        let sent: Vec<String> =
            fake.take_requests().into_iter().map(|request| without_default(&request.raw_query).to_owned()).collect();
        assert_eq!(sent, [list, delete], "{encoding:?}");
    }
}

#[tokio::test]
async fn extra_query_pairs_follow_the_filters() {
    let fake = FakeFocus::start().await;
    let call = tasks(&fake).list().pinned(true).extra_query("new_filter", 7).extra_query("new_filter", "a b");
    call.send_raw().await.unwrap();
    assert_eq!(fake.take_requests()[0].raw_query, "pinned=true&per_page=100&new_filter=7&new_filter=a+b");
}
