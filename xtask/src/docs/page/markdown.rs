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
    text.lines().filter(|line| !line.trim().is_empty()).any(|line| {
        let table = is_separator(line) && before.contains('|');
        before = line;
        table
    })
}

/// Returns whether the line separates header and rows, such as `|---|:--:|`.
fn is_separator(line: &str) -> bool {
    let line = line.trim();
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let dashes = |cell: &str| {
        let cell = cell.trim();
        let cell = cell.strip_prefix(':').unwrap_or(cell);
        let cell = cell.strip_suffix(':').unwrap_or(cell);
        !cell.is_empty() && cell.bytes().all(|b| b == b'-')
    };
    line.contains('|') && inner.split('|').all(dashes)
}

/// Returns whether the line only separates what is above and below: a rule, or the line below a heading.
fn is_rule(line: &str) -> bool {
    let signs: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    signs.len() > 2 && "-=*_".chars().any(|sign| signs.chars().all(|c| c == sign))
}

pub(super) fn lines(text: &str) -> Result<Vec<Line>, ParseError> {
    let mut out = Vec::new();
    let mut gap = true;
    let mut fence: Option<&str> = None;
    let mut in_table = false;
    let mut in_comment = false;
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
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
        if fence.is_none() && (in_comment || trimmed.starts_with("<!--")) {
            in_comment = !trimmed.ends_with("-->");
            continue;
        }
        if fence.is_none() && is_rule(trimmed) {
            gap = true;
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
        let is_header = lines.peek().is_some_and(|(_, next)| is_separator(next)) && trimmed.contains('|');
        let is_row = trimmed.starts_with('|') || (in_table || is_header) && trimmed.contains('|');
        let cells = if is_row { cells(trimmed) } else { vec![plain(block(trimmed))] };
        if cells.iter().all(String::is_empty) {
            continue;
        }
        // A heading is a separate block, with or without blank lines around it.
        let heading = trimmed.starts_with('#');
        out.push(Line { at, cells, gap: gap || heading, code: false });
        gap = heading;
    }
    if in_comment {
        return Err(ParseError::new(Location::Page, "every <!-- closed by -->; the page was cut off", ""));
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
        let text = text.trim().trim_end_matches('#').trim();
        // An id of the heading.
        let id = text.strip_suffix('}').and_then(|text| text.rsplit_once("{#"));
        return id.map_or(text, |(text, _)| text.trim());
    }
    let text = line.strip_prefix("> ").unwrap_or(line);
    ["- ", "* "].iter().find_map(|sign| text.strip_prefix(sign)).unwrap_or(text)
}

/// Removes the syntax of emphasis, code, links, tags and escapes from a text.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let text = without_links(&without_tags(text));
    let mut rest = text.trim();
    for sign in ["**", "__", "`", "*", "_", "<"] {
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
    normalise(&entities(&out))
}

/// Replaces `[text](address)` with its text.
fn without_links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("](") {
        let label = label_start(before).map(|start| (&before[..start], &before[start + 1..]));
        let (Some((front, label)), Some((_, after))) = (label, behind.split_once(')')) else {
            let end = rest.len() - behind.len();
            out.push_str(&rest[..end]);
            rest = behind;
            continue;
        };
        out.push_str(front);
        out.push_str(label);
        rest = after;
    }
    out + rest
}

/// Returns where the label of a link begins: its text may contain brackets.
fn label_start(before: &str) -> Option<usize> {
    let mut open = 0;
    before.char_indices().rev().find_map(|(at, c)| {
        match c {
            ']' => open += 1,
            '[' if open == 0 => return Some(at),
            '[' => open -= 1,
            _ => {}
        }
        None
    })
}

/// Removes tags of HTML and of the site's components, except in code. `<id>` is a placeholder in a text.
fn without_tags(text: &str) -> String {
    const TAGS: [&str; 16] = [
        "Tabs", "TabItem", "a", "b", "br", "code", "details", "div", "em", "i", "p", "span", "strong", "sub",
        "summary", "sup",
    ];
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        out.push_str(before);
        let inner = behind.strip_prefix('/').unwrap_or(behind);
        let name = inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let in_code = out.matches('`').count() % 2 == 1;
        let is_tag = |tag: &str| {
            let rest = tag.trim_start_matches('/').strip_prefix(name).unwrap_or_default().trim();
            TAGS.contains(&name) && !in_code && (rest.is_empty() || rest == "/" || rest.contains('='))
        };
        match behind.split_once('>').filter(|(tag, _)| is_tag(tag)) {
            Some((_, after)) => {
                out.push(' ');
                rest = after;
            }
            None => {
                out.push('<');
                rest = behind;
            }
        }
    }
    out + rest
}

/// Replaces the entities that Markdown needs, and numbers.
fn entities(text: &str) -> String {
    const NAMED: [(&str, &str); 5] = [("lt", "<"), ("gt", ">"), ("quot", "\""), ("nbsp", " "), ("amp", "&")];
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let entity = behind.split_once(';').filter(|(name, _)| name.len() < 8);
        let decoded = entity.and_then(|(name, after)| {
            let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            });
            let named = NAMED.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
            Some((named.or_else(|| Some(char::from_u32(number?)?.to_string()))?, after))
        });
        match decoded {
            Some((text, after)) => {
                out.push_str(&text);
                rest = after;
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out + rest
}
