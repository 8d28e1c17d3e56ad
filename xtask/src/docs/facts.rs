//! The facts file: an [`Inventory`] as text, one fact a line, in the order of the page.
//!
//! Every line says by itself which operation it is about, so `grep` answers questions and a diff of two files reads as a
//! list of changes. This file has the flat list of facts with their keys, which `diff` and `check` compare, and writes
//! it; `parse` reads it back. Neither knows where facts come from.

mod parse;

use std::fmt::Write as _;

pub(crate) use self::parse::from_text;
use super::inventory::{Field, Inventory, Method, Operation, PREFIX, Param, SERVER, Wording};

const FORMAT: u32 = 1;

/// One line of the facts file, in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) key: Key,
    /// What is said about it, without the wording: `integer nullable`.
    pub(crate) value: String,
    pub(crate) wording: Wording,
}

/// What a fact is about. Two inventories are compared key by key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) section: Section,
    /// A parameter's name, or a field's dotted path; empty for the other sections.
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
        format!("{} {}", self.method, self.path)
    }

    /// The part after the operation: `query order_by[]`.
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
}

impl Fact {
    /// The line without its hash.
    pub(crate) fn plain(&self) -> String {
        let mut line = format!("{} {}", self.key.operation(), self.key.subject());
        if !self.value.is_empty() {
            line.push(' ');
            line.push_str(&self.value);
        }
        line
    }

    fn line(&self) -> String {
        match &self.wording.0 {
            Some(hash) => format!("{} ~{hash}", self.plain()),
            None => self.plain(),
        }
    }
}

impl Inventory {
    /// Every fact, in the order of the file.
    pub(crate) fn facts(&self) -> Vec<Fact> {
        self.operations.iter().flat_map(Operation::facts).collect()
    }
}

impl Operation {
    /// This operation's facts, in the order of the page.
    pub(crate) fn facts(&self) -> Vec<Fact> {
        let mut out = Vec::new();
        let mut add = |section, name: &str, value: String, wording: &Wording| {
            let key = Key { method: self.method, path: self.path.clone(), section, name: name.to_owned() };
            out.push(Fact { key, value, wording: wording.clone() });
        };
        add(Section::Title, "", String::new(), &self.title);
        if self.summary.0.is_some() {
            add(Section::Summary, "", String::new(), &self.summary);
        }
        if let Some(shape) = self.example {
            add(Section::Example, "", shape.to_string(), &Wording(None));
        }
        for (section, list) in [(Section::Path, &self.path_params), (Section::Query, &self.query)] {
            for param in list {
                add(section, &param.name, param_value(param), &param.wording);
            }
        }
        for_each_field(&self.body, "", &mut |path, field| {
            add(Section::Body, path, field_value(field), &field.wording);
        });
        for response in &self.responses {
            add(Section::Status(response.status), "", String::new(), &response.wording);
            for_each_field(&response.fields, "", &mut |path, field| {
                add(Section::Response(response.status), path, field_value(field), &field.wording);
            });
        }
        out
    }
}

pub(crate) fn param_value(param: &Param) -> String {
    let required = if param.required { "required" } else { "optional" };
    format!("{} {required}{}", param.ty, if param.legacy { " legacy" } else { "" })
}

pub(crate) fn field_value(field: &Field) -> String {
    format!("{}{}", field.ty, if field.nullable { " nullable" } else { "" })
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

pub(crate) fn join(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
}

/// The whole file.
pub(crate) fn to_text(inventory: &Inventory) -> String {
    let facts = inventory.facts();
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# What the docs page says, one fact a line. Written by `cargo xtask docs import`; not edited by hand."
    );
    let _ = writeln!(
        out,
        "# A type followed by [] is an array. ~ and eight digits: hash of the description, which is not kept."
    );
    let _ = writeln!(out, "# server {SERVER}");
    let _ = writeln!(out, "# prefix {PREFIX} (left out below)");
    let _ = writeln!(out, "# format {FORMAT}, operations {}, facts {}", inventory.operations.len(), facts.len());
    for fact in facts {
        let _ = writeln!(out, "{}", fact.line());
    }
    out
}
