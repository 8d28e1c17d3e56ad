//! The requests of the client: one snapshot for each operation, with every parameter and body field of the operation
//! set, and tests that none is missing.
//!
//! The calls are in `wire/calls.rs`. The fake server, an independent implementation of the docs page, accepts each of
//! these requests. After a deliberate change, run `INSTA_UPDATE=always cargo test -p focus-tests wire` and review the
//! difference.

mod calls;

use std::collections::BTreeSet;
use std::path::Path;

use focus_api::raw::OPERATIONS;
use focus_fake::{FakeFocus, RecordedRequest};
use focus_tests::{builder, spec, wire};
use serde_json::Value;

/// Makes a test for each operation, and the list of operations with a test.
macro_rules! snapshots {
    ($($operation:ident: $sentence:ident;)*) => {
        $(
            #[tokio::test]
            async fn $sentence() {
                let request = calls::full(stringify!($operation)).await;
                insta::assert_snapshot!(stringify!($operation), wire(&request));
            }
        )*

        const TESTED: &[&str] = &[$(stringify!($operation)),*];
    };
}

snapshots! {
    archive_task: archiving_a_task_sends_the_instance_to_start_from;
    bulk_archive_tasks: archiving_many_sends_their_ids_in_an_object;
    bulk_create_tasks: creating_many_sends_complete_tasks_in_an_object;
    bulk_delete_tasks: deleting_many_sends_their_ids_in_the_query;
    bulk_patch_tasks: patching_many_sends_a_list_of_changes;
    create_task: creating_a_task_sends_every_field;
    delete_task: deleting_a_task_sends_the_instance_to_start_from_and_whether_to_sync;
    extract_tasks_from_image: an_image_is_uploaded_as_a_form_field;
    extract_tasks_from_list: drafting_from_a_list_sends_it_as_the_prompt;
    generate_tasks_from_prompt: drafting_from_a_goal_sends_it_as_the_prompt;
    get_task: getting_a_task_sends_whether_to_include_ghosts;
    list_recurring_tasks: the_recurring_list_sends_every_filter;
    list_task_children: the_list_of_children_sends_every_filter;
    list_task_parents: the_list_of_parents_sends_every_filter;
    list_tasks: the_task_list_sends_every_filter;
    patch_task: patching_a_task_sends_every_field_and_the_instance_to_start_from;
    restore_task: restoring_a_task_sends_no_body;
    stream_tasks: the_stream_sends_every_filter;
    sync_calendar_tasks: syncing_a_calendar_sends_moments_in_rfc_3339;
    unarchive_task: unarchiving_a_task_sends_no_body;
    update_task: replacing_a_task_sends_every_field;
}

#[test]
fn every_operation_has_a_snapshot_and_every_snapshot_an_operation() {
    let operations: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    let tested: BTreeSet<&str> = TESTED.iter().copied().collect();
    assert_eq!(
        tested, operations,
        "give exactly the operations of the document a line in `snapshots!` of tests/sdk/wire.rs"
    );

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sdk/snapshots");
    let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let stored: BTreeSet<String> =
        names.filter_map(|name| name.strip_prefix("sdk__wire__")?.strip_suffix(".snap").map(str::to_owned)).collect();
    let operations: BTreeSet<String> = operations.into_iter().map(str::to_owned).collect();
    assert_eq!(stored, operations, "accept missing snapshots and delete unused ones in {}", folder.display());
}

#[tokio::test]
async fn every_parameter_and_body_field_of_the_document_is_sent() {
    let mut missing = Vec::new();
    for operation in OPERATIONS {
        let request = calls::full(operation.id).await;
        let path = operation.path.replace("{organization_id}", "4512087").replace("{workspace_id}", "9031554");
        let path = format!("/api{}", path.replace("{task_id}", "71"));
        assert_eq!((request.method.as_str(), request.path.as_str()), (operation.method, path.as_str()));

        let sent: BTreeSet<&str> = request.query.iter().map(|(name, _)| name.as_str()).collect();
        for name in spec::current_parameters(operation.id) {
            if !sent.contains(name) {
                missing.push(format!("{}: query parameter {name}", operation.id));
            }
        }
        let body = spec::body(operation.id);
        match body {
            None => assert!(request.body.is_empty(), "{} must not send a body: the document has none", operation.id),
            Some(upload) if upload.ends_with("multipart/form-data") => {
                let form = String::from_utf8_lossy(&request.body);
                assert!(form.contains("name=\"file\""), "the form field must be `file`:\n{form}");
            }
            Some(schema) => find_missing(schema, &request.body_json(), operation.id, &mut missing),
        }
    }
    assert!(
        missing.is_empty(),
        "the calls of tests/sdk/wire/calls.rs do not set these, or focus-api does not send them: {missing:#?}"
    );
}

/// Adds every field of the schema that the body lacks to `missing`, for every element of a list.
fn find_missing(schema: &str, body: &Value, path: &str, missing: &mut Vec<String>) {
    if let Some(element) = schema.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let items = body.as_array().map(Vec::as_slice).unwrap_or_default();
        // A list of ids may be empty, which clears it. An empty list of tasks would hide missing fields.
        if items.is_empty() && !spec::fields(element).is_empty() {
            missing.push(format!("{path}: an element of the list"));
        }
        for item in items {
            find_missing(element, item, &format!("{path}[]"), missing);
        }
        return;
    }
    for (name, kind) in spec::fields(schema) {
        match body.get(name) {
            None => missing.push(format!("{path}: body field {name}")),
            Some(value) => find_missing(kind.trim_end_matches(" required"), value, &format!("{path}.{name}"), missing),
        }
    }
}

/// Sends one operation through the generated client and returns the request.
async fn through_raw<F: Future<Output = bool>>(
    call: impl FnOnce(focus_api::raw::Client, i64, i64) -> F,
) -> RecordedRequest {
    let fake = FakeFocus::start().await;
    let client = builder(&fake).build().unwrap();
    assert!(call(client.raw(), fake.organization_id(), fake.workspace_id()).await, "the fake must accept the request");
    let sent = fake.take_requests();
    assert_eq!(sent.len(), 1, "one call must send one request");
    sent.into_iter().next().unwrap()
}

#[tokio::test]
async fn only_the_raw_client_sends_the_superseded_dates() {
    let day = |day| focus_api::chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    let list = through_raw(|raw, organization, workspace| async move {
        let call = raw.list_tasks().organization_id(organization).workspace_id(workspace);
        let call = call.dates_overlap_start(day(1)).dates_overlap_end(day(2)).start_date_from(day(3));
        call.start_date_to(day(4)).end_date_from(day(5)).end_date_to(day(6)).send().await.is_ok()
    });
    let stream = through_raw(|raw, organization, workspace| async move {
        let call = raw.stream_tasks().organization_id(organization).workspace_id(workspace);
        let call = call.dates_overlap_start(day(1)).dates_overlap_end(day(2)).start_date_from(day(3));
        call.start_date_to(day(4)).end_date_from(day(5)).end_date_to(day(6)).send().await.is_ok()
    });
    let recurring = through_raw(|raw, organization, workspace| async move {
        let call = raw.list_recurring_tasks().organization_id(organization).workspace_id(workspace);
        call.dates_overlap_start(day(1)).dates_overlap_end(day(2)).send().await.is_ok()
    });
    let six = "dates_overlap_end=2026-03-02&dates_overlap_start=2026-03-01&end_date_from=2026-03-05\
               &end_date_to=2026-03-06&start_date_from=2026-03-03&start_date_to=2026-03-04";
    for (request, query) in [
        (list.await, six),
        (stream.await, six),
        (recurring.await, "dates_overlap_end=2026-03-02&dates_overlap_start=2026-03-01"),
    ] {
        let operation = request.operation.unwrap();
        assert_eq!(request.raw_query, query, "{operation}");
        let superseded = spec::query_parameters(operation).into_iter().filter(|parameter| parameter.superseded);
        let superseded: Vec<&str> = superseded.map(|parameter| parameter.name).collect();
        let sent: Vec<&str> = request.query.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(sent, superseded, "{operation}: exactly the superseded parameters of the document must be sent");
        let full = calls::full(operation).await;
        assert!(
            superseded.iter().all(|name| full.query_values(name).is_empty()),
            "the client must not offer a superseded filter of {operation}"
        );
    }
}
