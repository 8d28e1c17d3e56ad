//! Output on a terminal: columns, wrapped lines, dates, durations, and success when the output is closed.
//!
//! Names of tasks and projects come from other people, so every column passes [`printable`].
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each example uses some of the items, and a library re-exports all of them"
)]

use std::io;
use std::time::Duration;

use anyhow::Result;
use focus_api::chrono::NaiveDate;
use focus_api::printable;
use unicode_width::UnicodeWidthStr;

/// Returns the printable text in exactly `columns` columns: truncated with an ellipsis, or padded. A kanji takes two
/// columns.
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    let text = printable(text);
    let mut fitted = String::new();
    if text.width() > columns {
        // The width of a text is not the sum of the widths of its characters: some combine to an emoji of two columns.
        for letter in text.chars() {
            fitted.push(letter);
            if fitted.width() > columns.saturating_sub(1) {
                fitted.pop();
                break;
            }
        }
        fitted.push('…');
    } else {
        fitted.push_str(&text);
    }
    let padding = columns.saturating_sub(fitted.width());
    fitted + &" ".repeat(padding)
}

/// Returns the text in lines of at most `columns` columns, wrapped between words.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Returns hours and minutes: `12:05`.
#[must_use]
pub fn hours(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Returns a date such as `2026-03-02`, or a dash of the same width.
#[must_use]
pub fn day(date: Option<NaiveDate>) -> String {
    date.map_or_else(|| format!("{:<10}", "–"), |date| date.to_string())
}

/// Returns success for the error of writing to a closed pipe: a reader such as `head` needs no more output.
///
/// # Errors
/// Every other error of the program.
pub fn unless_closed(result: Result<()>) -> Result<()> {
    match result {
        // Only the error of a write is directly an `io::Error`; that of a connection is inside an error of the client.
        Err(error) if error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe) => {
            Ok(())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_fitted_by_its_width_on_a_terminal() {
        assert_eq!(fit("short", 7), "short  ");
        assert_eq!(fit("exactly", 7), "exactly");
        assert_eq!(fit("a longer one", 7), "a long…");
        // The third kanji would end in the eighth column, so a space fills the seventh.
        assert_eq!(fit("校正刷り確認", 6), "校正… ");
    }

    #[test]
    fn columns_contain_no_control_characters() {
        assert_eq!(fit("a\u{1b}[2J\nb", 8), "a�[2J b ");
    }

    #[test]
    fn lines_are_wrapped_between_words() {
        assert_eq!(wrap("one two three four", 9), ["one two", "three", "four"]);
    }

    #[test]
    fn durations_have_hours_and_minutes_and_an_absent_date_has_the_width_of_a_date() {
        assert_eq!(hours(Duration::from_secs(3 * 3600 + 5 * 60 + 59)), "3:05");
        assert_eq!(day(None).chars().count(), 10);
    }

    #[test]
    fn a_closed_pipe_is_a_success_and_any_other_error_a_failure() {
        assert!(unless_closed(Err(io::Error::from(io::ErrorKind::BrokenPipe).into())).is_ok());
        assert!(unless_closed(Err(io::Error::from(io::ErrorKind::StorageFull).into())).is_err());
        assert!(unless_closed(Err(anyhow::anyhow!("not everything was changed"))).is_err());
    }
}
