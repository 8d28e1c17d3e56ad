//! Drafts of tasks from an image, a list or a prompt, and the one request that a failure costs.
//!
//! The fake follows simple rules (one draft for each 64 KiB of an image, one for each line of a list, three for a
//! prompt), so the expected response is known.

use std::io::Write;

use focus_api::ErrorKind;
use focus_api::requests::{Drafts, Image};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{lines, tasks};
use serde_json::json;

/// Returns an image that gives two drafts, and whose bytes are not valid text.
fn image_bytes() -> Vec<u8> {
    [0x89, b'P', b'N', b'G', 0xff, 0x00, b'\r', b'\n'].repeat(10_000)
}

fn names(drafts: &Drafts) -> Vec<&str> {
    assert!(drafts.decode_errors.is_empty());
    drafts.tasks.iter().filter_map(|task| task.name.as_deref()).collect()
}

#[tokio::test]
async fn an_image_is_drafted_from_bytes_a_file_and_a_reader() {
    let mut file = tempfile::Builder::new().prefix("board ").suffix(".JPG").tempfile().unwrap();
    file.write_all(&image_bytes()).unwrap();
    let file_name = file.path().file_name().unwrap().to_str().unwrap().to_owned();
    let images = [
        (Image::bytes(image_bytes(), "image/png"), "image.png".to_owned(), "image/png"),
        (Image::file(file.path()).await.unwrap(), file_name, "image/jpeg"),
        (Image::reader(&image_bytes()[..], "image/webp").unwrap(), "image.webp".to_owned(), "image/webp"),
        (
            Image::bytes(image_bytes(), "image/gif").file_name("whiteboard.gif"),
            "whiteboard.gif".to_owned(),
            "image/gif",
        ),
    ];
    for (image, file_name, content_type) in images {
        let fake = FakeFocus::start().await;
        let before = fake.tasks().len();
        let drafts = tasks(&fake).draft_from_image(image).await.unwrap();
        assert_eq!(names(&drafts), ["Item 1 of the picture", "Item 2 of the picture"]);
        assert_eq!(fake.tasks().len(), before, "drafts are suggestions: the fake must not store them");

        let sent = fake.take_requests();
        assert_eq!(lines(&sent), ["POST /workflows/tasks/extract"]);
        let head = String::from_utf8_lossy(&sent[0].body[..300]).into_owned();
        let part = format!("name=\"file\"; filename=\"{file_name}\"\r\nContent-Type: {content_type}\r\n");
        assert!(head.contains(&part), "{head}");
        let body = &sent[0].body;
        assert!(body.windows(80_000).any(|window| window == image_bytes()), "the image must arrive unchanged");
    }
}

#[tokio::test]
async fn a_list_gives_one_draft_for_each_line() {
    let fake = FakeFocus::start().await;
    let drafts = tasks(&fake).draft_from_list("- buy paper\n\n* call the printer\n").await.unwrap();
    assert_eq!(names(&drafts), ["buy paper", "call the printer"]);
}

#[tokio::test]
async fn a_prompt_gives_the_steps_to_its_goal() {
    let fake = FakeFocus::start().await;
    let drafts = tasks(&fake).draft_from_prompt("launch the site").await.unwrap();
    assert_eq!(names(&drafts), ["Prepare: launch the site", "Carry out: launch the site", "Review: launch the site"]);
}

#[tokio::test]
async fn an_undecodable_draft_does_not_affect_the_others() {
    let fake = FakeFocus::start().await;
    fake.fault(Fault::response().set_item_field(1, "name", json!({ "text": "buy ink" })));
    let drafts = tasks(&fake).draft_from_list("buy paper\nbuy ink\nbuy glue").await.unwrap();
    assert_eq!(
        drafts.tasks.iter().filter_map(|task| task.name.as_deref()).collect::<Vec<_>>(),
        ["buy paper", "buy glue"]
    );
    assert_eq!(drafts.decode_errors.iter().map(focus_api::Error::item_index).collect::<Vec<_>>(), [Some(1)]);
}

#[tokio::test]
async fn a_failed_generation_is_a_server_error_after_one_request() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    for operation in ["extract_tasks_from_image", "extract_tasks_from_list", "generate_tasks_from_prompt"] {
        fake.fault(Fault::status(503).on(operation));
        let error = match operation {
            "extract_tasks_from_image" => tasks.draft_from_image(Image::bytes(image_bytes(), "image/png")).await,
            "extract_tasks_from_list" => tasks.draft_from_list("buy paper").await,
            _ => tasks.draft_from_prompt("buy paper").await,
        }
        .unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Server, Some(operation)));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
        assert_eq!((error.attempts(), fake.take_requests().len()), (1, 1), "a POST must not be retried");
    }
}

#[tokio::test]
async fn a_file_name_is_sent_as_one_printable_line() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let image = Image::bytes(vec![1], "image/png").file_name("a\"b\r\nX-Other: 1\r\n\r\n\u{202e}ä.png");
    tasks(&fake).draft_from_image(image).await.unwrap();
    let requests = fake.requests();
    let body = String::from_utf8_lossy(&requests[0].body);
    assert!(body.contains("filename=\"a\\\"b  X-Other: 1    ä.png\"\r\n"), "{body}");
}

#[tokio::test]
async fn the_content_type_of_an_upload_cannot_be_replaced() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let tasks = tasks(&fake);
    let image = || Image::bytes(vec![1], "image/png");
    let error = tasks.draft_from_image(image()).extra_header("Content-Type", "application/json").await.unwrap_err();
    assert!(error.is_invalid_argument() && error.to_string().contains("`content-type` of an upload"), "{error}");
    assert_eq!(fake.requests().len(), 0);
    assert!(tasks.draft_from_image(image()).extra_header("x-other", "1").await.is_ok());
    assert!(tasks.draft_from_list("- paper").extra_header("Content-Type", "application/json").await.is_ok());
}
