//! Reports the parts of the contract that facts cannot express.

use serde_json::{Map, Value};

use super::super::{Location, UnrecognizedSection, short};
use super::{JSON, Reader, escape, media_type, strings};
use crate::docs::inventory::{Operation, Param, SERVER};

/// The first step of the paths of the API.
const ROOT: &str = "/organizations/";

/// Describes parts of paths that their operation does not describe as the first other operation does.
pub(super) fn describe_paths(operations: &mut [Operation]) {
    let known: Vec<Param> = operations.iter().flat_map(|operation| operation.path_params.clone()).collect();
    for operation in operations {
        for name in undescribed(operation) {
            operation.path_params.extend(known.iter().find(|param| param.name == name).cloned());
        }
    }
}

/// Returns the names in the path of an operation that none of its parameters has.
fn undescribed(operation: &Operation) -> Vec<String> {
    let names = operation.path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    names.filter(|name| !operation.path_params.iter().any(|p| p.name == *name)).map(str::to_owned).collect()
}

impl Reader<'_> {
    /// Returns the path of an operation below the server. A document may state a part of the server in each path, or a
    /// part of each path in `basePath`.
    pub(super) fn below_server(&self, name: &str) -> String {
        let own_base = SERVER.rsplit_once('/').map_or("", |(_, base)| base);
        let base = self.document.get("basePath").and_then(Value::as_str).unwrap_or_default().trim_end_matches('/');
        let full = format!("{base}{name}");
        let rest = full.strip_prefix('/').and_then(|full| full.strip_prefix(own_base));
        match rest.filter(|rest| !name.starts_with(ROOT) && rest.starts_with(ROOT)) {
            Some(path) => path.to_owned(),
            None => name.to_owned(),
        }
    }

    /// Reports a `host`, `basePath` or `schemes` that are not those of the server: the operations would have other
    /// addresses. Tools write a local host that means nothing. The base path of `folded` paths was read with them.
    pub(super) fn server(&mut self, folded: bool) {
        let word = |key: &str| self.document.get(key).and_then(Value::as_str).unwrap_or_default();
        let (scheme, rest) = SERVER.split_once("://").unwrap_or_default();
        let (own_host, own_base) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (host, base) = (word("host"), word("basePath").trim_end_matches('/'));
        let is_local = ["localhost", "127.0.0.1"].contains(&host.split(':').next().unwrap_or_default());
        if !host.is_empty() && !is_local && host != own_host {
            self.unrecognized("/host", host);
        }
        if !base.is_empty() && base != own_base && !folded {
            self.unrecognized("/basePath", base);
        }
        let schemes = strings(self.document.get("schemes"));
        if !is_local && !schemes.is_empty() && !schemes.iter().any(|known| known == scheme) {
            self.unrecognized("/schemes", &schemes.join(", "));
        }
    }

    /// Reports types of responses other than JSON. Those of the document apply to operations that state none.
    pub(super) fn produces(&mut self, operation: &Map<String, Value>, pointer: &str) {
        let (own, shared) = (operation.get("produces"), self.document.get("produces"));
        let pointer = own.map_or("/produces".to_owned(), |_| format!("{pointer}/produces"));
        for produced in strings(own.or(shared)) {
            if media_type(&produced) != JSON {
                self.unrecognized(&pointer, &produced);
            }
        }
    }

    /// Returns the content type of requests. If JSON is one of several, the others are reported.
    pub(super) fn consumes(&mut self, operation: &Map<String, Value>, pointer: &str) -> String {
        let list = strings(operation.get("consumes").or(self.document.get("consumes")));
        let types: Vec<String> = list.iter().map(|kind| media_type(kind)).collect();
        let others: Vec<&str> = types.iter().map(String::as_str).filter(|kind| *kind != JSON).collect();
        if others.is_empty() || others.len() == types.len() {
            return types.join(",");
        }
        let others = format!("requests in other types besides JSON: {}", others.join(", "));
        self.unrecognized_once(&format!("{pointer}/consumes"), &others);
        JSON.to_owned()
    }

    /// Reports parts of a path that no parameter describes.
    pub(super) fn undescribed(&mut self, operation: &Operation, pointer: &str) {
        for name in undescribed(operation) {
            self.unrecognized(pointer, &format!("path parameter {name}, which is not described"));
        }
    }

    /// Reports the keys of a parameter that are neither `known` nor constraints, unless they only say `false`.
    pub(super) fn other_keys(&mut self, map: &Map<String, Value>, known: &dyn Fn(&str) -> bool, pointer: &str) {
        for (key, value) in map {
            if !known(key) && !key.starts_with("x-") && *value != Value::Bool(false) {
                self.unrecognized(&format!("{pointer}/{}", escape(key)), key);
            }
        }
    }

    pub(super) fn unrecognized(&mut self, pointer: &str, heading: &str) {
        if self.reported.insert((pointer.to_owned(), heading.to_owned())) {
            self.unrecognized.push(UnrecognizedSection {
                location: Location::Pointer(pointer.to_owned()),
                heading: short(heading),
                lines: 1,
            });
        }
    }

    /// Reports a part that most operations have, only for its first occurrence.
    pub(super) fn unrecognized_once(&mut self, pointer: &str, heading: &str) {
        if self.reported.insert((String::new(), heading.to_owned())) {
            self.unrecognized(pointer, heading);
        }
    }
}
