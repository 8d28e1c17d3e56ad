//! Parsing a query string as the service does: values of known names are strict, unknown names are ignored.
//!
//! This file checks the syntax of the values; their meaning for a list is in `filter.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use url::form_urlencoded;

use crate::clock;
use crate::error::ApiError;

/// The accepted spellings of an array parameter besides the repeated plain name.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ArraySpelling {
    /// `status_id=1,2`. One official document uses it, two use only the repeated name.
    pub(crate) commas: bool,
    /// `status_id[]=1`. The vendor's documentation shows it; no live call with it is known.
    pub(crate) brackets: bool,
}

/// A choice of ids: any of these, or no id if `none` is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct IdChoice {
    pub(crate) ids: Vec<i64>,
    pub(crate) none: bool,
}

impl IdChoice {
    /// Returns whether a single, possibly missing id is chosen.
    pub(crate) fn matches(&self, id: Option<i64>) -> bool {
        id.map_or(self.none, |id| self.ids.contains(&id))
    }

    /// Returns whether one of several ids is chosen, or the empty list is.
    pub(crate) fn matches_any(&self, ids: &[i64]) -> bool {
        if ids.is_empty() { self.none } else { ids.iter().any(|id| self.ids.contains(id)) }
    }
}

/// The decoded pairs of a query.
#[derive(Debug)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
    spelling: ArraySpelling,
}

impl Query {
    pub(crate) fn new(pairs: Vec<(String, String)>, spelling: ArraySpelling) -> Self {
        Self { pairs, spelling }
    }

    /// Returns the first value of a name. Later values of a single parameter are ignored [inferred: Go's
    /// `Query().Get`].
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns all values of an array parameter; `None` if it was not sent.
    pub(crate) fn all(&self, name: &str) -> Option<Vec<&str>> {
        let bracketed = |key: &str| self.spelling.brackets && key.strip_suffix("[]") == Some(name);
        let sent = self.pairs.iter().filter(|(key, _)| key == name || bracketed(key));
        let mut values = Vec::new();
        for (_, value) in sent {
            if self.spelling.commas {
                values.extend(value.split(','));
            } else {
                values.push(value.as_str());
            }
        }
        if values.is_empty() { None } else { Some(values) }
    }

    pub(crate) fn int(&self, name: &str) -> Result<Option<i64>, ApiError> {
        self.first(name).map(|text| int(name, text)).transpose()
    }

    /// Reads one id, from 1 on.
    pub(crate) fn id(&self, name: &str) -> Result<Option<i64>, ApiError> {
        self.first(name).map(|text| id(name, text)).transpose()
    }

    /// Reads one text. An empty text is refused [unknown]: it would select all tasks or none.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        match self.first(name) {
            Some("") => Err(ApiError::validation(format!("{name}: must not be empty"))),
            text => Ok(text),
        }
    }

    /// Reads `true` or `false`.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        self.first(name)
            .map(|text| match text {
                "true" => Ok(true),
                "false" => Ok(false),
                _ => Err(refuse(name, text, "true or false")),
            })
            .transpose()
    }

    pub(crate) fn date(&self, name: &str) -> Result<Option<NaiveDate>, ApiError> {
        self.first(name)
            .map(|text| clock::date(text).ok_or_else(|| refuse(name, text, "a date (YYYY-MM-DD)")))
            .transpose()
    }

    pub(crate) fn instant(&self, name: &str) -> Result<Option<DateTime<Utc>>, ApiError> {
        self.first(name)
            .map(|text| clock::instant(text).ok_or_else(|| refuse(name, text, "an RFC 3339 instant")))
            .transpose()
    }

    /// Reads an array of ids; an empty value is an error.
    pub(crate) fn ids(&self, name: &str) -> Result<Option<Vec<i64>>, ApiError> {
        self.all(name).map(|values| values.into_iter().map(|text| id(name, text)).collect()).transpose()
    }

    /// Reads an array of ids in which an empty value means "has none". Together with ids it means any of these or none
    /// [inferred; each form alone is documented].
    pub(crate) fn ids_or_none(&self, name: &str) -> Result<Option<IdChoice>, ApiError> {
        let Some(values) = self.all(name) else {
            return Ok(None);
        };
        let mut choice = IdChoice::default();
        for text in values {
            if text.is_empty() {
                choice.none = true;
            } else {
                choice.ids.push(id(name, text)?);
            }
        }
        Ok(Some(choice))
    }

    /// Reads one keyword of a fixed set.
    pub(crate) fn keyword(&self, name: &str, known: &[&str]) -> Result<Option<String>, ApiError> {
        self.first(name).map(|text| keyword(name, text, known)).transpose()
    }

    /// Reads several keywords of a fixed set.
    pub(crate) fn keywords(&self, name: &str, known: &[&str]) -> Result<Option<Vec<String>>, ApiError> {
        self.all(name).map(|values| values.into_iter().map(|text| keyword(name, text, known)).collect()).transpose()
    }
}

/// Decodes a raw query.
pub(crate) fn pairs(raw: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(raw.as_bytes()).into_owned().collect()
}

fn int(name: &str, text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| refuse(name, text, "an integer"))
}

fn id(name: &str, text: &str) -> Result<i64, ApiError> {
    crate::route::positive(text).ok_or_else(|| refuse(name, text, "a positive integer"))
}

/// Reads a keyword. Refusing an unknown one is an assumption [unknown]: it shows a client's spelling mistakes, which an
/// empty list would hide.
fn keyword(name: &str, text: &str, known: &[&str]) -> Result<String, ApiError> {
    if known.contains(&text) {
        Ok(text.to_owned())
    } else {
        Err(refuse(name, text, &format!("one of {}", known.join(", "))))
    }
}

fn refuse(name: &str, text: &str, wanted: &str) -> ApiError {
    ApiError::validation(format!("{name}: expected {wanted}, got '{text}'"))
}
