//! The facts file: an [`Inventory`] as text, one fact per line, in the order of the source.
//!
//! Every line names its operation, so that `grep` finds it and a diff of two files is a list of changes. This file has
//! the flat list of facts with their keys, which `diff` and `check` compare, and writes it; `parse` reads it. Neither
//! knows which source the facts come from.

mod parse;

use std::fmt;
use std::fmt::Write as _;

pub(crate) use self::parse::from_text;
use super::inventory::{
    Constraints, Field, Inventory, Method, Operation, PREFIX, Param, SERVER, Type, Wording, short_path,
};

const FORMAT: u32 = 2;

/// One line of the facts file, in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) key: Key,
    pub(crate) value: FactValue,
    pub(crate) wording: Wording,
}

/// What a source states about a key, without the wording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FactValue {
    /// The value of an example line: `array`, `basic`, `application/json`.
    pub(crate) word: Option<String>,
    pub(crate) ty: Option<Type>,
    /// Whether this is a parameter. A parameter is written as `required` or `optional`, a field as `required` or
    /// without a flag.
    pub(crate) is_param: bool,
    pub(crate) required: bool,
    pub(crate) nullable: bool,
    pub(crate) legacy: bool,
    pub(crate) bare: bool,
    pub(crate) spelling: Option<String>,
    pub(crate) constraints: Constraints,
}

/// Identifies a fact. Two inventories are compared key by key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) section: Section,
    /// The name of a parameter, or the dotted path of a field; empty in the other sections.
    pub(crate) name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Section {
    Title,
    Summary,
    Example,
    Path,
    Query,
    Body,
    Status(u16),
    Response(u16),
}

impl Key {
    pub(crate) fn operation(&self) -> String {
        format!("{} {}", self.method, short_path(&self.path))
    }

    /// Returns the part after the operation: `query order_by`.
    pub(crate) fn subject(&self) -> String {
        let section = match self.section {
            Section::Title => "title".to_owned(),
            Section::Summary => "summary".to_owned(),
            Section::Example => "example".to_owned(),
            Section::Path => "path".to_owned(),
            Section::Query => "query".to_owned(),
            Section::Body => "body".to_owned(),
            Section::Status(code) => format!("status {code}"),
            Section::Response(code) => format!("response {code}"),
        };
        if self.name.is_empty() { section } else { format!("{section} {}", self.name) }
    }

    /// Returns the key of another part of the same operation.
    pub(crate) fn with(&self, section: Section, name: &str) -> Self {
        Self { method: self.method, path: self.path.clone(), section, name: name.to_owned() }
    }

    /// Returns the parent of this key: the field around it, or the status for the outermost fields of a response.
    pub(crate) fn parent(&self) -> Option<Self> {
        match (self.section, self.name.rsplit_once('.')) {
            (Section::Body | Section::Response(_), Some((parent, _))) => {
                Some(self.with(self.section, parent.strip_suffix("[]").unwrap_or(parent)))
            }
            (Section::Response(status), None) => Some(self.with(Section::Status(status), "")),
            _ => None,
        }
    }

    /// Returns the last step of a field's path.
    pub(crate) fn last_name(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }
}

impl FactValue {
    pub(crate) fn of_param(param: &Param) -> Self {
        Self {
            ty: Some(param.ty),
            is_param: true,
            required: param.required,
            legacy: param.legacy,
            spelling: param.spelling.clone(),
            constraints: param.constraints.clone(),
            ..Self::default()
        }
    }

    pub(crate) fn of_field(field: &Field) -> Self {
        Self {
            ty: Some(field.ty),
            required: field.required,
            nullable: field.nullable,
            bare: field.bare,
            constraints: field.constraints.clone(),
            ..Self::default()
        }
    }

    fn word(word: impl Into<String>) -> Self {
        Self { word: Some(word.into()), ..Self::default() }
    }
}

impl fmt::Display for FactValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words: Vec<String> = self.word.iter().cloned().chain(self.ty.map(|ty| ty.to_string())).collect();
        let flags = [
            (self.is_param && !self.required, "optional"),
            (self.required, "required"),
            (self.nullable, "nullable"),
            (self.legacy, "legacy"),
            (self.bare, "bare"),
        ];
        words.extend(flags.into_iter().filter(|(set, _)| *set).map(|(_, word)| word.to_owned()));
        words.extend(self.spelling.iter().map(|spelling| format!("spelling={spelling}")));
        write!(f, "{}{}", words.join(" "), self.constraints)
    }
}

impl Fact {
    /// Returns the line without its hash.
    pub(crate) fn plain(&self) -> String {
        self.line_in(PREFIX, false)
    }

    /// Formats the line of a file whose paths begin with `prefix`.
    fn line_in(&self, prefix: &str, with_hash: bool) -> String {
        let path = self.key.path.strip_prefix(prefix).filter(|rest| rest.starts_with('/')).unwrap_or(&self.key.path);
        let mut line = format!("{} {path} {}", self.key.method, self.key.subject());
        let value = self.value.to_string();
        if !value.is_empty() {
            line.push(' ');
            line.push_str(value.trim_start());
        }
        if let Some(hash) = self.wording.0.as_ref().filter(|_| with_hash) {
            let _ = write!(line, " ~{hash}");
        }
        line
    }
}

impl Inventory {
    /// Returns all facts, in the order of the file.
    pub(crate) fn facts(&self) -> Vec<Fact> {
        self.operations.iter().flat_map(Operation::facts).collect()
    }

    /// Returns the prefix that all paths share: the common prefix of the API, or the steps that they have in common.
    fn prefix(&self) -> String {
        let mut paths = self.operations.iter().map(|operation| operation.path.as_str());
        if paths.clone().all(|path| path.strip_prefix(PREFIX).is_some_and(|rest| rest.starts_with('/'))) {
            return PREFIX.to_owned();
        }
        let Some(first) = paths.next() else { return PREFIX.to_owned() };
        // The last step remains in the line: a line without a path would be hard to read.
        let mut common: Vec<&str> = first.split('/').collect();
        common.pop();
        for path in paths {
            let steps: Vec<&str> = path.split('/').collect();
            let last = steps.len().saturating_sub(1);
            let same = common.iter().zip(&steps[..last]).take_while(|(a, b)| a == b).count();
            common.truncate(same);
        }
        common.join("/")
    }
}

impl Operation {
    /// Returns this operation's facts, in the order of the source.
    pub(crate) fn facts(&self) -> Vec<Fact> {
        let mut out = Vec::new();
        let mut add = |section, name: &str, value: FactValue, wording: &Wording| {
            let key = Key { method: self.method, path: self.path.clone(), section, name: name.to_owned() };
            out.push(Fact { key, value, wording: wording.clone() });
        };
        add(Section::Title, "", FactValue::default(), &self.title);
        if self.summary.0.is_some() {
            add(Section::Summary, "", FactValue::default(), &self.summary);
        }
        let example = &self.example;
        let words = [
            ("body", example.body.map(|shape| shape.to_string())),
            ("content-type", example.content_type.clone()),
            ("auth", example.auth.clone()),
        ];
        for (name, word) in words {
            if let Some(word) = word {
                add(Section::Example, name, FactValue::word(word), &Wording(None));
            }
        }
        for (section, list) in [(Section::Path, &self.path_params), (Section::Query, &self.query)] {
            for param in list {
                add(section, &param.name, FactValue::of_param(param), &param.wording);
            }
        }
        for_each_field(&self.body, "", &mut |path, field| {
            add(Section::Body, path, FactValue::of_field(field), &field.wording);
        });
        for response in &self.responses {
            add(Section::Status(response.status), "", FactValue::default(), &response.wording);
            for_each_field(&response.fields, "", &mut |path, field| {
                add(Section::Response(response.status), path, FactValue::of_field(field), &field.wording);
            });
        }
        out
    }
}

/// Visits each field with its dotted path, parents before children.
pub(crate) fn for_each_field<'a>(fields: &'a [Field], parent: &str, visit: &mut impl FnMut(&str, &'a Field)) {
    for field in fields {
        let path = join(parent, &field.name);
        visit(&path, field);
        let inside = if field.ty.array { format!("{path}[]") } else { path };
        for_each_field(&field.table, &inside, visit);
    }
}

/// Returns whether a line can have the text as one of its words: it is not empty, has no white space, and does not look
/// like a hash.
pub(crate) fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('~') && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

pub(crate) fn join(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
}

/// Returns the complete text of the file.
pub(crate) fn to_text(inventory: &Inventory) -> String {
    let facts = inventory.facts();
    let prefix = inventory.prefix();
    let mut out = String::new();
    let _ =
        writeln!(out, "# Facts of one source, one a line. Written by `cargo xtask docs import`; not edited by hand.");
    let _ = writeln!(
        out,
        "# integer[] is an array of integers. ~ and eight digits: hash of a description that is not kept."
    );
    let _ = writeln!(out, "# source {}", inventory.source.word());
    let _ = writeln!(out, "# server {SERVER}");
    let _ = writeln!(out, "# prefix {prefix}/ (left out below)");
    let _ = writeln!(out, "# format {FORMAT}, operations {}, facts {}", inventory.operations.len(), facts.len());
    for fact in facts {
        let _ = writeln!(out, "{}", fact.line_in(&prefix, true));
    }
    out
}
