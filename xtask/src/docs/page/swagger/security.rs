//! Reads the authentication of an operation.

use serde_json::{Map, Value};

use super::Reader;
use crate::docs::facts::is_word;

impl Reader<'_> {
    /// Returns the authentication of the operation, if the contract states it.
    pub(super) fn auth(&mut self, operation: &Map<String, Value>, pointer: &str) -> Option<String> {
        let alternatives = operation.get("security").or(self.document.get("security"))?.as_array()?;
        let pointer = operation.get("security").map_or("".to_owned(), |_| pointer.to_owned());
        let required = alternatives.first().and_then(Value::as_object);
        let Some(name) = required.and_then(|required| required.keys().next()) else {
            self.unrecognized(&format!("{pointer}/security"), "an operation without authentication");
            return None;
        };
        let names = |(index, other): (usize, &Value)| -> Vec<String> {
            let names = other.as_object().into_iter().flat_map(Map::keys).cloned();
            names.skip(usize::from(index == 0)).collect()
        };
        let others: Vec<String> = alternatives.iter().enumerate().flat_map(names).collect();
        if !others.is_empty() {
            let what = format!("security besides {name}: {}", others.join(", "));
            self.unrecognized_once(&format!("{pointer}/security"), &what);
        }
        let scheme = self.document.get("securityDefinitions").and_then(|all| all.get(name));
        let word = |key: &str| scheme.and_then(|s| s.get(key)).and_then(Value::as_str).unwrap_or_default();
        match (word("type"), word("in"), word("name")) {
            ("basic", ..) => Some("basic".to_owned()),
            ("apiKey", "header", "Authorization") => Some("bearer".to_owned()),
            ("apiKey", "header", header) if is_word(header) => Some(header.to_ascii_lowercase()),
            _ => {
                self.unrecognized_once(&format!("{pointer}/security"), &format!("security {name}"));
                None
            }
        }
    }
}
