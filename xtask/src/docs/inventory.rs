//! The model of a source: operations, parameters, fields, types, constraints, status codes.
//!
//! Every input form is read into this model; the facts file, `diff` and `check` start from it. It has no descriptions:
//! a [`Wording`] is the hash of one, so that a changed sentence is noticed without the sentence being stored. Reading
//! and writing text belongs in other files. The submodules have the parts of the model: `types`, their `constraints`,
//! `wording`.

pub(crate) mod constraints;
mod types;
mod wording;

use std::fmt;

pub(crate) use self::constraints::Constraints;
pub(crate) use self::types::{Scalar, Type};
pub(crate) use self::wording::{Wording, normalise};

/// The prefix of most paths. Reports and facts omit it.
pub(crate) const PREFIX: &str = "/organizations/{organization_id}/workspaces/{workspace_id}";
/// The base URL of every operation.
pub(crate) const SERVER: &str = "https://focus.toggl.com/api";
/// The page begins the description of an outdated parameter with this text.
pub(crate) const LEGACY_MARK: &str = "[LEGACY]";
/// Deeper tables are refused: the page itself ends at level four, and recursion needs a limit.
pub(crate) const MAX_DEPTH: usize = 24;

/// All operations of one source, in the order of the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Inventory {
    pub(crate) source: SourceKind,
    pub(crate) operations: Vec<Operation>,
}

/// The kind of document that the facts come from. It determines which facts the source can state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SourceKind {
    /// The docs page for people: types, null marks of bodies, examples; neither constraints nor `required` fields.
    #[default]
    Page,
    /// A machine-readable contract: constraints, `required`, bodies of errors; no examples.
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
    /// The complete path below the server.
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

/// The facts of the example request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Example {
    /// The outermost shape of the request body; `None` if the example has no body.
    pub(crate) body: Option<BodyShape>,
    pub(crate) content_type: Option<String>,
    /// `basic`, `bearer` or the name of the header with the key.
    pub(crate) auth: Option<String>,
}

/// Names that the source uses, as suggestions for the spec. They are not facts: two sources that differ only in them
/// are equal.
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
    /// The name as it is sent, without the brackets with which the page marks arrays.
    pub(crate) name: String,
    /// The type. An array is `integer[]`, regardless of the notation in the source.
    pub(crate) ty: Type,
    pub(crate) required: bool,
    /// Whether the description begins with [`LEGACY_MARK`].
    pub(crate) legacy: bool,
    /// How several values are written, according to the source: `brackets`, `csv`, `multi`, ….
    pub(crate) spelling: Option<String>,
    pub(crate) constraints: Constraints,
    pub(crate) wording: Wording,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// Whether the field accepts an explicit null.
    pub(crate) nullable: bool,
    pub(crate) required: bool,
    /// Whether the body is a bare array, which is written as this one field `items`.
    pub(crate) bare: bool,
    pub(crate) constraints: Constraints,
    pub(crate) wording: Wording,
    /// The fields of the object; empty if the source lists none.
    pub(crate) table: Vec<Field>,
    /// The source's names for the object or the enumeration.
    pub(crate) names: SourceNames,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) wording: Wording,
    pub(crate) fields: Vec<Field>,
}

/// The outermost type of a body.
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

impl Method {
    /// All methods, in the order in which the page lists the methods of one path.
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

    /// Returns the method as a path item of an OpenAPI or Swagger document spells it.
    pub(crate) fn lower(self) -> String {
        self.upper().to_ascii_lowercase()
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.upper() == word)
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
    /// Returns an operation with only its method, path and title.
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

    /// Returns the id of the operation in reports and tests: `GET /tasks`.
    pub(crate) fn id(&self) -> String {
        format!("{} {}", self.method, short_path(&self.path))
    }
}

impl Field {
    /// Returns a field with only a name and a type.
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

/// Returns a path without the prefix that most paths share.
pub(crate) fn short_path(path: &str) -> &str {
    path.strip_prefix(PREFIX).filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

/// Returns the path with the names of its parameters removed: an operation whose parameter was renamed has the same.
pub(crate) fn path_shape(path: &str) -> String {
    let steps = path.split('/').map(|step| if step.starts_with('{') { "{}" } else { step });
    steps.collect::<Vec<_>>().join("/")
}

impl Inventory {
    pub(crate) fn operation(&self, method: Method, path: &str) -> Option<&Operation> {
        self.operations.iter().find(|o| o.method == method && o.path == path)
    }

    /// Returns the same facts without hashes, which are equal when only sentences differ.
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
