//! Describes an element that several operations use and that only some of them contradict: it cannot be made to agree
//! with all of them, so its advice is to separate them.
//!
//! `docs diff` has the same elements as decisions, in the same words.

use super::Judge;
use crate::docs::check::expected_facts::ExpectedFact;
use crate::docs::facts::{Fact, FactValue, Key, Section, join};

/// The decision about a field that the source has in some places only.
pub(crate) fn came_in_some(name: &str, with: usize, uses: usize, without: &Key) -> String {
    format!(
        "`{name}` came in {with} of {uses} places that use it, not in {}; give those that changed a schema of their own",
        without.operation()
    )
}

/// The decision about a field that the source lacks in some places only.
pub(crate) fn gone_in_some(name: &str, without: usize, uses: usize, first: &Key) -> String {
    format!(
        "`{name}` is not in {without} of {uses} places that use it, such as {}; give those a schema of their own",
        first.operation()
    )
}

/// The decision about an element whose value changed in some places only.
pub(crate) fn changed_in_some(differing: usize, uses: usize, first: &Key) -> String {
    format!(
        "{differing} of {uses} places that use it changed, such as {}; give those a schema of their own",
        first.operation()
    )
}

/// The decision about a parameter of a path that changed for some operations of the path only.
pub(crate) fn differs_in_path(differing: usize, uses: usize, first: &Key) -> String {
    format!(
        "{differing} of {uses} operations of the path changed `{}`, such as {}; list it in each operation, not in the path",
        first.name,
        first.operation()
    )
}

/// Returns whether two uses of an element can share its schema.
pub(crate) fn is_same_value(a: &FactValue, b: &FactValue) -> bool {
    a.ty == b.ty
        && a.nullable == b.nullable
        && a.legacy == b.legacy
        && (!a.is_param || a.required == b.required)
        && a.constraints.same(&b.constraints)
}

/// Returns the key of the table that has a field.
pub(super) fn around(field: &Key) -> Key {
    field.with(field.section, field.name.rsplit_once('.').map_or("", |(around, _)| around))
}

impl Judge<'_> {
    /// Returns the uses of an element of the spec that the current source states.
    fn uses(&self, at: &str) -> impl Iterator<Item = (&Key, &FactValue)> {
        let keys = self.uses.get(at).into_iter().flatten();
        keys.filter_map(|key| Some((*key, &self.current.get(key)?.value)))
    }

    /// Returns the decision about a fact whose element other uses of this source do not share.
    pub(super) fn changed_here_only(&self, fact: &Fact, found: &ExpectedFact) -> Option<String> {
        let uses: Vec<_> = self.uses(&found.at).collect();
        let differing: Vec<_> = uses.iter().filter(|(_, value)| is_same_value(value, &fact.value)).collect();
        let (first, _) = differing.first().filter(|_| differing.len() < uses.len())?;
        let is_param = matches!(fact.key.section, Section::Path | Section::Query);
        let text = if is_param { differs_in_path } else { changed_in_some };
        Some(text(differing.len(), uses.len(), first))
    }

    /// Returns the decision about a field of the spec that this source has in other places.
    pub(super) fn gone_here_only(&self, key: &Key, found: &ExpectedFact) -> Option<String> {
        let with = self.uses(&found.at).count();
        if with == 0 {
            return None;
        }
        let all = self.uses.get(found.at.as_str()).into_iter().flatten();
        let without: Vec<&Key> =
            all.copied().filter(|key| !self.current.contains_key(key) && self.has_table(key)).collect();
        let first = without.first().copied().unwrap_or(key);
        Some(gone_in_some(key.last_name(), without.len().max(1), with + without.len().max(1), first))
    }

    /// Returns the decision about a field of the source that other uses of the object do not have.
    pub(super) fn came_here_only(&self, field: &Key, object: &str) -> Option<String> {
        let name = field.last_name();
        let tables = self.expected.tables.iter().filter(|(_, pointer)| *pointer == object);
        let fields = tables.map(|(key, _)| key.with(key.section, &join(&key.name, name)));
        let uses: Vec<Key> = fields.filter(|key| self.has_table(key)).collect();
        let without: Vec<&Key> = uses.iter().filter(|key| !self.current.contains_key(*key)).collect();
        let first = without.first()?;
        Some(came_in_some(name, uses.len() - without.len(), uses.len(), first))
    }

    /// Returns the decision about a response whose body this source has for other operations.
    pub(super) fn body_lost_here_only(&self, field: &Key) -> Option<String> {
        let Section::Response(code) = field.section else { return None };
        let status = Section::Status(code);
        let target = &self.expected.facts.get(&field.with(status, ""))?.target;
        let uses = self.expected.facts.iter().filter(|(key, fact)| key.section == status && fact.target == *target);
        let uses: Vec<&Key> = uses.map(|(key, _)| key).filter(|key| self.current.contains_key(key)).collect();
        let without: Vec<&Key> =
            uses.iter().copied().filter(|key| !self.current_tables.contains(&key.with(field.section, ""))).collect();
        let first = without.first().filter(|_| without.len() < uses.len())?;
        Some(format!(
            "{} of {} operations that use it have none, such as {}; give those a response of their own",
            without.len(),
            uses.len(),
            first.operation()
        ))
    }

    /// Returns whether the current source has any field beside this one.
    fn has_table(&self, field: &Key) -> bool {
        self.current_tables.contains(&around(field))
    }
}
