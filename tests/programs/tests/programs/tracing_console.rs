//! `tracing_console`: the lines of a log.

use focus_fake::FakeFocus;

use super::program;

/// Replaces the numbers that depend on the machine.
fn without_times(line: &str) -> String {
    let word = |word: &str| match word.split_once("_ms=") {
        Some((name, value)) => {
            let rest = value.trim_start_matches(|letter: char| letter.is_ascii_digit());
            format!("{name}_ms=…{rest}")
        }
        None => word.to_owned(),
    };
    // The times of the span follow `close`.
    let line = line.split_once(": close").map_or(line.to_owned(), |(span, _)| format!("{span}: close"));
    line.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_log_shows_each_request_a_retry_and_a_wait_for_the_quota() {
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    let output = program("tracing_console", &fake).output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    let log: Vec<String> = log.lines().map(without_times).collect();
    assert_eq!(
        log,
        [
            r#"DEBUG focus_api.request{operation="get_task" attempt=1 elapsed_ms=… status=502 quota_remaining=99}: close"#,
            r#"DEBUG retrying after a wait operation="get_task" attempts=1 wait_ms=…"#,
            r#"DEBUG focus_api.request{operation="get_task" attempt=2 elapsed_ms=… status=200 quota_remaining=98}: close"#,
            r#"DEBUG focus_api.request{operation="get_task" attempt=1 elapsed_ms=… status=402 quota_remaining=0}: close"#,
            r#" INFO waiting for the quota to reset operation="get_task" attempts=1 wait_ms=…"#,
            r#"DEBUG focus_api.request{operation="get_task" attempt=2 elapsed_ms=… status=200 quota_remaining=96}: close"#,
        ]
    );
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "read after a retry: Write the launch announcement\nread after a wait:  Write the launch announcement\n"
    );
}

#[test]
fn a_level_selects_the_lines() {
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    let output = program("tracing_console", &fake).args(["--log", "focus_api=info"]).output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    let log: Vec<String> = log.lines().map(without_times).collect();
    assert_eq!(log, [r#" INFO waiting for the quota to reset operation="get_task" attempts=1 wait_ms=…"#]);
}
