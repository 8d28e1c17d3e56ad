//! Macros of constructors and setters. The generated code invokes them with one entry per field.
//!
//! A query type has setters for its filters, and so has the request of `focus-api` that contains it. The entries of a
//! query are therefore a hidden macro. Its argument is the path to the query: empty, or for example `.query`.

/// Writes `new` and `maybe` of a query, which has no required fields.
macro_rules! constructor {
    () => {
        /// Returns a value without any field set. See the [example](crate::types).
        #[must_use]
        pub fn new() -> Self {
            // A field of this name has a setter `default`.
            <Self as ::std::default::Default>::default()
        }

        crate::setters::maybe! {}
    };
}

/// Writes the methods of a struct: `new` with the required fields as arguments, `maybe`, the names of the members, and a
/// setter per optional field. The field after `..` has the members that this version does not know.
macro_rules! object {
    (
        $ty:ident
        ($($required:ident $(as $required_name:literal)?: $required_kind:ident($required_type:ty) $(from $required_from:ident)?),*)
        {
            $(
                $(#[$meta:meta])*
                $method:ident => $field:ident $(as $name:literal)?: $kind:ident($($argument:tt)*) $(from $from:ident)?;
            )*
        }
        $($extra:ident)?
    ) => {
        impl types::$ty {
            /// The names of the members that this version knows, in JSON. See the [example](crate::types).
            pub const MEMBERS: &'static [&'static str] = &[
                $(crate::setters::name!($required $($required_name)?),)*
                $(crate::setters::name!($field $($name)?),)*
            ];

            /// Returns a value with its required fields set. See the [example](crate::types).
            #[must_use]
            pub fn new($($required: crate::setters::argument!($required_kind($required_type))),*) -> Self {
                Self {
                    $($required: crate::setters::unpack!($required_kind $required),)*
                    $($field: ::std::default::Default::default(),)*
                    $($extra: ::std::default::Default::default(),)?
                }
            }

            crate::setters::maybe! {}

            crate::__setters! { []
                $($(#[$meta])* $method => $field: $kind($($argument)*);)*
                $(
                    /// Members that this version does not know.
                    $extra => $extra: map(crate::Extra);
                )?
            }
        }
    };
}

/// Writes the methods of a struct of responses, and how it is read.
macro_rules! response {
    ($($struct:tt)*) => {
        crate::setters::object! { $($struct)* extra }
        crate::reader::read! { $($struct)* extra }
    };
}

/// The name of a field outside Rust.
macro_rules! name {
    ($field:ident) => {
        ::std::stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// Writes `maybe`.
macro_rules! maybe {
    () => {
        /// Applies `set` if there is a value, for example `.maybe(project, |this, id| this.project(id))`.
        #[must_use]
        pub fn maybe<V>(self, value: Option<V>, set: impl FnOnce(Self, V) -> Self) -> Self {
            match value {
                Some(value) => set(self, value),
                None => self,
            }
        }
    };
}

/// The type of an argument of `new`.
macro_rules! argument {
    (many($ty:ty)) => { impl ::std::convert::Into<crate::OneOrMany<$ty>> };
    (plain($ty:ty)) => { $ty };
    (into($ty:ty)) => { impl ::std::convert::Into<$ty> };
}

/// The value of an argument of `new`.
macro_rules! unpack {
    (many $value:ident) => {
        $value.into().into_vec()
    };
    (plain $value:ident) => {
        $value
    };
    (into $value:ident) => {
        $value.into()
    };
}

/// Writes one setter per entry, `method => field: kind(type)`. Each sets the field of the value found at `self` + path.
#[doc(hidden)]
#[macro_export]
macro_rules! __setters {
    (
        $path:tt
        $($(#[$meta:meta])* $method:ident => $field:ident $(as $name:literal)?: $kind:ident($($argument:tt)*);)*
    ) => {
        $($crate::__setter! { $kind $path $method $field [$(#[$meta])*] $($argument)* })*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __setter {
    // One value of a type that literals have without a conversion.
    (plain $path:tt $method:ident $field:ident $docs:tt $ty:ty) => {
        $crate::__set! { $path $method $field $docs [value: $ty] => Some(value) }
    };
    // One value.
    (into $path:tt $method:ident $field:ident $docs:tt $ty:ty) => {
        $crate::__set! { $path $method $field $docs [value: impl ::std::convert::Into<$ty>] => Some(value.into()) }
    };
    // A free-form object, which is empty when it is absent.
    (map $path:tt $method:ident $field:ident $docs:tt $ty:ty) => {
        $crate::__set! { $path $method $field $docs [value: impl ::std::convert::Into<$ty>] => value.into() }
    };
    // Several values.
    (many $path:tt $method:ident $field:ident $docs:tt $ty:ty) => {
        $crate::__set! {
            $path $method $field $docs [value: impl ::std::convert::Into<$crate::OneOrMany<$ty>>]
            => Some(value.into().into_vec())
        }
    };
    // Several ids, or the absence of one.
    (filter $path:tt $method:ident $field:ident $docs:tt $ty:ty) => {
        $crate::__set! {
            $path $method $field $docs [value: impl ::std::convert::Into<$crate::IdFilter<$ty>>]
            => Some(value.into().into_elements())
        }
    };
    // One value that can be cleared.
    (nullable $path:tt $method:ident $field:ident $docs:tt $ty:ty, $clear:ident $about:literal) => {
        $crate::__set! {
            $path $method $field $docs [value: impl ::std::convert::Into<$ty>]
            => Some($crate::Nullable::Value(value.into()))
        }
        $crate::__set! { $path $clear $field [#[doc = $about]] [] => Some($crate::Nullable::Null) }
    };
    // Several values that can be cleared.
    (clearable $path:tt $method:ident $field:ident $docs:tt $ty:ty, $clear:ident $about:literal) => {
        $crate::__setter! { many $path $method $field $docs $ty }
        $crate::__set! { $path $clear $field [#[doc = $about]] [] => Some(::std::vec::Vec::new()) }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __set {
    ([$($path:tt)*] $method:ident $field:ident [$($docs:tt)*] [$($argument:tt)*] => $set:expr) => {
        $($docs)*
        #[must_use]
        pub fn $method(mut self, $($argument)*) -> Self {
            self$($path)*.$field = $set;
            self
        }
    };
}

pub(crate) use {argument, constructor, maybe, name, object, response, unpack};
