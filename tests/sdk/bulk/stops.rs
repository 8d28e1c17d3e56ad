//! Errors that stop a run, errors that do not, and how a run is resumed.

use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use focus_api::bulk::StopReason;
use focus_api::options::{CallOptions, Clock};
use focus_api::{Client, ErrorKind, NewTask, QuotaPolicy, RetryPolicy};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{ManualClock, builder, fake_of, ids_of, lines, seeded, tasks_of};

use super::{new_tasks, once, outcomes, sizes};

const KEY: &str = "toggl_sk_0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn a_run_stops_at_an_error_that_affects_all_requests() {
    for fault in [
        Fault::quota_spent(Duration::from_secs(60)),
        Fault::status(401),
        Fault::plan_lacks_feature(),
        Fault::status(429).header("Retry-After", "7"),
    ] {
        let fake = fake_of(0).await;
        fake.fault(fault.clone().after(1));
        let report = once(&fake).bulk().chunk_size(10).create(new_tasks(40)).await;
        assert_eq!((outcomes(&report).as_str(), report.requests()), ("10D 30N", 2), "{fault:?}");
        assert!(report.stopped_by().is_some());
        assert_eq!(fake.requests().len(), 2, "no request may be sent after {fault:?}");
    }
}

#[tokio::test]
async fn a_run_continues_after_a_rejected_chunk() {
    for (fault, kind) in [
        (Fault::status(422), ErrorKind::Validation),
        (Fault::status(200).error("out_of_luck", "the tasks were not stored"), ErrorKind::Server),
    ] {
        let fake = fake_of(0).await;
        fake.fault(fault.after(1));
        let report = once(&fake).bulk().chunk_size(10).create(new_tasks(30)).await;
        assert_eq!((outcomes(&report).as_str(), report.requests()), ("10D 10R 10D", 3), "{kind:?}");
        assert!(report.stopped_by().is_none() && !report.is_complete());
        assert!(report.rejected().all(|(_, error)| error.kind() == kind));
    }
}

#[tokio::test]
async fn a_403_stops_a_run_only_before_access_was_confirmed() {
    let fake = fake_of(0).await;
    fake.fault(Fault::status(403).on("bulk_create_tasks"));
    let report = once(&fake).bulk().chunk_size(10).isolate_rejected(50).create(new_tasks(30)).await;
    assert_eq!(
        (outcomes(&report).as_str(), report.requests()),
        ("30N", 1),
        "wrong ids in the address affect every chunk"
    );

    let fake = fake_of(0).await;
    fake.fault(Fault::status(403).after(1));
    let report = once(&fake).bulk().chunk_size(10).create(new_tasks(30)).await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("10D 10R 10D", 3), "only this chunk may be rejected");
}

#[tokio::test]
async fn a_lost_response_makes_its_chunk_unknown_and_two_in_a_row_stop_the_run() {
    let fake = fake_of(0).await;
    fake.fault(Fault::lose_response().after(1));
    let report = once(&fake).bulk().chunk_size(10).create(new_tasks(30)).await;
    assert_eq!(outcomes(&report), "10D 10U 10D");
    assert!(report.unknown().all(|(_, error)| error.is_outcome_unknown()));

    let fake = fake_of(0).await;
    fake.fault(Fault::status(503).times(2).after(1));
    let report = once(&fake).bulk().chunk_size(10).create(new_tasks(50)).await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("10D 20U 20N", 3));
    assert!(report.stopped_by().unwrap().is_server(), "an outage must not spend the quota");
}

#[tokio::test]
async fn a_run_continues_if_a_rejection_is_between_two_lost_responses() {
    let fake = fake_of(0).await;
    fake.fault(Fault::lose_response());
    fake.fault(Fault::status(400));
    fake.fault(Fault::lose_response());
    let report = once(&fake).bulk().chunk_size(10).create(new_tasks(40)).await;
    assert_eq!(outcomes(&report), "10U 10R 10U 10D");
}

#[tokio::test]
async fn a_refused_connection_sends_nothing_and_stops_the_run() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let policy = RetryPolicy::none();
    let client = Client::builder().api_key(KEY).base_url(format!("http://{address}")).retry(policy).build().unwrap();
    let report = client.workspace(1, 2).tasks().bulk().create(new_tasks(150)).await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("150N", 0));
    assert!(report.stopped_by().unwrap().is_connect());
}

#[tokio::test]
async fn a_connect_timeout_sends_nothing_and_stops_the_run() {
    /// A resolver that never returns an address.
    struct SlowResolver;
    impl focus_api::reqwest::dns::Resolve for SlowResolver {
        fn resolve(&self, _: focus_api::reqwest::dns::Name) -> focus_api::reqwest::dns::Resolving {
            Box::pin(std::future::pending())
        }
    }
    let http = focus_api::reqwest::Client::builder();
    let http = http.connect_timeout(Duration::from_millis(50)).dns_resolver(Arc::new(SlowResolver)).build().unwrap();
    let settings = Client::builder().api_key(KEY).base_url("http://focus.localhost").retry(RetryPolicy::none());
    let tasks = settings.http_client(http).build().unwrap().workspace(1, 2).tasks();
    let error = tasks.create(NewTask::new("Never")).await.unwrap_err();
    assert!(!error.is_outcome_unknown() && error.to_string().contains("with `connect_timeout`"), "{error}");
    let report = tasks.bulk().create(new_tasks(150)).await;
    assert_eq!(outcomes(&report), "150N", "no input may be rejected: {report}");
}

#[tokio::test]
async fn a_deadline_that_passes_just_before_a_request_is_the_reason_of_the_stop() {
    /// A clock that advances by a second whenever it is read.
    #[derive(Debug)]
    struct Ticking(ManualClock);
    impl Clock for Ticking {
        fn now(&self) -> Instant {
            self.0.advance(Duration::from_secs(1));
            self.0.now()
        }
        fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
            self.0.sleep(duration)
        }
    }
    let fake = fake_of(5).await;
    for seconds in 1..40 {
        let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(Ticking(ManualClock::default()))));
        let run = tasks.bulk().chunk_size(1).archive(ids_of(0..5)).deadline(Duration::from_secs(seconds));
        let report = run.await;
        let is_deadline = matches!(report.stop_reason(), Some(StopReason::Deadline));
        assert_eq!(is_deadline, report.progress().not_sent > 0, "{seconds} s: {report}");
    }
}

#[tokio::test]
async fn the_deadline_of_a_request_is_not_that_of_the_run() {
    let fake = fake_of(5).await;
    let options = || CallOptions::new().deadline(Duration::ZERO);
    for deadline in [None, Some(Duration::from_secs(3600))] {
        let run = once(&fake).bulk().chunk_size(1).options(options()).archive(ids_of(0..5));
        let report = match deadline {
            Some(deadline) => run.deadline(deadline).await,
            None => run.await,
        };
        let Some(StopReason::Error(error)) = report.stop_reason() else { panic!("{:?}", report.stop_reason()) };
        assert!(error.is_timeout() && report.requests() == 0 && outcomes(&report) == "5N", "{error}");
    }
}

#[tokio::test]
async fn a_resumed_run_sends_exactly_the_inputs_that_were_not_sent() {
    let fake = seeded(FakeFocus::builder().quota(2), 0).await;
    let bulk = once(&fake).bulk().chunk_size(10);
    let report = bulk.create(new_tasks(45)).await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("20D 25N", 3));
    fake.set_quota(100);
    let _ = fake.take_requests();
    let report = bulk.resume_create(report).await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("45D", 6));
    assert_eq!(sizes(&fake), [10, 10, 5]);
    assert!(report.stopped_by().is_none());
    assert_eq!(fake.tasks().len(), 45);
}

#[tokio::test]
async fn every_operation_can_be_resumed() {
    let fake = fake_of(4).await;
    let bulk = once(&fake).bulk().chunk_size(2);
    let spent = || Fault::quota_spent(Duration::from_secs(9)).after(1);
    fake.fault(spent());
    let patch = focus_api::TaskPatch::new().name("New");
    let report = bulk.patch_all(ids_of(0..4), patch.clone()).await;
    assert_eq!(outcomes(&bulk.resume_patch_all(report, patch).await), "4D");
    fake.fault(spent());
    let report = bulk.archive(ids_of(0..4)).await;
    assert_eq!(outcomes(&bulk.resume_archive(report).await), "4D");
    fake.fault(spent());
    let report = bulk.delete(ids_of(0..4)).await;
    assert_eq!(outcomes(&bulk.resume_delete(report).await), "4D");
    let paths: Vec<_> =
        lines(&fake.take_requests()).iter().map(|line| line.split('?').next().unwrap().to_owned()).collect();
    assert_eq!(paths, [["PATCH /tasks/bulk"; 3], ["POST /tasks/bulk/archive"; 3], ["DELETE /tasks/bulk"; 3]].concat());
}

#[tokio::test]
async fn inputs_of_unknown_outcome_are_sent_again_only_on_request() {
    let fake = fake_of(30).await;
    let bulk = once(&fake).bulk().chunk_size(10);
    fake.fault(Fault::lose_response().after(1));
    let report = bulk.archive(ids_of(0..30)).await;
    assert_eq!(outcomes(&report), "10D 10U 10D");
    let _ = fake.take_requests();
    let report = bulk.resume_archive(report).await;
    assert_eq!((outcomes(&report).as_str(), fake.requests().len()), ("10D 10U 10D", 0));
    let report = bulk.resume_archive(report.retry_unknown()).await;
    assert_eq!((outcomes(&report).as_str(), sizes(&fake)), ("30D", vec![10]));
}

#[tokio::test]
async fn a_run_can_wait_for_the_quota_to_reset() {
    let fake = fake_of(0).await;
    let clock = ManualClock::default();
    let settings = builder(&fake).clock(Arc::new(clock.clone()));
    let tasks = tasks_of(&fake, settings.quota(QuotaPolicy::WaitUpTo(Duration::from_secs(3600))));
    fake.fault(Fault::quota_spent(Duration::from_secs(3600)).after(1));
    // A signal that does not complete does not end the wait.
    let run = tasks.bulk().chunk_size(10).create(new_tasks(30)).stop_when(std::future::pending());
    let report = run.await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("30D", 4));
    assert_eq!(clock.pauses(), [Duration::from_secs(3601)]);
    assert_eq!(fake.tasks().len(), 30);
}

#[tokio::test]
async fn a_run_that_needs_exactly_the_allowed_requests_is_not_stopped() {
    let fake = fake_of(0).await;
    let report = once(&fake).bulk().chunk_size(10).create(new_tasks(20)).max_requests(2).await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("20D", 2));
    assert!(report.stop_reason().is_none(), "{report}");
}

#[tokio::test]
async fn a_stop_signal_ends_a_wait_for_the_quota() {
    /// A clock whose waits never end.
    #[derive(Debug)]
    struct EndlessWaits;
    impl Clock for EndlessWaits {
        fn now(&self) -> Instant {
            Instant::now()
        }
        fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
            Box::pin(std::future::pending())
        }
    }
    let fake = fake_of(0).await;
    fake.fault(Fault::quota_spent(Duration::from_secs(1800)).after(1));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let stop = std::sync::Mutex::new(Some(stop));
    let settings = builder(&fake).clock(Arc::new(EndlessWaits)).quota(QuotaPolicy::WaitUpTo(Duration::from_secs(3600)));
    let settings = settings.on_wait(move |_| drop(stop.lock().unwrap().take()));
    let run = tasks_of(&fake, settings).bulk().chunk_size(10).create(new_tasks(40));
    let report = run.stop_when(async { _ = stopped.await }).await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("10D 30N", 2));
    assert!(matches!(report.stop_reason(), Some(StopReason::Requested)), "{report}");
}

#[tokio::test]
async fn two_chunks_with_only_unknown_items_in_a_row_stop_the_run() {
    let fake = fake_of(40).await;
    fake.fault(Fault::status(200).json(serde_json::json!([{ "id": 999 }])).after(1).times(2));
    fake.fault(Fault::status(200).json(serde_json::json!([{ "id": 999 }])));
    let report = once(&fake).bulk().chunk_size(10).archive(ids_of(0..40)).await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("20U 20N", 2));
}

#[tokio::test]
async fn a_status_that_is_not_documented_is_no_success_even_with_a_list_of_the_changed_tasks() {
    let fake = fake_of(2).await;
    let changed = serde_json::json!([{ "id": ids_of(0..1)[0] }, { "id": ids_of(1..2)[0] }]);
    for (status, expected) in [(200, "2D"), (207, "2D"), (201, "2U"), (202, "2U")] {
        fake.fault(Fault::status(status).json(changed.clone()));
        let report = once(&fake).bulk().archive(ids_of(0..2)).await;
        assert_eq!(outcomes(&report), expected, "{status}");
    }
}
