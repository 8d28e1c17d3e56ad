//! [`ids!`]: declares the id types, which are newtypes of `i64`, and [`Id`], which they implement. The generated code
//! invokes the macro.

use crate::OneOrMany;
use crate::one_or_many::Single;

/// An id. Integers convert to it, so that a program need not name its type.
pub trait Id: Single + From<i64> + From<i32> + From<u32> + From<u64> {}

/// Implements the conversions from an integer into a list of ids.
macro_rules! from_integers {
    ($list:ident: $($integer:ty),*) => {
        $(impl<T: crate::id::Id> From<$integer> for $list<T> {
            fn from(id: $integer) -> Self {
                Self::one(id)
            }
        })*
    };
    ($list:ident) => {
        crate::id::from_integers!($list: i64, i32, u32, u64);
    };
}

from_integers!(OneOrMany);

/// Declares id types with their conversions: from and to integers, from text, and into the arguments of setters.
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {
        $(
            $(#[$meta])*
            ///
            /// See the [example](crate::types).
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::serde::Serialize)]
            #[serde(transparent)]
            pub struct $name(pub i64);

            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    ::serde::de::DeserializeSeed::deserialize(crate::lenient::id(), deserializer)
                }
            }

            impl ::std::convert::From<i64> for $name {
                fn from(value: i64) -> Self {
                    Self(value)
                }
            }

            impl ::std::convert::From<i32> for $name {
                fn from(value: i32) -> Self {
                    Self(value.into())
                }
            }

            impl ::std::convert::From<u32> for $name {
                fn from(value: u32) -> Self {
                    Self(value.into())
                }
            }

            impl ::std::convert::From<u64> for $name {
                /// Converts a number above `i64::MAX`, which is not an id, to `i64::MIN`. That is displayed as "out of
                /// range", and `focus-api` refuses to send it.
                fn from(value: u64) -> Self {
                    Self(i64::try_from(value).unwrap_or(i64::MIN))
                }
            }

            impl ::std::convert::From<&$name> for $name {
                fn from(value: &$name) -> Self {
                    *value
                }
            }

            impl ::std::convert::From<$name> for i64 {
                fn from(value: $name) -> Self {
                    value.0
                }
            }

            impl ::std::fmt::Display for $name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    match self.0 {
                        i64::MIN => f.write_str("out of range"),
                        value => value.fmt(f),
                    }
                }
            }

            impl ::std::str::FromStr for $name {
                type Err = ::std::num::ParseIntError;

                fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                    text.parse().map(Self)
                }
            }

            impl ::std::convert::TryFrom<&str> for $name {
                type Error = ::std::num::ParseIntError;

                fn try_from(text: &str) -> ::std::result::Result<Self, Self::Error> {
                    text.parse()
                }
            }

            #[cfg(feature = "schemars")]
            impl ::schemars::JsonSchema for $name {
                fn schema_name() -> ::std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                    ::schemars::json_schema!({ "type": "integer", "format": "int64", "minimum": 1 })
                }
            }

            crate::query::displayed!($name);

            impl crate::one_or_many::Single for $name {}
            impl crate::id::Id for $name {}

            // Not for every `Id`: the compiler cannot know that no id is made from an element of a filter.
            impl ::std::convert::From<::std::vec::Vec<crate::OrNone<$name>>> for crate::IdFilter<$name> {
                fn from(elements: ::std::vec::Vec<crate::OrNone<$name>>) -> Self {
                    Self::from_elements(elements)
                }
            }
        )*
    };
}

pub(crate) use {from_integers, ids};
