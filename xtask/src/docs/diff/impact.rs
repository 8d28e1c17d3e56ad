//! What a change means for users of the SDK.
//!
//! *Breaking*: a program that compiled and worked may stop doing so. *Additive*: it goes on working, and can do more or
//! say more. *Wording*: nothing but a sentence changed; it may still describe new behaviour, so someone reads it.

use std::fmt;

use crate::docs::facts::{Key, Section, for_each_field};
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
        (Impact::Breaking, "the method that calls it has nothing to call any more")
    }
}

pub(super) fn reworded() -> ImpactReason {
    (Impact::Wording, "read the page: the sentence may describe new behaviour")
}

pub(super) fn added(key: &Key, value: &str, old: &Operation) -> ImpactReason {
    match key.section {
        Section::Query if has(value, "required") => (Impact::Breaking, "requests without it will be refused"),
        Section::Query => (Impact::Additive, "a new option"),
        Section::Path => (Impact::Breaking, "the address needs one more part"),
        Section::Body if shapes_free_json(key, old) => (Impact::Breaking, "was free-form JSON, becomes a struct"),
        Section::Body => (Impact::Additive, "one more thing can be sent"),
        Section::Response(_) if shapes_free_json(key, old) => {
            (Impact::Breaking, "was free-form JSON, becomes a struct")
        }
        Section::Response(_) => (Impact::Additive, "one more thing is answered"),
        Section::Status(code) if success(code) => (Impact::Breaking, "a success that callers did not expect"),
        Section::Status(_) => (Impact::Additive, "one more failure is documented; every status is handled already"),
        Section::Example => (Impact::Breaking, "the operation now takes a body"),
        Section::Title | Section::Summary => reworded(),
    }
}

pub(super) fn removed(key: &Key) -> ImpactReason {
    match key.section {
        Section::Query => (Impact::Breaking, "the server ignores unknown names: the filter would silently do nothing"),
        Section::Path => (Impact::Breaking, "the address has one part less"),
        Section::Body => (Impact::Breaking, "what is sent there would silently be ignored"),
        Section::Response(_) => (Impact::Breaking, "code that reads it has nothing to read"),
        Section::Status(code) if success(code) => (Impact::Breaking, "success is answered in another way"),
        Section::Status(_) => (Impact::Additive, "one failure less is documented; every status is handled anyway"),
        Section::Example => (Impact::Breaking, "the operation no longer shows a body"),
        Section::Title | Section::Summary => reworded(),
    }
}

pub(super) fn changed(key: &Key, before: &str, after: &str) -> ImpactReason {
    let ty = |value: &str| value.split(' ').next().map(str::to_owned);
    if key.section == Section::Example {
        return (Impact::Breaking, "the body has another outermost shape");
    }
    if ty(before) != ty(after) {
        return (Impact::Breaking, "its type in Rust changes");
    }
    if has(before, "optional") && has(after, "required") {
        return (Impact::Breaking, "requests without it will be refused");
    }
    if matches!(key.section, Section::Response(_)) {
        return (Impact::Additive, "an answer reads the same with null and without the field");
    }
    if has(before, "nullable") && !has(after, "nullable") {
        return (Impact::Breaking, "it can no longer be cleared by sending null");
    }
    if !has(before, "nullable") && has(after, "nullable") {
        return (Impact::Additive, "it can be cleared by sending null; in the raw crate its type becomes Nullable<T>");
    }
    if has(after, "legacy") && !has(before, "legacy") {
        return (Impact::Additive, "it is outdated: goes on working, with a deprecation warning");
    }
    (Impact::Additive, "asks for less than before")
}

fn has(value: &str, word: &str) -> bool {
    value.split(' ').any(|w| w == word)
}

fn success(code: u16) -> bool {
    (200..300).contains(&code)
}

/// Whether this field is the first of a table for an object that had none anywhere in the operation. An object that has
/// a table elsewhere has a struct already, and the page's depth limit alone decided where it was printed.
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
