//! Reader for the lists of filters, which accepts a single value too.
//!
//! The query of a web service, config files and tool calls may contain a filter with one value without a list. As in
//! the setters, one value is a list of one element. Lists in bodies and responses are decoded strictly.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::{SeqAccessDeserializer, StrDeserializer};
use serde::de::{self, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::lenient;

/// Reads a list or a single value. `null` is read as absent.
pub(crate) fn optional<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    Ok(Option::<Written<T>>::deserialize(deserializer)?.map(|Written(values)| values))
}

struct Written<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData)).map(Self)
    }
}

struct ListVisitor<T>(PhantomData<fn() -> T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of values, or one value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<Vec<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(values))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        let text: StrDeserializer<'_, E> = text.into_deserializer();
        Ok(vec![T::deserialize(text)?])
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Vec<T>, E> {
        Ok(vec![T::deserialize(number.into_deserializer())?])
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Vec<T>, E> {
        Ok(vec![T::deserialize(number.into_deserializer())?])
    }

    /// Some formats write every number with a fraction.
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Vec<T>, E> {
        Ok(vec![T::deserialize(number.into_deserializer())?])
    }

    /// The form of a number where a program enables `arbitrary_precision` of `serde_json`.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        let number = Value::Number(lenient::number_in_map(map, &self)?);
        Ok(vec![T::deserialize(number).map_err(de::Error::custom)?])
    }
}
