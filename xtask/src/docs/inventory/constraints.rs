//! The constraints of a type: formats, enumerations, limits.
//!
//! A constraint is written `key=value` in the facts file and under the same key in a schema. The kind of source decides
//! whether a source can state it, not this file.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

/// Schema keywords that are facts. Those in `OF_THE_ARRAY` belong to the array itself, all others to its items.
const KEYWORDS: [&str; 12] = [
    "format",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "default",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
];
/// Limits of texts and lists. Departures from them have a separate mark.
const SIZES: [&str; 4] = ["minLength", "maxLength", "minItems", "maxItems"];
/// Keywords that limit the values of a type.
const VALUES: [&str; 5] = ["format", "enum", "pattern", "minimum", "maximum"];
const OF_THE_ARRAY: [&str; 3] = ["minItems", "maxItems", "uniqueItems"];

/// The constraints of one type, by schema keyword.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Constraints(BTreeMap<&'static str, String>);

impl Constraints {
    /// Returns the constraints of a schema itself; `with_items` adds those of its items.
    pub(crate) fn of_schema(schema: &Map<String, Value>) -> Self {
        let mut out = Self::default();
        for key in KEYWORDS {
            // An enumeration without values does not limit them.
            if let Some(value) =
                schema.get(key).filter(|value| key != "enum" || value.as_array().is_none_or(|v| !v.is_empty()))
            {
                out.insert(key, text_of(value));
            }
        }
        out
    }

    /// Returns whether a limit that both state is narrower in `other`.
    pub(crate) fn allows_more_than(&self, other: &Self) -> bool {
        self.iter().any(|(key, own)| {
            let Some(theirs) = other.get(key).filter(|theirs| *theirs != own) else { return false };
            let rises = matches!((own.parse::<f64>(), theirs.parse::<f64>()), (Ok(own), Ok(theirs)) if theirs > own);
            match key {
                "minimum" | "minLength" | "minItems" => rises,
                "maximum" | "maxLength" | "maxItems" => !rises,
                "pattern" | "multipleOf" => true,
                "uniqueItems" => theirs == "true",
                _ => false,
            }
        })
    }

    /// Combines the constraints of an array itself with those of its items.
    pub(crate) fn with_items(mut self, items: &Self) -> Self {
        self.0.retain(|key, _| OF_THE_ARRAY.contains(key));
        self.0.extend(items.0.iter().filter(|(key, _)| !OF_THE_ARRAY.contains(key)).map(|(k, v)| (*k, v.clone())));
        self
    }

    pub(crate) fn insert(&mut self, key: &'static str, value: String) {
        self.0.insert(key, value);
    }

    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the values of an enumeration, in the order of the source.
    pub(crate) fn values(&self) -> Option<Vec<String>> {
        Some(self.get("enum")?.split(',').map(decode).collect())
    }

    /// Returns the names of sort keys if the enumeration lists each of its values ascending and descending.
    pub(crate) fn sort_keys(&self) -> Option<Vec<String>> {
        let values = self.values()?;
        let (descending, keys): (Vec<&String>, Vec<&String>) = values.iter().partition(|value| value.starts_with('-'));
        let are_pairs = !keys.is_empty()
            && keys.len() == descending.len()
            && keys.iter().all(|key| values.contains(&format!("-{key}")));
        are_pairs.then(|| keys.into_iter().cloned().collect())
    }

    /// Returns a copy without this keyword.
    pub(crate) fn without(&self, key: &str) -> Self {
        let mut copy = self.clone();
        copy.0.retain(|other, _| *other != key);
        copy
    }

    /// Returns whether both have the same constraints; the order of an enumeration does not matter.
    pub(crate) fn same(&self, other: &Self) -> bool {
        let sorted = |c: &Self| {
            let mut values = c.values().unwrap_or_default();
            values.sort();
            values
        };
        self.without("enum") == other.without("enum")
            && self.get("enum").is_some() == other.get("enum").is_some()
            && sorted(self) == sorted(other)
    }

    /// Adds the constraints of `other`, which replace existing ones with the same keyword.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.0.extend(other.0.iter().map(|(key, value)| (*key, value.clone())));
    }

    /// Adds the enumeration of sort keys, each ascending and descending.
    pub(crate) fn with_sort_keys(mut self, keys: &[Value]) -> Self {
        let words: Vec<String> = keys.iter().map(text_of).flat_map(|key| [format!("-{key}"), key]).collect();
        self.insert("enum", words.join(","));
        self
    }

    /// Returns the limits of texts and lists.
    pub(crate) fn of_sizes(&self) -> Self {
        Self(self.0.iter().filter(|(key, _)| SIZES.contains(key)).map(|(k, v)| (*k, v.clone())).collect())
    }

    /// Returns the constraints that limit the values of a type: format, enumeration, range.
    pub(crate) fn of_values(&self) -> Self {
        Self(self.0.iter().filter(|(key, _)| VALUES.contains(key)).map(|(k, v)| (*k, v.clone())).collect())
    }

    /// Returns the constraints that describe how a value is used, without limiting the values of a type.
    pub(crate) fn of_notes(&self) -> Self {
        let is_note = |key: &str| !SIZES.contains(&key) && !VALUES.contains(&key);
        Self(self.0.iter().filter(|(key, _)| is_note(key)).map(|(k, v)| (*k, v.clone())).collect())
    }

    /// Adds an enumeration of these values.
    pub(crate) fn with_values(mut self, values: &[Value]) -> Self {
        self.insert("enum", values.iter().map(text_of).collect::<Vec<_>>().join(","));
        self
    }

    /// Iterates over the keywords with their values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(key, value)| (*key, value.as_str()))
    }

    /// Returns whether both have the same constraint for this keyword.
    pub(crate) fn agrees_on(&self, key: &str, other: &Self) -> bool {
        let only = |c: &Self| Self(c.0.iter().filter(|(k, _)| **k == key).map(|(k, v)| (*k, v.clone())).collect());
        only(self).same(&only(other))
    }

    /// Splits into the constraints of the array itself and those of its items.
    pub(crate) fn split(&self) -> (Self, Self) {
        let (own, items) = self.0.clone().into_iter().partition(|(key, _)| OF_THE_ARRAY.contains(key));
        (Self(own), Self(items))
    }

    /// Returns the constraints as keys of a schema.
    pub(crate) fn to_schema(&self) -> Map<String, Value> {
        let entry = |(key, text): (&&'static str, &String)| ((*key).to_owned(), value_of(key, text));
        self.0.iter().map(entry).collect()
    }

    /// Adds a constraint of a facts file, such as `minimum=1`. Returns `false` if it is not a valid constraint.
    pub(crate) fn read_word(&mut self, word: &str) -> bool {
        let Some((key, value)) = word.split_once('=') else { return false };
        let Some(key) = KEYWORDS.into_iter().find(|known| *known == key) else { return false };
        self.0.insert(key, value.to_owned()).is_none() && !value.is_empty()
    }
}

impl fmt::Display for Constraints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (key, value) in &self.0 {
            write!(f, " {key}={value}")?;
        }
        Ok(())
    }
}

/// Formats a value without spaces, commas, tildes and control characters.
fn text_of(value: &Value) -> String {
    match value {
        // A constraint without a text would not be read back.
        Value::Array(items) if items.is_empty() => "[]".to_owned(),
        // A nullable enumeration lists null, which is a fact of the type.
        Value::Array(items) => items.iter().filter(|item| !item.is_null()).map(text_of).collect::<Vec<_>>().join(","),
        Value::String(text) => encode(text),
        Value::Number(number) => match number.as_f64() {
            // `1` and `1.0` are the same limit.
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => format!("{float:.0}"),
            _ => number.to_string(),
        },
        other => encode(&other.to_string()),
    }
}

fn value_of(key: &str, text: &str) -> Value {
    match key {
        "enum" => text.split(',').map(|value| Value::from(decode(value))).collect(),
        "format" | "pattern" => Value::from(decode(text)),
        _ => serde_json::from_str(text).unwrap_or_else(|_| Value::from(decode(text))),
    }
}

fn encode(text: &str) -> String {
    if text.is_empty() {
        return "%".to_owned();
    }
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"%,~=`".contains(c);
    text.chars().map(|c| if plain(c) { c.to_string() } else { format!("%{:x};", u32::from(c)) }).collect()
}

fn decode(word: &str) -> String {
    if word == "%" {
        return String::new();
    }
    let mut parts = word.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part
            .split_once(';')
            .and_then(|(hex, rest)| Some((char::from_u32(u32::from_str_radix(hex, 16).ok()?)?, rest)))
        {
            Some((c, rest)) => {
                out.push(c);
                out.push_str(rest);
            }
            None => {
                out.push('%');
                out.push_str(part);
            }
        }
    }
    out
}
