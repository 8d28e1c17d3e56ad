//! Compares the fields that an object requires with a contract, object by object of the spec, and judges marks about
//! them.

use std::collections::BTreeSet;

use super::marks::{REMOVE, not_true};
use super::{Judge, Report};
use crate::docs::check::marks::MarkRef;
use crate::docs::facts::{Key, Section, for_each_field};
use crate::docs::inventory::{Field, Inventory};

/// The field names that a source requires, and those that it lists.
pub(super) type RequiredNames = (BTreeSet<String>, BTreeSet<String>);

impl Judge<'_> {
    /// Collects the fields that a contract requires, object by object of the spec.
    pub(super) fn collect_required(&mut self, inventory: &Inventory) {
        for operation in &inventory.operations {
            let mut visit = |section: Section, fields: &[Field]| {
                let key = |name: &str| Key {
                    method: operation.method,
                    path: operation.path.clone(),
                    section,
                    name: name.to_owned(),
                };
                let mut record = |parent: &str, list: &[Field]| {
                    let Some(pointer) = self.expected.tables.get(&key(parent)) else { return };
                    let shown: BTreeSet<String> = list.iter().map(|f| f.name.clone()).collect();
                    let required = list.iter().filter(|f| f.required).map(|f| f.name.clone()).collect();
                    self.required.entry(pointer.clone()).or_default().push((required, shown));
                };
                if !fields.is_empty() {
                    record("", fields);
                }
                for_each_field(fields, "", &mut |path, field| {
                    if !field.table.is_empty() {
                        let inside = if field.ty.array { format!("{path}[]") } else { path.to_owned() };
                        record(&inside, &field.table);
                    }
                });
            };
            visit(Section::Body, &operation.body);
            for response in &operation.responses {
                visit(Section::Response(response.status), &response.fields);
            }
        }
    }

    pub(super) fn finish_required(&mut self, report: &mut Report) {
        let expected = self.expected;
        let seen = std::mem::take(&mut self.required);
        for (pointer, list) in &expected.required {
            let names: BTreeSet<String> = list.names.iter().cloned().collect();
            let marked: BTreeSet<String> = list.marked.iter().cloned().collect();
            let uses: BTreeSet<&RequiredNames> = seen.get(pointer).into_iter().flatten().collect();
            let Some((required, shown)) = uses.first().map(|(required, shown)| (required.clone(), shown.clone()))
            else {
                self.required_unseen(pointer, &names, &marked, list.mark.is_some());
                continue;
            };
            let of_shown = |set: &BTreeSet<String>| set.intersection(&shown).cloned().collect::<BTreeSet<_>>();
            if uses.len() > 1 {
                // If uses differ, only the fields that all of them require count as required.
                let all = uses.iter().map(|(required, _)| required.clone());
                let common = all.reduce(|a, b| a.intersection(&b).cloned().collect()).unwrap_or_default();
                self.judge_required(pointer, &common, &names, &marked, list.mark.as_ref(), report);
            } else {
                self.judge_required(
                    pointer,
                    &required,
                    &of_shown(&names),
                    &of_shown(&marked),
                    list.mark.as_ref(),
                    report,
                );
            }
        }
    }

    fn required_unseen(&mut self, pointer: &str, names: &BTreeSet<String>, marked: &BTreeSet<String>, mark: bool) {
        if !names.is_empty() && !mark {
            let what = "required fields, of which no source says anything";
            self.cause(Some(pointer), what, "add x-docs: {required: []}", None);
        } else if mark && names.is_empty() && marked.is_empty() {
            self.cause(Some(pointer), "x-docs.required without `required`", "remove it", None);
        } else if mark && !marked.is_empty() && !self.any_contract {
            self.cause(Some(pointer), "x-docs.required is not []", "no source marks fields as required: []", None);
        }
    }

    fn judge_required(
        &mut self,
        pointer: &str,
        source: &BTreeSet<String>,
        names: &BTreeSet<String>,
        marked: &BTreeSet<String>,
        mark: Option<&MarkRef>,
        report: &mut Report,
    ) {
        let said = || source.iter().cloned().collect::<Vec<_>>().join(", ");
        match mark {
            Some(mark) if source == names => {
                report.untrue.insert(mark.clone());
                self.cause(Some(pointer), not_true(mark), REMOVE, None);
            }
            Some(_) if source == marked => {}
            None if source == names => {}
            _ => {
                let what = format!("the source requires [{}]", said());
                let todo = format!("require the same, or mark it with x-docs: {{required: [{}]}}", said());
                self.cause(Some(pointer), what, todo, None);
                report.required.push((pointer.to_owned(), source.iter().cloned().collect()));
            }
        }
    }
}
