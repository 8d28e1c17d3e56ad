//! Judges schemas of the spec that narrow a type: the source states the same, or a mark says that it states less.
//!
//! A schema has many uses, so uses are counted over all sources before any schema is judged. The values themselves are
//! compared in `values`.

use super::marks::{REMOVE, not_true};
use super::{Judge, Report};
use crate::docs::check::marks::MarkRef;

/// How a schema's constraints compare with the statements of the sources over all its uses.
#[derive(Debug, Default)]
pub(super) struct NarrowingUse {
    mark: Option<MarkRef>,
    keywords: String,
    word: &'static str,
    pub(super) equal: usize,
    pub(super) wider: usize,
}

impl Judge<'_> {
    pub(super) fn register_narrowing(&mut self) {
        for fact in self.expected.facts.values() {
            for (pointer, constraints, mark) in &fact.narrowing {
                let word = fact.value.ty.map_or("string", |ty| ty.scalar.word());
                let keywords: Vec<&str> = constraints.iter().map(|(key, _)| key).collect();
                let mark = mark.clone();
                let keywords = keywords.join(", ");
                let sizes = !constraints.of_sizes().is_empty();
                self.narrowing.entry((pointer.clone(), sizes)).or_insert(NarrowingUse {
                    mark,
                    keywords,
                    word,
                    equal: 0,
                    wider: 0,
                });
            }
        }
    }

    pub(super) fn finish_narrowing(&mut self, report: &mut Report) {
        for ((pointer, sizes), use_) in std::mem::take(&mut self.narrowing) {
            match (use_.mark, use_.equal, use_.wider) {
                (None, equal, wider) if wider > 0 || equal == 0 => {
                    let mark = if sizes { "limits: absent".to_owned() } else { format!("type: {}", use_.word) };
                    let what = format!("{} says more than the source and carries no mark", use_.keywords);
                    self.cause(Some(&pointer), what, format!("add x-docs: {{{mark}}}"), None);
                    report.unmarked.insert((pointer, mark));
                }
                (Some(mark), equal, 0) if equal > 0 => {
                    // A type mark is obsolete if the source narrows the type in the same way.
                    report.untrue.insert(mark.clone());
                    self.cause(Some(&mark.pointer), not_true(&mark), REMOVE, None);
                }
                (Some(mark), _, wider) if wider > 0 => self.judge_anywhere(&mark, true),
                (Some(_) | None, ..) => {}
            }
        }
    }
}
