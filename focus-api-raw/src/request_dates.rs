//! Readers for dates and date-times in the fields of requests: text, and the native date types of TOML.
//!
//! A body or a set of filters may come from a TOML file, which has dates without quotes. Everything else is decoded
//! strictly, because the caller wrote it. `lenient.rs` reads the fields of responses.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::StringDeserializer;
use serde::de::{self, Deserializer, IntoDeserializer, MapAccess, Visitor};

use crate::Nullable;

/// The only key of the map as which TOML's deserializer passes a date. The crate `toml_datetime` defines it.
const TOML_DATE: &str = "$__toml_private_datetime";

/// Reads an optional date or date-time.
pub(crate) fn optional<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(Option::<Written<T>>::deserialize(deserializer)?.map(|Written(date)| date))
}

/// Reads a date or date-time of a patch: `null` clears the field.
pub(crate) fn nullable<'de, D, T>(deserializer: D) -> Result<Option<Nullable<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Some(optional(deserializer)?.map_or(Nullable::Null, Nullable::Value)))
}

/// A date or date-time in any form that a file may have.
struct Written<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DateVisitor(PhantomData)).map(Self)
    }
}

struct DateVisitor<T>(PhantomData<fn() -> T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for DateVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date `YYYY-MM-DD` or an RFC 3339 date-time")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        let text: StringDeserializer<E> = text.to_owned().into_deserializer();
        T::deserialize(text)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        match map.next_entry::<String, String>() {
            Ok(Some((key, text))) if key == TOML_DATE => self.visit_str(&text),
            _ => Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
        }
    }
}
