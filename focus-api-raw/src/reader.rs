//! [`read!`]: reads the objects of responses. `setters.rs` invokes it with the entries of a generated struct, and
//! `lenient.rs` has the readers of their values.
//!
//! It replaces serde's derived code, whose attribute `flatten` copies every member that is not known before the struct
//! receives it.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, Visitor};

/// Writes `Deserialize` for a struct. The name after `from` is that of the function in `lenient.rs` that reads the field.
macro_rules! read {
    (
        $ty:ident
        ($($required:ident $(as $required_name:literal)?: $required_kind:ident($($unused:tt)*) from $required_from:ident),*)
        {
            $(
                $(#[$meta:meta])*
                $method:ident => $field:ident $(as $name:literal)?: $kind:ident($($argument:tt)*) from $from:ident;
            )*
        }
        $extra:ident
    ) => {
        impl<'de> ::serde::Deserialize<'de> for types::$ty {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // The names are those of the struct.
                #[allow(non_camel_case_types)]
                #[derive(Clone, Copy)]
                enum Field {
                    $($required,)*
                    $($field,)*
                }

                // Inlined, a list of tasks takes 1 % fewer instructions.
                #[inline(always)]
                fn field(name: &str) -> Option<Field> {
                    match name {
                        $(crate::setters::name!($required $($required_name)?) => Some(Field::$required),)*
                        $(crate::setters::name!($field $($name)?) => Some(Field::$field),)*
                        _ => None,
                    }
                }

                struct Fields;

                impl<'de> ::serde::de::Visitor<'de> for Fields {
                    type Value = types::$ty;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: ::serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                        $(let mut $required = None;)*
                        $(let mut $field = None;)*
                        let mut $extra = crate::Extra::default();
                        let mut unknown = ::std::string::String::new();
                        while let Some(name) = map.next_key_seed(crate::reader::Names(field, &mut unknown))? {
                            // A member may have the name `twice`, and an object may have no known member.
                            #[allow(bindings_with_variant_name, unreachable_patterns)]
                            match name {
                                $(
                                    Some(Field::$required) if $required.is_none() => {
                                        $required = Some(map.next_value_seed(crate::lenient::$required_from())?);
                                    }
                                )*
                                $(
                                    Some(Field::$field) if $field.is_none() => {
                                        $field = Some(map.next_value_seed(crate::lenient::$from())?);
                                    }
                                )*
                                Some(twice) => {
                                    let name = types::$ty::MEMBERS[twice as usize];
                                    return Err(::serde::de::Error::duplicate_field(name));
                                }
                                None => {
                                    let value: ::serde_json::Value = map.next_value()?;
                                    $extra.insert(::std::mem::take(&mut unknown), value);
                                }
                            }
                        }
                        Ok(types::$ty {
                            $(
                                $required: $required.ok_or_else(|| {
                                    ::serde::de::Error::missing_field(crate::setters::name!($required $($required_name)?))
                                })?,
                            )*
                            $($field: $field.unwrap_or_default(),)*
                            $extra,
                        })
                    }
                }

                deserializer.deserialize_map(Fields)
            }
        }
    };
}

/// Reads a name. The function returns the field with that name; a name without a field is written to the text.
pub(crate) struct Names<'a, L>(pub(crate) L, pub(crate) &'a mut String);

impl<'de, F, L: Fn(&str) -> Option<F>> DeserializeSeed<'de> for Names<'_, L> {
    type Value = Option<F>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<F, L: Fn(&str) -> Option<F>> Visitor<'_> for Names<'_, L> {
    type Value = Option<F>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    #[inline]
    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        let Self(field_of, unknown) = self;
        let field = field_of(name);
        if field.is_none() {
            *unknown = name.to_owned();
        }
        Ok(field)
    }
}

pub(crate) use read;
