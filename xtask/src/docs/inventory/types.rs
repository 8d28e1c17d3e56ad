//! Types, and how the page and the facts file write them.
//!
//! What a type allows beyond its kind is in `constraints`; schemas of the contract are read in `page/swagger/schema.rs`.

use std::fmt;

/// A type. A source uses a closed list of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Type {
    pub(crate) scalar: Scalar,
    pub(crate) array: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Scalar {
    Integer,
    String,
    Boolean,
    Number,
    Object,
    File,
}

impl Scalar {
    pub(crate) const ALL: [Self; 6] =
        [Self::Integer, Self::String, Self::Boolean, Self::Number, Self::Object, Self::File];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Object => "object",
            Self::File => "file",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

impl Type {
    pub(crate) fn one(scalar: Scalar) -> Self {
        Self { scalar, array: false }
    }

    pub(crate) fn array_of(scalar: Scalar) -> Self {
        Self { scalar, array: true }
    }

    /// Returns the type of one item of an array.
    pub(crate) fn item(self) -> Self {
        Self { array: false, ..self }
    }

    /// Returns whether the page may print a table for this type.
    pub(crate) fn has_fields(self) -> bool {
        self.scalar == Scalar::Object
    }

    /// Formats the type as a cell of the page: `integer`, `Array of integer`.
    pub(crate) fn on_page(self) -> String {
        if self.array { format!("Array of {}", self.scalar.word()) } else { self.scalar.word().to_owned() }
    }

    /// Parses the type in a cell of the page.
    pub(crate) fn from_page(cell: &str) -> Option<Self> {
        match cell.strip_prefix("Array of ") {
            Some(item) => Scalar::parse(item).filter(|s| *s != Scalar::File).map(Self::array_of),
            None => Scalar::parse(cell).map(Self::one),
        }
    }

    /// Parses the type in a facts file: `integer`, `integer[]`.
    pub(crate) fn from_fact(word: &str) -> Option<Self> {
        match word.strip_suffix("[]") {
            Some(item) => Scalar::parse(item).map(Self::array_of),
            None => Scalar::parse(word).map(Self::one),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.scalar.word(), if self.array { "[]" } else { "" })
    }
}
