//! Runs every example and program against the fake server, and compares its output and its requests.
//!
//! Closed pipes and names that could control a terminal are tested in `examples/terminal.rs`.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use focus_fake::{FakeFocus, Fault};
use focus_programs::{Demo, whiteboard};
use focus_tests::{lines, tasks};
use insta::assert_snapshot;

// As modules, so that a test can pass arguments and read the output. Only `cargo run` calls their `main`.
#[expect(dead_code)]
#[path = "../programs/examples/bulk_edit.rs"]
mod bulk_edit;
#[expect(dead_code)]
#[path = "../programs/examples/export_jsonl.rs"]
mod export_jsonl;
#[expect(dead_code)]
#[path = "../programs/examples/filtered_report.rs"]
mod filtered_report;
#[expect(dead_code)]
#[path = "../programs/examples/filters_from_config.rs"]
mod filters_from_config;
#[expect(dead_code)]
#[path = "../programs/examples/image_to_tasks.rs"]
mod image_to_tasks;
#[expect(dead_code)]
#[path = "../../focus-api/examples/tour.rs"]
mod tour;
#[expect(dead_code)]
#[path = "../../focus-api/examples/wait_for_quota.rs"]
mod wait_for_quota;

/// Runs a program and returns its output and its result.
macro_rules! run {
    ($example:ident, $demo:expr $(, $argument:expr)*) => {{
        let arguments: Vec<&str> = vec![stringify!($example) $(, $argument)*];
        let mut out = Vec::new();
        let end = $example::run(clap::Parser::try_parse_from(arguments).unwrap(), $demo, &mut out).await;
        (String::from_utf8(out).unwrap(), end)
    }};
}

/// As [`run!`], but asserts that the program succeeds, and returns its output only.
macro_rules! text {
    ($example:ident, $($rest:tt)*) => {{
        let (text, end) = run!($example, $($rest)*);
        end.unwrap();
        text
    }};
}

mod bulk;
mod export;
mod terminal;

/// Returns the sample workspace that programs use without the variables of an account.
async fn demo() -> Demo {
    Demo::sample(sample().await).unwrap()
}

async fn sample() -> FakeFocus {
    FakeFocus::builder().tasks(1000).quota(30).start().await
}

/// Runs the tour and returns its output and its result.
async fn tour(write: bool, demo: &tour::Demo) -> (String, anyhow::Result<()>) {
    let mut out = Vec::new();
    let end = tour::run(write, demo, &mut out).await;
    (String::from_utf8(out).unwrap(), end)
}

fn fake(demo: &Demo) -> &FakeFocus {
    demo.fake().expect("this is a sample workspace")
}

fn sent(demo: &Demo) -> Vec<String> {
    lines(&fake(demo).take_requests())
}

fn all(fake: &FakeFocus) -> BTreeSet<u64> {
    fake.tasks().iter().filter_map(|task| task["id"].as_u64()).collect()
}

#[test]
fn every_example_is_run_by_a_test() {
    let tests = concat!(
        include_str!("examples.rs"),
        include_str!("examples/bulk.rs"),
        include_str!("examples/export.rs"),
        include_str!("../programs/tests/programs.rs")
    );
    for folder in ["../focus-api/examples", "programs/examples"] {
        let files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
        let files = files.map(|file| file.unwrap().path());
        for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
            let name = file.file_stem().unwrap().to_str().unwrap();
            let calls = [
                format!("({name}, &"),
                format!("{name}(false, &"),
                format!("{name}::run("),
                format!("program(\"{name}\", "),
            ];
            assert!(calls.iter().any(|call| tests.contains(call)), "add a test that runs {folder}/{name}.rs");
        }
    }
}

#[tokio::test]
async fn the_tour_shows_everything_within_the_free_plan() {
    let demo = tour::Demo::sample(sample().await).unwrap();
    let (text, end) = tour(false, &demo).await;
    end.unwrap();
    assert_snapshot!(text);
    assert_snapshot!(lines(&demo.fake().unwrap().take_requests()).join("\n"), @r"
        GET /tasks?order_by=end_date&per_page=4&priority=high&state=active
        GET /tasks?assignee_user_id=&estimated_mins_max=120&estimated_mins_min=1&page=1&per_page=100&state=active
        GET /tasks/stream
        POST /tasks
        PATCH /tasks/5000001001
        GET /tasks/5000001001
        DELETE /tasks/5000001001
        PATCH /tasks/bulk
        GET /tasks/1
        ");
}

#[tokio::test]
async fn on_a_real_workspace_the_tour_only_reads() {
    let fake = sample().await;
    let (text, end) = tour(false, &tour::Demo::real(tasks(&fake).workspace())).await;
    end.unwrap();
    assert_eq!(text.matches("skipped").count(), 2, "{text}");
    let requests = fake.take_requests();
    assert!(requests.iter().all(|request| request.method == "GET"));
    assert!(text.contains(&format!("requests in total                       {}", requests.len())), "{text}");
}

#[tokio::test]
async fn with_write_the_tour_deletes_the_task_that_it_created() {
    let fake = FakeFocus::builder().tasks(50).start().await;
    let demo = tour::Demo::real(tasks(&fake).workspace());
    let before = tasks(&fake).stream().await.unwrap().try_collect().await.unwrap();
    tour(true, &demo).await.1.unwrap();
    fake.fault(Fault::status(403).on("patch_task"));
    assert!(tour(true, &demo).await.1.is_err());
    assert_eq!(fake.pending_faults(), 0);
    let after = tasks(&fake).stream().await.unwrap().try_collect().await.unwrap();
    assert_eq!(before, after);
}

#[tokio::test]
async fn the_report_is_sorted_and_costs_one_request() {
    let demo = demo().await;
    assert_snapshot!(text!(filtered_report, &demo, "--project", "none", "--project", "4100001", "--priority", "high"), @r"
        Due 2026-03-02 to 2026-03-08

        (no project)                                    3 tasks  planned   7:30  tracked   0:00
           2026-03-02  high    Check last night's backups                    3:00    0:00
           2026-03-04  high    Call back the caterer                         1:15    0:00
           2026-03-04  high    Call back the caterer                         3:15    0:00

        Website relaunch                                3 tasks  planned   6:15  tracked   0:00
           2026-03-02  high    Monday planning round                         2:00    0:00
           2026-03-04  high    Redirects from the old shop                   3:15    0:00
           2026-03-06  high    Check last night's backups                    1:00    0:00
        ");
    assert_snapshot!(sent(&demo).join("\n"), @"GET /tasks/stream?archived=false&priority=high&project_id=&project_id=4100001&start_date=2026-03-02&state=active");
    assert_snapshot!(
        text!(filtered_report, &demo, "--by", "assignee", "--project", "4100001", "--week-of", "2026-03-11"),
        @r"
        Due 2026-03-09 to 2026-03-15

        user 8800002                                    3 tasks  planned   8:30  tracked   1:21
           2026-03-11  medium  Cookie banner without dark patterns           3:30    0:25
           2026-03-12  medium  Redirects from the old shop                   1:30    0:20
           2026-03-12  medium  Compress the hero images                      3:30    0:34

        user 8800003                                    2 tasks  planned   5:00  tracked   0:55
           2026-03-12  medium  Redirects from the old shop                   1:30    0:20
           2026-03-12  medium  Compress the hero images                      3:30    0:34

        user 8800001                                    2 tasks  planned   4:45  tracked   0:25
           2026-03-10  none    Test the contact form with a screen reader    1:15    0:00
           2026-03-11  medium  Cookie banner without dark patterns           3:30    0:25

        user 8800005                                    1 task   planned   3:45  tracked   0:00
           2026-03-14  high    Write the launch announcement                 3:45    0:00

        (unassigned)                                    2 tasks  planned   2:00  tracked   0:00
           2026-03-09  none    Set up staging behind a password              1:00    0:00
           2026-03-13  none    🚀 Launch checklist                           1:00    0:00
        "
    );
    assert_eq!(sent(&demo).len(), 1);
}

#[tokio::test]
async fn drafts_become_tasks_only_with_create() {
    let demo = demo().await;
    assert_snapshot!(text!(image_to_tasks, &demo), @r"
        3 drafts from an image of 160 KB
           1  Item 1 of the picture
           2  Item 2 of the picture
           3  Item 3 of the picture
        nothing was created; use --create
        ");
    assert_eq!(all(fake(&demo)).len(), 1000);
    let _ = sent(&demo);
    assert_snapshot!(text!(image_to_tasks, &demo, "--create", "--project", "4100001"), @r"
        3 drafts from an image of 160 KB
           1  Item 1 of the picture
           2  Item 2 of the picture
           3  Item 3 of the picture
        3 of 3 done, 1 request
           1  created as task 5000001007
           2  created as task 5000001008
           3  created as task 5000001009
        ");
    assert_snapshot!(sent(&demo).join("\n"), @r"
        POST /workflows/tasks/extract
        POST /tasks/bulk
        ");
}

#[tokio::test]
async fn an_image_can_be_a_file() {
    let demo = demo().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.png");
    std::fs::write(&file, whiteboard()).unwrap();
    let text = text!(image_to_tasks, &demo, file.to_str().unwrap());
    assert!(text.starts_with("3 drafts from "), "{text}");
    let (_, end) = run!(image_to_tasks, &demo, "notes.txt");
    assert_snapshot!(end.unwrap_err(), @"extract_tasks_from_image: notes.txt does not have the extension of an image: read the file and use `Image::bytes`. Correct the argument; it was not sent");
}

#[tokio::test]
async fn filters_come_from_toml_and_from_json() {
    let demo = demo().await;
    assert_snapshot!(text!(filters_from_config, &demo, "--limit", "5"), @r#"
        {"archived":false,"end_date":"2026-03-15","order_by":["end_date","-priority"],"priority":["high","medium"],"project_id":[4100001,4100002,""],"start_date":"2026-03-02","state":["active"]}

        2026-03-02  high    Website relaunch          Monday planning round
        2026-03-02  high    (no project)              Check last night's backups
        2026-03-02  medium  (no project)              Estimate phase two for Nordlicht
        2026-03-02  medium  Website relaunch          Test the contact form with a screen reader
        2026-03-03  high    Ökostrom-Kampagne         Check last night's backups

        5 of 23 tasks
        "#);
    assert_snapshot!(sent(&demo).join("\n"), @"GET /tasks?archived=false&end_date=2026-03-15&order_by=end_date&order_by=-priority&page=1&per_page=100&priority=high&priority=medium&project_id=4100001&project_id=4100002&project_id=&start_date=2026-03-02&state=active");

    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("filters.json");
    std::fs::write(&json, r#"{ "assignee_user_id": [null], "pinned": true, "order_by": ["-created_at"] }"#).unwrap();
    assert_snapshot!(text!(filters_from_config, &demo, json.to_str().unwrap(), "--limit", "2"), @r#"
        {"assignee_user_id":[""],"order_by":["-created_at"],"pinned":true}

        2026-04-03  high    Website relaunch          Check last night's backups
        2026-03-29  none    メニューとサイン          Photograph the new signage at dusk

        2 of 13 tasks
        "#);
    assert_snapshot!(sent(&demo).join("\n"), @"GET /tasks?assignee_user_id=&order_by=-created_at&page=1&per_page=100&pinned=true");

    std::fs::write(&json, r#"{ "projectid": [4100001] }"#).unwrap();
    let (_, end) = run!(filters_from_config, &demo, json.to_str().unwrap());
    let refusal = end.unwrap_err().root_cause().to_string();
    assert!(refusal.contains("unknown field `projectid`, did you mean `project_id`"), "{refusal}");
    assert_eq!(sent(&demo).len(), 0);
}

#[tokio::test]
async fn the_schema_describes_its_filters_and_costs_no_request() {
    let demo = demo().await;
    let schema: serde_json::Value = serde_json::from_str(&text!(filters_from_config, &demo, "--schema")).unwrap();
    let filters = schema["properties"].as_object().unwrap();
    for name in ["project_id", "priority", "order_by", "timeblock_start_from"] {
        assert!(filters[name]["description"].is_string(), "add a description of {name} to openapi/focus.yaml");
    }
    assert_eq!(sent(&demo).len(), 0);
}

#[tokio::test]
async fn a_spent_quota_is_waited_for_only_on_request() {
    let demo = wait_for_quota::Demo::sample(sample().await).unwrap();
    let mut out = Vec::new();
    wait_for_quota::run(Duration::from_secs(1), &demo, &mut out).await.unwrap();
    assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
    Return at once:
       stream_tasks: the hourly quota is spent (402 quota_exceeded): the hourly
       request quota is used up, it resets in 1 seconds. It resets in 1 s; failed
       requests count too
       for a program: is_quota() is true, retry_after() is 1 s
    Wait:
       872 tasks, after one refused request and one successful one
    "#);
    // One request that fails at once, one that is refused, and its retry.
    assert_eq!(demo.fake().unwrap().take_requests().len(), 3);
}
