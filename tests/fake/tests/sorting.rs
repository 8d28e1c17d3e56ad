//! `order_by` of every list that supports it.

use focus_fake::FakeFocus;
use serde_json::json;

use crate::common::{code, get, listed, with};

#[tokio::test]
async fn sorting_uses_several_keys_and_puts_missing_values_last() {
    let fake = with(json!([
        { "priority": "low", "end_date": "2026-03-09" },
        { "priority": "high" },
        { "priority": "low", "end_date": "2026-03-03" },
        { "priority": "none", "end_date": "2026-03-01" },
    ]))
    .await;
    assert_eq!(listed(&fake, "order_by=-priority&order_by=end_date").await, [2, 3, 1, 4]);
    assert_eq!(listed(&fake, "order_by=end_date").await, [4, 3, 1, 2]);
    assert_eq!(listed(&fake, "order_by=-end_date").await, [1, 3, 4, 2]);
    assert_eq!(code(&get(&fake, "tasks?order_by=mood").await), (400, "validation"));
    assert_eq!(code(&get(&fake, "tasks?order_by=").await), (400, "validation"));
}

#[tokio::test]
async fn equal_sets_of_tags_sort_together_in_any_order_of_their_ids() {
    let fake = with(json!([{ "tag_ids": [803, 801] }, { "tag_ids": [802] }, { "tag_ids": [801, 803] }, {}])).await;
    assert_eq!(listed(&fake, "order_by=tag_ids").await, [1, 3, 2, 4]);
}

#[tokio::test]
async fn tasks_sort_by_a_custom_field_of_their_project() {
    let fake = with(json!([{ "project_id": 4100002 }, { "project_id": 4100005 }, { "project_id": 4100001 }])).await;
    let world = fake.world();
    let (budget, stage) = (world.custom_field("Budget"), world.custom_field("Stage"));
    assert_eq!(listed(&fake, &format!("order_by=pcf_{budget}")).await, [3, 1, 2]);
    assert_eq!(listed(&fake, &format!("order_by=-pcf_{budget}")).await, [1, 3, 2]);
    // By the option's name, not its id: Build, Concept.
    assert_eq!(listed(&fake, &format!("order_by=pcf_{stage}")).await, [3, 1, 2]);
    assert_eq!(get(&fake, &format!("tasks/stream?order_by=pcf_{budget}")).await.0, 200);
    assert_eq!(get(&fake, &format!("tasks/1/children?order_by=pcf_{budget}")).await.0, 400);
}

#[tokio::test]
async fn every_list_supports_its_own_sort_keys() {
    let fake = FakeFocus::builder().tasks(20).start().await;
    let common = "name user_id project_id parent_task_id status_id tag_ids assignees estimated_mins priority \
                  priority_at start_date end_date created_at updated_at last_activity pinned";
    let more = "position billable relevance sub_tasks_grouped";
    let blocks = "timeblock_start timeblock_now_diff";
    let check = async |path: &str, keys: &str, wanted: u16| {
        for key in keys.split_whitespace() {
            for sign in ["", "-"] {
                let (status, body) = get(&fake, &format!("{path}?order_by={sign}{key}")).await;
                assert_eq!(status, wanted, "{path} {sign}{key} {body}");
            }
        }
    };
    check("tasks", &format!("{common} {more} {blocks}"), 200).await;
    check("tasks/stream", &format!("{common} {more}"), 200).await;
    check("tasks/stream", blocks, 400).await;
    for path in ["tasks/5000000004/children", "tasks/5000000004/parents"] {
        check(path, common, 200).await;
        check(path, &format!("{more} {blocks}"), 400).await;
    }
}
