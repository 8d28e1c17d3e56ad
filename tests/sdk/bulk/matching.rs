//! Changes of all tasks that a list or stream selects: all ids are read before the first change.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use focus_api::bulk::TaskSelection;
use focus_api::options::QuotaPolicy;
use focus_api::{IdFilter, Priority, ProjectId, TaskPatch};
use focus_fake::{FakeFocus, Fault, Gate};
use focus_tests::{ManualClock, builder, fake_of, ids_of, lines, tasks_of};
use serde_json::json;

use super::{once, outcomes};

#[tokio::test]
async fn all_ids_are_read_before_the_first_change() {
    let fake = fake_of(250).await;
    let tasks = once(&fake);
    let report = tasks.bulk().archive_matching(tasks.list().archived(false)).await.unwrap();
    // Archiving while paging would skip a hundred tasks, because each archived page shortens the list.
    assert_eq!(outcomes(&report), "250D");
    let list = |page| format!("GET /tasks?archived=false&page={page}&per_page=100");
    let archive = || "POST /tasks/bulk/archive".to_owned();
    assert_eq!(lines(&fake.take_requests()), [list(1), list(2), list(3), archive(), archive(), archive()]);
}

#[tokio::test]
async fn a_stream_selects_in_one_request() {
    let fake = FakeFocus::start().await;
    let tasks = once(&fake);
    let site = ProjectId(fake.world().project("Website relaunch"));
    let report = tasks.bulk().delete_matching(tasks.stream().project(IdFilter::any([site]))).await.unwrap();
    assert!(report.is_complete() && !report.entries().is_empty());
    for task in fake.tasks() {
        assert_eq!(task.get("deleted_at").is_some(), task["project_id"] == json!(site.0), "{task}");
    }
    assert_eq!(fake.requests().len(), 2);
}

#[tokio::test]
async fn all_selected_tasks_get_the_same_patch() {
    let fake = fake_of(3).await;
    let tasks = once(&fake);
    let patch = TaskPatch::new().priority(Priority::Low);
    let report = tasks.bulk().patch_matching(tasks.list().status([701]), patch).await.unwrap();
    assert_eq!(outcomes(&report), "3D");
    assert!(fake.tasks().iter().all(|task| task["priority"] == "low"));
}

#[tokio::test]
async fn a_signal_ends_the_reading_of_a_selection_and_nothing_is_changed() {
    let (fake, gate) = (fake_of(250).await, Gate::new());
    fake.fault(Fault::response().stall_before_head().until(&gate).after(1));
    let tasks = once(&fake);
    let archive = || tasks.bulk().archive_matching(tasks.list().archived(false));
    let second_page = async move { gate.arrivals(1).await };
    let error = archive().stop_when(second_page).await.unwrap_err();
    assert!(error.is_stopped() && !error.is_outcome_unknown(), "{error}");
    let list = |page| format!("GET /tasks?archived=false&page={page}&per_page=100");
    assert_eq!(lines(&fake.take_requests()), [list(1), list(2)]);
    let error = archive().stop_when(ready(())).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "bulk_archive_tasks: stopped on request before the selection was read; nothing was changed. Start the change \
         again to complete it"
    );
    assert_eq!(lines(&fake.take_requests()), [""; 0]);
}

#[tokio::test]
async fn the_deadline_of_a_change_limits_the_reading_of_its_selection() {
    let (fake, hour) = (fake_of(3).await, Duration::from_secs(3600));
    let clock = ManualClock::default();
    let settings = builder(&fake).clock(Arc::new(clock.clone())).quota(QuotaPolicy::WaitUpTo(hour));
    let tasks = tasks_of(&fake, settings);
    let archive = |hours| {
        let selection = tasks.list().archived(false).per_page(2);
        tasks.bulk().archive_matching(selection).deadline(hour * hours)
    };
    // The wait of the selection counts, so a second one would end after the deadline.
    fake.fault(Fault::quota_spent(hour));
    fake.fault(Fault::quota_spent(hour).on("bulk_archive_tasks"));
    let report = archive(2).await.unwrap();
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("3N", 1));
    assert_eq!((clock.pauses().len(), fake.take_requests().len()), (1, 4), "{report}");
    // No wait begins that would end after the deadline.
    fake.clear_faults();
    fake.fault(Fault::quota_spent(hour));
    assert!(archive(1).await.unwrap_err().is_quota());
    assert_eq!((clock.pauses().len(), fake.take_requests().len()), (1, 1));
    // No page is requested after it.
    let later = clock.clone();
    fake.fault(Fault::response().edit_json(move |_| later.advance(Duration::from_secs(3600))));
    let error = archive(1).await.unwrap_err();
    assert!(error.is_timeout() && error.requests_sent() == 0 && !error.is_outcome_unknown(), "{error}");
    assert_eq!(fake.take_requests().len(), 1, "no page may be requested after the deadline");
}

#[tokio::test]
async fn a_selection_that_cannot_be_read_completely_changes_nothing() {
    let fake = fake_of(250).await;
    let tasks = once(&fake);
    fake.fault(Fault::status(500).after(2));
    assert!(tasks.bulk().allow_unfiltered(true).delete_matching(tasks.list()).await.unwrap_err().is_server());
    fake.fault(Fault::response().disconnect_after(5000));
    assert!(tasks.bulk().allow_unfiltered(true).delete_matching(tasks.stream()).await.unwrap_err().is_connect());
    fake.fault(Fault::response().remove_item_field(7, "id"));
    assert!(tasks.bulk().allow_unfiltered(true).delete_matching(tasks.list()).await.unwrap_err().is_decode());
    assert!(fake.tasks().iter().all(|task| task.get("deleted_at").is_none()));
}

#[tokio::test]
async fn undecodable_tasks_are_selected_by_id_and_repeated_ones_once() {
    let fake = fake_of(3).await;
    let tasks = once(&fake);
    // In a stream, because a paged list in which a task arrives twice is an error.
    let list = json!([
        { "id": ids_of(0..1)[0], "estimated_mins": "soon" },
        { "id": ids_of(1..2)[0] },
        { "id": ids_of(0..1)[0] },
    ]);
    fake.fault(Fault::response().json(list).on("stream_tasks"));
    let report = tasks.bulk().allow_unfiltered(true).delete_matching(tasks.stream()).await.unwrap();
    assert_eq!(outcomes(&report), "2D");
}

#[tokio::test]
async fn a_selection_without_tasks_is_a_complete_run_without_changes() {
    let fake = fake_of(0).await;
    let tasks = once(&fake);
    assert!(tasks.bulk().allow_unfiltered(true).delete_matching(tasks.list()).await.unwrap().is_complete());
    assert_eq!(fake.requests().len(), 1);
}

#[tokio::test]
async fn a_selected_task_is_the_only_one_that_changes() {
    let fake = fake_of(3).await;
    let tasks = once(&fake);
    let second = focus_api::TaskId(ids_of(1..2)[0]);
    let report = tasks.bulk().delete_matching(tasks.stream().select(move |task| task.id == second)).await.unwrap();
    assert_eq!(outcomes(&report), "1D");
    let deleted: Vec<bool> = fake.tasks().iter().map(|task| task.get("deleted_at").is_some()).collect();
    assert_eq!(deleted, [false, true, false]);
}
