//! The stream: its formats, tasks that are decoded while it arrives, and its errors.

use std::time::Duration;

use focus_api::paging::TaskStream;
use focus_api::{ErrorKind, Priority};
use focus_fake::{FakeFocus, Fault, Gate};
use focus_tests::{FIRST, HeldClock, builder, fake_of, ids, ids_of, lines, tasks, tasks_of, time_out_at};
use futures::stream::FusedStream;
use futures::{FutureExt, TryStreamExt};
use serde_json::json;

/// Opens the stream under a fault.
async fn open(fake: &FakeFocus, fault: Fault) -> TaskStream {
    fake.fault(fault.on("stream_tasks"));
    tasks(fake).stream().send().await.unwrap()
}

/// Returns the ids of decoded tasks and the texts of errors, in order.
async fn seen(mut stream: TaskStream) -> Vec<Result<i64, String>> {
    let mut seen = Vec::new();
    assert!(!stream.is_terminated(), "a stream must not end before it was read");
    while let Some(task) = stream.next().await {
        seen.push(task.map(|task| task.id.0).map_err(|error| error.to_string()));
    }
    assert!(stream.next().await.is_none() && stream.is_terminated(), "a stream must stay ended");
    seen
}

fn read(ids: &[i64]) -> Vec<Result<i64, String>> {
    ids.iter().copied().map(Ok).collect()
}

#[tokio::test]
async fn every_format_of_the_list_is_decoded() {
    let fake = fake_of(0).await;
    for body in [
        r#"[{"id":1},{"id":2}]"#,
        r#"{"items":[{"id":1},{"id":2}]}"#,
        r#"{"total":2,"data":[{"id":1},{"id":2}],"page":1}"#,
        "{\"id\":1}\n{\"id\":2}\n",
        " [ {\"id\":1} ,\r\n {\"id\":2} ] ",
    ] {
        for size in [1, 7, 1000] {
            let stream = open(&fake, Fault::response().body(body).drip(size)).await;
            assert_eq!(seen(stream).await, read(&[1, 2]), "{body} in chunks of {size} bytes");
        }
    }
    assert_eq!(lines(&fake.take_requests()), ["GET /tasks/stream"; 15]);
}

#[tokio::test]
async fn an_empty_workspace_is_an_empty_stream() {
    let fake = fake_of(0).await;
    assert_eq!(seen(tasks(&fake).stream().send().await.unwrap()).await, []);
    for body in ["[]", "null", r#"{"items":[]}"#, r#"{"data":null}"#] {
        assert_eq!(seen(open(&fake, Fault::response().body(body)).await).await, [], "{body}");
    }
}

#[tokio::test]
async fn tasks_arrive_while_the_response_is_still_being_received() {
    let fake = fake_of(500).await;
    // The server sends two thousand bytes, then nothing, and keeps the connection open.
    let mut stream = open(&fake, Fault::response().stall_after(2000)).await;
    assert_eq!(stream.next().await.unwrap().unwrap().id.0, FIRST);
    assert_eq!(stream.next().await.unwrap().unwrap().id.0, FIRST + 1);
}

#[tokio::test]
async fn a_response_in_single_bytes_decodes_to_the_complete_workspace() {
    let fake = fake_of(40).await;
    let found = open(&fake, Fault::response().drip(13)).await.try_collect().await.unwrap();
    assert_eq!(ids(&found), ids_of(0..40));
    let stream = tasks(&fake).stream().send().await.unwrap();
    let found: Vec<_> = TryStreamExt::try_collect(stream).await.unwrap();
    assert_eq!(ids(&found), ids_of(0..40));
}

#[tokio::test]
async fn an_interrupted_response_reports_how_many_tasks_had_arrived() {
    let fake = fake_of(0).await;
    let body = r#"[{"id":1},{"id":2},{"id":3}]"#;
    for fault in [Fault::response().body(body).disconnect_after(22), Fault::response().body(body).truncate_body(22)] {
        let found = seen(open(&fake, fault).await).await;
        assert_eq!(found[..2], read(&[1, 2]));
        assert!(found.len() == 3 && found[2].as_ref().unwrap_err().contains(" after 2 "), "{found:?}");
    }
    let mut stream = open(&fake, Fault::response().body(body).disconnect_after(22)).await;
    while let Some(Ok(_)) = stream.next().await {}
    fake.fault(Fault::response().body(body).disconnect_after(22));
    let error = tasks(&fake).stream().send().await.unwrap().try_collect().await.unwrap_err();
    assert_eq!((error.kind(), error.is_outcome_unknown(), error.attempts()), (ErrorKind::Connect, false, 1));
}

#[tokio::test]
async fn a_stalled_response_times_out() {
    let fake = fake_of(3).await;
    let (limit, gate) = (Duration::from_secs(20), Gate::new());
    let patient = tasks_of(&fake, builder(&fake).idle_timeout(limit));
    fake.fault(Fault::response().body(r#"[{"id":1},{"id"#).stall_after(12).until(&gate));
    let (first, second, mut stream) = time_out_at(&gate, limit, async {
        let mut stream = patient.stream().send().await.unwrap();
        (stream.next().await.unwrap(), stream.next().await.unwrap(), stream)
    })
    .await;
    assert_eq!(first.unwrap().id.0, 1);
    let error = second.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    insta::assert_snapshot!(error, @"stream_tasks: the list stalled for more than 20 s after 1 tasks; the tasks before are complete. Try again, request less at once, or allow more time with `timeout`, `deadline` or, between two chunks, `idle_timeout`");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_stream_may_last_longer_than_other_responses() {
    let fake = fake_of(20).await;
    let hasty = tasks_of(&fake, builder(&fake).timeout(Duration::from_millis(100)));
    fake.fault(Fault::response().drip(500).chunk_interval(Duration::from_millis(20)));
    assert_eq!(hasty.stream().send().await.unwrap().try_collect().await.unwrap().len(), 20);
    let (limit, gate) = (Duration::from_secs(5), Gate::new());
    fake.fault(Fault::response().stall_after(0).until(&gate));
    let stalled = async { hasty.stream().timeout(limit).send().await?.try_collect().await };
    let error = time_out_at(&gate, limit, stalled).await.unwrap_err();
    assert!(error.is_timeout(), "a time-out of the call must apply to its stream: {error}");
}

#[tokio::test]
async fn an_undecodable_task_is_one_error_at_its_index() {
    let fake = fake_of(3).await;
    let mut stream = open(&fake, Fault::response().set_item_field(1, "estimated_mins", json!("soon"))).await;
    assert_eq!(stream.next().await.unwrap().unwrap().id.0, FIRST);
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!((error.item_index(), error.json_path()), (Some(1), Some("estimated_mins")));
    assert!(error.excerpt().unwrap().len() <= 200);
    assert_eq!(stream.next().await.unwrap().unwrap().id.0, FIRST + 2);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn an_endless_task_is_an_error_at_the_limit_of_its_size() {
    let fake = fake_of(0).await;
    let long = "x".repeat(200_000);
    for body in [
        format!(r#"[{{"id":1}},{{"id":2,"notes":"{long}"}}]"#),
        format!("{{\"id\":1}}\n{{\"id\":2,\"notes\":\"{long}\"}}\n"),
        // Before the format of the list is known.
        format!("{{\"notes\":\"{long}\",\"id\":2}}\n"),
    ] {
        let start = body[..20].to_owned();
        fake.fault(Fault::response().body(body).drip(1000));
        let stream = tasks(&fake).stream().max_item_bytes(10_000).send().await.unwrap();
        let found = seen(stream).await;
        let error = found.last().unwrap().as_ref().unwrap_err();
        assert!(error.contains("one task is larger than 10000 bytes"), "{start}…: {error}");
    }
}

#[tokio::test]
async fn a_response_that_is_not_a_list_is_one_error() {
    let fake = fake_of(0).await;
    for fault in [
        Fault::response().html("<html><h1>Welcome</h1></html>"),
        Fault::response().empty_body(),
        Fault::response().json("no"),
        Fault::response().json(json!({ "error": "validation", "error_description": "no", "trace_id": "t" })),
    ] {
        let found = seen(open(&fake, fault.clone()).await).await;
        assert!(found.len() == 1 && found[0].is_err(), "{fault:?}: {found:?}");
    }
    fake.fault(Fault::status(403));
    assert!(
        tasks(&fake).stream().send().await.unwrap_err().is_permission(),
        "an error status must fail the call before the stream begins"
    );
}

#[tokio::test]
async fn filters_and_order_are_sent_and_the_response_is_checked_against_them() {
    let fake = FakeFocus::start().await;
    let stream = tasks(&fake).stream().priority([Priority::High]).pinned(false).send().await.unwrap();
    let found = stream.try_collect().await.unwrap();
    assert!(!found.is_empty() && found.iter().all(|task| task.priority == Some(Priority::High)));
    assert_eq!(lines(&fake.take_requests()), ["GET /tasks/stream?pinned=false&priority=high"]);
    fake.fault(Fault::response().set_item_field(1, "priority", json!("low")));
    let mut stream = tasks(&fake).stream().priority([Priority::High]).send().await.unwrap();
    assert!(stream.next().await.unwrap().is_ok(), "tasks before the contradiction must be yielded");
    assert!(stream.next().await.unwrap().unwrap_err().is_filter_ignored());
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_stream_decodes_into_a_custom_struct() {
    #[derive(serde::Deserialize)]
    struct Mine {
        id: i64,
    }
    const fn sent_anywhere<T: Send + Unpin + 'static>() {}
    const { sent_anywhere::<TaskStream>() };
    let fake = fake_of(2).await;
    let found = tasks(&fake).stream().decode_as::<Mine>().send().await.unwrap().try_collect().await.unwrap();
    assert_eq!(found.iter().map(|task| task.id).collect::<Vec<_>>(), ids_of(0..2));
    let raw = tasks(&fake).stream().send_raw().await.unwrap();
    assert_eq!(serde_json::from_slice::<Vec<Mine>>(&raw.body).unwrap().len(), 2);
}

#[tokio::test]
async fn collecting_the_readable_tasks_of_a_truncated_stream_is_an_error() {
    let fake = fake_of(3).await;
    let stream = open(&fake, Fault::response().set_item_field(1, "estimated_mins", json!("soon"))).await;
    let (tasks, errors) = stream.collect_readable().await.unwrap();
    assert_eq!((tasks.len(), errors.len(), errors[0].item_index()), (2, 1, Some(1)));
    let stream = open(&fake, Fault::response().disconnect_after(400)).await;
    assert!(stream.collect_readable().await.unwrap_err().is_connect(), "tasks are missing");
}

#[tokio::test]
async fn the_time_between_two_reads_does_not_count_as_idle() {
    let fake = fake_of(0).await;
    let (limit, gate) = (Duration::from_secs(20), Gate::new());
    let tasks = tasks_of(&fake, builder(&fake).idle_timeout(limit));
    fake.fault(Fault::response().body(r#"[{"id":1},{"id":2}]"#).stall_after(10).until(&gate));
    let mut stream = tasks.stream().send().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().id.0, 1);
    let clock = HeldClock::pause();
    tokio::time::advance(limit * 2).await;
    let next = stream.next().now_or_never();
    assert!(next.is_none(), "the time-out begins with the read: {next:?}");
    gate.open();
    assert_eq!(stream.next().await.unwrap().unwrap().id.0, 2);
    clock.resume().await;
}

#[tokio::test]
async fn a_task_that_cannot_be_checked_has_its_index() {
    let fake = fake_of(0).await;
    let body = json!([{ "id": 1, "end_date": "2020-01-01" }, { "id": 2, "end_date": 7 }]);
    fake.fault(Fault::response().json(body));
    let today = focus_api::chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let found = tasks(&fake).stream().overdue(today).decode_as::<serde_json::Value>().send().await.unwrap();
    let (values, errors) = found.collect_readable().await.unwrap();
    let indices: Vec<_> = errors.iter().map(focus_api::Error::item_index).collect();
    assert_eq!((values.len(), indices), (1, vec![Some(1)]));
}
