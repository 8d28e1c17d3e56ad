//! Recognizes lines that structure the page: headings, section names, status codes, table headers.

use std::collections::BTreeMap;

use super::lines::Line;
use super::row;
use crate::docs::inventory::Method;

/// The kind of a line outside of table rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Heading,
    Parameters,
    Path,
    Query,
    Body,
    Response,
    Status(u16),
    Header,
}

/// Returns the kind of a line that structures the page. A heading needs its address on the next line, or behind one line
/// of text, such as a badge.
pub(super) fn line_kind(line: &Line, behind: &[Line]) -> Option<LineKind> {
    if row::header(line).is_some() {
        return Some(LineKind::Header);
    }
    let text = line.only()?;
    match text {
        "Parameters" => Some(LineKind::Parameters),
        "Path" => Some(LineKind::Path),
        "Query" => Some(LineKind::Query),
        "Body" => Some(LineKind::Body),
        "Response" => Some(LineKind::Response),
        _ if heading(text).is_some() => {
            let is_address = |index: usize| behind.get(index).and_then(Line::only).is_some_and(is_address);
            let is_text = || line_kind(behind.first()?, &[]).is_none().then(|| behind[0].only())?;
            let is_badge = || is_text().is_some_and(|text| heading(text).is_none()) && is_address(1);
            (is_address(0) || is_badge()).then_some(LineKind::Heading)
        }
        _ => status(text).or_else(|| Some(status_with_reason(text)?.0)).map(LineKind::Status),
    }
}

/// Parses a heading such as `GET List tasks` or `3. GET List tasks`. A site may print the method as a badge, without a
/// space after it.
pub(super) fn heading(text: &str) -> Option<(Method, &str)> {
    let behind_number = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let text = match behind_number.strip_prefix([' ', ')', '\u{a0}']) {
        Some(rest) if text.starts_with(|c: char| c.is_ascii_digit()) => rest.trim_start(),
        _ => text,
    };
    Method::ALL.into_iter().find_map(|method| {
        let title = text.strip_prefix(method.upper())?;
        let starts = title.starts_with([' ', '\u{a0}']) || title.chars().next().is_some_and(char::is_uppercase);
        // A site may print a sign behind the title, which is a link to it.
        starts.then_some((method, title.trim_end_matches(['#', '¶', ' ', '\u{a0}']).trim_start()))
    })
}

pub(super) fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(' ')
}

/// Parses a status code: three digits, so that each status has one spelling.
pub(super) fn status(text: &str) -> Option<u16> {
    let digits = text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|code| digits && (100..600).contains(code))
}

/// Joins a method that has a line of its own with the title below it: the badge of a site is often a separate block.
pub(super) fn join_methods(lines: &mut Vec<Line>) {
    let heading = |three: &[Line]| {
        let [method, title, address] = three else { return None };
        let method = Method::parse(method.only()?)?;
        let title = title.only().filter(|text| !is_address(text) && Method::parse(text).is_none())?;
        is_address(address.only()?).then(|| format!("{method} {title}"))
    };
    let found: BTreeMap<usize, String> =
        lines.windows(3).enumerate().filter_map(|(index, three)| Some((index, heading(three)?))).collect();
    let mut index = 0;
    lines.retain_mut(|line| {
        if let Some(text) = found.get(&index) {
            line.cells = vec![text.clone()];
        }
        index += 1;
        !(index >= 2 && found.contains_key(&(index - 2)))
    });
}

/// Returns whether a text begins with a status code that is not read as one, such as `Status 404`.
pub(super) fn mentions_status(text: &str) -> bool {
    let mut words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let first = words.next().unwrap_or_default();
    let is_label = ["status", "http", "code", "response"].iter().any(|label| first.eq_ignore_ascii_case(label));
    let code = if is_label { words.next().and_then(status) } else { status(first) };
    // Other numbers, as in `240 requests per hour`, are no codes that anyone uses.
    code.is_some_and(|code| matches!(code, 200..=208 | 300..=308 | 400..=431 | 451 | 500..=511))
}

/// Parses a status code with its standard text, such as `404 Not Found`, or with a text behind a sign, such as
/// `404: unknown task`.
pub(super) fn status_with_reason(text: &str) -> Option<(u16, &str)> {
    if let Some((code, reason)) = [": ", " - ", " – ", " — "].into_iter().find_map(|sign| text.split_once(sign)) {
        return status(code).map(|code| (code, reason.trim())).filter(|(_, reason)| !reason.is_empty());
    }
    let (code, reason) = text.split_once(' ')?;
    let code = status(code)?;
    REASONS.iter().any(|known| reason.eq_ignore_ascii_case(known)).then_some((code, reason))
}

/// The standard texts of statuses that documentation lists.
const REASONS: [&str; 18] = [
    "OK",
    "Created",
    "Accepted",
    "No Content",
    "Bad Request",
    "Unauthorized",
    "Payment Required",
    "Forbidden",
    "Not Found",
    "Method Not Allowed",
    "Conflict",
    "Gone",
    "Unprocessable Entity",
    "Too Many Requests",
    "Internal Server Error",
    "Bad Gateway",
    "Service Unavailable",
    "Gateway Timeout",
];

/// Returns whether the line begins the example, or is the first of the tabs for its language.
pub(super) fn sample_starts(line: &Line) -> bool {
    line.only().is_some_and(|text| text.starts_with("curl ") || text.trim_start_matches("- ") == "cURL")
}
