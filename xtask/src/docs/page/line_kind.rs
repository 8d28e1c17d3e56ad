//! Recognizes lines that structure the page: headings, section names, status codes, table headers.

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

/// Returns the kind of a line that structures the page. A heading needs an address on the next line.
pub(super) fn line_kind(line: &Line, behind: Option<&Line>) -> Option<LineKind> {
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
        _ if heading(text).is_some() => is_address(behind?.only()?).then_some(LineKind::Heading),
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
        starts.then_some((method, title.trim()))
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

/// Parses a status code with its standard text, such as `404 Not Found`.
pub(super) fn status_with_reason(text: &str) -> Option<(u16, &str)> {
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
