//! A change is done only if its response confirms it.

use focus_api::bulk::BulkOutcome;
use focus_api::model::BulkTaskPatch;
use focus_api::{Error, ErrorKind, NewTask, StatusId, TaskId, TaskPatch, TaskReplacement, Tasks};
use focus_fake::{FakeFocus, Fault, RedirectTarget};
use focus_tests::{FIRST, fake_of, ids_of, tasks};
use serde_json::json;

/// Changes a task by the verb with this name.
async fn change(tasks: &Tasks, verb: &str) -> Result<(), Error> {
    match verb {
        "patch" => tasks.patch(FIRST, TaskPatch::new().name("New")).await,
        "replace" => tasks.replace(FIRST, TaskReplacement::new("New", StatusId(701))).await,
        "delete" => tasks.delete(FIRST).await,
        "archive" => tasks.archive(FIRST).await,
        "unarchive" => tasks.unarchive(FIRST).await,
        "restore" => tasks.restore(FIRST).await,
        other => panic!("{other} is not a change of one task"),
    }
}

const VERBS: [&str; 6] = ["patch", "replace", "delete", "archive", "unarchive", "restore"];

#[tokio::test]
async fn a_success_status_with_an_undocumented_body_is_an_unknown_outcome() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    let bodies = [
        Fault::sign_in_page(),
        Fault::status(200).text("OK"),
        Fault::status(200).json(json!([])),
        Fault::status(200).json(json!({ "id": 1, "name": "another task" })),
        Fault::status(200).empty_body(),
        Fault::status(202).empty_body(),
        Fault::status(206).html("part"),
    ];
    for verb in VERBS {
        for fault in &bodies {
            fake.fault(fault.clone());
            let error = change(&tasks, verb).await.unwrap_err();
            assert_eq!((error.kind(), error.is_outcome_unknown()), (ErrorKind::Decode, true), "{verb}: {error}");
            assert_eq!(fake.take_requests().len(), 1, "{verb} must not be sent again");
        }
    }
}

#[tokio::test]
async fn an_error_object_with_a_success_status_is_an_error() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    for verb in VERBS {
        for status in [200, 201, 207] {
            fake.fault(Fault::status(status).error("validation", "name too long"));
            let error = change(&tasks, verb).await.unwrap_err();
            assert_eq!(
                (error.kind(), error.code()),
                (ErrorKind::Validation, Some("validation")),
                "{verb} {status}: {error}"
            );
            assert!(!error.is_outcome_unknown(), "{verb} {status}: {error}");
        }
    }
}

#[tokio::test]
async fn a_response_with_the_changed_task_is_a_success_and_with_another_task_is_not() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    for verb in VERBS {
        fake.fault(Fault::status(200).json(json!({ "id": FIRST, "name": "New" })));
        change(&tasks, verb).await.unwrap_or_else(|error| panic!("{verb}: the changed task is a success: {error}"));
        fake.fault(Fault::status(200).json(json!({ "id": FIRST + 1, "name": "New" })));
        assert!(
            change(&tasks, verb).await.unwrap_err().is_outcome_unknown(),
            "{verb}: another task does not confirm the change"
        );
        fake.fault(Fault::status(202).json(json!({ "id": FIRST, "name": "New" })));
        assert!(
            change(&tasks, verb).await.unwrap_err().is_outcome_unknown(),
            "{verb}: a change that is accepted for later is not confirmed"
        );
        fake.fault(Fault::status(200).body(format!("{{\"id\":{FIRST},\"name\":\"Ne")));
        assert!(
            change(&tasks, verb).await.unwrap_err().is_outcome_unknown(),
            "{verb}: an incomplete task does not confirm the change"
        );
    }
}

#[tokio::test]
async fn a_redirect_that_is_not_followed_is_an_unknown_outcome() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    for status in [301, 302, 303, 307, 308] {
        fake.fault(Fault::redirect(status, RedirectTarget::Origin("http://focus.invalid".to_owned())).always());
        for verb in VERBS {
            assert!(change(&tasks, verb).await.unwrap_err().is_outcome_unknown(), "{verb} {status}");
        }
        let report = tasks.bulk().chunk_size(1).delete([FIRST, FIRST + 1]).await;
        let progress = report.progress();
        assert_eq!((progress.unknown, progress.not_sent, progress.rejected), (1, 1, 0), "{status}: {report}");
        fake.clear_faults();
    }
}

#[tokio::test]
async fn a_bulk_change_that_gets_sign_in_pages_stops_after_the_second_request() {
    for fault in [Fault::sign_in_page(), Fault::status(200).text("OK"), Fault::status(200).json("fine")] {
        let fake = fake_of(0).await;
        let tasks = tasks(&fake);
        fake.fault(fault.always());
        let patches = (1..=1000).map(|id| BulkTaskPatch::new(TaskId(id)).name("New"));
        let reports = [
            tasks.bulk().patch(patches).await.progress(),
            tasks.bulk().delete(1..=1000).await.progress(),
            tasks.bulk().archive(1..=1000).await.progress(),
        ];
        for progress in reports {
            let counts = (progress.done, progress.rejected, progress.unknown, progress.not_sent, progress.requests);
            assert_eq!(counts, (0, 0, 200, 800, 2), "{progress}");
        }
    }
}

#[tokio::test]
async fn a_bulk_create_that_gets_a_sign_in_page_is_unknown() {
    for fault in [Fault::sign_in_page(), Fault::status(201).html("<p>hello</p>"), Fault::status(201).json("fine")] {
        let fake = fake_of(0).await;
        fake.fault(fault);
        let report = tasks(&fake).bulk().create((0..6).map(|n| NewTask::new(format!("n{n}")))).await;
        assert_eq!((report.progress().unknown, fake.requests().len()), (6, 1), "{report}");
    }
}

#[tokio::test]
async fn a_bulk_change_refused_with_status_200_is_rejected() {
    let fake = fake_of(2).await;
    let tasks = tasks(&fake);
    for status in [200, 207] {
        fake.fault(Fault::status(status).error("validation", "name too long").always());
        for progress in [
            tasks.bulk().archive(ids_of(0..2)).await.progress(),
            tasks.bulk().delete(ids_of(0..2)).await.progress(),
            tasks.bulk().patch_all(ids_of(0..2), TaskPatch::new().pinned(true)).await.progress(),
        ] {
            assert_eq!((progress.rejected, progress.done), (2, 0), "{status}: {progress}");
        }
        fake.clear_faults();
    }
}

#[tokio::test]
async fn a_bulk_response_with_a_result_for_each_task_is_reported_task_by_task() {
    let fake = fake_of(5).await;
    let ids = ids_of(0..5);
    let body = json!([
        { "id": ids[4] },
        { "id": ids[0], "status": 404 },
        { "id": ids[1], "error": "not_found", "error_description": "gone" },
        { "id": ids[2], "status": "failed" },
    ]);
    for status in [200, 207] {
        fake.fault(Fault::status(status).json(body.clone()));
        let report = tasks(&fake).bulk().archive(ids.clone()).await;
        let letters: String = report
            .entries()
            .iter()
            .map(|entry| match entry.outcome {
                BulkOutcome::Done(()) => 'D',
                BulkOutcome::Rejected(_) => 'R',
                BulkOutcome::Unknown(_) => 'U',
                _ => 'N',
            })
            .collect();
        assert_eq!(letters, "RRUUD", "{status}: an unknown status of a task does not confirm its change");
    }
}

#[tokio::test]
async fn a_created_task_whose_response_is_incomplete_is_not_created_again() {
    for fault in [
        Fault::response().disconnect_after(8),
        Fault::response().declare_length(500).truncate_body(8),
        Fault::response().truncate_body(8),
        Fault::response().empty_body(),
    ] {
        let fake = FakeFocus::builder().tasks(0).start().await;
        fake.fault(fault);
        let created = tasks(&fake).create(NewTask::new("Call the printer")).await.unwrap();
        let error = created.decode_error.expect("the response could not be read");
        assert!(created.id.is_none() && error.is_outcome_unknown(), "{error}");
        assert_eq!((fake.requests().len(), fake.tasks().len()), (1, 1));
    }
}

#[tokio::test]
async fn a_raw_create_keeps_its_status_and_says_that_the_change_was_confirmed() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    for fault in [Fault::response().disconnect_after(8), Fault::response().declare_length(5000)] {
        fake.fault(fault);
        let raw = tasks(&fake).create(NewTask::new("Call the printer")).send_raw().await;
        let error = raw.expect_err("the body did not arrive");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(201), "{error}");
        assert!(error.is_outcome_unknown() && error.to_string().contains("confirmed the change"), "{error}");
    }
}

#[tokio::test]
async fn workflows_whose_response_cannot_be_decoded_have_an_unknown_outcome() {
    let fake = FakeFocus::builder().calendar_counters(true).start().await;
    let tasks = tasks(&fake);
    for fault in [Fault::response().truncate_body(3), Fault::response().disconnect_after(3), Fault::sign_in_page()] {
        let moment = |text: &str| text.parse::<focus_api::chrono::DateTime<focus_api::chrono::Utc>>().unwrap();
        fake.fault(fault.clone());
        let sync = tasks.sync_calendar(moment("2026-03-02T00:00:00Z")..moment("2026-03-03T00:00:00Z")).await;
        assert!(sync.unwrap_err().is_outcome_unknown());
        fake.fault(fault.clone());
        assert!(tasks.draft_from_list("- paper").await.unwrap_err().is_outcome_unknown());
        fake.fault(fault);
        assert!(tasks.draft_from_prompt("paper").await.unwrap_err().is_outcome_unknown());
    }
}

#[tokio::test]
async fn created_tasks_are_matched_by_content_if_it_is_unique() {
    for (names, order, expected) in [
        (["a", "b", "c"], [2, 1, 0], [true, true, true]),
        (["a", "b", "c"], [1, 2, 0], [true, true, true]),
        (["a", "a", "c"], [2, 0, 1], [true, true, true]),
    ] {
        let fake = FakeFocus::builder().tasks(0).start().await;
        fake.fault(Fault::response().edit_json(move |body| {
            let list = body.as_array().cloned().or_else(|| body["data"].as_array().cloned()).unwrap();
            *body = order.iter().map(|index| list[*index].clone()).collect();
        }));
        let report = tasks(&fake).bulk().create(names.map(NewTask::new)).await;
        for (entry, expected) in report.entries().iter().zip(expected) {
            let BulkOutcome::Done(created) = &entry.outcome else {
                assert!(!expected, "{}: {report}", entry.input.name);
                continue;
            };
            let stored = fake.task(created.id.unwrap().0).unwrap();
            assert_eq!(stored["name"], json!(entry.input.name), "the id belongs to another input");
        }
    }
}

#[tokio::test]
async fn uploads_and_custom_requests_have_an_unknown_outcome_if_their_response_confirms_nothing() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let tasks = tasks(&fake);
    for fault in [Fault::response().truncate_body(3), Fault::response().disconnect_after(3), Fault::sign_in_page()] {
        fake.fault(fault);
        let image = focus_api::requests::Image::bytes("not an image", "image/png");
        assert!(tasks.draft_from_image(image).await.unwrap_err().is_outcome_unknown());
    }
    let client = tasks.workspace().client();
    for fault in [Fault::status(503), Fault::disconnect(), Fault::redirect(302, RedirectTarget::SameAddress)] {
        fake.fault(fault.clone());
        let error = client.request(focus_api::reqwest::Method::POST, "/things").json(&1).await.unwrap_err();
        assert!(error.is_outcome_unknown() && error.requests_sent() == 1, "{fault:?}: {error}");
    }
    assert_eq!(fake.requests().len(), 6, "no request may be sent twice");
}

#[tokio::test]
async fn every_bulk_operation_reports_task_by_task_if_the_body_does() {
    let fake = fake_of(3).await;
    let ids = ids_of(0..3);
    let tasks = tasks(&fake);
    let body = json!([{ "id": ids[2], "error": "not_found" }, { "id": ids[0], "status": 200 }, { "id": ids[1] }]);
    for split in [vec![], vec![5, 20, 40]] {
        fake.fault(Fault::status(207).json(body.clone()).split_at(split).times(3));
        let patches = ids.iter().map(|id| BulkTaskPatch::new(TaskId(*id)).name("x"));
        let progress = [
            tasks.bulk().patch(patches).await.progress(),
            tasks.bulk().delete(ids.clone()).await.progress(),
            tasks.bulk().archive(ids.clone()).await.progress(),
        ];
        for progress in progress {
            assert_eq!((progress.done, progress.rejected, progress.unknown), (2, 1, 0), "{progress}");
        }
    }
    // A truncated array confirms no task; an array that omits tasks confirms only the tasks in it.
    fake.fault(Fault::status(200).body(body.to_string().into_bytes()).truncate_body(30));
    assert_eq!(tasks.bulk().archive(ids.clone()).await.progress().unknown, 3);
    fake.fault(Fault::status(200).json(json!([{ "id": ids[0] }])));
    let progress = tasks.bulk().archive(ids).await.progress();
    assert_eq!((progress.done, progress.unknown), (1, 2), "{progress}");
}

#[tokio::test]
async fn a_create_is_a_success_only_with_its_documented_status() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let tasks = tasks(&fake);
    for (status, body) in [(202, json!({ "id": 9 })), (204, json!(null)), (201, json!("fine")), (201, json!([]))] {
        fake.fault(Fault::status(status).json(body.clone()));
        let error = tasks.create(NewTask::new("x")).await.expect_err("the response does not confirm a created task");
        assert!(error.is_outcome_unknown() && error.requests_sent() == 1, "{status} {body}: {error}");
    }
    fake.fault(Fault::status(201).error("validation", "no name"));
    let error = tasks.create(NewTask::new("x")).await.expect_err("the error object is the error");
    assert_eq!((error.kind(), error.is_outcome_unknown()), (ErrorKind::Validation, false));
}
