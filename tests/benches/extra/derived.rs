//! The readers of `lenient.rs` as functions, for `deserialize_with` in the copy of focus-api-raw that the row
//! `extra_members` makes.

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::{Deserialize, DeserializeSeed, Deserializer};
use serde_json::{Map, Value};

use crate::lenient;

pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    lenient::date().deserialize(deserializer)
}

pub(crate) fn date_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    lenient::date_time().deserialize(deserializer)
}

pub(crate) fn integer<'de, D: Deserializer<'de>, T: From<i64>>(deserializer: D) -> Result<Option<T>, D::Error> {
    lenient::integer().deserialize(deserializer)
}

pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    lenient::number().deserialize(deserializer)
}

pub(crate) fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    lenient::boolean().deserialize(deserializer)
}

pub(crate) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Vec<T>>, D::Error> {
    lenient::list().deserialize(deserializer)
}

pub(crate) fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    lenient::object().deserialize(deserializer)
}
