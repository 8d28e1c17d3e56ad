//! Readers for the fields of responses, which accept a value in several forms.
//!
//! The service and the proxies in front of it may write one value in several forms: a number as `30.0`, `1e3` or text,
//! a date followed by a time, a date-time without an offset, an absent time as `null`, `""` or Go's zero time, a flag as
//! `1` or text, a list with `null` in it. None of these forms makes a task undecodable. Codegen chooses the reader by the
//! type of the field. Requests are decoded strictly, without these readers.

use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::{Map, Number, Value};

/// The year of Go's zero time. It means "not set", and so do the years before it, for example that of SQL's zero date.
const ZERO_YEAR: i32 = 1;

/// Reads a date: `YYYY-MM-DD`, which may be followed by a time.
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    deserializer.deserialize_any(Lenient(Text { expected: "a date `YYYY-MM-DD`", parse: parse_date }))
}

/// Reads a date-time in RFC 3339 form.
pub(crate) fn date_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    deserializer.deserialize_any(Lenient(Text { expected: "an RFC 3339 date-time", parse: parse_date_time }))
}

/// Reads an integer or an id: `30`, `30.0`, `3e1` or `"30"`.
pub(crate) fn integer<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: From<i64>,
{
    // Converted afterwards, so that all types of ids share one visitor.
    Ok(deserializer.deserialize_any(Lenient(Integer))?.map(T::from))
}

/// Reads a required id.
pub(crate) fn id<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: From<i64>,
{
    integer(deserializer)?.ok_or_else(|| de::Error::invalid_type(Unexpected::Option, &"an id"))
}

/// Reads a number, with or without a fraction, which may be written as text.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    deserializer.deserialize_any(Lenient(Float))
}

/// Reads a flag, which may be written as `0` or `1`, or as text.
pub(crate) fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    deserializer.deserialize_any(Lenient(Flag))
}

/// Reads a list without its elements that are `null`.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(List(PhantomData))
}

/// Reads a free-form object; `null` is read as an empty object.
pub(crate) fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Converts a number without a fraction to an integer.
pub(crate) fn exact_integer(value: f64) -> Option<i64> {
    // 2^63 is the first number that is too large.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (value.fract() == 0.0 && (-LIMIT..LIMIT).contains(&value)).then_some(value as i64)
}

/// Converts a JSON number without a fraction to an integer.
pub(crate) fn json_integer(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| exact_integer(number.as_f64()?))
}

/// Reads a number that serde_json passes as a map when its feature `arbitrary_precision` is enabled.
pub(crate) fn number_in_map<'de, A: MapAccess<'de>>(map: A, expected: &dyn de::Expected) -> Result<Number, A::Error> {
    Number::deserialize(MapAccessDeserializer::new(map)).map_err(|_| de::Error::invalid_type(Unexpected::Map, expected))
}

fn parse_date(text: &str) -> Option<Option<NaiveDate>> {
    let date = fixed_date(text).or_else(|| text.parse().ok());
    // The date of a date-time is the one in its own UTC offset.
    let date = date.or_else(|| Some(DateTime::parse_from_rfc3339(text).ok()?.date_naive()));
    let date = date.or_else(|| Some(without_offset(text)?.date()));
    or_zero(date, date.map(|date| date.year()), text)
}

/// Reads a date-time without a UTC offset, as databases write it.
fn without_offset(text: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
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
    let date_time = date_time.or_else(|| text.parse().ok());
    // Without a time or an offset, it is read as UTC.
    let date_time = date_time.or_else(|| Some(without_offset(text)?.and_utc()));
    let date_time = date_time.or_else(|| Some(fixed_date(text)?.and_time(NaiveTime::MIN).and_utc()));
    or_zero(date_time, date_time.map(|date_time| date_time.year()), text)
}

/// Defines how each form of a value is read. A form whose method is not overridden is refused.
trait Forms: Sized {
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
struct Text<T> {
    expected: &'static str,
    parse: fn(&str) -> Option<Option<T>>,
}

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
struct Integer;

impl Forms for Integer {
    type Value = i64;

    fn expected(&self) -> &'static str {
        "an integer"
    }

    fn text(&self, text: &str) -> Option<Option<i64>> {
        text.parse().ok().or_else(|| exact_integer(text.parse().ok()?)).map(Some)
    }

    fn integer(&self, value: i64) -> Option<i64> {
        Some(value)
    }

    fn float(&self, value: f64) -> Option<i64> {
        exact_integer(value)
    }
}

/// Reads numbers with a fraction.
struct Float;

impl Forms for Float {
    type Value = f64;

    fn expected(&self) -> &'static str {
        "a number"
    }

    fn text(&self, text: &str) -> Option<Option<f64>> {
        // Rust parses `inf` and `nan`, which are not JSON numbers.
        text.parse().ok().filter(|value: &f64| value.is_finite()).map(Some)
    }

    fn integer(&self, value: i64) -> Option<f64> {
        Some(value as f64)
    }

    fn float(&self, value: f64) -> Option<f64> {
        Some(value)
    }
}

/// Reads flags.
struct Flag;

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

/// Reads the elements of a list that are not `null`. `null` instead of the list is read as `None`.
struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Option<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element::<Option<T>>()? {
            list.extend(element);
        }
        Ok(Some(list))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// Reads one value in any of its forms; `null` and blank text are read as `None`.
struct Lenient<F>(F);

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
