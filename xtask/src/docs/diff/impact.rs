//! Decides what a change means for users of the SDK.
//!
//! *Breaking*: a program that compiled and worked may stop doing so. *Additive*: it continues to work, and can do more.
//! *Wording*: only a sentence changed; a person has to read it, because it may describe new behaviour. The structs of
//! these crates are non-exhaustive, their enumerations open, and their constructors take the required fields of a
//! schema: this determines the impact of a change.

use std::fmt;

use crate::docs::facts::{FactValue, Key, Section, for_each_field};
use crate::docs::inventory::Operation;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Impact {
    Breaking,
    Additive,
    Wording,
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Breaking => "breaking",
            Self::Additive => "additive",
            Self::Wording => "wording",
        })
    }
}

type ImpactReason = (Impact, &'static str);

pub(super) fn operation(added: bool) -> ImpactReason {
    if added {
        (Impact::Additive, "a new operation")
    } else {
        (Impact::Breaking, "its method has nothing to call any more")
    }
}

/// Returns the impact of another method or path: the operation keeps its name in the SDK.
pub(super) fn moved(old: &Operation, new: &Operation) -> ImpactReason {
    if old.path_params.len() == new.path_params.len() {
        (Impact::Additive, "the call keeps its name; only what is sent changes")
    } else {
        (Impact::Breaking, "the call takes other arguments")
    }
}

pub(super) fn reworded() -> ImpactReason {
    (Impact::Wording, "read the source: the sentence may describe new behaviour")
}

/// Returns the impact of a new fact; `in_spec` says whether the spec already has it, as something that no source lists.
pub(super) fn added(key: &Key, value: &FactValue, old: &Operation, in_spec: bool) -> ImpactReason {
    match key.section {
        Section::Query if value.required => (Impact::Breaking, "requests without it will be refused"),
        Section::Query => (Impact::Additive, "a new option"),
        Section::Path => (Impact::Breaking, "the address needs one more part"),
        Section::Body | Section::Response(_) if shapes_free_json(key, old) => {
            (Impact::Breaking, "was free-form JSON, becomes a struct")
        }
        Section::Body if value.required => (Impact::Breaking, "the constructor takes it"),
        Section::Body => (Impact::Additive, "one more value can be sent"),
        Section::Response(code) if key.name.is_empty() && success(code) => {
            (Impact::Breaking, "the method returns it, and returned nothing")
        }
        Section::Response(_) => (Impact::Additive, "one more value arrives; the structs are non-exhaustive"),
        Section::Status(_) if in_spec => (Impact::Additive, "the spec has it already"),
        Section::Status(code) if success(code) => (Impact::Breaking, "a success that callers did not expect"),
        Section::Status(_) => (Impact::Additive, "a failure is documented; every status is handled already"),
        Section::Example if key.name == "body" => (Impact::Breaking, "the operation takes a body"),
        Section::Example => (Impact::Additive, "the example shows it; check that requests send it"),
        Section::Title | Section::Summary => reworded(),
    }
}

pub(super) fn removed(key: &Key) -> ImpactReason {
    match key.section {
        Section::Query => (Impact::Breaking, "the server ignores unknown names: the option would silently do nothing"),
        Section::Path => (Impact::Breaking, "the address has one part less"),
        Section::Body => (Impact::Breaking, "what is sent there would silently be ignored"),
        Section::Response(_) => (Impact::Breaking, "code that reads it has nothing to read"),
        Section::Status(code) if success(code) => (Impact::Breaking, "success arrives in another form"),
        Section::Status(_) => (Impact::Additive, "a failure is no longer documented; every status is handled"),
        Section::Example if key.name == "body" => (Impact::Breaking, "the operation no longer shows a body"),
        Section::Example if key.name == "auth" => {
            (Impact::Breaking, "the example shows no authentication; check which one the operation accepts")
        }
        Section::Example => (Impact::Additive, "the example no longer shows it; check that requests need it"),
        Section::Title | Section::Summary => reworded(),
    }
}

pub(super) fn changed(key: &Key, before: &FactValue, after: &FactValue) -> ImpactReason {
    let response = matches!(key.section, Section::Response(_));
    if key.section == Section::Example {
        return (Impact::Breaking, "requests have to be sent in another form");
    }
    if before.ty != after.ty {
        return (Impact::Breaking, "its type in Rust changes");
    }
    if before.bare != after.bare {
        return (Impact::Breaking, "the body has another outermost shape");
    }
    if !before.constraints.same(&after.constraints) {
        return constraints(before, after, response);
    }
    if !response && !before.required && after.required {
        return (Impact::Breaking, "requests without it will be refused, and the constructor takes it");
    }
    if key.section == Section::Body && before.required && !after.required {
        return (Impact::Breaking, "the constructor no longer takes it");
    }
    if response {
        return (Impact::Additive, "a response reads the same with null and without the field");
    }
    if before.nullable != after.nullable && after.ty.is_some_and(|ty| ty.array) {
        return (Impact::Additive, "its type in Rust stays: an empty list clears it");
    }
    if before.nullable && !after.nullable {
        return (Impact::Breaking, "it can no longer be cleared by sending null");
    }
    if !before.nullable && after.nullable {
        return (Impact::Breaking, "it can be cleared by sending null: its type becomes Nullable<T>");
    }
    if after.legacy && !before.legacy {
        return (Impact::Additive, "it is outdated: goes on working, with a deprecation warning");
    }
    if after.spelling != before.spelling
        && after.spelling.as_deref().is_some_and(|s| !["brackets", "multi"].contains(&s))
    {
        return (
            Impact::Breaking,
            "several values are sent as one text; see ArrayEncoding, and join only this parameter",
        );
    }
    if after.spelling != before.spelling {
        return (Impact::Additive, "another spelling of arrays; see ArrayEncoding");
    }
    (Impact::Additive, "asks for less than before")
}

fn constraints(before: &FactValue, after: &FactValue, response: bool) -> ImpactReason {
    match (before.constraints.values(), after.constraints.values()) {
        (Some(old), Some(new)) if old.iter().any(|value| !new.contains(value)) => {
            return (Impact::Breaking, "a value is gone: its constant has nothing to name");
        }
        (Some(old), Some(new)) if old != new => return (Impact::Additive, "more values; the enumeration is open"),
        (None, Some(_)) => return (Impact::Breaking, "its type becomes an open enumeration"),
        (Some(_), None) => return (Impact::Breaking, "its type is no longer an enumeration"),
        _ => {}
    }
    if before.constraints.get("format") != after.constraints.get("format") {
        return (Impact::Breaking, "its type in Rust changes with the format");
    }
    let (old, new) = (before.constraints.without("default"), after.constraints.without("default"));
    if response {
        (Impact::Additive, "limits of the values that arrive; types stay")
    } else if old.allows_more_than(&new) {
        (Impact::Breaking, "a limit is narrower: values that were accepted are refused")
    } else if new.iter().any(|(key, _)| old.get(key).is_none()) {
        (Impact::Additive, "a limit is stated; types stay, values outside it are refused")
    } else if !old.same(&new) {
        (Impact::Additive, "a limit is wider or gone")
    } else if before.constraints.get("default").is_some() && after.constraints.get("default").is_some() {
        (Impact::Breaking, "requests without it now mean another value")
    } else {
        (Impact::Additive, "says what requests without it mean")
    }
}

fn success(code: u16) -> bool {
    (200..300).contains(&code)
}

/// Returns whether this field begins the table of an object that had none in the operation. An object with a table
/// elsewhere already has a struct; only the page's depth limit decided where the table was printed.
fn shapes_free_json(key: &Key, old: &Operation) -> bool {
    let Some((parent, _)) = key.name.rsplit_once('.') else { return false };
    let name = parent.rsplit('.').next().map(|n| n.strip_suffix("[]").unwrap_or(n));
    let mut with = false;
    let mut without = false;
    for list in std::iter::once(&old.body).chain(old.responses.iter().map(|r| &r.fields)) {
        for_each_field(list, "", &mut |_, field| {
            if Some(field.name.as_str()) == name && field.ty.has_fields() {
                with |= !field.table.is_empty();
                without |= field.table.is_empty();
            }
        });
    }
    without && !with
}
