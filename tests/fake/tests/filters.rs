//! Which tasks each filter matches.

use focus_fake::FakeFocus;
use serde_json::json;

use crate::common::{code, get, listed, with};

#[tokio::test]
async fn an_empty_value_selects_tasks_without_a_value() {
    let fake = with(json!([
        { "project_id": 4100001, "tag_ids": [801], "assignee_user_ids": [8800003] },
        { "parent_task_id": 1, "tag_ids": [] },
        { "project_id": 4100005, "assignee_user_ids": [8800005] },
    ]))
    .await;
    assert_eq!(listed(&fake, "project_id=").await, [2]);
    assert_eq!(listed(&fake, "project_id=&project_id=4100001").await, [1, 2]);
    assert_eq!(listed(&fake, "project_id=4100001&project_id=4100005").await, [1, 3]);
    assert_eq!(listed(&fake, "parent_task_id=").await, [1, 3]);
    // A task whose project has no client has no client.
    assert_eq!(listed(&fake, "client_id=").await, [2, 3]);
    assert_eq!(listed(&fake, "client_id=2050001").await, [1]);
    assert_eq!(listed(&fake, "tag_id=").await, [2, 3]);
    assert_eq!(listed(&fake, "assignee_user_id=").await, [2]);
    assert_eq!(listed(&fake, "team_id=").await, [2, 3]);
    assert_eq!(listed(&fake, "team_id=610&team_id=612").await, [1]);
    assert_eq!(code(&get(&fake, "tasks?status_id=").await), (400, "validation"));
}

#[tokio::test]
async fn people_filters_distinguish_creators_and_assignees() {
    let fake = with(json!([
        { "toggl_user_id": 8800001, "assignee_user_ids": [8800002] },
        { "toggl_user_id": 8800002, "ghost_assignee_ids": [9900001] },
        { "toggl_user_id": 8800003, "assignee_user_ids": [8800004] },
    ]))
    .await;
    assert_eq!(listed(&fake, "toggl_user_id=8800002").await, [1, 2]);
    assert_eq!(listed(&fake, "creator_id=8800002").await, [2]);
    assert_eq!(listed(&fake, "assignee_user_id=8800002&assignee_user_id=8800004").await, [1, 3]);
    assert_eq!(listed(&fake, "assignee_ghost_id=9900001").await, [2]);
}

#[tokio::test]
async fn the_name_filter_searches_tasks_projects_and_clients_ignoring_case() {
    let fake = with(json!([
        { "name": "Ölwechsel" },
        { "name": "x", "project_id": 4100002 },
        { "name": "y", "project_id": 4100003 },
    ]))
    .await;
    assert_eq!(listed(&fake, "name=ÖL").await, [1]);
    assert_eq!(listed(&fake, "name=%C3%B6kostrom").await, [2]);
    assert_eq!(listed(&fake, "name=nordlicht+energie").await, [2]);
    assert_eq!(listed(&fake, "name=桜").await, [3]);
}

#[tokio::test]
async fn date_filters_overlap_and_need_both_dates() {
    let fake = with(json!([
        { "start_date": "2026-03-02", "end_date": "2026-03-06" },
        { "start_date": "2026-03-06", "end_date": "2026-03-20" },
        { "end_date": "2026-03-04" },
        {},
    ]))
    .await;
    assert_eq!(listed(&fake, "start_date=2026-03-05&end_date=2026-03-06").await, [1, 2]);
    assert_eq!(listed(&fake, "start_date=2026-03-01&end_date=2026-03-02").await, [1]);
    assert_eq!(listed(&fake, "dates_overlap_start=2026-03-07&dates_overlap_end=2026-04-01").await, [2]);
    assert_eq!(listed(&fake, "start_date_from=2026-03-03").await, [2]);
    assert_eq!(listed(&fake, "start_date_to=2026-03-03").await, [1]);
    assert_eq!(listed(&fake, "end_date_to=2026-03-05").await, [3]);
    assert_eq!(listed(&fake, "end_date_from=2026-03-05").await, [1, 2]);
    assert_eq!(listed(&fake, "has_dates=true").await, [1, 2, 3]);
    assert_eq!(listed(&fake, "has_dates=false").await, [4]);
    for bad in ["2026-3-2", "02.03.2026", "2026-02-30", "2026-03-02T00:00:00Z", ""] {
        assert_eq!(code(&get(&fake, &format!("tasks?start_date={bad}")).await), (400, "validation"), "{bad}");
    }
}

#[tokio::test]
async fn flags_keywords_and_estimates_filter() {
    let fake = with(json!([
        { "pinned": true, "priority": "high", "estimated_mins": 30, "source": "focus" },
        { "private": true, "priority": "low", "priority_at": "2026-03-02", "estimated_mins": 90, "source": "plan" },
        { "recurring_task_id": 330001, "status_id": 704 },
    ]))
    .await;
    assert_eq!(listed(&fake, "pinned=true").await, [1]);
    assert_eq!(listed(&fake, "pinned=false").await, [2, 3]);
    assert_eq!(listed(&fake, "private=true").await, [2]);
    assert_eq!(listed(&fake, "priority=high&priority=low").await, [1, 2]);
    assert_eq!(listed(&fake, "priority=none").await, [3]);
    assert_eq!(listed(&fake, "is_priority=true").await, [2]);
    assert_eq!(listed(&fake, "estimated_mins_min=31").await, [2]);
    assert_eq!(listed(&fake, "estimated_mins_min=30&estimated_mins_max=30").await, [1]);
    assert_eq!(listed(&fake, "source=focus").await, [1]);
    assert_eq!(listed(&fake, "recurring=true").await, [3]);
    assert_eq!(listed(&fake, "recurring_task_ids=330001&recurring_task_ids=1").await, [3]);
    assert_eq!(listed(&fake, "state=done").await, [3]);
    assert_eq!(listed(&fake, "state=active").await, [1, 2]);
    for bad in ["pinned=maybe", "pinned=", "priority=someday", "source=fax", "state=asleep", "estimated_mins_min=1.5"] {
        assert_eq!(code(&get(&fake, &format!("tasks?{bad}")).await), (400, "validation"), "{bad}");
    }
}

#[tokio::test]
async fn one_time_block_must_meet_all_block_filters() {
    let block = |id: i64, start: &str, completed: bool| json!([{ "id": id, "start": start, "seconds": 600, "completed": completed }]);
    let fake = with(json!([
        { "time_blocks": block(21, "2026-03-02T08:00:00Z", true) },
        { "time_blocks": block(22, "2026-03-03T08:00:00Z", false) },
        { "time_entries": [{ "id": 31, "start": "2026-03-01T08:00:00Z", "seconds": 77 }] },
    ]))
    .await;
    assert_eq!(listed(&fake, "has_time_blocks=true").await, [1, 2]);
    assert_eq!(listed(&fake, "has_time_entries=true").await, [3]);
    assert_eq!(listed(&fake, "time_block_id=21&time_block_id=99").await, [1]);
    assert_eq!(listed(&fake, "time_block_completed=false").await, [2]);
    assert_eq!(listed(&fake, "timeblock_start_from=2026-03-02T10:00:00%2B02:00").await, [1, 2]);
    assert_eq!(listed(&fake, "timeblock_start_from=2026-03-02T08:00:01Z").await, [2]);
    assert_eq!(listed(&fake, "timeblock_start_until=2026-03-02T23:00:00Z").await, [1]);
    assert_eq!(listed(&fake, "time_block_id=21&time_block_completed=false").await, [] as [i64; 0]);
    assert_eq!(listed(&fake, "state=tracked&state=timeblocked").await, [1, 2, 3]);
    assert_eq!(listed(&fake, "state=not_timeblocked").await, [3]);
    assert_eq!(code(&get(&fake, "tasks?timeblock_start_from=2026-03-02").await), (400, "validation"));
    // A plus sign that is not encoded is a space, which makes the instant malformed.
    assert_eq!(code(&get(&fake, "tasks?timeblock_start_from=2026-03-02T10:00:00+02:00").await), (400, "validation"));
}

#[tokio::test]
async fn tasks_of_completed_projects_are_listed_only_on_request() {
    let fake = with(json!([{ "project_id": 4100004 }, {}, { "project_id": 4100001 }])).await;
    assert_eq!(listed(&fake, "").await, [2, 3]);
    assert_eq!(listed(&fake, "project_id=4100004").await, [] as [i64; 0]);
    assert_eq!(listed(&fake, "include_project_completed=true").await, [1, 2, 3]);
}

#[tokio::test]
async fn archived_tasks_are_listed_unless_a_filter_or_a_switch_hides_them() {
    let tasks = [json!({ "id": 1 }), json!({ "id": 2, "archived_at": "2026-02-01T00:00:00Z" })];
    let both = FakeFocus::builder().tasks(0).start().await;
    let hiding = FakeFocus::builder().tasks(0).hide_archived(true).start().await;
    for task in tasks {
        both.insert_task(task.clone());
        hiding.insert_task(task);
    }
    assert_eq!(listed(&both, "").await, [1, 2]);
    assert_eq!(listed(&hiding, "").await, [1]);
    for fake in [&both, &hiding] {
        assert_eq!(listed(fake, "archived=true").await, [2]);
        assert_eq!(listed(fake, "archived=false").await, [1]);
    }
}

#[tokio::test]
async fn every_filter_matches_some_seeded_tasks_and_excludes_others() {
    let fake = FakeFocus::builder().tasks(100).start().await;
    let all = listed(&fake, "").await.len();
    for filter in [
        "status_id=701",
        "toggl_user_id=8800001",
        "creator_id=8800001",
        "name=café",
        "has_time_entries=true",
        "has_time_blocks=true",
        "has_dates=true",
        "pinned=true",
        "private=true",
        "archived=true",
        "project_id=4100001",
        "project_id=",
        "parent_task_id=5000000004",
        "parent_task_id=",
        "client_id=2050002",
        "client_id=",
        "team_id=611",
        "team_id=",
        "assignee_user_id=8800003",
        "assignee_user_id=",
        "tag_id=801",
        "tag_id=",
        "assignee_ghost_id=9900001",
        "start_date=2026-03-02&end_date=2026-03-08",
        "estimated_mins_min=60",
        "estimated_mins_max=60",
        "source=plan",
        "source=google_calendar",
        "source=outlook_calendar",
        "source=focus",
        "priority=high",
        "is_priority=true",
        "state=done",
        "state=tracked",
        "state=timeblocked",
        "timeblock_start_from=2026-03-02T00:00:00Z",
        "timeblock_start_until=2026-03-02T00:00:00Z",
        "time_block_completed=true",
        "recurring=true",
        "recurring_task_ids=330001",
    ] {
        let found = listed(&fake, filter).await.len();
        assert!(found > 0 && found < all, "{filter}: {found} of {all}");
    }
    assert!(listed(&fake, "include_project_completed=true").await.len() > all);
}
#[tokio::test]
async fn arrays_repeat_their_name_and_switches_enable_other_spellings() {
    let tasks = json!([{ "status_id": 701 }, { "status_id": 702 }, { "status_id": 703 }]);
    let fake = with(tasks).await;
    assert_eq!(listed(&fake, "status_id=701&status_id=703").await, [1, 3]);
    assert_eq!(code(&get(&fake, "tasks?status_id=701,703").await), (400, "validation"));

    let fake = FakeFocus::builder().tasks(0).accept_comma_arrays(true).accept_bracket_arrays(true).start().await;
    for status in [701, 702, 703] {
        fake.insert_task(json!({ "id": status, "status_id": status }));
    }
    assert_eq!(listed(&fake, "status_id=701,703").await, [701, 703]);
    assert_eq!(listed(&fake, "status_id[]=701&status_id[]=702").await, [701, 702]);
}

#[tokio::test]
async fn a_misspelt_filter_returns_everything() {
    let fake = FakeFocus::start().await;
    let all = listed(&fake, "").await;
    assert_eq!(listed(&fake, "statusid=701").await, all);
    // The name with brackets, as in the documentation, is an unknown name.
    assert_eq!(listed(&fake, "status_id[]=701").await, all);
    assert_eq!(listed(&fake, "status_id%5B%5D=701").await, all);
    // A filter of another list is unknown here.
    assert_eq!(get(&fake, "tasks/recurring?project_id=abc").await.0, 200);
}

#[tokio::test]
async fn the_smaller_lists_support_a_few_filters_and_ignore_the_rest() {
    let fake = with(json!([
        { "name": "top", "archived_at": "2026-01-01T00:00:00Z" },
        { "parent_task_id": 1, "recurring_task_id": 7, "status_id": 701, "source": "plan", "tag_ids": [801] },
        { "parent_task_id": 1, "recurring_task_id": 8, "status_id": 702, "source": "focus", "assignee_user_ids": [8800002] },
    ]))
    .await;
    let found = async |path: &str| {
        let (status, page) = get(&fake, path).await;
        assert_eq!(status, 200, "{path}: {page}");
        crate::common::ids(&page)
    };
    for (filter, wanted) in [
        ("archived=false", [2, 3].as_slice()),
        ("tag_id=801", &[2]),
        ("tag_id=", &[1, 3]),
        ("assignee_user_id=8800002", &[3]),
        ("team_id=611", &[3]),
        ("team_id=", &[1, 2]),
        ("status_id=701", &[2]),
        ("source=focus", &[3]),
        ("priority=someday&project_id=x&include_project_completed=maybe", &[1, 2, 3]),
    ] {
        assert_eq!(found(&format!("tasks/1/children?{filter}")).await, wanted, "{filter}");
    }
    assert_eq!(found("tasks/2/parents?archived=true").await, [1]);
    assert_eq!(found("tasks/recurring?tag_id=801").await, [2]);
    assert_eq!(found("tasks/recurring?recurring_task_ids=8&team_id=611&assignee_user_id=8800002").await, [3]);
    assert_eq!(found("tasks/recurring?status_id=701&source=focus&order_by=mood").await, [2, 3]);
}
