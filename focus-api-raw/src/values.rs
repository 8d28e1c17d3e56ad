//! Macros for values that may grow, and [`UnknownValue`]. The enumerations themselves are generated and invoke the macros.

use std::fmt;

/// Reports text that no known value of an enumeration is spelled like.
///
/// ```
/// use focus_api_raw::Priority;
///
/// let error = Priority::known("urgnt").unwrap_err();
/// assert_eq!(error.to_string(), "`urgnt` is not a known Priority: expected one of none, low, medium, high, urgent");
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

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { enumeration, known, text } = self;
        // Escaped: the text comes from outside and may hold control characters.
        write!(f, "`{}` is not a known {enumeration}: expected one of {}", text.escape_debug(), known.join(", "))
    }
}

impl std::error::Error for UnknownValue {}

/// Sort keys of the custom fields of projects. They have no variant, since every workspace has its own fields.
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

/// An enumeration that reads, compares and writes back values it does not know.
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident $(+ $project_field:ident)? { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
            /// A value this version does not know, kept as it came.
            Other(::std::string::String),
        }

        impl $name {
            /// Every value known to this version, in the order of the document.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the known value that is spelled like `text`.
            ///
            /// For text from a person, which is probably mistyped if it is not known. `From<&str>` accepts any text.
            ///
            /// # Errors
            /// [`UnknownValue`](crate::UnknownValue) names the known values.
            pub fn known(text: &str) -> ::std::result::Result<Self, crate::UnknownValue> {
                let value = Self::from(text);
                $(
                    // `pcf_` and a number have no variant.
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

            /// The value as the API spells it.
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

        crate::one_or_many::from_one!(crate::OneOrMany<$name>: $name, &$name, &str, ::std::string::String);
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

        // Comparing the spelling makes `Other("low")`, built by hand, equal to `Low`.
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
            /// By spelling, so that values can key a map; this is no order of urgency.
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
                // The known values first, because readers of a schema pick from what they see; any text after that.
                ::schemars::json_schema!({ "anyOf": [{ "enum": [$($text),*] }, { "type": "string" }] })
            }
        }
    };
}

/// An [`open_enum!`] of sort keys, which can be given a direction.
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

        crate::one_or_many::from_one!(
            crate::OneOrMany<crate::Sort<$name>>: crate::Sort<$name>, $name, &str
        );

        impl $name {
            /// Sorts by this key, smallest first.
            #[must_use]
            pub fn asc(self) -> crate::Sort<Self> {
                crate::Sort { key: self, descending: false }
            }

            /// Sorts by this key, greatest first.
            #[must_use]
            pub fn desc(self) -> crate::Sort<Self> {
                crate::Sort { key: self, descending: true }
            }

            $(
                /// Returns the sort key of a custom field of the tasks' projects.
                #[must_use]
                pub fn $project_field(field: impl ::std::convert::Into<crate::types::CustomFieldId>) -> Self {
                    Self::Other(crate::values::$project_field::key(field.into()))
                }
            )?
        }
    };
}

pub(crate) use {open_enum, sort_keys};
