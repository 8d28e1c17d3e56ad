//! The account: every input exactly once, whatever happens to the requests.

use std::collections::HashMap;
use std::time::Duration;

use focus_api::bulk::BulkOutcome;
use focus_api::{ErrorKind, NewTask};
use focus_fake::{FakeFocus, Fault};
use focus_tests::fake_of;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{new_tasks, once, outcomes};

#[tokio::test]
async fn fewer_created_tasks_than_were_sent_are_unknown() {
    let fake = fake_of(0).await;
    fake.fault(Fault::response().json(json!([{ "id": 1 }, { "id": 2 }])));
    let report = once(&fake).bulk().create(new_tasks(3)).await;
    assert_eq!(outcomes(&report), "3U");
    let (_, error) = report.unknown().next().unwrap();
    insta::assert_snapshot!(error, @"bulk_create_tasks: 3 tasks were sent, 2 came back as created, and this input cannot be matched to one of them. The change may have been applied: check whether it was applied before retrying. Update focus-api, decode into another type with `decode_as`, or check what responds at the base URL");
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
    fake.fault(Fault::response().set_item_field(1, "pinned", json!("odd")));
    let created = once(&fake).bulk().create(new_tasks(3)).await.into_result().unwrap();
    let readable: Vec<_> = created.iter().map(|created| (created.id.is_some(), created.task.is_some())).collect();
    assert_eq!(readable, [(true, true), (true, false), (true, true)], "one odd task costs one");
}

#[tokio::test]
async fn into_result_returns_everything_or_an_error_with_counts() {
    let fake = fake_of(0).await;
    assert_eq!(once(&fake).bulk().create(new_tasks(3)).await.into_result().unwrap().len(), 3);
    fake.fault(Fault::status(422));
    let error = once(&fake).bulk().chunk_size(2).create(new_tasks(3)).await.into_result().unwrap_err();
    assert_eq!((error.progress().done, error.progress().rejected), (1, 2));
    assert_eq!(error.reason().unwrap().kind(), ErrorKind::Validation);
    insta::assert_snapshot!(error, @"bulk change incomplete: 1 of 3 done, 2 rejected, 2 requests");
    fake.fault(Fault::quota_spent(Duration::from_secs(60)));
    let report = once(&fake).bulk().create(new_tasks(3)).await;
    insta::assert_snapshot!(report, @"0 of 3 done, 3 not sent, 1 request; stopped: bulk_create_tasks: the hourly quota is spent (402 quota_exceeded): the hourly request quota is used up, it resets in 60 seconds. It resets in 1 min 00 s; failed requests count too");
    assert!(report.into_result().unwrap_err().reason().unwrap().is_quota());
}

/// What happens to one request.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Well,
    Refused,
    Spent,
    KeyRevoked,
    Failed,
    FailedButDone,
    AnswerLost,
    Closed,
    BodyLost,
}

impl Fate {
    fn fault(self) -> Fault {
        match self {
            Self::Well => Fault::response(),
            Self::Refused => Fault::status(400),
            Self::Spent => Fault::quota_spent(Duration::from_secs(60)),
            Self::KeyRevoked => Fault::status(401),
            Self::Failed => Fault::status(500),
            Self::FailedButDone => Fault::status(502).applied(),
            Self::AnswerLost => Fault::lose_response(),
            Self::Closed => Fault::disconnect(),
            Self::BodyLost => Fault::response().disconnect_after(7),
        }
    }
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    // A run should not always end at its second request.
    let fate = prop_oneof![
        6 => Just(Fate::Well),
        2 => Just(Fate::Refused),
        1 => Just(Fate::Spent),
        1 => Just(Fate::KeyRevoked),
        1 => Just(Fate::Failed),
        1 => Just(Fate::FailedButDone),
        1 => Just(Fate::AnswerLost),
        1 => Just(Fate::Closed),
        1 => Just(Fate::BodyLost),
    ];
    prop::collection::vec(fate, 0..12)
}

/// How often each input stands in the server's state, and in the requests.
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

async fn check(inputs: usize, chunk: usize, concurrency: usize, fates: Vec<Fate>) {
    let fake = fake_of(0).await;
    for fate in fates {
        fake.fault(fate.fault());
    }
    let bulk = once(&fake).bulk().chunk_size(chunk).concurrency(concurrency);
    let report = bulk.create(new_tasks(inputs)).await;

    let progress = report.progress();
    assert_eq!(progress.total, inputs);
    assert_eq!(progress.done + progress.rejected + progress.unknown + progress.not_sent, inputs);
    assert_eq!(report.requests() as usize, fake.requests().len(), "every request is counted");
    let (existing, sent) = counts(&fake);
    for (place, entry) in report.entries().iter().enumerate() {
        let name = format!("n{place}");
        assert_eq!((entry.index, &entry.input), (place, &NewTask::new(&name)));
        let made = existing.get(&name).copied().unwrap_or_default();
        match &entry.outcome {
            BulkOutcome::Done(_) => assert_eq!(made, 1, "{name} is reported as done"),
            BulkOutcome::Rejected(_) | BulkOutcome::NotSent => assert_eq!(made, 0, "{name} is reported as not done"),
            _ => assert!(made <= 1, "{name} was made {made} times"),
        }
        assert!(sent.get(&name).copied().unwrap_or_default() <= 1, "{name} was sent twice");
    }

    // Everything that was not sent, and nothing else, is done by going on.
    fake.clear_faults();
    let (unsent, done) = (progress.not_sent, progress.done);
    let report = bulk.resume_create(report).await;
    assert_eq!((report.progress().not_sent, report.progress().done), (0, done + unsent));
    assert!(counts(&fake).0.values().all(|made| *made == 1), "going on made a task twice");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_input_is_accounted_for_exactly_once(
        inputs in 0_usize..120,
        chunk in 1_usize..40,
        concurrency in 1_usize..5,
        fates in fates(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(inputs, chunk, concurrency, fates));
    }
}
