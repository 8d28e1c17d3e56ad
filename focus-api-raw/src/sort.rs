//! [`Sort`]: a sort key with its direction. The keys are generated, one enumeration per list.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A sort key and its direction, written `end_date` or `-end_date`.
///
/// ```
/// use focus_api_raw::OrderBy;
///
/// assert_eq!(OrderBy::EndDate.desc().to_string(), "-end_date");
/// assert_eq!("-end_date".parse(), Ok(OrderBy::EndDate.desc()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sort<K> {
    /// The field to sort by.
    pub key: K,
    /// Whether the order is descending.
    pub descending: bool,
}

impl<K> From<K> for Sort<K> {
    /// Sorts in ascending order.
    fn from(key: K) -> Self {
        Self { key, descending: false }
    }
}

impl<K: fmt::Display> fmt::Display for Sort<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.key)
    }
}

impl<K: for<'a> From<&'a str>> FromStr for Sort<K> {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text.strip_prefix('-') {
            Some(key) => Self { key: key.into(), descending: true },
            None => Self { key: text.into(), descending: false },
        })
    }
}

impl<K: fmt::Display> Serialize for Sort<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: for<'a> From<&'a str>> Deserialize<'de> for Sort<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Ok(sort) = String::deserialize(deserializer)?.parse();
        Ok(sort)
    }
}

#[cfg(feature = "schemars")]
impl<K: schemars::JsonSchema> schemars::JsonSchema for Sort<K> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}_sort", K::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let key = generator.subschema_for::<K>();
        schemars::json_schema!({
            "anyOf": [key, { "type": "string", "pattern": "^-.+$", "description": "The same with a leading -: descending." }]
        })
    }
}
