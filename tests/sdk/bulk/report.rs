//! Reports: every input has exactly one outcome, whatever happens to the requests.

use std::collections::HashMap;
use std::error::Error as _;
use std::time::Duration;

use focus_api::bulk::BulkOutcome;
use focus_api::{ErrorKind, NewTask};
use focus_fake::{FakeFocus, Fault};
use focus_tests::fake_of;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{new_tasks, once, outcomes};

#[tokio::test]
async fn inputs_are_unknown_if_fewer_tasks_were_created_than_sent() {
    let fake = fake_of(0).await;
    fake.fault(Fault::response().json(json!([{ "id": 1 }, { "id": 2 }])));
    let report = once(&fake).bulk().create(new_tasks(3)).await;
    assert_eq!(outcomes(&report), "3U");
    let (_, error) = report.unknown().next().unwrap();
    insta::assert_snapshot!(error, @"bulk_create_tasks: 3 tasks were sent, 2 came back as created, and this input cannot be matched to one of them. The change may have been applied: check whether it was applied before retrying. Check what responds at the base URL, or update focus-api");
}

#[tokio::test]
async fn created_tasks_with_an_undecodable_response_are_unknown() {
    let fake = fake_of(0).await;
    for fault in
        [Fault::response().empty_body(), Fault::response().html("<html>"), Fault::response().disconnect_after(50)]
    {
        fake.fault(fault.clone());
        let report = once(&fake).bulk().create(new_tasks(2)).await;
        assert_eq!(outcomes(&report), "2U", "{fault:?}");
    }
    assert_eq!(fake.tasks().len(), 6);
    fake.fault(Fault::response().set_item_field(1, "pinned", json!("soon")));
    let created = once(&fake).bulk().create(new_tasks(3)).await.into_result().unwrap();
    let decoded: Vec<_> = created.iter().map(|created| (created.id.is_some(), created.task.is_some())).collect();
    assert_eq!(decoded, [(true, true), (true, false), (true, true)], "one undecodable task must not affect the others");
}

#[tokio::test]
async fn into_result_returns_all_results_or_an_error_with_counts() {
    let fake = fake_of(0).await;
    assert_eq!(once(&fake).bulk().create(new_tasks(3)).await.into_result().unwrap().len(), 3);
    fake.fault(Fault::status(422));
    let error = once(&fake).bulk().chunk_size(2).create(new_tasks(3)).await.into_result().unwrap_err();
    assert_eq!((error.progress().done, error.progress().rejected), (1, 2));
    assert_eq!(error.reason().unwrap().kind(), ErrorKind::Validation);
    assert_eq!(error.source().unwrap().to_string(), error.reason().unwrap().to_string());
    insta::assert_snapshot!(error, @"bulk change incomplete: 1 of 3 done, 2 rejected, 2 requests");
    fake.fault(Fault::quota_spent(Duration::from_secs(60)));
    let report = once(&fake).bulk().create(new_tasks(3)).await;
    insta::assert_snapshot!(report, @"0 of 3 done, 3 not sent, 1 request; stopped: bulk_create_tasks: the hourly quota is spent (402 quota_exceeded): the hourly request quota is used up, it resets in 60 seconds. It resets in 1 min 00 s; failed requests count too");
    assert!(report.into_result().unwrap_err().reason().unwrap().is_quota());
}

#[tokio::test]
async fn the_inputs_of_each_outcome_are_listed_with_their_results_or_reasons() {
    let fake = fake_of(0).await;
    let spent = Fault::quota_spent(Duration::from_secs(60));
    for fault in [Fault::response(), Fault::status(400), Fault::status(500), spent] {
        fake.fault(fault);
    }
    let report = once(&fake).bulk().chunk_size(2).create(new_tasks(10)).await;
    assert_eq!(outcomes(&report), "2D 2R 2U 4N");
    let done = report.done().map(|(entry, created)| (entry.index, created.task.as_ref().unwrap().name.as_deref()));
    assert_eq!(done.collect::<Vec<_>>(), [(0, Some("n0")), (1, Some("n1"))]);
    let rejected = report.rejected().map(|(entry, error)| (entry.index, error.kind()));
    assert_eq!(rejected.collect::<Vec<_>>(), [2, 3].map(|index| (index, ErrorKind::Validation)));
    let unknown = report.unknown().map(|(entry, error)| (entry.index, error.kind()));
    assert_eq!(unknown.collect::<Vec<_>>(), [4, 5].map(|index| (index, ErrorKind::Server)));
    assert_eq!(report.not_sent().map(|entry| entry.index).collect::<Vec<_>>(), [6, 7, 8, 9]);
    assert_eq!(report.progress().processed(), 6);
    assert_eq!(report.into_entries().iter().map(|entry| entry.index).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
}

/// The result of one request.
#[derive(Clone, Copy, Debug)]
enum RequestResult {
    Success,
    Rejected,
    QuotaSpent,
    KeyRevoked,
    ServerError,
    ServerErrorApplied,
    ResponseLost,
    Disconnected,
    BodyLost,
}

impl RequestResult {
    fn fault(self) -> Fault {
        match self {
            Self::Success => Fault::response(),
            Self::Rejected => Fault::status(400),
            Self::QuotaSpent => Fault::quota_spent(Duration::from_secs(60)),
            Self::KeyRevoked => Fault::status(401),
            Self::ServerError => Fault::status(500),
            Self::ServerErrorApplied => Fault::status(502).applied(),
            Self::ResponseLost => Fault::lose_response(),
            Self::Disconnected => Fault::disconnect(),
            Self::BodyLost => Fault::response().disconnect_after(7),
        }
    }
}

fn results() -> impl Strategy<Value = Vec<RequestResult>> {
    // A run should not always end at its second request.
    let result = prop_oneof![
        6 => Just(RequestResult::Success),
        2 => Just(RequestResult::Rejected),
        1 => Just(RequestResult::QuotaSpent),
        1 => Just(RequestResult::KeyRevoked),
        1 => Just(RequestResult::ServerError),
        1 => Just(RequestResult::ServerErrorApplied),
        1 => Just(RequestResult::ResponseLost),
        1 => Just(RequestResult::Disconnected),
        1 => Just(RequestResult::BodyLost),
    ];
    prop::collection::vec(result, 0..12)
}

/// Returns how often each input is in the state of the server, and in its requests.
fn counts(fake: &FakeFocus) -> (HashMap<String, usize>, HashMap<String, usize>) {
    let name = |task: &Value| task["name"].as_str().unwrap_or_default().to_owned();
    let count = |names: Vec<String>| {
        let mut counts = HashMap::new();
        names.into_iter().for_each(|name| *counts.entry(name).or_default() += 1);
        counts
    };
    let requests = fake.requests();
    let sent = requests.iter().flat_map(|request| {
        request.body_json()["tasks"].as_array().into_iter().flatten().map(name).collect::<Vec<_>>()
    });
    (count(fake.tasks().iter().map(name).collect()), count(sent.collect()))
}

async fn check(inputs: usize, chunk: usize, concurrency: usize, results: Vec<RequestResult>) {
    let fake = fake_of(0).await;
    for result in results {
        fake.fault(result.fault());
    }
    let bulk = once(&fake).bulk().chunk_size(chunk).concurrency(concurrency);
    let report = bulk.create(new_tasks(inputs)).await;

    let progress = report.progress();
    assert_eq!(progress.total, inputs);
    assert_eq!(progress.done + progress.rejected + progress.unknown + progress.not_sent, inputs);
    assert_eq!(report.requests() as usize, fake.requests().len(), "every request is counted");
    let (existing, sent) = counts(&fake);
    for (index, entry) in report.entries().iter().enumerate() {
        let name = format!("n{index}");
        assert_eq!((entry.index, &entry.input), (index, &NewTask::new(&name)));
        let made = existing.get(&name).copied().unwrap_or_default();
        match &entry.outcome {
            BulkOutcome::Done(_) => assert_eq!(made, 1, "{name} is reported as done"),
            BulkOutcome::Rejected(_) | BulkOutcome::NotSent => assert_eq!(made, 0, "{name} is reported as not done"),
            _ => assert!(made <= 1, "{name} was created {made} times"),
        }
        assert!(sent.get(&name).copied().unwrap_or_default() <= 1, "{name} was sent twice");
    }

    // Resuming sends all inputs that were not sent, and no others.
    fake.clear_faults();
    let (unsent, done) = (progress.not_sent, progress.done);
    let report = bulk.resume_create(report).await;
    assert_eq!((report.progress().not_sent, report.progress().done), (0, done + unsent));
    assert!(counts(&fake).0.values().all(|made| *made == 1), "resuming created a task twice");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_input_has_exactly_one_outcome(
        inputs in 0_usize..120,
        chunk in 1_usize..40,
        concurrency in 1_usize..5,
        results in results(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(inputs, chunk, concurrency, results));
    }
}
