//! Filters that are set but empty, and parameters that are set twice, are refused before a request, however they were
//! set.

use std::ops::RangeInclusive;

use focus_api::filters::{ListRecurringTasksQuery, ListTasksQuery, StreamTasksQuery, TaskState};
use focus_api::ids::{ClientId, TeamId};
use focus_api::options::CallOptions;
use focus_api::requests::{ListTasks, StreamTasks};
use focus_api::{ErrorKind, IdFilter, Priority, ProjectId, StatusId, TagId, TaskPatch, UserId};
use focus_fake::FakeFocus;
use focus_tests::{FIRST, fake_of, tasks};
use serde_json::{Value, json};

/// Returns lists with a filter that is set but empty.
fn lists(fake: &FakeFocus) -> Vec<(&'static str, ListTasks)> {
    let tasks = tasks(fake);
    let list = || tasks.list();
    let mut literal = ListTasksQuery::default();
    literal.tag_id = Some(Vec::new());
    vec![
        ("priority", list().priority([] as [Priority; 0])),
        ("state", list().state([] as [TaskState; 0])),
        ("status", list().status([] as [StatusId; 0])),
        ("project", list().project(IdFilter::any([] as [ProjectId; 0]))),
        ("tag", list().tag(IdFilter::any([] as [TagId; 0]))),
        ("assignee", list().assignee(IdFilter::any([] as [UserId; 0]))),
        ("client", list().client(IdFilter::any([] as [ClientId; 0]))),
        ("team", list().team(IdFilter::any([] as [TeamId; 0]))),
        ("name", list().name("")),
        ("a literal", tasks.list_with(literal)),
    ]
}

fn streams(fake: &FakeFocus) -> Vec<(&'static str, StreamTasks)> {
    let tasks = tasks(fake);
    vec![
        ("state", tasks.stream().state([] as [TaskState; 0])),
        ("priority", tasks.stream().priority([] as [Priority; 0])),
        ("project", tasks.stream().project(IdFilter::any([] as [ProjectId; 0]))),
        ("name", tasks.stream().name("")),
    ]
}

#[tokio::test]
async fn a_filter_that_is_set_but_empty_is_refused_before_a_request() {
    let fake = fake_of(3).await;
    for (what, list) in lists(&fake) {
        let error = list.send().await.unwrap_err();
        assert_eq!((error.kind(), error.requests_sent()), (ErrorKind::InvalidArgument, 0), "{what}: {error}");
    }
    for (what, list) in lists(&fake) {
        assert!(list.items().try_collect().await.unwrap_err().is_invalid_argument(), "{what}");
    }
    for (what, stream) in streams(&fake) {
        assert!(stream.send().await.err().is_some_and(|error| error.is_invalid_argument()), "{what}");
    }
    assert_eq!(fake.requests().len(), 0);
}

#[tokio::test]
async fn an_empty_filter_from_json_is_refused_when_it_is_read_or_before_a_request() {
    let fake = fake_of(3).await;
    let tasks = tasks(&fake);
    for name in ["project_id", "tag_id", "status_id", "assignee_user_id", "client_id", "priority", "state", "name"] {
        let filter = if name == "name" { json!({ name: "" }) } else { json!({ name: [] }) };
        refused(serde_json::from_value::<ListTasksQuery>(filter.clone()).map(|query| tasks.list_with(query)), &filter)
            .await;
        if let Ok(query) = serde_json::from_value::<StreamTasksQuery>(filter.clone()) {
            assert!(tasks.stream_with(query).send().await.is_err(), "{filter} streamed everything");
        }
        if let Ok(query) = serde_json::from_value::<ListRecurringTasksQuery>(filter.clone()) {
            assert!(tasks.recurring_with(query).send().await.is_err(), "{filter} listed everything");
        }
    }
    assert_eq!(fake.requests().len(), 0);
}

async fn refused(list: Result<ListTasks, serde_json::Error>, filter: &Value) {
    if let Ok(list) = list {
        let error = list.send().await.err().unwrap_or_else(|| panic!("{filter} listed everything"));
        assert!(error.is_invalid_argument(), "{filter}: {error}");
    }
}

#[tokio::test]
async fn a_bulk_change_with_an_empty_filter_is_refused() {
    let fake = fake_of(3).await;
    let tasks = tasks(&fake);
    // Also if the caller allows a selection without filters, because the filter is set.
    for bulk in [tasks.bulk(), tasks.bulk().allow_unfiltered(true)] {
        for (what, list) in lists(&fake) {
            assert!(bulk.delete_matching(list).await.unwrap_err().is_invalid_argument(), "{what}");
        }
        for (what, stream) in streams(&fake) {
            let patch = TaskPatch::new().pinned(true);
            assert!(bulk.patch_matching(stream, patch).await.unwrap_err().is_invalid_argument(), "{what}");
        }
    }
    assert_eq!(fake.requests().len(), 0);
}

#[tokio::test]
async fn a_bulk_change_without_filters_needs_allow_unfiltered() {
    let fake = fake_of(3).await;
    let tasks = tasks(&fake);
    let bulk = tasks.bulk();
    assert!(bulk.delete_matching(tasks.list()).await.unwrap_err().is_invalid_argument());
    assert!(bulk.archive_matching(tasks.stream()).await.unwrap_err().is_invalid_argument());
    // Options and an order select nothing.
    let ordered = tasks.list().per_page(2).with_entries(true).order_by([focus_api::OrderBy::EndDate.asc()]);
    assert!(bulk.archive_matching(ordered).await.unwrap_err().is_invalid_argument());
    assert!(bulk.delete_matching(tasks.list_with(ListTasksQuery::default())).await.unwrap_err().is_invalid_argument());
    assert_eq!(fake.requests().len(), 0);
    assert_eq!(bulk.allow_unfiltered(true).archive_matching(tasks.list()).await.unwrap().progress().done, 3);
}

#[tokio::test]
async fn empty_filters_from_toml_and_of_relatives_are_refused() {
    let fake = fake_of(3).await;
    let tasks = tasks(&fake);
    for file in ["project_id = []", "status_id = []\npinned = true", "name = ''", "order_by = []"] {
        if let Ok(query) = toml::from_str::<ListTasksQuery>(file) {
            let list = tasks.list_with(query);
            assert!(list.clone().send().await.unwrap_err().is_invalid_argument(), "{file}");
            assert!(list.clone().items().try_collect().await.unwrap_err().is_invalid_argument(), "{file}");
            let mut pages = list.pages();
            assert!(pages.next().await.unwrap().unwrap_err().is_invalid_argument(), "{file}");
        }
    }
    assert!(tasks.recurring().tag(IdFilter::any([] as [TagId; 0])).send().await.unwrap_err().is_invalid_argument());
    assert!(
        tasks
            .children(1_i64)
            .order_by([] as [focus_api::filters::Sort<focus_api::filters::FamilyOrderBy>; 0])
            .send()
            .await
            .unwrap_err()
            .is_invalid_argument()
    );
    assert_eq!(fake.requests().len(), 0);
}

#[tokio::test]
async fn an_empty_id_filter_with_or_none_is_a_selection() {
    let fake = fake_of(2).await;
    let tasks = tasks(&fake);
    let without_project = tasks.list().project(IdFilter::any([] as [ProjectId; 0]).or_none());
    assert_eq!(tasks.bulk().archive_matching(without_project).await.unwrap().progress().done, 2);
    assert_eq!(fake.requests()[0].raw_query, "page=1&per_page=100&project_id=");
}

#[tokio::test]
async fn a_range_without_a_value_is_refused_and_never_selects_everything() {
    use focus_api::chrono::{DateTime, NaiveDate, Utc};
    use std::ops::Bound::{Excluded, Unbounded};

    let fake = fake_of(3).await;
    let tasks = tasks(&fake);
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    let epoch = DateTime::<Utc>::UNIX_EPOCH;
    for (name, list) in [
        ("days", tasks.list().overlapping(day(5)..day(5))),
        ("days in reverse", tasks.list().overlapping(day(9)..=day(3))),
        ("minutes", tasks.list().estimated_minutes(5..5)),
        ("minutes in reverse", tasks.list().estimated_minutes(RangeInclusive::new(9, 3))),
        ("time blocks", tasks.list().time_block_starts(epoch..epoch)),
        ("a file", tasks.list_with(toml::from_str("start_date = 2026-03-09\nend_date = 2026-03-01").unwrap())),
    ] {
        for bulk in [tasks.bulk(), tasks.bulk().allow_unfiltered(true)] {
            let error = bulk.delete_matching(list.clone()).await.unwrap_err();
            assert!(error.is_invalid_argument() && error.to_string().contains("is empty"), "{name}: {error}");
        }
        assert!(list.send().await.unwrap_err().is_invalid_argument(), "{name}");
    }
    let stream = tasks.stream().estimated_minutes(RangeInclusive::new(9, 3)).send().await;
    assert!(stream.err().is_some_and(|error| error.is_invalid_argument()));
    assert_eq!(fake.requests().len(), 0);

    // A bound that cannot be lowered or raised is sent, because a request without it would select everything.
    for list in [
        tasks.list().overlapping(..NaiveDate::MIN),
        tasks.list().overlapping((Excluded(NaiveDate::MAX), Unbounded)),
        tasks.list().estimated_minutes(..i64::MIN),
        tasks.list().estimated_minutes((Excluded(i64::MAX), Unbounded)),
        tasks.list().time_block_starts(..DateTime::<Utc>::MIN_UTC),
        tasks.list().time_block_starts((Excluded(DateTime::<Utc>::MAX_UTC), Unbounded)),
    ] {
        let report = tasks.bulk().delete_matching(list).await;
        assert!(report.is_err() || report.is_ok_and(|report| report.entries().is_empty()));
    }
    assert_eq!(fake.tasks().len(), 3);
}

#[tokio::test]
async fn a_text_without_a_visible_character_is_empty() {
    let fake = fake_of(3).await;
    let tasks = tasks(&fake);
    for text in ["\u{200b}", "\u{feff}", "\0", " \u{a0}\t", "\u{ad}\u{2060}"] {
        assert!(tasks.list().name(text).send().await.unwrap_err().is_invalid_argument(), "{text:?}");
        assert!(tasks.list().priority(text).send().await.unwrap_err().is_invalid_argument(), "{text:?}");
        let run = tasks.bulk().delete_matching(tasks.stream().name(text));
        assert!(run.await.unwrap_err().is_invalid_argument(), "{text:?}");
        assert!(tasks.create(focus_api::NewTask::new(text)).await.unwrap_err().is_invalid_argument(), "{text:?}");
    }
    assert_eq!(fake.requests().len(), 0);
}

#[tokio::test]
async fn texts_without_a_visible_character_are_refused_by_drafts_and_the_calendar() {
    let fake = fake_of(0).await;
    let tasks = tasks(&fake);
    let now = focus_api::chrono::Utc::now();
    for text in ["", " \n", "\u{200b}", "\0"] {
        let errors = [
            tasks.draft_from_list(text).await.err(),
            tasks.draft_from_prompt(text).await.err(),
            tasks.sync_calendar(now..now + focus_api::chrono::TimeDelta::days(1)).timezone(text).await.err(),
        ];
        assert!(
            errors.iter().flatten().filter(|error| error.is_invalid_argument()).count() == 3,
            "{text:?}: {errors:?}"
        );
    }
    assert_eq!(fake.requests().len(), 0);
}

#[tokio::test]
async fn a_list_that_ends_at_its_limit_on_requests_is_not_a_selection() {
    let fake = fake_of(5).await;
    let tasks = tasks(&fake);
    let list = || tasks.list().archived(false).per_page(2);
    for requests in [0, 1, 2] {
        let error = tasks.bulk().delete_matching(list().max_requests(requests)).await.unwrap_err();
        let what = format!("the list did not end within {requests} requests, the limit set by `max_requests`");
        assert!(error.is_paging() && error.to_string().contains(&what), "{error}");
        assert_eq!(fake.take_requests().len(), requests as usize, "nothing may be deleted");
    }
    let report = tasks.bulk().archive_matching(list().max_requests(2).max_items(3)).await.unwrap();
    assert_eq!(report.progress().done, 3, "a limit on tasks is a selection: {report}");
    let report = tasks.bulk().archive_matching(list().max_requests(2)).await.unwrap();
    assert_eq!(report.progress().done, 2, "the list ended: {report}");
}

#[tokio::test]
async fn an_extra_parameter_that_the_query_already_has_is_refused() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    let extra = |name: &str| CallOptions::new().extra_query("beta", true).extra_query(name, 2);
    let errors = [
        ("per_page", tasks.list().options(extra("per_page")).await.unwrap_err()),
        ("page", tasks.recurring().options(extra("page")).items().try_collect().await.unwrap_err()),
        ("page", tasks.list().page(1).options(extra("page")).await.unwrap_err()),
        ("pinned", tasks.stream().pinned(true).options(extra("pinned")).send().await.err().unwrap()),
        ("outbound_sync", tasks.delete(FIRST).outbound_sync(false).options(extra("outbound_sync")).await.unwrap_err()),
    ];
    for (name, error) in errors {
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{name}: {error}");
        assert!(error.to_string().contains(&format!("already has the parameter `{name}`")), "{error}");
    }
    let run = tasks.bulk().outbound_sync(false).options(extra("outbound_sync")).delete([FIRST]);
    assert!(run.await.stopped_by().is_some_and(|error| error.is_invalid_argument()));
    assert_eq!(fake.take_requests().len(), 0, "the service could use either value");
    // Another value of an array, a parameter that is not set, and one of the program that is repeated.
    tasks.list().project(7).options(extra("project_id")).filter_guard(false).await.unwrap();
    tasks.delete(FIRST).options(CallOptions::new().extra_query("outbound_sync", false)).await.unwrap();
    let client = tasks.workspace().client();
    let _ = client.request(focus_api::reqwest::Method::GET, "/things").query("a", 1).query("a", 2).await;
    let queries: Vec<_> = fake.take_requests().into_iter().map(|request| request.raw_query).collect();
    assert_eq!(queries, ["project_id=7&per_page=100&beta=true&project_id=2", "outbound_sync=false", "a=1&a=2",]);
}
