//! [`Nullable`]: a field of a patch that can be set or cleared.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A new value for a field, or `null` to clear it.
///
/// ```
/// use focus_api_raw::{Nullable, types::TaskPatch};
///
/// let mut patch = TaskPatch::new();
/// patch.end_date = Some(Nullable::Null); // the same as `clear_end_date()`
/// assert_eq!(serde_json::to_string(&patch)?, r#"{"end_date":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A field of a patch is an `Option<Nullable<T>>`. With `None` it is not sent, and the service leaves it unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// Clears the field.
    Null,
    /// Sets the field.
    Value(T),
}

impl<T> Nullable<T> {
    /// Returns the value; `None` for `null`.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Nullable<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Nullable_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Option::<T>::json_schema(generator)
    }
}

/// Reads a field that is present. `null` becomes [`Nullable::Null`]; serde's `Option` would read it as an absent field.
pub(crate) fn or_absent<'de, D, T>(deserializer: D) -> Result<Option<Nullable<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Nullable::deserialize(deserializer).map(Some)
}
