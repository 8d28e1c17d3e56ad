//! Readers for the fields of responses, which accept a value in several forms.
//!
//! The service and the proxies in front of it may write one value in several forms: a number as `30.0`, `1e3` or text,
//! a date followed by a time, a date-time without an offset or seconds, an absent time as `null`, `""` or Go's zero time,
//! a flag as `1` or text, a list with `null` in it. None of these forms makes a task undecodable. Codegen chooses the
//! reader by the type of the field, `reader.rs` calls it. Requests are decoded strictly, without these readers.
//! `lenient/forms.rs` has the forms of single values.

mod forms;

use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::{Map, Number, Value};

use self::forms::{DATE, DATE_TIME, Flag, Float, Integer, Lenient, Text};

/// Reads a value of any other type as that type does.
pub(crate) fn any<T>() -> PhantomData<T> {
    PhantomData
}

/// Reads a date: `YYYY-MM-DD`, which may be followed by a time.
pub(crate) fn date() -> Lenient<Text<NaiveDate>> {
    Lenient(DATE)
}

/// Reads a date-time in RFC 3339 form.
pub(crate) fn date_time() -> Lenient<Text<DateTime<Utc>>> {
    Lenient(DATE_TIME)
}

/// Reads an integer or an id: `30`, `30.0`, `3e1` or `"30"`.
pub(crate) fn integer<T>() -> As<T> {
    As(PhantomData)
}

/// Reads a required id.
pub(crate) fn id<T>() -> Id<T> {
    Id(PhantomData)
}

/// Reads a number, with or without a fraction, which may be written as text.
pub(crate) fn number() -> Lenient<Float> {
    Lenient(Float)
}

/// Reads a flag, which may be written as `0` or `1`, or as text.
pub(crate) fn boolean() -> Lenient<Flag> {
    Lenient(Flag)
}

/// Reads a list without its elements that are `null`.
pub(crate) fn list<T>() -> List<T> {
    List(PhantomData)
}

/// Reads a free-form object; `null` is read as an empty object.
pub(crate) fn object() -> Object {
    Object
}

/// Converts a number without a fraction to an integer.
pub(crate) fn exact_integer(value: f64) -> Option<i64> {
    // Above 2^51 the value may be another integer than the one that was sent: serde_json's numbers are exact to about one
    // unit in the last place.
    const LIMIT: f64 = 2_251_799_813_685_248.0;
    (value.fract() == 0.0 && value.abs() < LIMIT).then_some(value as i64)
}

/// Converts a JSON number without a fraction to an integer.
pub(crate) fn json_integer(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| exact_integer(number.as_f64()?))
}

/// Reads a number that serde_json passes as a map when its feature `arbitrary_precision` is enabled.
pub(crate) fn number_in_map<'de, A: MapAccess<'de>>(map: A, expected: &dyn de::Expected) -> Result<Number, A::Error> {
    Number::deserialize(MapAccessDeserializer::new(map)).map_err(|_| de::Error::invalid_type(Unexpected::Map, expected))
}

/// Reads an integer and converts it, so that all types of ids share one visitor.
pub(crate) struct As<T>(PhantomData<T>);

impl<'de, T: From<i64>> DeserializeSeed<'de> for As<T> {
    type Value = Option<T>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Ok(Lenient(Integer).deserialize(deserializer)?.map(T::from))
    }
}

/// Reads an id that must be there.
pub(crate) struct Id<T>(PhantomData<T>);

impl<'de, T: From<i64>> DeserializeSeed<'de> for Id<T> {
    type Value = T;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        integer().deserialize(deserializer)?.ok_or_else(|| de::Error::invalid_type(Unexpected::Option, &"an id"))
    }
}

/// Reads a free-form object.
pub(crate) struct Object;

impl<'de> DeserializeSeed<'de> for Object {
    type Value = Map<String, Value>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Ok(Option::deserialize(deserializer)?.unwrap_or_default())
    }
}

/// Reads the elements of a list that are not `null`. `null` instead of the list is read as `None`.
pub(crate) struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for List<T> {
    type Value = Option<Vec<T>>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

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
