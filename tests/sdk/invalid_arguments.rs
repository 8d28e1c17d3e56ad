//! Arguments that cannot succeed are refused before a request is sent, with an error that says what to do.

use std::time::Duration;

use focus_api::bulk::BulkOutcome;
use focus_api::chrono::TimeDelta;
use focus_api::filters::ListTasksQuery;
use focus_api::requests::Image;
use focus_api::{
    Client, ClientBuilder, Error, ErrorKind, IdFilter, NewTask, TaskId, TaskPatch, TaskReplacement, Workspace,
};
use focus_fake::FakeFocus;
use focus_tests::{builder, tasks};

/// A key in the valid format.
const KEY: &str = "toggl_sk_0123456789abcdef0123456789abcdef";

/// Asserts that a client is refused, and returns the text of the error.
fn refusal(result: Result<Client, Error>) -> String {
    let error = result.expect_err("invalid settings must be refused");
    assert_eq!((error.kind(), error.attempts(), error.status()), (ErrorKind::Configuration, 0, None));
    error.to_string()
}

fn with_key(key: &str) -> String {
    refusal(Client::new(key))
}

fn with_url(url: &str) -> Result<Client, Error> {
    Client::builder().api_key(KEY).base_url(url).build()
}

#[test]
fn the_error_for_an_invalid_key_names_the_reason() {
    let track = "0123456789abcdef0123456789abcdef";
    let words = with_key(track);
    assert!(words.contains("Toggl Track") && words.contains("create an API key"), "{words}");
    assert!(!words.contains(track), "the error must not contain the token: {words}");
    assert!(with_key("").contains("empty"));
    assert!(with_key(" \n").contains("empty"));
    assert!(with_key(&KEY[..20]).contains("too short: 11 of 32"), "{}", with_key(&KEY[..20]));
    assert!(with_key("sk_live_0123").contains("begins with toggl_sk_"));
    assert!(with_key(&format!("{KEY}\u{7f}")).contains("not allowed in a header"));
    assert!(Client::new(format!("  {KEY}\n")).is_ok(), "white space around a key must be ignored");
}

#[test]
fn the_error_for_a_missing_key_says_where_to_create_one() {
    let words = refusal(Client::builder().build());
    assert!(words.contains("no API key") && words.contains("TOGGL_FOCUS_API_TOKEN"), "{words}");
    assert!(refusal(Client::builder().basic_auth("", "secret").build()).contains("must not be empty"));
    assert!(refusal(Client::builder().basic_auth("a@b.example", "").build()).contains("must not be empty"));
}

#[test]
fn an_invalid_base_url_is_refused() {
    let refused = [
        ("", "not a valid URL"),
        ("focus.toggl.com/api", "not a valid URL"),
        ("https://", "not a valid URL"),
        ("ftp://focus.toggl.com/api", "https://"),
        ("http://focus.toggl.com/api", "would send the key unencrypted"),
        ("http://127.0.0.1.example/api", "would send the key unencrypted"),
        ("http://user@localhost/api", "user name or password"),
        ("https://user:secret@focus.toggl.com/api", "user name or password"),
        ("https://focus.toggl.com/api?debug=1", "query or fragment"),
        ("https://focus.toggl.com/api#top", "query or fragment"),
    ];
    for (url, why) in refused {
        let words = refusal(with_url(url));
        assert!(words.contains(why) && words.contains("https://focus.toggl.com/api"), "{url:?}: {words}");
        assert!(!words.contains("secret"), "{words}");
    }
}

#[test]
fn plain_http_needs_a_loopback_host_or_permission() {
    for url in ["http://localhost:8080/api", "http://127.0.0.1/api", "http://[::1]:1/api", "http://fake.localhost/api"]
    {
        assert!(with_url(url).is_ok(), "{url} is on the loopback interface and must be allowed");
    }
    assert!(
        Client::builder().api_key(KEY).base_url("http://proxy.example/api").allow_insecure_http(true).build().is_ok()
    );
}

#[test]
fn a_user_agent_that_is_not_a_header_value_is_refused() {
    assert!(refusal(Client::builder().api_key(KEY).user_agent("two\nlines").build()).contains("user agent"));
}

#[tokio::test]
async fn a_trailing_slash_of_the_base_url_is_ignored() {
    let fake = FakeFocus::start().await;
    for url in [fake.base_url().to_owned(), format!(" {}/ ", fake.base_url())] {
        let client = builder(&fake).base_url(url).build().unwrap();
        client.workspace(fake.organization_id(), fake.workspace_id()).tasks().list().await.unwrap();
    }
    let sent = fake.requests();
    assert_eq!(sent[0].path, sent[1].path);
}

#[tokio::test]
async fn a_workspace_is_read_from_its_web_address_or_refused() {
    let client = Client::new(KEY).unwrap();
    let fake = FakeFocus::start().await;
    let workspace = Workspace::from_url(builder(&fake).build().unwrap(), &fake.web_url()).unwrap();
    workspace.tasks().list().await.expect("the workspace must be read from the address");
    let good = [
        "https://focus.toggl.com/12/workspaces/34/tasks",
        " https://focus.toggl.com/12/workspaces/34 ",
        "https://focus.toggl.com/12/workspaces/34/tasks/56?view=board#top",
        "https://focus.toggl.com/api/organizations/12/workspaces/34/tasks",
    ];
    for address in good {
        let workspace = Workspace::from_url(client.clone(), address).unwrap();
        assert_eq!((workspace.organization_id().0, workspace.workspace_id().0), (12, 34), "{address}");
    }
    let bad = [
        "",
        "12/workspaces/34",
        "https://focus.toggl.com",
        "https://focus.toggl.com/12/projects/34",
        "https://focus.toggl.com/0/workspaces/34/tasks",
        "https://focus.toggl.com/12/workspaces/-34/tasks",
        "https://focus.toggl.com/12/workspaces/all/tasks",
        "https://focus.toggl.com/99999999999999999999/workspaces/34",
        "mailto:someone@example.com",
    ];
    for address in bad {
        let error = Workspace::from_url(client.clone(), address).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{address}");
        assert!(error.to_string().contains("https://focus.toggl.com/1234/workspaces/5678/tasks"), "{error}");
    }
}

/// Asserts that a call was refused without a request, with an error that names the operation and contains these words.
fn assert_refused<T>(result: Result<T, Error>, operation: &str, words: &str) {
    let Err(error) = result else { panic!("{operation}: an invalid argument must be refused: {words}") };
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidArgument, 0), "{error}");
    assert_eq!(error.operation(), Some(operation));
    assert!(error.to_string().contains(words), "{operation}: expected {words:?} in {error}");
}

#[tokio::test]
async fn invalid_pages_are_not_requested() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    assert_refused(tasks.list().per_page(0).await, "list_tasks", "per_page must be between 1 and 100, got 0");
    assert_refused(tasks.list().per_page(101).await, "list_tasks", "per_page must be between 1 and 100, got 101");
    assert_refused(tasks.list().page(0).await, "list_tasks", "page must be 1 or greater, got 0");
    assert_refused(
        tasks.recurring().per_page(101).send_raw().await,
        "list_recurring_tasks",
        "per_page must be between 1 and 100, got 101",
    );
    assert_refused(tasks.children(7).page(0).await, "list_task_children", "page must be 1 or greater, got 0");
    assert_refused(
        tasks.parents(7).per_page(0).await,
        "list_task_parents",
        "per_page must be between 1 and 100, got 0",
    );
    let from_config = ListTasksQuery::default().per_page(200);
    assert_refused(
        tasks.list_with(from_config.clone()).await,
        "list_tasks",
        "per_page must be between 1 and 100, got 200",
    );
    assert_refused(
        tasks.list_with(from_config.clone()).items().next().await.unwrap(),
        "list_tasks",
        "per_page must be between 1 and 100, got 200",
    );
    assert_refused(
        tasks.list_with(from_config).pages().next().await.unwrap(),
        "list_tasks",
        "per_page must be between 1 and 100, got 200",
    );
    assert!(fake.requests().is_empty());
}

#[tokio::test]
async fn ids_below_one_are_not_sent() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    // A `u64` above the largest id becomes `i64::MIN`.
    let too_large = "the task id must be at most 9223372036854775807, got a larger one";
    let below_one = [0, -1].map(|id| (TaskId(id), format!("the task id must be 1 or greater, got {id}")));
    for (id, words) in below_one.into_iter().chain([(u64::MAX.into(), too_large.to_owned())]) {
        assert_refused(tasks.get(id).await, "get_task", &words);
        assert_refused(tasks.patch(id, TaskPatch::new()).await, "patch_task", &words);
        assert_refused(tasks.replace(id, TaskReplacement::new("Proofs", 701)).await, "update_task", &words);
        assert_refused(tasks.delete(id).await, "delete_task", &words);
        assert_refused(tasks.archive(id).await, "archive_task", &words);
        assert_refused(tasks.unarchive(id).await, "unarchive_task", &words);
        assert_refused(tasks.restore(id).await, "restore_task", &words);
        assert_refused(tasks.children(id).await, "list_task_children", &words);
        assert_refused(tasks.parents(id).await, "list_task_parents", &words);
    }
    let client = tasks.workspace().client();
    assert_refused(
        client.workspace(0, 1).tasks().list().await,
        "list_tasks",
        "the organization id must be 1 or greater, got 0",
    );
    assert_refused(
        client.workspace(1, -3).tasks().get(7).await,
        "get_task",
        "the workspace id must be 1 or greater, got -3",
    );
    assert_refused(
        client.workspace(1, u64::MAX).tasks().get(7).await,
        "get_task",
        "the workspace id must be at most 9223372036854775807, got a larger one",
    );
    let without_organization = client.workspace(0, 1).tasks();
    assert_refused(
        without_organization.stream().send().await,
        "stream_tasks",
        "the organization id must be 1 or greater, got 0",
    );
    assert_refused(
        without_organization.create(NewTask::new("Proofs")).await,
        "create_task",
        "the organization id must be 1 or greater, got 0",
    );
    assert!(fake.requests().is_empty());
}

#[tokio::test]
async fn an_invalid_id_in_a_bulk_change_does_not_affect_the_others() {
    let fake = FakeFocus::builder().tasks(2).start().await;
    let bulk = tasks(&fake).bulk();
    let good = 5_000_000_001_i64;
    let rejected = |report: &focus_api::BulkReport<TaskId>| -> Vec<(usize, String)> {
        report.rejected().map(|(entry, error)| (entry.index, error.to_string())).collect()
    };
    for report in [bulk.archive([0, -7]).await, bulk.delete([0, -7]).await] {
        let reasons = rejected(&report);
        assert_eq!(reasons.len(), 2);
        assert!(reasons[1].1.contains("the task id must be 1 or greater, got -7"), "{reasons:?}");
        assert_eq!(report.requests(), 0);
    }
    let report = bulk.patch_all([0], TaskPatch::new().pinned(true)).await;
    assert_eq!((report.progress().rejected, report.requests()), (1, 0));
    assert!(fake.requests().is_empty());

    let report = bulk.archive([good, 0]).await;
    assert_eq!(rejected(&report).iter().map(|(index, _)| *index).collect::<Vec<_>>(), [1]);
    assert!(matches!(report.entries()[0].outcome, BulkOutcome::Done(())));
    assert_eq!(fake.take_requests()[0].body_json(), serde_json::json!({ "task_ids": [good] }));

    let without_organization = tasks(&fake).workspace().client().workspace(0, 1).tasks();
    let report = without_organization.bulk().delete([good]).await;
    assert!(!report.is_complete() && fake.requests().is_empty(), "{report}");
    assert!(report.stopped_by().unwrap().to_string().contains("the organization id must be 1 or greater, got 0"));
}

#[tokio::test]
async fn empty_drafts_are_refused() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    assert_refused(
        tasks.draft_from_list(" \n\t").await,
        "extract_tasks_from_list",
        "the text to draft tasks from is empty",
    );
    assert_refused(
        tasks.draft_from_prompt("").await,
        "generate_tasks_from_prompt",
        "the text to draft tasks from is empty",
    );
    let operation = "extract_tasks_from_image";
    assert_refused(tasks.draft_from_image(Image::bytes("", "image/png")).await, operation, "the image is empty");
    let image = Image::bytes("x", "not a type");
    assert_refused(tasks.draft_from_image(image).await, operation, "`not a type` is not a valid content type");
    assert_refused(Image::file("notes.txt").await, operation, "use `Image::bytes`");
    let missing = Image::file("no/such/picture.png").await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::InvalidArgument);
    assert!(missing.to_string().contains("no/such/picture.png"), "{missing}");
    assert!(fake.requests().is_empty());
}

#[tokio::test]
async fn a_reversed_or_empty_calendar_range_is_refused() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let now = fake.now();
    let reversed = now..now - TimeDelta::seconds(1);
    for range in [reversed, now..now] {
        assert_refused(tasks.sync_calendar(range).await, "sync_calendar_tasks", "the range must end after it begins");
    }
    assert!(fake.requests().is_empty());
}

#[tokio::test]
async fn creating_clients_workspaces_and_calls_sends_nothing() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    drop(tasks.list().project(IdFilter::none()).timeout(Duration::from_secs(1)));
    drop(tasks.create(NewTask::new("Proofs")));
    drop(tasks.list().items());
    let _: ClientBuilder = builder(&fake);
    assert!(fake.requests().is_empty());
}
