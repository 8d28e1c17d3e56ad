//! Macros for values that may grow: the enumerations themselves are generated and invoke them.

/// An enumeration that reads, compares and writes back values it does not know.
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
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

            /// Whether this version knows the value. Text from a person that is not known is probably mistyped.
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
        crate::values::open_enum! { $(#[$meta])* $name { $($variants)* } }

        impl $name {
            /// Smallest first.
            #[must_use]
            pub fn asc(self) -> crate::Sort<Self> {
                crate::Sort { key: self, descending: false }
            }

            /// Greatest first.
            #[must_use]
            pub fn desc(self) -> crate::Sort<Self> {
                crate::Sort { key: self, descending: true }
            }

            $(
                /// By a custom field of the tasks' projects.
                #[must_use]
                pub fn $project_field(field: impl ::std::convert::Into<crate::types::CustomFieldId>) -> Self {
                    Self::Other(format!("pcf_{}", field.into()))
                }
            )?
        }
    };
}

pub(crate) use {open_enum, sort_keys};
