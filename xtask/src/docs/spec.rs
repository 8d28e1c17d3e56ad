//! The spec as a document: loading it, following references, finding a place in the file.
//!
//! Knows YAML and JSON pointers, nothing of what OpenAPI means. `edit` changes the document, `yaml` writes values.

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

/// Longer chains of references are a circle.
const MAX_REFERENCES: usize = 16;

#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) value: Value,
    /// Paths with the keys below each, in the order of the file, which `value` does not keep.
    pub(crate) paths: Vec<(String, Vec<String>)>,
    lines: Vec<String>,
    /// How far each line is indented; `None` for blank lines and comments.
    indents: Vec<Option<usize>>,
}

/// A place in the document with what stands there.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub(crate) pointer: String,
    pub(crate) value: &'a Value,
}

/// The lines, counted from 1, that something takes up in the file, and how far it is indented.
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

    /// Follows references from a node to the first that is none; the way there comes with it, references first.
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

    /// The text of the file.
    pub(crate) fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }

    /// Finds the key or list item a pointer names, by indentation. `None` where the file uses `{…}` or `[…]` there.
    pub(crate) fn span(&self, pointer: &str) -> Option<Span> {
        let mut inside = Inside { first: 0, end: self.lines.len(), dash: None };
        let mut span = Span { first: 1, last: self.lines.len(), indent: 0 };
        for segment in pointer.split('/').skip(1) {
            let key = segment.replace("~1", "/").replace("~0", "~");
            (span, inside) = self.child(inside, &key)?;
        }
        Some(span)
    }

    /// The child with this key, or of this index, and the lines its own children are in.
    fn child(&self, inside: Inside, key: &str) -> Option<(Span, Inside)> {
        // The dash of a list item counts as white space while looking for the keys of that item.
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

/// Where a schema refers to, plainly or as `allOf` of one reference, which is how a reference gets a description.
fn reference(value: &Value) -> Option<&str> {
    fn plain(value: &Value) -> Option<&str> {
        value.get("$ref").and_then(Value::as_str)
    }
    match value.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) if value.get("properties").is_none() => plain(only),
        _ => plain(value),
    }
}

/// Lines of the file, counted from 0, the end excluded.
#[derive(Clone, Copy)]
struct Inside {
    first: usize,
    end: usize,
    /// The line whose leading dash was dealt with.
    dash: Option<usize>,
}

/// How far a line with content is indented.
fn indent_of(line: &str) -> Option<usize> {
    let content = line.trim_start();
    (!content.is_empty() && !content.starts_with('#')).then(|| line.len() - content.len())
}

/// The key a line begins with.
fn key_of(text: &str) -> Option<String> {
    for quote in ['\'', '"'] {
        if let Some(rest) = text.strip_prefix(quote) {
            return rest.split_once(quote).filter(|(_, r)| r.starts_with(':')).map(|(key, _)| key.to_owned());
        }
    }
    let end = text.find(": ").or_else(|| text.strip_suffix(':').map(str::len))?;
    Some(text[..end].to_owned())
}

/// `/components/schemas/Task` in words; what all paths have in common is left out.
pub(crate) fn in_words(pointer: &str) -> String {
    let parts: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|part| part.replace("~1", "/").replace("~0", "~").replace(PREFIX, "…"))
        .collect();
    parts.join(" → ")
}

/// The last step of a pointer as a key.
pub(crate) fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// One more step of a JSON pointer.
pub(crate) fn step(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

#[derive(serde::Deserialize)]
struct Order {
    paths: Pairs<Pairs<IgnoredAny>>,
}

/// A mapping that remembers its order.
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
