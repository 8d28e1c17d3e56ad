//! Isolation: finds the input that the service rejects, within a budget of requests.

use focus_api::NewTask;
use focus_api::bulk::StopReason;
use focus_fake::Fault;
use focus_tests::{FIRST, fake_of};

use super::{new_tasks, once, outcomes, sizes};

/// Returns the ids of existing tasks and, at `index`, one that does not exist. The service archives none of such a
/// chunk.
fn with_unknown_id(count: i64, index: usize) -> Vec<i64> {
    let mut ids: Vec<i64> = (0..count).map(|nth| FIRST + nth).collect();
    ids[index] = 1;
    ids
}

#[tokio::test]
async fn without_a_budget_all_inputs_of_a_rejected_chunk_are_rejected() {
    for budget in [0, 1] {
        let fake = fake_of(100).await;
        let report = once(&fake).bulk().isolate_rejected(budget).archive(with_unknown_id(100, 37)).await;
        assert_eq!((outcomes(&report).as_str(), report.requests()), ("100R", 1), "two halves need two requests");
    }
}

#[tokio::test]
async fn the_invalid_input_is_isolated_and_all_others_are_done() {
    for index in [0, 37, 99] {
        let fake = fake_of(100).await;
        let report = once(&fake).bulk().isolate_rejected(20).archive(with_unknown_id(100, index)).await;
        let rejected: Vec<_> = report.rejected().map(|(entry, _)| entry.index).collect();
        assert_eq!((rejected, report.progress().done), (vec![index], 99));
        // A hundred is halved seven times at most: 50, 25, 13, 7, 4, 2, 1.
        assert!((13..=15).contains(&report.requests()), "{} requests", report.requests());
        assert_eq!(report.requests() as usize, fake.requests().len());
    }
}

#[tokio::test]
async fn both_halves_are_tried_before_one_is_halved_again() {
    let fake = fake_of(12).await;
    let report = once(&fake).bulk().chunk_size(8).isolate_rejected(20).archive(with_unknown_id(12, 2)).await;
    assert_eq!(outcomes(&report), "2D 1R 9D");
    assert_eq!(sizes(&fake), [8, 4, 4, 2, 2, 1, 1, 4]);
}

#[tokio::test]
async fn a_spent_budget_rejects_the_rest_of_the_chunk() {
    // Every halving is two requests more.
    for (budget, expected, requests) in [(2, "50R 50D", 3), (5, "25R 75D", 5)] {
        let fake = fake_of(100).await;
        let report = once(&fake).bulk().isolate_rejected(budget).archive(with_unknown_id(100, 0)).await;
        assert_eq!((outcomes(&report).as_str(), report.requests()), (expected, requests), "a budget of {budget}");
    }
}

#[tokio::test]
async fn the_results_of_the_halves_of_one_chunk_do_not_affect_another_chunk() {
    let fake = fake_of(8).await;
    // Both halves of the first chunk are accepted.
    fake.fault(Fault::status(400));
    let report = once(&fake).bulk().chunk_size(4).isolate_rejected(20).archive(with_unknown_id(8, 4)).await;
    assert_eq!(outcomes(&report), "4D 1R 3D");
    assert_eq!(
        sizes(&fake),
        [4, 2, 2, 4, 2, 2, 1, 1],
        "both halves of the second chunk are tried before one is halved"
    );
}

#[tokio::test]
async fn a_refused_half_is_rejected_if_the_run_ends_before_the_other_half_is_sent() {
    let fake = fake_of(4).await;
    let report = once(&fake).bulk().isolate_rejected(20).archive(with_unknown_id(4, 0)).max_requests(2).await;
    assert_eq!((outcomes(&report).as_str(), sizes(&fake)), ("2R 2N", vec![4, 2]));
    assert!(matches!(report.stop_reason(), Some(StopReason::MaxRequests)), "{report}");
}

#[tokio::test]
async fn nothing_is_created_twice_while_an_invalid_input_is_isolated() {
    let fake = fake_of(0).await;
    let mut tasks = new_tasks(40);
    tasks[13] = NewTask::new("");
    let report = once(&fake).bulk().isolate_rejected(30).create(tasks).await;
    let rejected: Vec<_> = report.rejected().map(|(entry, _)| entry.index).collect();
    assert_eq!((rejected, report.progress().done, fake.tasks().len()), (vec![13], 39, 39));
}

#[tokio::test]
async fn chunks_of_unknown_outcome_are_never_split() {
    let fake = fake_of(0).await;
    fake.fault(Fault::lose_response());
    let report = once(&fake).bulk().isolate_rejected(30).create(new_tasks(40)).await;
    assert_eq!((outcomes(&report).as_str(), fake.requests().len(), fake.tasks().len()), ("40U", 1, 40));
}
