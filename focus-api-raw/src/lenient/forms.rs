//! The forms in which a single value may be written. `lenient.rs` reads lists, objects and required ids with them.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Unexpected, Visitor};

use super::{exact_integer, number_in_map};

/// The year of Go's zero time. It means "not set", and so do the years before it, for example that of SQL's zero date.
const ZERO_YEAR: i32 = 1;

/// Defines how each form of a value is read. A form whose method is not overridden is refused.
pub(crate) trait Forms: Sized {
    type Value;

    fn expected(&self) -> &'static str;

    /// Reads text that is not empty.
    fn text(&self, text: &str) -> Option<Option<Self::Value>>;

    fn boolean(&self, _: bool) -> Option<Self::Value> {
        None
    }

    fn integer(&self, _: i64) -> Option<Self::Value> {
        None
    }

    fn float(&self, _: f64) -> Option<Self::Value> {
        None
    }
}

/// Reads only text.
pub(crate) struct Text<T> {
    expected: &'static str,
    parse: fn(&str) -> Option<Option<T>>,
}

/// `YYYY-MM-DD`, which may be followed by a time.
pub(super) const DATE: Text<NaiveDate> = Text { expected: "a date `YYYY-MM-DD`", parse: parse_date };

/// RFC 3339, or without an offset or a time.
pub(super) const DATE_TIME: Text<DateTime<Utc>> = Text { expected: "an RFC 3339 date-time", parse: parse_date_time };

impl<T> Forms for Text<T> {
    type Value = T;

    fn expected(&self) -> &'static str {
        self.expected
    }

    fn text(&self, text: &str) -> Option<Option<T>> {
        (self.parse)(text)
    }
}

/// Reads integers.
pub(crate) struct Integer;

impl Forms for Integer {
    type Value = i64;

    fn expected(&self) -> &'static str {
        "an integer"
    }

    fn text(&self, text: &str) -> Option<Option<i64>> {
        text.parse().ok().or_else(|| exact_integer(serde_json::from_str(text).ok()?)).map(Some)
    }

    fn integer(&self, value: i64) -> Option<i64> {
        Some(value)
    }

    fn float(&self, value: f64) -> Option<i64> {
        exact_integer(value)
    }
}

/// Reads numbers with a fraction.
pub(crate) struct Float;

impl Forms for Float {
    type Value = f64;

    fn expected(&self) -> &'static str {
        "a number"
    }

    fn text(&self, text: &str) -> Option<Option<f64>> {
        // As JSON: Rust parses `inf` and `nan`, too, with 14 kB of code that nothing else needs.
        serde_json::from_str(text).ok().map(Some)
    }

    fn integer(&self, value: i64) -> Option<f64> {
        Some(value as f64)
    }

    fn float(&self, value: f64) -> Option<f64> {
        Some(value)
    }
}

/// Reads flags.
pub(crate) struct Flag;

impl Forms for Flag {
    type Value = bool;

    fn expected(&self) -> &'static str {
        "a boolean"
    }

    fn text(&self, text: &str) -> Option<Option<bool>> {
        match text {
            "1" => Some(Some(true)),
            "0" => Some(Some(false)),
            _ if text.eq_ignore_ascii_case("true") => Some(Some(true)),
            _ if text.eq_ignore_ascii_case("false") => Some(Some(false)),
            _ => None,
        }
    }

    fn boolean(&self, value: bool) -> Option<bool> {
        Some(value)
    }

    fn integer(&self, value: i64) -> Option<bool> {
        matches!(value, 0 | 1).then_some(value == 1)
    }
}

/// Reads one value in any of its forms; `null` and blank text are read as `None`.
pub(crate) struct Lenient<F>(pub(super) F);

impl<'de, F: Forms> DeserializeSeed<'de> for Lenient<F> {
    type Value = Option<F::Value>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: Forms> Visitor<'de> for Lenient<F> {
    type Value = Option<F::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.expected())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() {
            return Ok(None);
        }
        // Most texts have no white space around them.
        let trimmed = || match text.trim() {
            "" => Some(None),
            trimmed => self.0.text(trimmed),
        };
        self.0.text(text).or_else(trimmed).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        self.0.boolean(value).map(Some).ok_or_else(|| E::invalid_type(Unexpected::Bool(value), &self))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        self.0.integer(value).map(Some).ok_or_else(|| E::invalid_type(Unexpected::Signed(value), &self))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            // Too large for `i64`, but not for `f64`.
            Err(_) => self.visit_f64(value as f64),
        }
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        self.0.float(value).map(Some).ok_or_else(|| E::invalid_value(Unexpected::Float(value), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let number = number_in_map(map, &self)?;
        let value = number.as_i64().and_then(|value| self.0.integer(value));
        let value = value.or_else(|| self.0.float(number.as_f64()?));
        value.map(Some).ok_or_else(|| de::Error::invalid_value(Unexpected::Other(&format!("number `{number}`")), &self))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

fn parse_date(text: &str) -> Option<Option<NaiveDate>> {
    // The date of a date-time is the one in its own UTC offset.
    let date = fixed_date(text).or_else(|| text.parse().ok()).or_else(|| before_time(text));
    or_zero(date, date.map(|date| date.year()), text)
}

/// Reads the date of a date-time, whose time is read only so far that it is one.
fn before_time(text: &str) -> Option<NaiveDate> {
    let (date, time) = text.split_at_checked("YYYY-MM-DD".len())?;
    let is_time = matches!(time.as_bytes(), [b'T' | b't' | b' ', hour, _, b':', ..] if hour.is_ascii_digit());
    fixed_date(date).filter(|_| is_time)
}

/// Reads a date-time that lacks its UTC offset, as databases write it, or its seconds. Without an offset, it is read as
/// UTC.
fn incomplete_date_time(text: &str) -> Option<DateTime<Utc>> {
    // Completed, because a format of its own would add chrono's interpreter of formats to every program.
    let text = text.replacen(' ', "T", 1);
    let (minutes, rest) = text.split_at_checked("YYYY-MM-DDThh:mm".len())?;
    let seconds = if rest.starts_with(':') { "" } else { ":00" };
    let offset = if rest.contains(['Z', '+', '-']) { "" } else { "Z" };
    let date_time = DateTime::parse_from_rfc3339(&format!("{minutes}{seconds}{rest}{offset}")).ok()?;
    Some(date_time.to_utc())
}

/// Returns the value, or `None` for one that means "not set".
fn or_zero<T>(value: Option<T>, year: Option<i32>, text: &str) -> Option<Option<T>> {
    match year {
        Some(year) => Some(value.filter(|_| year > ZERO_YEAR)),
        // Month and day of this date are invalid.
        None => text.starts_with("0000-00-00").then_some(None),
    }
}

/// Reads `YYYY-MM-DD` by position. chrono's parser accepts more forms and is slower.
fn fixed_date(text: &str) -> Option<NaiveDate> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        let digit = |number: u32, digit: &u8| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'));
        digits.iter().try_fold(0, digit)
    };
    let year = i32::try_from(number(&[y0, y1, y2, y3])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[m0, m1])?, number(&[d0, d1])?)
}

fn parse_date_time(text: &str) -> Option<Option<DateTime<Utc>>> {
    let date_time = DateTime::parse_from_rfc3339(text).map(|date_time| date_time.to_utc()).ok();
    // Go's text of a time ends with the name of the zone.
    let date_time = date_time.or_else(|| text.strip_suffix(" UTC").unwrap_or(text).parse().ok());
    let date_time = date_time.or_else(|| incomplete_date_time(text));
    let date_time = date_time.or_else(|| Some(fixed_date(text)?.and_time(NaiveTime::MIN).and_utc()));
    or_zero(date_time, date_time.map(|date_time| date_time.year()), text)
}
