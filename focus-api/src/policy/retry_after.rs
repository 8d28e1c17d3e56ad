//! Reads the header `Retry-After` in each of its forms.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Returns the wait that `Retry-After` requests: seconds, which may be decimal, or one of HTTP's three date formats. The
/// longest wait counts if there are several: a proxy may add its own header, or join both with a comma.
///
/// A number that is too large for a duration becomes the longest duration, because no wait would be wrong.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let wait = |element: &str| {
        let date = || Some((http_date(element)? - response_time(headers)).to_std().unwrap_or(Duration::ZERO));
        seconds(element).or_else(date)
    };
    let values = headers.get_all(RETRY_AFTER).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(elements).filter_map(wait).max()
}

/// Returns the elements of a list. The comma behind the day of the week belongs to a date.
fn elements(list: &str) -> Vec<&str> {
    let is_weekday = |text: &str| {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        text.bytes().all(|byte| byte.is_ascii_alphabetic()) && days.iter().any(|day| text.starts_with(day))
    };
    let mut elements = Vec::new();
    let mut begin = 0;
    for (comma, _) in list.match_indices(',') {
        let element = list[begin..comma].trim();
        if !is_weekday(element) {
            elements.push(element);
            begin = comma + 1;
        }
    }
    elements.push(list[begin..].trim());
    elements
}

/// Returns the time of a response on the server's clock; without it, the local time, which may be wrong.
pub(crate) fn response_time(headers: &HeaderMap) -> DateTime<Utc> {
    headers.get(DATE).and_then(|date| http_date(date.to_str().ok()?)).unwrap_or_else(Utc::now)
}

/// Returns the numbers of a header that may be a list. The other elements of the list are ignored.
pub(super) fn numbers(value: &str) -> impl Iterator<Item = Duration> {
    value.split(',').filter_map(|element| seconds(element.trim()))
}

/// Reads a number of seconds: digits, with an optional sign and an optional fraction. A negative number is zero.
fn seconds(text: &str) -> Option<Duration> {
    let (digits, is_negative) = match text.strip_prefix('-') {
        Some(digits) => (digits, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    if !is_number {
        return None;
    }
    if is_negative {
        return Some(Duration::ZERO);
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let number = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse().ok() };
    let Some(seconds) = number(whole) else { return Some(Duration::MAX) };
    let millis = number(&format!("{fraction:0<3.3}"))?;
    Some(Duration::from_secs(seconds).saturating_add(Duration::from_millis(millis)))
}

/// Reads a date in the formats of RFC 9110: IMF-fixdate, RFC 850 or asctime. The name of the day is not compared with
/// the date, and the zone, which is always GMT, may also be `UTC` or absent.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(date) = DateTime::parse_from_rfc2822(text) {
        return Some(date.with_timezone(&Utc));
    }
    // The other formats have the same words in another order.
    let words = text.split(|letter: char| letter.is_whitespace() || letter == '-').filter(|word| !word.is_empty());
    let mut words: Vec<&str> = words.collect();
    words.pop_if(|zone| matches!(*zone, "GMT" | "UTC"));
    let (day, month, year, time) = match words[..] {
        [_, month, day, time, year] if time.contains(':') => (day, month, year, time),
        [_, day, month, year, time] => (day, month, year, time),
        _ => return None,
    };
    let date = DateTime::parse_from_rfc2822(&format!("{day} {month} {year} {time} GMT")).ok()?;
    Some(date.with_timezone(&Utc))
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
        assert_eq!((parsed(".0256"), parsed("5.")), (Some(Duration::from_millis(25)), Some(Duration::from_secs(5))));
        assert_eq!(parsed(&"9".repeat(30)), Some(Duration::MAX));
        assert_eq!((parsed("+7"), parsed("-7")), (Some(Duration::from_secs(7)), Some(Duration::ZERO)));
    }

    #[test]
    fn the_longest_wait_of_several_counts() {
        let seconds = |count| Some(Duration::from_secs(count));
        assert_eq!((parsed("5, 20"), parsed("soon, 5"), parsed("5,")), (seconds(20), seconds(5), seconds(5)));
        for dates in [
            "Sun, 06 Nov 1994 08:49:57 GMT, 5",
            "5,Sunday, 06-Nov-94 08:49:57 GMT",
            "Sun, 06 Nov 1994 08:49:42 GMT, Sun, 06 Nov 1994 08:49:57 GMT",
            "Sun Nov  6 08:49:57 1994, Sun, 5",
        ] {
            assert_eq!(parsed(dates), seconds(20), "{dates}");
        }
        let mut headers = HeaderMap::new();
        for value in ["5", "soon", "20", "Sun, 06 Nov 1994 08:49:37 GMT"] {
            headers.append(RETRY_AFTER, value.parse().unwrap());
        }
        assert_eq!(retry_after(&headers), seconds(20));
    }

    #[test]
    fn a_date_need_not_have_the_right_day_or_the_zone_gmt() {
        for date in [
            "Mon, 06 Nov 1994 08:50:37 GMT",
            "Sun, 06 Nov 1994 08:50:37 UTC",
            "Sunday, 06-Nov-1994 08:50:37 GMT",
            "Sun Nov  6 08:50:37 1994 GMT",
            "Sun, 06 Nov 1994 08:50:37",
        ] {
            assert_eq!(parsed(date), Some(Duration::from_secs(60)), "{date}");
        }
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
        for value in ["", "soon", "1e3", "0x14", "20s", "1.2.3", ".", "-", "+-3", "inf", "NaN", "Nov 6", "a b c d e"] {
            assert_eq!(parsed(value), None, "{value}");
        }
    }
}
