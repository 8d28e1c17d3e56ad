//! Macros that declare open enumerations, and [`UnknownValue`]. The generated code invokes the macros.

use std::fmt;

/// The error for text that is not a known value of an enumeration.
///
/// ```
/// use focus_api_raw::Priority;
///
/// let error = Priority::known("urgnt").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`urgnt` is not a known Priority: expected one of none, low, medium, high, urgent"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    enumeration: &'static str,
    known: &'static [&'static str],
    text: String,
}

impl UnknownValue {
    pub(crate) fn new(enumeration: &'static str, known: &'static [&'static str], text: &str) -> Self {
        Self { enumeration, known, text: text.to_owned() }
    }

    /// Returns the spellings of the known values, in the order of the document.
    #[must_use]
    pub fn known(&self) -> &'static [&'static str] {
        self.known
    }

    /// Returns the unknown text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { enumeration, known, text } = self;
        // Escaped, because the text comes from outside and may contain control characters.
        write!(f, "`{}` is not a known {enumeration}: expected one of {}", text.escape_debug(), known.join(", "))
    }
}

impl std::error::Error for UnknownValue {}

/// Sort keys of the custom fields of projects. They have no variants, because every workspace has other fields.
pub(crate) mod project_field {
    use crate::types::CustomFieldId;

    /// Returns the sort key of a custom field.
    pub(crate) fn key(field: CustomFieldId) -> String {
        format!("pcf_{field}")
    }

    /// Returns whether `text` is such a sort key.
    pub(crate) fn matches(text: &str) -> bool {
        text.strip_prefix("pcf_").is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

/// Declares an enumeration that also reads, compares and serializes unknown values.
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident $(+ $project_field:ident)? { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        ///
        /// See the examples of [`UnknownValue`](crate::UnknownValue) and [`OneOrMany`](crate::OneOrMany).
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
            /// A value that this version does not know, as the service spells it.
            Other(::std::string::String),
        }

        impl $name {
            /// Every value known to this version, in the order of the document.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the known value that is spelled like `text`.
            ///
            /// Use it for text that a person typed, where unknown text is probably a mistake. `From<&str>` accepts any
            /// text.
            ///
            /// # Errors
            /// [`UnknownValue`](crate::UnknownValue) names the known values.
            pub fn known(text: &str) -> ::std::result::Result<Self, crate::UnknownValue> {
                let value = Self::from(text);
                $(
                    // The sort key of a custom field, `pcf_` and a number, has no variant.
                    if crate::values::$project_field::matches(text) {
                        return Ok(value);
                    }
                )?
                if value.is_known() {
                    return Ok(value);
                }
                Err(crate::UnknownValue::new(stringify!($name), &[$($text),*], text))
            }

            /// Returns whether this version knows the value.
            #[must_use]
            pub fn is_known(&self) -> bool {
                Self::KNOWN.contains(self)
            }

            /// Returns the value as the API spells it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)*
                    _ => Self::Other(text),
                }
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        impl crate::one_or_many::Single for $name {}

        crate::one_or_many::from_one!(crate::OneOrMany<$name>: &str, ::std::string::String);
        crate::query::displayed!($name);

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(text.into())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        // The spelling is compared, so that `Other("low")` equals `Low`.
        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl ::std::hash::Hash for $name {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl ::std::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl ::std::cmp::Ord for $name {
            /// Compares the spelling, so that values can be keys of a map. It is not an order of urgency.
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <::std::string::String as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                // The known values come first, because a reader of the schema chooses among them; then any text.
                ::schemars::json_schema!({ "anyOf": [{ "enum": [$($text),*] }, { "type": "string" }] })
            }
        }
    };
}

/// Declares an [`open_enum!`] of sort keys, which can be given a direction.
macro_rules! sort_keys {
    ($(#[$meta:meta])* $name:ident $(+ $project_field:ident)? { $($variants:tt)* }) => {
        crate::values::open_enum! { $(#[$meta])* $name $(+ $project_field)? { $($variants)* } }

        impl ::std::convert::From<&str> for crate::Sort<$name> {
            /// Reads `end_date` or `-end_date`.
            fn from(text: &str) -> Self {
                let ::std::result::Result::Ok(sort) = text.parse();
                sort
            }
        }

        impl crate::one_or_many::Single for crate::Sort<$name> {}

        crate::one_or_many::from_one!(crate::OneOrMany<crate::Sort<$name>>: $name, &str);

        impl $name {
            /// Sorts by this key in ascending order. See the example of [`Sort`](crate::Sort).
            #[must_use]
            pub fn asc(self) -> crate::Sort<Self> {
                crate::Sort { key: self, descending: false }
            }

            /// Sorts by this key in descending order. See the example of [`Sort`](crate::Sort).
            #[must_use]
            pub fn desc(self) -> crate::Sort<Self> {
                crate::Sort { key: self, descending: true }
            }

            $(
                /// Returns the sort key of a custom field of projects.
                #[must_use]
                pub fn $project_field(field: impl ::std::convert::Into<crate::types::CustomFieldId>) -> Self {
                    Self::Other(crate::values::$project_field::key(field.into()))
                }
            )?
        }
    };
}

pub(crate) use {open_enum, sort_keys};
