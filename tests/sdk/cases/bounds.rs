//! Limits of waits and buffers, and the largest numbers that a caller can pass.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use focus_api::options::Clock;
use focus_api::{ErrorKind, NewTask, QuotaPolicy, RetryPolicy, TaskPatch};
use focus_fake::Fault;
use focus_tests::{FIRST, builder, fake_of, tasks, tasks_of};

#[tokio::test]
async fn an_endless_error_body_is_read_up_to_its_limit() {
    for status in [400, 500, 503] {
        let fake = fake_of(1).await;
        let tasks = tasks_of(&fake, builder(&fake).retry(RetryPolicy::none()));
        let endless = || Fault::status(status).text("no").endless("x".repeat(1000));
        fake.fault(endless());
        let error = tasks.stream().send().await.err().unwrap();
        assert_eq!(error.status().map(|found| found.as_u16()), Some(status), "{error}");
        assert!(error.body_start().starts_with(b"no") && error.body_start().len() <= 1024);
        fake.fault(endless());
        assert_eq!(tasks.list().await.unwrap_err().status().map(|found| found.as_u16()), Some(status));
        fake.fault(endless());
        let error = tasks.patch(FIRST, TaskPatch::new().pinned(true)).await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.is_outcome_unknown()), (status, status >= 500));
    }
}

#[tokio::test]
async fn an_endless_success_body_ends_with_an_error_that_names_the_limit() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).retry(RetryPolicy::none()).max_response_bytes(100_000));
    let endless = |status| Fault::status(status).json(1).body("{\"id\":1,\"name\":\"").endless("x".repeat(1000));
    fake.fault(endless(200));
    let error = tasks.get(FIRST).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("max_response_bytes"), "{error}");
    fake.fault(endless(200));
    let error = tasks.patch(FIRST, TaskPatch::new().pinned(true)).await.unwrap_err();
    assert!(error.is_outcome_unknown(), "{error}");
    fake.fault(endless(201));
    let created = tasks.create(NewTask::new("x")).await;
    assert!(created.is_ok_and(|created| created.decode_error.is_some()), "status 201 confirmed the task");
    fake.fault(Fault::status(200).json(1).body("[{\"id\":1,\"name\":\"").endless("x".repeat(1000)));
    let mut stream = tasks.stream().max_item_bytes(50_000).send().await.unwrap();
    assert!(stream.next().await.unwrap().is_err());
}

#[tokio::test]
async fn the_size_of_an_error_is_limited() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    for fault in [
        Fault::status(400).error("validation", &"d".repeat(1_000_000)),
        Fault::status(400).json("s".repeat(1_000_000)),
        Fault::status(400).text(&"t".repeat(1_000_000)),
        Fault::status(400).error(&"c".repeat(1_000_000), "x"),
        Fault::status(200).json("s".repeat(1_000_000)),
    ] {
        fake.fault(fault);
        let error = tasks.get(FIRST).await.unwrap_err();
        let shown = format!("{error} {error:?}").len();
        assert!(shown < 10_000, "an error shows {shown} bytes");
        let stored = serde_json::to_string(&error).unwrap().len();
        assert!(stored < 20_000, "an error stores {stored} bytes");
        assert!(error.description().is_none_or(|text| text.len() <= 70_000));
    }
}

#[tokio::test]
async fn the_largest_numbers_of_a_caller_do_not_overflow() {
    let fake = fake_of(5).await;
    for duration in [Duration::MAX, Duration::from_secs(u64::MAX / 2), Duration::from_secs(1 << 40)] {
        let settings = builder(&fake).idle_timeout(duration).timeout(duration).connect_timeout(duration);
        let retry = RetryPolicy::default().initial_backoff(duration).max_backoff(duration).max_retry_after(duration);
        let tasks = tasks_of(&fake, settings.retry(retry));
        assert_eq!(tasks.list().deadline(duration).await.unwrap().len(), 5);
        let stream = tasks.stream().timeout(duration).send().await.unwrap();
        assert_eq!(stream.try_collect().await.unwrap().len(), 5);
        let run = tasks.bulk().archive([FIRST]).deadline(duration).max_requests(u32::MAX);
        assert!(run.await.is_complete());
    }
    let tasks = tasks(&fake);
    for prefetch in [usize::MAX, usize::MAX - 1, 1 << 40] {
        let list = tasks.list().per_page(2).prefetch(prefetch).max_items(u64::MAX).max_requests(u32::MAX);
        assert_eq!(list.items().try_collect().await.unwrap().len(), 5);
    }
    let bulk = tasks.bulk().chunk_size(usize::MAX).concurrency(usize::MAX).isolate_rejected(u32::MAX);
    assert!(bulk.archive([FIRST]).await.is_complete());
    for page in [0, u32::MAX] {
        let result = tasks.list().page(page).per_page(u32::MAX).await;
        assert_eq!(result.unwrap_err().kind(), ErrorKind::InvalidArgument);
    }
}

#[tokio::test]
async fn a_body_of_unknown_length_in_one_chunk_has_the_limit_too() {
    let fake = fake_of(1).await;
    let text = serde_json::json!({ "id": FIRST, "name": "n".repeat(500) }).to_string();
    for (limit, fits) in [(text.len(), true), (text.len() - 1, false)] {
        let tasks = tasks_of(&fake, builder(&fake).retry(RetryPolicy::none()).max_response_bytes(limit));
        fake.fault(Fault::status(200).json(1).body(text.clone()).chunked());
        assert_eq!(tasks.get(FIRST).await.is_ok(), fits, "{limit}");
    }
}

#[tokio::test]
async fn a_small_compressed_body_does_not_become_a_large_one() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).retry(RetryPolicy::none()).max_response_bytes(100_000));
    let gzip = |fault: Fault| fault.coding(focus_fake::ContentCoding::Gzip);
    let name = "n".repeat(2_000_000);
    fake.fault(gzip(Fault::status(200).json(serde_json::json!({ "id": FIRST, "name": name.clone() }))));
    let error = tasks.get(FIRST).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("max_response_bytes"), "{error}");
    fake.fault(gzip(Fault::status(400).error("validation", &name)));
    let error = tasks.patch(FIRST, TaskPatch::new().pinned(true)).await.unwrap_err();
    assert_eq!((error.kind(), error.is_outcome_unknown()), (ErrorKind::Validation, false));
    assert!(error.body_start().len() <= 65_536 && error.to_string().len() < 5_000);
    fake.fault(gzip(Fault::status(200).json(serde_json::json!([{ "id": 1, "name": name }]))));
    let mut stream = tasks.stream().max_item_bytes(50_000).send().await.unwrap();
    assert!(
        stream
            .next()
            .await
            .unwrap()
            .is_err_and(|error| error.to_string().contains("50000 bytes: raise `max_item_bytes`"))
    );
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn endless_error_bodies_of_bulk_changes_and_uploads_are_read_up_to_their_limit() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).retry(RetryPolicy::none()));
    for status in [400, 503] {
        fake.fault(Fault::status(status).json(1).body("{\"error\":\"").endless("x".repeat(1000)).times(3));
        let report = tasks.bulk().archive([FIRST]).await;
        let progress = report.progress();
        assert_eq!((progress.rejected, progress.unknown), if status == 400 { (1, 0) } else { (0, 1) }, "{report}");
        let image = focus_api::requests::Image::bytes("not an image", "image/png");
        let error = tasks.draft_from_image(image).await.unwrap_err();
        assert_eq!(error.status().map(|found| found.as_u16()), Some(status));
        let request = tasks.workspace().client().request(focus_api::reqwest::Method::DELETE, "/things/1");
        assert_eq!(request.await.unwrap_err().status().map(|found| found.as_u16()), Some(status));
    }
}

#[tokio::test]
async fn limits_of_zero_are_errors_instead_of_waits() {
    let fake = fake_of(3).await;
    let tasks = tasks_of(&fake, builder(&fake).retry(RetryPolicy::none()));
    assert!(tasks.get(FIRST).deadline(Duration::ZERO).await.unwrap_err().is_timeout());
    assert!(tasks.get(FIRST).timeout(Duration::ZERO).await.unwrap_err().is_timeout());
    let report = tasks.bulk().archive([FIRST]).deadline(Duration::ZERO).await;
    assert_eq!((report.progress().not_sent, report.progress().done), (1, 0), "{report}");
    assert_eq!(tasks.bulk().archive([FIRST]).max_requests(0).await.progress().not_sent, 1);
    let none = tasks_of(&fake, builder(&fake).max_response_bytes(0));
    assert!(none.get(FIRST).await.unwrap_err().to_string().contains("max_response_bytes"));
    let mut stream = tasks.stream().max_item_bytes(0).send().await.unwrap();
    assert!(stream.next().await.unwrap().is_err() && stream.next().await.is_none());
    assert_eq!(tasks.list().max_items(0).items().try_collect().await.unwrap().len(), 0);
}

/// A clock whose waits end at once, also those that are longer than its range.
#[derive(Debug, Default)]
struct EndlessClock(AtomicU32);

impl Clock for EndlessClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn the_longest_waits_between_attempts_do_not_overflow() {
    let fake = fake_of(1).await;
    for (longest, jitter) in [(Duration::MAX, true), (Duration::MAX, false), (Duration::MAX / 2, true)] {
        let clock = Arc::new(EndlessClock::default());
        let policy = RetryPolicy::default().max_retries(5).jitter(jitter);
        let policy = policy.initial_backoff(longest).max_backoff(longest).max_retry_after(longest);
        let settings = builder(&fake).retry(policy).quota(QuotaPolicy::WaitUpTo(longest)).clock(clock.clone());
        let tasks = tasks_of(&fake, settings);
        let huge = "9".repeat(30);
        for (fault, most) in [
            (Fault::status(503), 6),
            (Fault::status(503).header("Retry-After", &huge), 6),
            (Fault::status(402).quota_headers(Some("0"), Some(&huge)), 3),
        ] {
            fake.fault(fault.always());
            let error = tasks.get(FIRST).await.unwrap_err();
            assert_eq!(error.requests_sent() as usize, fake.take_requests().len());
            assert!(error.requests_sent() <= most, "{error}");
            // A deadline ends the call instead of a wait beyond the range of the clock.
            let error = tasks.get(FIRST).deadline(Duration::from_secs(60)).await.unwrap_err();
            assert_eq!((error.requests_sent(), fake.take_requests().len()), (1, 1), "{error}");
            fake.clear_faults();
        }
        assert!(clock.0.load(Ordering::Relaxed) > 0);
    }
}

#[tokio::test]
async fn an_endless_stream_without_tasks_ends_with_an_error() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    for (begin, filler) in [
        ("", " "),
        ("[", "\n"),
        ("[{\"id\":1}", "\t"),
        ("[{\"id\":1},", " "),
        ("[{\"id\":1}]", "\r\n"),
        ("{\"id\":1}\n", "\n"),
        ("{\"data\":[{\"id\":1}]", " "),
        ("{\"data\":[{\"id\":1}]}", " "),
        ("{", "\"a\":1,"),
        ("[", "1111"),
        ("[\"", "xxxx"),
        ("[", "[[[["),
        ("<html>", "x"),
    ] {
        fake.fault(Fault::status(200).json(1).body(begin).endless(filler.repeat(500)));
        let mut stream = tasks.stream().max_item_bytes(50_000).send().await.unwrap();
        let (mut count, mut errors) = (0, Vec::new());
        while let Some(task) = stream.next().await {
            match task {
                Ok(_) => count += 1,
                Err(error) => errors.push(error),
            }
        }
        let expected = usize::from(begin.contains("\"id\":1"));
        assert_eq!(
            (count, errors.len(), stream.is_complete()),
            (expected, 1, false),
            "{begin:?} {filler:?}: {errors:?}"
        );
        assert!(errors[0].is_decode(), "{begin:?} {filler:?}: {}", errors[0]);
    }
    // Indentation is not a part of a task.
    let spaces = " ".repeat(30_000);
    fake.fault(Fault::status(200).json(1).body(format!("[{spaces}{{\"id\":1}},{spaces}{{\"id\":2}}{spaces}]{spaces}")));
    let stream = tasks.stream().max_item_bytes(20).send().await.unwrap();
    assert_eq!(stream.try_collect().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_request_without_time_left_is_not_sent() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    let zero = Duration::ZERO;
    let patch = || tasks.patch(FIRST, TaskPatch::new().pinned(true));
    let errors = [
        tasks.get(FIRST).deadline(zero).await.unwrap_err(),
        tasks.stream().timeout(zero).send().await.err().unwrap(),
        tasks_of(&fake, builder(&fake).idle_timeout(zero)).stream().send().await.err().unwrap(),
        patch().deadline(zero).await.unwrap_err(),
        patch().timeout(zero).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.requests_sent()), (ErrorKind::Timeout, 0), "{error}");
        assert!(!error.is_outcome_unknown() && error.to_string().contains("before the request was sent"), "{error}");
    }
    let options = focus_api::options::CallOptions::new().deadline(zero);
    let report = tasks.bulk().options(options).archive([FIRST]).await;
    assert_eq!((report.progress().not_sent, report.requests()), (1, 0), "{report}");
    assert_eq!((fake.requests().len(), tasks.workspace().client().requests_sent()), (0, 0));
}

#[test]
fn a_long_unknown_name_is_compared_with_the_known_ones_in_a_short_time() {
    let long = "x".repeat(10_000_000);
    let begin = Instant::now();
    let json = format!("{{\"{long}\":1}}");
    let error = focus_api::from_json::<focus_api::filters::ListTasksQuery>(&json).unwrap_err();
    assert!(error.is_invalid_argument() && error.to_string().len() < 5_000);
    let website = focus_api::model::ProjectSummary::new().id(7).name(&*long);
    let mut catalog = focus_api::Catalog::default();
    catalog.add(&focus_api::Task::new(1).project(website));
    assert!(catalog.project("Website").unwrap_err().to_string().len() < 5_000);
    assert!(begin.elapsed() < Duration::from_secs(20), "it took {:?}", begin.elapsed());
}
