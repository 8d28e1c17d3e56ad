//! Converts a Markdown page with pipe tables to the list of lines that the grammar reads.
//!
//! This file knows the syntax of Markdown, but does not interpret lines.

use super::lines::Line;
use super::{Location, ParseError};
use crate::docs::inventory::normalise;

/// The page has under three thousand lines.
const MAX_LINES: usize = 200_000;

/// Returns whether the text has a pipe table: a row of dashes below a row of cells.
pub(super) fn is_markdown(text: &str) -> bool {
    let mut before = "";
    text.lines().any(|line| {
        let table = is_separator(line) && before.contains('|');
        before = line;
        table
    })
}

/// Returns whether the line separates header and rows, such as `|---|:--:|`.
fn is_separator(line: &str) -> bool {
    let line = line.trim();
    line.contains('|') && line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

pub(super) fn lines(text: &str) -> Result<Vec<Line>, ParseError> {
    let mut out = Vec::new();
    let mut gap = true;
    let mut fence: Option<&str> = None;
    let mut in_table = false;
    for (index, line) in text.lines().enumerate() {
        let at = Location::Line(index + 1);
        if index >= MAX_LINES {
            return Err(ParseError::new(at, format!("at most {MAX_LINES} lines"), "more"));
        }
        let trimmed = line.trim();
        if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark)) {
            match fence {
                None => fence = Some(mark),
                Some(open) if open == mark => fence = None,
                Some(_) => {}
            }
            gap = true;
            continue;
        }
        if trimmed.is_empty() {
            (gap, in_table) = (true, false);
            continue;
        }
        if fence.is_some() {
            out.push(Line { at, cells: vec![normalise(trimmed)], gap, code: true });
            gap = false;
            continue;
        }
        if is_separator(trimmed) {
            in_table = true;
            continue;
        }
        let is_row = trimmed.starts_with('|') || in_table && trimmed.contains('|');
        let cells = if is_row { cells(trimmed) } else { vec![plain(block(trimmed))] };
        if cells.iter().all(String::is_empty) {
            continue;
        }
        // A heading is a separate block, with or without blank lines around it.
        let heading = trimmed.starts_with('#');
        out.push(Line { at, cells, gap: gap || heading, code: false });
        gap = heading;
    }
    if fence.is_some() {
        return Err(ParseError::new(Location::Page, "every ``` closed by another; the page was cut off", ""));
    }
    Ok(out)
}

/// Returns the cells of a row. `\|` is a bar inside a cell.
fn cells(row: &str) -> Vec<String> {
    const BAR: &str = "\u{1}";
    let row = row.replace("\\|", BAR);
    let inner = row.strip_prefix('|').unwrap_or(&row);
    let inner = inner.trim_end().strip_suffix('|').unwrap_or(inner);
    inner.split('|').map(|cell| plain(&cell.replace(BAR, "|"))).collect()
}

/// Removes the syntax that marks the kind of a block from a line.
fn block(line: &str) -> &str {
    let text = line.trim_start_matches('#');
    if text.len() < line.len() {
        return text.trim().trim_end_matches('#').trim();
    }
    let text = line.strip_prefix("> ").unwrap_or(line);
    ["- ", "* "].iter().find_map(|sign| text.strip_prefix(sign)).unwrap_or(text)
}

/// Removes the syntax of emphasis, code, links and escapes from a text.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.trim();
    for sign in ["**", "__", "`", "*", "<"] {
        let end = if sign == "<" { ">" } else { sign };
        let inner = rest.strip_prefix(sign).and_then(|inner| inner.strip_suffix(end));
        if let Some(inner) = inner.filter(|inner| !inner.contains(sign) && !inner.is_empty()) {
            rest = inner;
        }
    }
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(char::is_ascii_punctuation) => out.extend(chars.next()),
            '`' => {}
            '*' if chars.peek() == Some(&'*') => {
                chars.next();
            }
            _ => out.push(c),
        }
    }
    normalise(&out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}
