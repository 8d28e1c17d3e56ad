//! The spec as a document: loads it, follows references, finds the lines of a value in the file.
//!
//! This file knows YAML and JSON pointers, but nothing about OpenAPI. `edit` changes the document, `yaml` writes
//! values.

mod edit;
mod yaml;

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess};
use serde_json::Value;

use crate::docs::inventory::PREFIX;

/// The limit for chains of references; a longer chain is a cycle.
const MAX_REFERENCES: usize = 16;

#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) value: Value,
    /// Paths with the keys below each, in the order of the file, which `value` does not keep.
    pub(crate) paths: Vec<(String, Vec<String>)>,
    lines: Vec<String>,
    /// The indentation of each line; `None` for blank lines and comments.
    indents: Vec<Option<usize>>,
}

/// A value in the document with its pointer.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub(crate) pointer: String,
    pub(crate) value: &'a Value,
}

/// The lines of a value in the file, counted from 1, and their indentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) indent: usize,
}

impl Spec {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)
            .with_context(|| format!("cannot read {}: run this from the root of the workspace", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} is not YAML that can be read", path.display()))
    }

    pub(crate) fn parse(text: &str) -> Result<Self> {
        let value: Value = serde_saphyr::from_str(text)?;
        let order: Order = serde_saphyr::from_str(text).context("`paths` is to be a mapping of mappings")?;
        let paths = order.paths.0.into_iter().map(|(path, item)| (path, item.0.into_iter().map(|(k, _)| k).collect()));
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let indents = lines.iter().map(|line| indent_of(line)).collect();
        Ok(Self { value, paths: paths.collect(), lines, indents })
    }

    pub(crate) fn node(&self, pointer: &str) -> Option<Node<'_>> {
        Some(Node { pointer: pointer.to_owned(), value: self.value.pointer(pointer)? })
    }

    /// Follows references from a node to the first node that is not a reference. Returns all nodes on this path,
    /// references first.
    pub(crate) fn follow<'a>(&'a self, node: Node<'a>) -> Result<Vec<Node<'a>>, String> {
        let mut way = vec![node];
        for _ in 0..MAX_REFERENCES {
            let Some(last) = way.last() else { break };
            let Some(reference) = reference(last.value) else { return Ok(way) };
            let target = reference.strip_prefix('#').and_then(|p| self.node(p));
            let Some(target) = target else { return Err(format!("`$ref: {reference}` leads nowhere")) };
            way.push(target);
        }
        Err("a circle of references".to_owned())
    }

    /// Returns the text of the file.
    pub(crate) fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }

    /// Finds the key or list item of a pointer by its indentation. `None` where the file uses `{…}` or `[…]`.
    pub(crate) fn span(&self, pointer: &str) -> Option<Span> {
        let mut inside = Inside { first: 0, end: self.lines.len(), dash: None };
        let mut span = Span { first: 1, last: self.lines.len(), indent: 0 };
        for segment in pointer.split('/').skip(1) {
            let key = segment.replace("~1", "/").replace("~0", "~");
            (span, inside) = self.child(inside, &key)?;
        }
        Some(span)
    }

    /// Returns the child with this key or index, and the lines of its children.
    fn child(&self, inside: Inside, key: &str) -> Option<(Span, Inside)> {
        // The dash of a list item counts as white space when the keys of that item are searched.
        let text = |line: usize| {
            let text = &self.lines[line];
            if inside.dash == Some(line) {
                Cow::Owned(text.replacen("- ", "  ", 1))
            } else {
                Cow::Borrowed(text.as_str())
            }
        };
        let indent = |line: usize| match inside.dash == Some(line) {
            true => indent_of(&text(line)),
            false => self.indents[line],
        };
        let real: Vec<(usize, usize)> =
            (inside.first..inside.end).filter_map(|line| Some((line, indent(line)?))).collect();
        let indent = real.first()?.1;
        let starts: Vec<usize> = real.iter().filter(|(_, depth)| *depth == indent).map(|(line, _)| *line).collect();
        let items = text(starts[0])[indent..].starts_with("- ");
        let index = if items {
            key.parse().ok()?
        } else {
            starts.iter().position(|line| key_of(&text(*line)[indent..]).as_deref() == Some(key))?
        };
        let first = *starts.get(index)?;
        let end = starts.get(index + 1).copied().unwrap_or(inside.end);
        // Blank lines and comments before the next key belong to that key.
        let last = real.iter().map(|(line, _)| *line).rfind(|line| (first..end).contains(line))?;
        let span = Span { first: first + 1, last: last + 1, indent };
        let children =
            Inside { first: if items { first } else { first + 1 }, end: last + 1, dash: items.then_some(first) };
        Some((span, children))
    }
}

/// Returns the target of a reference: a plain one, or `allOf` of one reference, which allows a description beside it.
fn reference(value: &Value) -> Option<&str> {
    fn plain(value: &Value) -> Option<&str> {
        value.get("$ref").and_then(Value::as_str)
    }
    match value.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) if value.get("properties").is_none() => plain(only),
        _ => plain(value),
    }
}

/// A range of lines of the file, counted from 0, without `end`.
#[derive(Clone, Copy)]
struct Inside {
    first: usize,
    end: usize,
    /// The line whose leading dash is treated as white space.
    dash: Option<usize>,
}

/// Returns the indentation of a line with content.
fn indent_of(line: &str) -> Option<usize> {
    let content = line.trim_start();
    (!content.is_empty() && !content.starts_with('#')).then(|| line.len() - content.len())
}

/// Returns the key that a line begins with.
fn key_of(text: &str) -> Option<String> {
    for quote in ['\'', '"'] {
        if let Some(rest) = text.strip_prefix(quote) {
            return rest.split_once(quote).filter(|(_, r)| r.starts_with(':')).map(|(key, _)| key.to_owned());
        }
    }
    let end = text.find(": ").or_else(|| text.strip_suffix(':').map(str::len))?;
    Some(text[..end].to_owned())
}

/// Formats a pointer such as `/components/schemas/Task` for people; the prefix that all paths share is omitted.
pub(crate) fn in_words(pointer: &str) -> String {
    let parts: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|part| part.replace("~1", "/").replace("~0", "~").replace(PREFIX, "…"))
        .collect();
    parts.join(" → ")
}

/// Decodes one step of a pointer into a key.
pub(crate) fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// Appends one step to a JSON pointer.
pub(crate) fn step(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

#[derive(serde::Deserialize)]
struct Order {
    paths: Pairs<Pairs<IgnoredAny>>,
}

/// A mapping that keeps its order.
struct Pairs<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
            type Value = Pairs<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Visitor(std::marker::PhantomData))
    }
}
