//! Edits the spec and keeps all other text as it is, including comments.
//!
//! The value and the lines of the file are changed together. Where the file has a value on one line (`{…}`), the
//! nearest enclosing block is rewritten.

use std::ops::Range;

use serde_json::Value;

use super::{Spec, step, yaml};

/// Containers that are removed with their last entry.
const NOT_EMPTY: [&str; 6] = ["x-docs", "parameters", "required", "enum", "headers", "content"];

impl Spec {
    /// Replaces the value at a pointer.
    pub(crate) fn replace(&mut self, pointer: &str, value: Value) {
        let Some(current) = self.value.pointer_mut(pointer) else { return };
        *current = value;
        self.write_anew(pointer);
    }

    /// Adds a key to a mapping: after `behind`, before `before`, or where the order of keys puts it.
    pub(crate) fn insert(&mut self, parent: &str, key: &str, value: Value, behind: Option<&str>, before: Option<&str>) {
        let anchor = |key: Option<&str>| key.and_then(|key| self.span(&step(parent, key)));
        let line = match (anchor(behind), anchor(before)) {
            (Some(span), _) => Some((span.last, span.indent)),
            (None, Some(span)) if !self.begins_item(span) => Some((span.first - 1, span.indent)),
            _ => None,
        };
        let is_path = parent == "/paths";
        let operation = parent.strip_prefix("/paths/").filter(|rest| !rest.contains('/')).map(super::unescape);
        let keys: Vec<String> = value.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
        let Some(map) = self.value.pointer_mut(parent).and_then(Value::as_object_mut) else { return };
        map.insert(key.to_owned(), value.clone());
        if let Some((line, indent)) = line {
            self.splice(line..line, yaml::entry(key, &value, indent));
        } else if map.len() > 1
            && let Some(span) = self.last_child(parent)
        {
            self.splice(span.last..span.last, yaml::entry(key, &value, span.indent));
        } else {
            self.write_anew(parent);
        }
        if is_path {
            let index = behind.and_then(|name| self.paths.iter().position(|(path, _)| path == name));
            let at = index.map_or(self.paths.len(), |index| index + 1);
            let at = match (behind, before.and_then(|name| self.paths.iter().position(|(path, _)| path == name))) {
                (None, Some(index)) => index,
                _ => at,
            };
            self.paths.insert(at, (key.to_owned(), keys));
        } else if let Some(path) = operation
            && let Some((_, methods)) = self.paths.iter_mut().find(|(name, _)| *name == path)
        {
            let index = behind.and_then(|name| methods.iter().position(|m| m == name));
            let at = index.map_or(methods.len(), |index| index + 1);
            methods.insert(at, key.to_owned());
        }
    }

    /// Adds an item to a list.
    pub(crate) fn insert_item(&mut self, list: &str, index: usize, value: Value) {
        let span = if index > 0 {
            self.span(&format!("{list}/{}", index - 1)).map(|span| (span.last, span.indent))
        } else {
            self.span(&format!("{list}/0")).map(|span| (span.first - 1, span.indent))
        };
        let Some(items) = self.value.pointer_mut(list).and_then(Value::as_array_mut) else { return };
        items.insert(index.min(items.len()), value.clone());
        match span {
            Some((line, indent)) => {
                self.splice(line..line, yaml::item_lines(&value, indent));
            }
            None => self.write_anew(list),
        }
    }

    /// Removes the value at a pointer, and a container that becomes empty.
    pub(crate) fn remove(&mut self, pointer: &str) {
        let Some((parent, last)) = pointer.rsplit_once('/') else { return };
        let key = super::unescape(last);
        let emptied = match self.value.pointer(parent) {
            Some(Value::Object(map)) => map.len() == 1,
            Some(Value::Array(items)) => items.len() == 1,
            _ => return,
        };
        let container = parent.rsplit('/').next().unwrap_or_default();
        if emptied && (NOT_EMPTY.contains(&container) || parent.starts_with("/paths/") && !parent[7..].contains('/')) {
            self.remove(parent);
            return;
        }
        let span = self.span(pointer);
        match self.value.pointer_mut(parent) {
            Some(Value::Object(map)) => {
                map.remove(&key);
            }
            Some(Value::Array(items)) => {
                if let Ok(index) = key.parse::<usize>() {
                    items.remove(index);
                }
            }
            _ => {}
        }
        match span {
            Some(span) if !emptied && !self.begins_item(span) => {
                self.splice(span.first - 1..span.last, Vec::new());
            }
            _ => self.write_anew(parent),
        }
        if parent == "/paths" {
            self.paths.retain(|(path, _)| *path != key);
        } else if let Some(path) = parent.strip_prefix("/paths/").filter(|rest| !rest.contains('/')) {
            let path = super::unescape(path);
            for (_, methods) in self.paths.iter_mut().filter(|(name, _)| *name == path) {
                methods.retain(|method| *method != key);
            }
        }
    }

    fn splice(&mut self, range: Range<usize>, lines: Vec<String>) {
        self.indents.splice(range.clone(), lines.iter().map(|line| super::indent_of(line)));
        self.lines.splice(range, lines);
    }

    /// Rewrites the lines of a value. If the value does not have separate lines in the file, the enclosing block is
    /// rewritten.
    fn write_anew(&mut self, pointer: &str) {
        let mut pointer = pointer.to_owned();
        loop {
            let span = self.span(&pointer).filter(|span| !self.begins_item(*span));
            if let (Some(span), Some(value)) = (span, self.value.pointer(&pointer)) {
                let (parent, last) = pointer.rsplit_once('/').unwrap_or(("", ""));
                let in_list = self.value.pointer(parent).is_some_and(Value::is_array);
                let lines = if in_list {
                    yaml::item_lines(value, span.indent)
                } else {
                    yaml::entry(&super::unescape(last), value, span.indent)
                };
                self.splice(span.first - 1..span.last, lines);
                return;
            }
            match pointer.rsplit_once('/') {
                Some((parent, _)) if !parent.is_empty() => pointer = parent.to_owned(),
                _ => return,
            }
        }
    }

    /// Returns whether a key is on the line of the dash of its list item: the line cannot be replaced without the item.
    fn begins_item(&self, span: super::Span) -> bool {
        let line = &self.lines[span.first - 1];
        let text = line.trim_start();
        text.starts_with("- ") && line.len() - text.len() < span.indent
    }

    /// Returns the end of a mapping in block style, and the indentation of its keys.
    fn last_child(&self, parent: &str) -> Option<super::Span> {
        let span = self.span(parent)?;
        let inside = self.lines.get(span.first..span.last)?;
        let first = inside.iter().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))?;
        let indent = first.len() - first.trim_start().len();
        (indent > span.indent).then_some(super::Span { indent, ..span })
    }
}
