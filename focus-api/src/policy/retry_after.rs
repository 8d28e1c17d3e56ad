//! Reads the header `Retry-After` in each of its forms.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Returns the wait that `Retry-After` requests: seconds, which may be decimal, or one of HTTP's three date formats.
///
/// A number that is too large for a duration becomes the longest duration, because no wait would be wrong.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Some(seconds) = seconds(value) {
        return Some(seconds);
    }
    // The date is relative to the server's clock; the local one may be wrong.
    let now = headers.get(DATE).and_then(|date| http_date(date.to_str().ok()?.trim())).unwrap_or_else(Utc::now);
    let wait = http_date(value)? - now;
    Some(wait.to_std().unwrap_or(Duration::ZERO))
}

/// Reads a number of seconds: digits, with an optional fraction.
pub(super) fn seconds(text: &str) -> Option<Duration> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.bytes().filter(|byte| *byte == b'.').count() <= 1
        && text.bytes().any(|byte| byte.is_ascii_digit());
    if !is_number {
        return None;
    }
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let seconds: f64 = text.parse().ok()?;
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// Reads a date in the formats of RFC 9110: IMF-fixdate, RFC 850 or asctime.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = DateTime::parse_from_rfc2822(text) {
        return Some(date.with_timezone(&Utc));
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        headers.insert(DATE, "Sun, 06 Nov 1994 08:49:37 GMT".parse().unwrap());
        retry_after(&headers)
    }

    #[test]
    fn seconds_may_be_decimal_and_large() {
        assert_eq!(parsed("7"), Some(Duration::from_secs(7)));
        assert_eq!(parsed(" 59.5 "), Some(Duration::from_millis(59_500)));
        assert_eq!(parsed(&"9".repeat(30)), Some(Duration::MAX));
    }

    #[test]
    fn each_of_the_three_date_formats_is_relative_to_the_date_of_the_response() {
        let minute = Some(Duration::from_secs(60));
        assert_eq!(parsed("Sun, 06 Nov 1994 08:50:37 GMT"), minute);
        assert_eq!(parsed("Sunday, 06-Nov-94 08:50:37 GMT"), minute);
        assert_eq!(parsed("Sun Nov  6 08:50:37 1994"), minute);
        assert_eq!(parsed("Sun, 06 Nov 1994 08:49:30 GMT"), Some(Duration::ZERO), "a date in the past means no wait");
    }

    #[test]
    fn other_values_are_ignored() {
        for value in ["", "soon", "-3", "1e3", "1.2.3", ".", "inf", "NaN"] {
            assert_eq!(parsed(value), None, "{value}");
        }
    }
}
