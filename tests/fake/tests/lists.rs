//! The five lists: paging, relatives, the stream, and the parameters that change the content of a response.

use focus_fake::FakeFocus;
use serde_json::json;

use crate::common::{code, get, ids, with};

#[tokio::test]
async fn pages_have_every_task_once_and_only_the_main_list_has_a_total() {
    let fake = FakeFocus::start().await;
    let (_, first) = get(&fake, "tasks").await;
    assert_eq!((&first["page"], &first["per_page"]), (&json!(1), &json!(50)));
    let total = first["total"].as_u64().unwrap();
    let mut all = ids(&first);
    for page in 2..=3 {
        all.extend(ids(&get(&fake, &format!("tasks?page={page}")).await.1));
    }
    assert_eq!(all.len() as u64, total);
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len() as u64, total);
    assert_eq!(ids(&get(&fake, "tasks?page=4").await.1), [] as [i64; 0]);

    for path in ["tasks/recurring", "tasks/5000000005/children", "tasks/5000000006/parents"] {
        let (status, page) = get(&fake, path).await;
        let mut keys: Vec<_> = page.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort();
        assert_eq!((status, keys), (200, vec!["data", "page", "per_page"]), "{path}");
    }
}

#[tokio::test]
async fn paging_out_of_bounds_gets_the_error_text_of_the_service() {
    let fake = FakeFocus::start().await;
    for (query, field, tag) in [
        ("per_page=200", "PerPage", "max"),
        ("per_page=101", "PerPage", "max"),
        ("per_page=0", "PerPage", "min"),
        ("page=0", "Page", "min"),
        ("page=-1", "Page", "min"),
    ] {
        let response = get(&fake, &format!("tasks?{query}")).await;
        assert_eq!(code(&response), (400, "validation"));
        let text = format!("Key: 'Pagination.{field}' Error:Field validation for '{field}' failed on the '{tag}' tag");
        assert_eq!(response.1["error_description"], json!(text));
    }
    assert_eq!(get(&fake, "tasks?per_page=100&page=9223372036854775807").await.1["data"], json!([]));
    assert_eq!(code(&get(&fake, "tasks?page=two").await), (400, "validation"));
}

#[tokio::test]
async fn children_and_parents_begin_with_the_task_itself() {
    let tasks = json!([
        {},
        { "parent_task_id": 1, "status_id": 704 },
        { "parent_task_id": 2, "status_id": 701 },
        { "parent_task_id": 1, "status_id": 701 },
    ]);
    let fake = with(tasks).await;
    let (_, children) = get(&fake, "tasks/1/children").await;
    assert_eq!(ids(&children), [1, 2, 4]);
    assert_eq!(ids(&get(&fake, "tasks/3/parents").await.1), [3, 2, 1]);
    assert_eq!(ids(&get(&fake, "tasks/1/children?status_id=701").await.1), [4]);
    assert_eq!(ids(&get(&fake, "tasks/1/children?per_page=2&page=2").await.1), [4]);
    assert_eq!(code(&get(&fake, "tasks/99/children").await), (404, "not_found"));
    assert_eq!(children["data"][0]["sub_task_total_count"], json!(2));
    assert_eq!(children["data"][0]["sub_task_done_count"], json!(1));
}

#[tokio::test]
async fn the_task_itself_can_be_left_out_of_its_relatives() {
    let fake = FakeFocus::builder().tasks(10).relatives_include_self(false).start().await;
    assert_eq!(ids(&get(&fake, "tasks/5000000004/children").await.1), [5_000_000_005]);
    assert_eq!(ids(&get(&fake, "tasks/5000000006/parents").await.1), [5_000_000_005, 5_000_000_004]);
}

#[tokio::test]
async fn the_recurring_list_has_only_instances_without_parent_and_counters() {
    let fake = FakeFocus::start().await;
    let (_, page) = get(&fake, "tasks/recurring").await;
    let tasks = page["data"].as_array().unwrap();
    assert_eq!(tasks.len(), 12);
    assert!(tasks.iter().all(|task| task["recurring_task_id"].is_i64() && task["recurrence_date"].is_string()));
    assert!(tasks.iter().all(|task| task.get("sub_task_total_count").is_none() && task.get("parent").is_none()));
    let (_, page) =
        get(&fake, "tasks/recurring?recurring_task_ids=330003&start_date=2026-03-03&end_date=2026-03-04").await;
    let days: Vec<_> = page["data"].as_array().unwrap().iter().map(|task| &task["recurrence_date"]).collect();
    assert_eq!(days, [&json!("2026-03-03"), &json!("2026-03-04")]);
}

#[tokio::test]
async fn include_parameters_change_the_members_of_tasks() {
    let fake = with(json!([
        { "project_id": 4100001, "ghost_assignee_ids": [9900001] },
        { "parent_task_id": 1, "time_entries": [{ "id": 5, "start": "2026-03-01T08:00:00Z", "seconds": 77 }] },
    ]))
    .await;
    let page = async |query: &str| get(&fake, &format!("tasks?{query}")).await.1["data"].clone();

    let plain = page("").await;
    assert!(plain[0].get("ghost_assignee_ids").is_none() && plain[0]["project"].get("rate").is_none());
    assert_eq!((&plain[1]["parent"]["id"], &plain[1]["total_tracked_time"]), (&json!(1), &json!(77)));
    assert!(plain[1].get("time_entries").is_none() && plain[1]["parent"].get("total_tracked_time").is_none());

    let rich = page("include_ghost_assignees=true&include_rates=true&with_entries=true").await;
    assert_eq!(rich[0]["ghost_assignee_ids"], json!([9900001]));
    assert_eq!(rich[0]["project"]["rate"]["hourly_rate"], json!(95.0));
    assert_eq!(rich[1]["time_entries"][0]["seconds"], json!(77));

    let quick = page("disable_aggregations=true").await;
    assert!(quick[1].get("parent").is_none() && quick[1].get("total_tracked_time").is_none());
}

#[tokio::test]
async fn the_stream_is_one_json_array_in_chunks_with_its_own_filters() {
    let fake = FakeFocus::builder().tasks(300).start().await;
    let response = crate::common::request(&fake, reqwest::Method::GET, "tasks/stream").send().await.unwrap();
    assert_eq!(response.headers()["transfer-encoding"], "chunked");
    let (_, tasks) = crate::common::read(response).await;
    let total = get(&fake, "tasks").await.1["total"].as_u64().unwrap();
    assert_eq!(tasks.as_array().unwrap().len() as u64, total);
    // `private` is a filter of the paged list only.
    assert_eq!(ids(&get(&fake, "tasks/stream?private=true").await.1), ids(&tasks));
    assert_eq!(get(&fake, "tasks/stream?per_page=0").await.0, 200);
    let empty = get(&fake, "tasks/stream?name=nothing+is+called+this").await;
    assert_eq!(empty, (200, json!([])));
}

#[tokio::test]
async fn the_stream_can_be_repeated_with_other_ids() {
    let fake = FakeFocus::builder().tasks(20).stream_copies(50).start().await;
    let streamed = ids(&get(&fake, "tasks/stream").await.1);
    let listed = ids(&get(&fake, "tasks").await.1);
    assert_eq!(streamed.len(), listed.len() * 50);
    assert_eq!(streamed[..listed.len()], listed);
    let mut distinct = streamed.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), streamed.len());
}
