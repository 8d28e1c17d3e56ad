//! The output of the examples is safe for a terminal, and a closed pipe ends them without an error.

use std::io::{self, Write};

use clap::Parser;
use focus_fake::FakeFocus;
use focus_programs::{Demo, unless_closed};

use super::{
    bulk_edit, demo, export_jsonl, filtered_report, filters_from_config, image_to_tasks, sample, tour, wait_for_quota,
};

/// Starts a fake whose names contain escape sequences, line breaks and characters that reorder text.
async fn hostile() -> FakeFocus {
    FakeFocus::builder().hostile_names().tasks(200).start().await
}

fn assert_printable(name: &str, text: &str) {
    for (number, line) in (1..).zip(text.lines()) {
        let found = line
            .chars()
            .find(|letter| letter.is_control() || focus_api::printable(letter.encode_utf8(&mut [0; 4])).is_empty());
        assert_eq!(
            found, None,
            "{name} prints {found:?} in line {number}: pass the text through `printable`\n{line:?}"
        );
    }
    assert!(text.contains('\u{fffd}'), "{name} printed none of the hostile names, so the test shows nothing: {text}");
}

#[tokio::test]
async fn the_tour_prints_no_control_character_of_a_hostile_workspace() {
    let demo = tour::Demo::sample(hostile().await).unwrap();
    let (text, end) = tour(false, &demo).await;
    end.unwrap();
    assert_printable("tour", &text);
}

#[tokio::test]
async fn the_programs_print_no_control_character_of_a_hostile_workspace() {
    let demo = Demo::sample(hostile().await).unwrap();
    assert_printable("filtered_report", &text!(filtered_report, &demo));
    assert_printable("bulk_edit", &text!(bulk_edit, &demo, "--dry-run", "--clear-due"));
    let folder = tempfile::tempdir().unwrap();
    let filters = folder.path().join("filters.json");
    std::fs::write(&filters, "{}").unwrap();
    assert_printable("filters_from_config", &text!(filters_from_config, &demo, filters.to_str().unwrap()));
}

/// A pipe whose reader has closed it.
struct ClosedPipe;

impl Write for ClosedPipe {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_closed_pipe_ends_every_example_without_an_error() {
    let sample_demo = tour::Demo::sample(sample().await).unwrap();
    unless_closed(tour::run(false, &sample_demo, &mut ClosedPipe).await).unwrap();
    let sample_demo = wait_for_quota::Demo::sample(sample().await).unwrap();
    let next_hour = std::time::Duration::from_secs(1);
    unless_closed(wait_for_quota::run(next_hour, &sample_demo, &mut ClosedPipe).await).unwrap();

    let demo = demo().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tasks.jsonl");
    macro_rules! closed {
        ($program:ident $(, $argument:expr)*) => {
            let arguments = $program::Args::parse_from([stringify!($program) $(, $argument)*]);
            unless_closed($program::run(arguments, &demo, &mut ClosedPipe).await).expect(stringify!($program));
        };
    }
    closed!(bulk_edit, "--clear-due");
    closed!(export_jsonl, file.to_str().unwrap(), "--max-requests", "1");
    closed!(filtered_report);
    closed!(filters_from_config);
    closed!(image_to_tasks);
}
