//! [`OrNone`]: an element of a filter by id, either an id or the absence of one.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::lenient;

/// An id to filter by, or the absence of one: `project_id=7` and `project_id=`. See the example of
/// [`IdFilter`](crate::IdFilter).
///
/// Serialized as the id or as `""`. Deserialized from the id (a number or its digits), and from `""`, `"none"` or
/// `null`, of which every format of config files can write at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrNone<T> {
    /// Matches tasks with this id in the field.
    Id(T),
    /// Matches tasks whose field is empty.
    None,
}

impl<T> From<T> for OrNone<T> {
    fn from(id: T) -> Self {
        Self::Id(id)
    }
}

impl<T: fmt::Display> fmt::Display for OrNone<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::None => Ok(()),
        }
    }
}

impl<T: FromStr> FromStr for OrNone<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        match text {
            "" | "none" => Ok(Self::None),
            digits => digits.parse().map(Self::Id),
        }
    }
}

impl<T: Serialize> Serialize for OrNone<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Id(id) => id.serialize(serializer),
            Self::None => serializer.serialize_str(""),
        }
    }
}

impl<'de, T: From<i64>> Deserialize<'de> for OrNone<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: From<i64>> de::Visitor<'de> for Reader<T> {
    type Value = OrNone<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id, or \"none\"")
    }

    fn visit_i64<E: de::Error>(self, id: i64) -> Result<Self::Value, E> {
        Ok(OrNone::Id(T::from(id)))
    }

    fn visit_u64<E: de::Error>(self, id: u64) -> Result<Self::Value, E> {
        i64::try_from(id)
            .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(id), &self))
            .and_then(|id| self.visit_i64(id))
    }

    fn visit_f64<E: de::Error>(self, id: f64) -> Result<Self::Value, E> {
        match lenient::exact_integer(id) {
            Some(id) => self.visit_i64(id),
            None => Err(E::invalid_value(de::Unexpected::Float(id), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        match text {
            "" | "none" => Ok(OrNone::None),
            digits => digits
                .parse()
                .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
                .and_then(|id| self.visit_i64(id)),
        }
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let number = lenient::number_in_map(map, &self)?;
        match lenient::json_integer(&number) {
            Some(id) => self.visit_i64(id),
            None => Err(de::Error::invalid_value(de::Unexpected::Other(&format!("number `{number}`")), &self)),
        }
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(OrNone::None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(OrNone::None)
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for OrNone<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}_or_none", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let id = generator.subschema_for::<T>();
        schemars::json_schema!({ "anyOf": [id, { "type": "string", "enum": ["none"] }] })
    }
}
