//! An undecodable task does not affect the others; lists of custom types and undecoded responses.

use focus_fake::Fault;
use focus_tests::{FIRST, fake_of, ids, lines, tasks};
use serde::Deserialize;
use serde_json::json;

#[tokio::test]
async fn an_undecodable_task_is_one_error_at_its_index() {
    let fake = fake_of(5).await;
    let long = "x".repeat(5000);
    let undecodable =
        Fault::response().set_item_field(1, "estimated_mins", json!("soon")).set_item_field(1, "notes", json!(long));
    fake.fault(undecodable.on("list_tasks"));
    let mut items = tasks(&fake).list().per_page(3).items();
    let mut seen = Vec::new();
    while let Some(task) = items.next().await {
        seen.push(task);
    }
    let read: Vec<_> = seen.iter().map(|task| task.as_ref().ok().map(|task| task.id.0)).collect();
    assert_eq!(read, [Some(FIRST), None, Some(FIRST + 2), Some(FIRST + 3), Some(FIRST + 4)]);

    let error = seen[1].as_ref().unwrap_err();
    assert!(error.is_decode());
    assert_eq!((error.item_index(), error.json_path()), (Some(1), Some("estimated_mins")));
    let excerpt = error.excerpt().unwrap();
    assert!(excerpt.starts_with('{') && excerpt.len() <= 200, "{excerpt}");
    assert_eq!(fake.take_requests().len(), 2);
}

#[tokio::test]
async fn a_page_lists_its_decode_errors_beside_the_other_tasks() {
    let fake = fake_of(3).await;
    fake.fault(Fault::response().replace_item(0, json!("not a task")));
    let page = tasks(&fake).list().send().await.unwrap();
    assert_eq!((page.tasks.len(), page.decode_errors.len(), page.len()), (2, 1, 3));
    assert_eq!(page.decode_errors[0].item_index(), Some(0));
}

#[tokio::test]
async fn an_undecodable_last_task_does_not_end_a_list_and_counts_for_the_cursor() {
    let fake = fake_of(6).await;
    fake.fault(Fault::response().set_item_field(2, "id", json!("x")));
    let mut items = tasks(&fake).recurring().per_page(3).items();
    for nth in 0..3 {
        assert_eq!(items.next().await.unwrap().is_ok(), nth < 2);
    }
    assert_eq!((items.cursor().page, items.cursor().skip), (2, 0));
    assert_eq!(items.try_collect().await.unwrap().len(), 3);
}

#[tokio::test]
async fn one_page_without_valid_ids_does_not_end_a_list_and_a_second_one_in_a_row_does() {
    // A task, the error of a task, and the error of the list.
    for (pages, expected) in [(1, "TTeeTT"), (2, "TTeeE")] {
        let fake = fake_of(6).await;
        let undecodable = Fault::response().set_item_field(0, "id", json!("x")).set_item_field(1, "id", json!("x"));
        fake.fault(undecodable.after(1).times(pages));
        let mut items = tasks(&fake).list().per_page(2).items();
        let mut seen = String::new();
        while let Some(task) = items.next().await {
            seen.push(match task {
                Ok(_) => 'T',
                Err(error) if error.item_index().is_some() => 'e',
                Err(error) if error.is_paging() => 'E',
                Err(error) => panic!("another error: {error}"),
            });
        }
        assert_eq!((seen.as_str(), items.is_complete()), (expected, pages == 1));
    }
}

#[tokio::test]
async fn collecting_stops_at_an_undecodable_task() {
    let fake = fake_of(3).await;
    fake.fault(Fault::response().set_item_field(1, "pinned", json!("yes")));
    let error = tasks(&fake).list().items().try_collect().await.unwrap_err();
    assert_eq!((error.item_index(), error.json_path()), (Some(1), Some("pinned")));
}

#[tokio::test]
async fn the_readable_tasks_of_a_list_are_collected_beside_the_errors_of_the_others() {
    let fake = fake_of(5).await;
    let items = || tasks(&fake).list().per_page(3).items();
    fake.fault(Fault::response().set_item_field(1, "pinned", json!("yes")));
    let (found, errors) = items().collect_readable().await.unwrap();
    assert_eq!(ids(&found), [FIRST, FIRST + 2, FIRST + 3, FIRST + 4]);
    let places: Vec<_> = errors.iter().map(|error| (error.item_index(), error.json_path())).collect();
    assert_eq!(places, [(Some(1), Some("pinned"))]);

    fake.fault(Fault::status(500).after(1));
    let error = items().collect_readable().await.unwrap_err();
    assert!(error.is_server(), "a list with missing pages must not be returned as complete: {error}");
}

#[tokio::test]
async fn a_list_decodes_into_a_custom_struct() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Mine {
        id: i64,
        #[serde(rename = "name")]
        title: String,
        mood: Option<String>,
    }
    let fake = fake_of(2).await;
    fake.fault(Fault::response().set_item_field(1, "mood", json!("good")));
    let mine = tasks(&fake).list().decode_as::<Mine>().items().try_collect().await.unwrap();
    let of = |id, mood: Option<&str>| Mine { id, title: "Task".to_owned(), mood: mood.map(str::to_owned) };
    assert_eq!(mine, [of(FIRST, None), of(FIRST + 1, Some("good"))]);
}

#[tokio::test]
async fn a_response_can_be_returned_undecoded() {
    let fake = fake_of(2).await;
    let raw = tasks(&fake).list().per_page(1).send_raw().await.unwrap();
    assert_eq!((raw.operation, raw.status.as_u16()), ("list_tasks", 200));
    assert_eq!(raw.headers["content-type"], "application/json");
    assert_eq!(raw.quota().unwrap().remaining, Some(99_999));
    let body: serde_json::Value = serde_json::from_slice(&raw.body).unwrap();
    assert_eq!((&body["total"], &body["data"][0]["id"]), (&json!(2), &json!(FIRST)));
    assert_eq!(lines(&fake.take_requests()), ["GET /tasks?per_page=1"]);
}

#[tokio::test]
async fn every_format_of_a_page_is_decoded() {
    let fake = fake_of(0).await;
    let forms = [json!([{ "id": 1 }]), json!({ "items": [{ "id": 1 }] }), json!({ "data": [{ "id": 1 }], "new": {} })];
    for form in forms {
        fake.fault(Fault::response().json(form.clone()));
        let found = tasks(&fake).list().items().try_collect().await.unwrap();
        assert_eq!(found.iter().map(|task| task.id.0).collect::<Vec<_>>(), [1], "{form}");
    }
    fake.fault(Fault::response().json(json!({ "data": null, "page": 1, "per_page": 100, "total": 0 })));
    assert_eq!(tasks(&fake).list().items().try_collect().await.unwrap().len(), 0);
}
