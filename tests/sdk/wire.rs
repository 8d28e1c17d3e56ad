//! What leaves the client: one snapshot an operation, with every parameter and body field of that operation set, and the
//! proof that none is missing.
//!
//! The calls themselves are in `wire/calls.rs`. The fake server answers each of them with a success, so a second reading
//! of the docs page understands what is pinned here. After a deliberate change: `INSTA_UPDATE=always cargo test -p
//! focus-tests wire`, then read the difference as the service would.

mod calls;

use std::collections::BTreeSet;
use std::path::Path;

use focus_api::raw::OPERATIONS;
use focus_fake::{FakeFocus, RecordedRequest};
use focus_tests::{builder, spec, wire};
use serde_json::Value;

/// A test for each operation, and the list of those that have one.
macro_rules! snapshots {
    ($($operation:ident: $sentence:ident;)*) => {
        $(
            #[tokio::test]
            async fn $sentence() {
                let request = calls::full(stringify!($operation)).await;
                insta::assert_snapshot!(stringify!($operation), wire(&request));
            }
        )*

        const PINNED: &[&str] = &[$(stringify!($operation)),*];
    };
}

snapshots! {
    archive_task: archiving_a_task_names_the_instance_to_start_from;
    bulk_archive_tasks: archiving_many_sends_their_ids_in_an_object;
    bulk_create_tasks: creating_many_wraps_whole_tasks_in_an_object;
    bulk_delete_tasks: deleting_many_names_them_in_the_query;
    bulk_patch_tasks: patching_many_sends_a_bare_list_of_changes;
    create_task: creating_a_task_sends_every_field;
    delete_task: deleting_a_task_says_which_instances_and_whether_to_sync;
    extract_tasks_from_image: a_picture_goes_up_as_a_form_field;
    extract_tasks_from_list: a_list_to_draft_from_is_a_prompt;
    generate_tasks_from_prompt: a_goal_to_draft_from_is_a_prompt;
    get_task: one_task_is_read_with_its_ghosts;
    list_recurring_tasks: the_recurring_list_sends_every_filter;
    list_task_children: the_list_of_children_sends_every_filter;
    list_task_parents: the_list_of_parents_sends_every_filter;
    list_tasks: the_task_list_sends_every_filter;
    patch_task: patching_a_task_sends_every_field_and_the_instance_to_start_from;
    restore_task: restoring_a_task_sends_no_body;
    stream_tasks: the_stream_sends_every_filter;
    sync_calendar_tasks: syncing_a_calendar_sends_whole_instants;
    unarchive_task: unarchiving_a_task_sends_no_body;
    update_task: replacing_a_task_sends_every_field;
}

#[test]
fn every_operation_has_its_snapshot_and_no_snapshot_is_left_over() {
    let operations: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    let pinned: BTreeSet<&str> = PINNED.iter().copied().collect();
    assert_eq!(pinned, operations, "give every operation one line in `snapshots!` of tests/sdk/wire.rs, and no other");

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sdk/snapshots");
    let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let stored: BTreeSet<String> =
        names.filter_map(|name| name.strip_prefix("sdk__wire__")?.strip_suffix(".snap").map(str::to_owned)).collect();
    let operations: BTreeSet<String> = operations.into_iter().map(str::to_owned).collect();
    assert_eq!(stored, operations, "accept missing snapshots and delete left-over ones in {}", folder.display());
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
            None => assert!(request.body.is_empty(), "{} has no body in the document, but sends one", operation.id),
            Some(upload) if upload.ends_with("multipart/form-data") => {
                let form = String::from_utf8_lossy(&request.body);
                assert!(form.contains("name=\"file\""), "the form field is called `file`:\n{form}");
            }
            Some(schema) => lacking(schema, &request.body_json(), operation.id, &mut missing),
        }
    }
    assert!(
        missing.is_empty(),
        "the calls of tests/sdk/wire/calls.rs do not set these, or focus-api does not send them: {missing:#?}"
    );
}

/// Notes every field of the schema that is not in the body, in every element of a list.
fn lacking(schema: &str, body: &Value, place: &str, missing: &mut Vec<String>) {
    if let Some(element) = schema.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let items = body.as_array().map(Vec::as_slice).unwrap_or_default();
        // A list of ids may be empty: that is how it is cleared. A list of tasks would prove nothing.
        if items.is_empty() && !spec::fields(element).is_empty() {
            missing.push(format!("{place}: an element of the list"));
        }
        for item in items {
            lacking(element, item, &format!("{place}[]"), missing);
        }
        return;
    }
    for (name, kind) in spec::fields(schema) {
        match body.get(name) {
            None => missing.push(format!("{place}: body field {name}")),
            Some(value) => lacking(kind.trim_end_matches(" required"), value, &format!("{place}.{name}"), missing),
        }
    }
}

/// Sends one operation through the generated client and returns the request.
async fn through_raw<F: Future<Output = bool>>(
    call: impl FnOnce(focus_api::raw::Client, i64, i64) -> F,
) -> RecordedRequest {
    let fake = FakeFocus::start().await;
    let client = builder(&fake).build().unwrap();
    assert!(call(client.raw(), fake.organization_id(), fake.workspace_id()).await, "the fake refuses the request");
    let sent = fake.take_requests();
    assert_eq!(sent.len(), 1, "one call is one request");
    sent.into_iter().next().unwrap()
}

#[tokio::test]
async fn the_superseded_dates_reach_the_wire_through_the_raw_client_only() {
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
        assert_eq!(sent, superseded, "{operation}: exactly what the document calls superseded");
        let full = calls::full(operation).await;
        assert!(
            superseded.iter().all(|name| full.query_values(name).is_empty()),
            "{operation} offers a superseded filter"
        );
    }
}
