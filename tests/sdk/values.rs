//! Open enumerations and the task type: unknown, missing and null values are decoded and sent back unchanged.

use std::collections::{BTreeSet, HashMap};
use std::fmt::{Debug, Display};
use std::hash::Hash;

use focus_api::filters::{FamilyOrderBy, StreamOrderBy, TaskState};
use focus_api::model::{AssignmentOrigin, CustomFieldType, MatchTier, Status, TaskSource};
use focus_api::{OrderBy, Priority, StatusType, Task, TaskExt, TaskPatch};
use focus_fake::FakeFocus;
use focus_tests::{spec, tasks};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Checks the properties of an open enumeration.
fn check<T>(schema: &str, known: &[T], other: fn(String) -> T, is_other: fn(&T) -> bool)
where
    T: Clone + Debug + Display + Hash + Ord + Serialize + DeserializeOwned + for<'a> From<&'a str> + From<String>,
    T: PartialEq<str>,
{
    let listed: BTreeSet<String> = known.iter().map(ToString::to_string).collect();
    let documented: BTreeSet<String> = spec::values(schema).into_iter().map(str::to_owned).collect();
    assert_eq!(
        (known.len(), listed),
        (documented.len(), documented),
        "{schema}: KNOWN must have the values of the document"
    );

    for value in known {
        let text = value.to_string();
        let read: T = serde_json::from_value(json!(text)).unwrap();
        assert_eq!((&read, is_other(&read)), (value, false), "{schema}: {text} must be read as its variant");
        assert_eq!(serde_json::to_value(value).unwrap(), json!(text));
        let by_hand = other(text.clone());
        assert_eq!(&by_hand, value, "{schema}: values with the same text must be equal");
        assert_eq!(
            HashMap::from([(by_hand, 1)]).get(value),
            Some(&1),
            "{schema}: equal values must have the same hash"
        );
    }
    for text in ["brand_new", "", "Low", "größer", " low"] {
        let read: T = serde_json::from_value(json!(text)).unwrap();
        assert!(is_other(&read), "{schema}: {text:?} must be kept unchanged");
        assert_eq!(read, T::from(text));
        assert_eq!(read, T::from(text.to_owned()));
        assert_eq!(&read, text, "{schema}: a value must equal its text");
        assert!(!known.contains(&read));
        assert_eq!(HashMap::from([(read.clone(), 1)]).get(&other(text.to_owned())), Some(&1));
        assert_eq!(serde_json::to_value(&read).unwrap(), json!(text), "{schema}: a value must be sent back unchanged");
    }
    assert!(serde_json::from_value::<T>(json!(7)).is_err(), "{schema}: a number must be refused");
}

macro_rules! enumerations {
    ($($name:ident),*) => {
        #[test]
        fn every_enumeration_knows_the_documented_values_and_keeps_unknown_ones() {
            $(check(stringify!($name), $name::KNOWN, $name::Other, |value| matches!(value, $name::Other(_)));)*
            assert_eq!(
                spec::enumerations(),
                [$(stringify!($name)),*],
                "add each enumeration of the document to tests/sdk/values.rs"
            );
        }
    };
}

enumerations! {
    AssignmentOrigin, CustomFieldType, FamilyOrderBy, MatchTier, OrderBy, Priority, StatusType, StreamOrderBy,
    TaskSource, TaskState
}

#[test]
fn other_with_the_text_of_a_variant_equals_the_variant() {
    assert_eq!(Priority::Other("low".to_owned()), Priority::Low);
    assert_eq!(Priority::Low, "low");
    assert_ne!(Priority::Other("Low".to_owned()), Priority::Low);
}

#[tokio::test]
async fn an_unknown_value_is_decoded_and_sent_back_unchanged() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let id = fake.insert_task(json!({ "name": "Unknown values", "priority": "someday", "source": "fridge" }));
    let tasks = tasks(&fake);
    let task = tasks.get(id).await.unwrap();
    assert_eq!((task.effective_priority(), task.source.clone()), (&"someday".into(), Some("fridge".into())));
    let _ = fake.take_requests();

    // The fake refuses unknown values; only the requests are compared.
    let refused = tasks.patch(id, TaskPatch::new().priority(task.effective_priority().clone())).await.unwrap_err();
    assert!(refused.is_validation());
    let refused = tasks.list().source(task.source.unwrap()).state([TaskState::from("napping")]).await.unwrap_err();
    assert!(refused.is_validation());
    let sent = fake.take_requests();
    assert_eq!(sent[0].body_json(), json!({ "priority": "someday" }));
    assert_eq!(sent[1].raw_query, "source=fridge&state=napping&per_page=100");
}

fn task(json: Value) -> Task {
    serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{error}: {json:#}"))
}

#[test]
fn a_task_needs_nothing_but_its_id() {
    let bare = task(json!({ "id": 7 }));
    assert_eq!(
        (bare.id.0, bare.title(), bare.assigned_tags(), bare.effective_priority()),
        (7, "", &[][..], &Priority::None)
    );
    assert_eq!(serde_json::to_value(&bare).unwrap(), json!({ "id": 7 }), "no other member may be written");
    let without = serde_json::from_value::<Task>(json!({ "name": "Proofs" })).unwrap_err();
    assert!(without.to_string().contains("`id`"), "{without}");
}

#[test]
fn a_task_may_have_null_wherever_the_document_has_a_field() {
    for (name, _) in spec::fields("Task").into_iter().filter(|(name, _)| *name != "id") {
        let read = task(json!({ "id": 7, name: null }));
        assert_eq!(serde_json::to_value(&read).unwrap(), json!({ "id": 7 }), "{name}: null must be read as absent");
    }
}

#[test]
fn values_of_a_go_server_are_decoded() {
    let read = task(json!({
        "id": 9_007_199_254_740_993_i64,
        "name": "Proofs",
        "tags": null,
        "tag_ids": null,
        "assignee_user_ids": [],
        "client": null,
        "parent": { "id": 8, "tags": null, "project": null, "new": true },
        "project": {
            "id": 5,
            "custom_field_values": [
                { "custom_field_id": 51, "field_type": "emoji", "value": { "any": ["thing"] }, "selected_options": null },
                { "field_type": "number", "value": 18_500.5 },
                { "value": null },
            ],
            "permissions": null,
            "rate": { "hourly_rate": 95, "start_at": "whenever", "end_at": "" },
        },
        "metadata": { "project_assignment": { "accuracy": 1, "match_tier": "guess", "origin": "oracle" } },
        "status": { "id": 701, "type": "paused", "shade": "grey" },
        "status_updated_at": "yesterday",
        "total_tracked_time": -5,
        "unheard_of": { "deep": [1, 2, 3] },
    }));
    assert_eq!(read.id.0, 9_007_199_254_740_993, "an integer beyond the precision of a float must be exact");
    assert_eq!(read.parent.as_ref().map(|parent| parent.id.0), Some(8));
    let project = read.project.as_ref().unwrap();
    assert_eq!(project.custom_field_values.as_ref().map(Vec::len), Some(3));
    let field = &project.custom_field_values.as_ref().unwrap()[0];
    assert_eq!(
        (field.field_type.clone(), field.value.clone()),
        (Some("emoji".into()), Some(json!({ "any": ["thing"] })))
    );
    assert_eq!(project.rate.as_ref().and_then(|rate| rate.start_at.as_deref()), Some("whenever"));
    assert_eq!(read.status.as_ref().and_then(|status| status.type_.clone()), Some("paused".into()));
    assert_eq!(read.tracked(), None, "a negative duration must be ignored");
}

#[test]
fn a_date_and_time_is_decoded_with_any_offset() {
    let forms = [
        "2026-03-02T09:30:00Z",
        "2026-03-02T09:30:00.000000000Z",
        "2026-03-02T11:30:00+02:00",
        "2026-03-02T04:00:00-05:30",
        "2026-03-02t09:30:00z",
    ];
    let expected: focus_api::chrono::DateTime<focus_api::chrono::Utc> = forms[0].parse().unwrap();
    for form in forms {
        let read = task(json!({ "id": 7, "created_at": form, "metadata": { "updated_at": form } }));
        assert_eq!(read.created_at, Some(expected), "{form}");
        assert_eq!(read.metadata.and_then(|metadata| metadata.updated_at), Some(expected), "{form}");
    }
}

#[tokio::test]
async fn every_seeded_task_is_unchanged_after_reading_and_writing_it() {
    let fake = FakeFocus::builder().tasks(60).start().await;
    let url = tasks(&fake).list().per_page(100).include_rates(true).include_ghost_assignees(true);
    let response = url.include_project_completed(true).send_raw().await.unwrap();
    let response: Value = serde_json::from_slice(&response.body).unwrap();
    let listed = response["data"].as_array().unwrap();
    assert_eq!(listed.len(), 60);
    for sent in listed {
        let read = task(sent.clone());
        let again = task(serde_json::to_value(&read).unwrap());
        assert_eq!(again, read);
        // No documented member is lost.
        let written = serde_json::to_value(&read).unwrap();
        for (name, _) in spec::fields("Task").into_iter().filter(|(name, _)| !sent[*name].is_null()) {
            assert!(!written[name].is_null(), "{name} of {sent:#}");
        }
    }
}

#[test]
fn the_size_of_a_task_is_limited() {
    // 976 bytes when this was written, which leaves room for a few new fields.
    let (task, bound) = (size_of::<Task>(), 1024);
    assert!(
        task <= bound,
        "a task takes {task} bytes of stack, over {bound}: every stream, page and `Result` moves tasks by value, so box \
         its largest parts in focus-api-raw/codegen rather than raise the bound"
    );
    assert!(size_of::<Status>() < size_of::<Task>());
}
