//! Columns, days and hours for reports on a terminal.

use std::time::Duration;

use focus_api::chrono::NaiveDate;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text in exactly so many columns of a terminal: cut with an ellipsis, or padded. A kanji takes two columns.
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    let mut fitted = text.to_owned();
    if text.width() > columns {
        fitted.clear();
        let mut left = columns.saturating_sub(1);
        for letter in text.chars() {
            let width = letter.width().unwrap_or(0);
            if width > left {
                break;
            }
            left -= width;
            fitted.push(letter);
        }
        fitted.push('…');
    }
    let missing = columns.saturating_sub(fitted.width());
    fitted + &" ".repeat(missing)
}

/// The text in lines of at most so many columns, broken between words.
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

/// `12:05`: hours and minutes.
#[must_use]
pub fn hours(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// `2026-03-02`, or a dash of the same width.
#[must_use]
pub fn day(date: Option<NaiveDate>) -> String {
    date.map_or_else(|| format!("{:<10}", "–"), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_the_terminal() {
        assert_eq!(fit("short", 7), "short  ");
        assert_eq!(fit("exactly", 7), "exactly");
        assert_eq!(fit("a longer one", 7), "a long…");
        // The third kanji would end in the eighth column, so a blank takes its place.
        assert_eq!(fit("校正刷り確認", 6), "校正… ");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three four", 9), ["one two", "three", "four"]);
    }

    #[test]
    fn times_are_read_at_a_glance() {
        assert_eq!(hours(Duration::from_secs(3 * 3600 + 5 * 60 + 59)), "3:05");
        assert_eq!(day(None).chars().count(), 10);
    }
}
