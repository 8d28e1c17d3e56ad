//! What a source says, as data: operations, parameters, fields, types, constraints, status codes.
//!
//! Every input form is read into this model; the facts file, `diff` and `check` start from it. Descriptions never enter
//! it: a [`Wording`] is the hash of one, so that a changed sentence shows without the sentence being kept. Reading and
//! writing text belongs elsewhere; what narrows a type is in `constraints`.

pub(crate) mod constraints;

use std::fmt;

use sha2::{Digest as _, Sha256};

pub(crate) use self::constraints::Constraints;

/// Most paths begin with this. Reports and facts leave it out.
pub(crate) const PREFIX: &str = "/organizations/{organization_id}/workspaces/{workspace_id}";
/// The address every operation's path follows.
pub(crate) const SERVER: &str = "https://focus.toggl.com/api";
/// The page calls a parameter outdated by beginning its description with this.
pub(crate) const LEGACY_MARK: &str = "[LEGACY]";
/// Deeper tables are refused: the page itself stops at four, and recursion must end somewhere.
pub(crate) const MAX_DEPTH: usize = 24;

/// All operations of one source, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Inventory {
    pub(crate) source: SourceKind,
    pub(crate) operations: Vec<Operation>,
}

/// What kind of document the facts come from, and therefore which facts it can state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SourceKind {
    /// The docs page for people: types, null marks of bodies, examples. No constraint, no `required` field.
    #[default]
    Page,
    /// A machine-readable contract: constraints, `required`, bodies of errors. No examples.
    Contract,
}

impl SourceKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Contract => "contract",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Page, Self::Contract].into_iter().find(|kind| kind.word() == word)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Operation {
    pub(crate) method: Method,
    /// The path below the server, complete.
    pub(crate) path: String,
    pub(crate) title: Wording,
    pub(crate) summary: Wording,
    pub(crate) example: Example,
    pub(crate) path_params: Vec<Param>,
    pub(crate) query: Vec<Param>,
    pub(crate) body: Vec<Field>,
    pub(crate) responses: Vec<Response>,
    pub(crate) tags: SourceNames,
    /// The operation's id in the source.
    pub(crate) id_in_source: SourceNames,
}

/// What the example request shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Example {
    /// The outermost shape of what is sent; `None` where nothing is.
    pub(crate) body: Option<BodyShape>,
    pub(crate) content_type: Option<String>,
    /// `basic`, `bearer` or the name of the header that carries the key.
    pub(crate) auth: Option<String>,
}

/// Names the source gives to things, useful for naming them in the spec. They are not facts: two sources that differ
/// in them alone are equal.
#[derive(Debug, Clone, Default)]
pub(crate) struct SourceNames(pub(crate) Vec<String>);

impl PartialEq for SourceNames {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for SourceNames {}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Param {
    /// As it goes over the wire, without the brackets with which the page shows arrays.
    pub(crate) name: String,
    /// `integer[]` for an array, however the source spells it.
    pub(crate) ty: Type,
    pub(crate) required: bool,
    /// The description begins with [`LEGACY_MARK`].
    pub(crate) legacy: bool,
    /// How the source says several values are written: `brackets`, `csv`, `multi`, ….
    pub(crate) spelling: Option<String>,
    pub(crate) constraints: Constraints,
    pub(crate) wording: Wording,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// The field takes an explicit null.
    pub(crate) nullable: bool,
    pub(crate) required: bool,
    /// The body is a bare array, which is written as this one field `items`.
    pub(crate) bare: bool,
    pub(crate) constraints: Constraints,
    pub(crate) wording: Wording,
    /// The fields of the object; empty where the source gives none.
    pub(crate) table: Vec<Field>,
    /// What the source calls the object or the enumeration.
    pub(crate) names: SourceNames,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) wording: Wording,
    pub(crate) fields: Vec<Field>,
}

/// The outermost bracket of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyShape {
    Object,
    Array,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Method {
    Get,
    Put,
    Post,
    Delete,
    Patch,
}

/// The closed list of types a source uses.
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

/// The first four bytes of the SHA-256 of a description, in hex; `None` where there is no description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wording(pub(crate) Option<String>);

impl Wording {
    /// Hashes the text with its white space made uniform, so that re-wrapping a page changes nothing.
    /// The page's `-` for "nothing to say" counts as no description.
    pub(crate) fn of(text: &str) -> Self {
        let text = normalise(text);
        if text.is_empty() || text == "-" {
            return Self(None);
        }
        let digest = Sha256::digest(text.as_bytes());
        Self(Some(digest.iter().take(4).map(|b| format!("{b:02x}")).collect()))
    }
}

/// One space between words and none around them; zero-width characters, which site generators put beside headings, go.
pub(crate) fn normalise(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}')).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Method {
    /// In the order in which the page lists the methods of one path.
    pub(crate) const ALL: [Self; 5] = [Self::Get, Self::Put, Self::Post, Self::Delete, Self::Patch];

    pub(crate) fn upper(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
        }
    }

    /// As a path item of an OpenAPI or Swagger document spells it.
    pub(crate) fn lower(self) -> String {
        self.upper().to_ascii_lowercase()
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.upper() == word)
    }
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

    /// The type of one item of an array.
    pub(crate) fn item(self) -> Self {
        Self { array: false, ..self }
    }

    /// Whether the page may print a table for it.
    pub(crate) fn has_fields(self) -> bool {
        self.scalar == Scalar::Object
    }

    /// As a cell of the page: `integer`, `Array of integer`.
    pub(crate) fn on_page(self) -> String {
        if self.array { format!("Array of {}", self.scalar.word()) } else { self.scalar.word().to_owned() }
    }

    /// From a cell of the page.
    pub(crate) fn from_page(cell: &str) -> Option<Self> {
        match cell.strip_prefix("Array of ") {
            Some(item) => Scalar::parse(item).filter(|s| *s != Scalar::File).map(Self::array_of),
            None => Scalar::parse(cell).map(Self::one),
        }
    }

    /// From a word of the facts file: `integer`, `integer[]`.
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

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.upper())
    }
}

impl fmt::Display for BodyShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Object => "object",
            Self::Array => "array",
        })
    }
}

impl Operation {
    /// With its name and nothing else known yet.
    pub(crate) fn new(method: Method, path: impl Into<String>, title: Wording) -> Self {
        Self {
            method,
            path: path.into(),
            title,
            summary: Wording(None),
            example: Example::default(),
            path_params: Vec::new(),
            query: Vec::new(),
            body: Vec::new(),
            responses: Vec::new(),
            tags: SourceNames::default(),
            id_in_source: SourceNames::default(),
        }
    }

    /// `GET /tasks`: how reports and tests name an operation.
    pub(crate) fn id(&self) -> String {
        format!("{} {}", self.method, short_path(&self.path))
    }
}

impl Field {
    /// A field of which only name and type are known.
    pub(crate) fn new(name: impl Into<String>, ty: Type) -> Self {
        Self {
            name: name.into(),
            ty,
            nullable: false,
            required: false,
            bare: false,
            constraints: Constraints::default(),
            wording: Wording(None),
            table: Vec::new(),
            names: SourceNames::default(),
        }
    }
}

/// A path without the prefix most paths share.
pub(crate) fn short_path(path: &str) -> &str {
    path.strip_prefix(PREFIX).filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

impl Inventory {
    pub(crate) fn operation(&self, method: Method, path: &str) -> Option<&Operation> {
        self.operations.iter().find(|o| o.method == method && o.path == path)
    }

    /// The same facts with every hash taken out: what stays equal when only sentences differ.
    #[cfg(test)]
    pub(crate) fn without_wording(&self) -> Self {
        fn fields(list: &mut [Field]) {
            for field in list {
                field.wording = Wording(None);
                fields(&mut field.table);
            }
        }
        let mut copy = self.clone();
        for op in &mut copy.operations {
            op.title = Wording(None);
            op.summary = Wording(None);
            for param in op.path_params.iter_mut().chain(&mut op.query) {
                param.wording = Wording(None);
            }
            fields(&mut op.body);
            for response in &mut op.responses {
                response.wording = Wording(None);
                fields(&mut response.fields);
            }
        }
        copy
    }
}
