//! Reads schemas of the spec as fields with types, and checks the form of their marks.

use serde_json::Value;

use super::{ExpectedFact, OperationKey, SpecWalker};
use crate::docs::check::marks::{MARKS, MarkRef};
use crate::docs::facts::{FactValue, Section};
use crate::docs::inventory::{Constraints, Scalar, Type};
use crate::docs::spec::{Node, step};

/// A schema in terms of facts.
pub(super) struct SchemaView<'a> {
    /// `None` for free JSON, and after a reported problem.
    pub(super) ty: Option<Type>,
    pub(super) nullable: bool,
    /// The schema with the fields, if there are any.
    pub(super) fields: Option<Node<'a>>,
    pub(super) marks: Vec<(MarkRef, Value)>,
    pub(super) narrowing: Vec<(String, Constraints, Option<MarkRef>)>,
    /// Values that are listed without narrowing the type.
    known: Constraints,
}

impl SchemaView<'_> {
    /// Returns everything that narrows the type.
    pub(super) fn constraints(&self) -> Constraints {
        let mut out = self.known.clone();
        for (_, constraints, _) in &self.narrowing {
            out.merge(constraints);
        }
        out
    }

    /// Returns the type that the sources have according to the mark.
    pub(super) fn marked_type(&self) -> Option<Type> {
        let word = self.marks.iter().find(|(mark, _)| mark.key == "type").and_then(|(_, value)| value.as_str());
        word.map_or(self.ty, Type::from_fact)
    }
}

impl<'a> SpecWalker<'a> {
    /// Adds a schema that is used directly as a body or a response.
    pub(super) fn root(&mut self, operation: &OperationKey<'_>, section: Section, schema: Node<'a>) {
        let pointer = schema.pointer.clone();
        let Some(way) = self.follow(schema.clone()) else { return };
        let hiding = self.hiding(&way);
        let field = way.iter().find_map(|node| self.mark(node, "field"));
        let mut view = self.describe(schema);
        self.while_hidden(hiding, |walker| {
            let array = view.ty.is_some_and(|ty| ty.array);
            match (array, field) {
                (true, field) => {
                    let mut marks = view.marks.clone();
                    let mut name = "items".to_owned();
                    if let Some((value, mark)) = field {
                        value.as_str().unwrap_or_default().clone_into(&mut name);
                        marks.push((mark, value.clone()));
                    }
                    let fact = ExpectedFact {
                        value: FactValue {
                            ty: view.ty,
                            bare: true,
                            constraints: view.constraints(),
                            ..FactValue::default()
                        },
                        at: pointer.clone(),
                        target: way.last().map_or_else(|| pointer.clone(), |node| node.pointer.clone()),
                        marks,
                        narrowing: std::mem::take(&mut view.narrowing),
                        object: view.fields.as_ref().map(|node| node.pointer.clone()),
                        ..ExpectedFact::default()
                    };
                    walker.add(operation.key(section, &name), fact);
                    walker.fields(operation, section, &format!("{name}[]"), view.fields.take());
                }
                (false, Some(_)) => {
                    walker.problem(&pointer, "x-docs.field on a schema that is not an array", "remove it");
                }
                (false, None) => {
                    if view.nullable && !view.marks.iter().any(|(mark, _)| mark.key == "nullable") {
                        let what = "a body that may be null; the sources have no mark for it";
                        walker.problem(&pointer, what, "mark its schema with x-docs: {nullable: absent}");
                    }
                    walker.fields(operation, section, "", view.fields.take());
                }
            }
        });
    }

    /// Describes the type, null mark and fields of a schema.
    pub(super) fn describe(&mut self, schema: Node<'a>) -> SchemaView<'a> {
        let mut view = SchemaView {
            ty: None,
            nullable: false,
            fields: None,
            marks: Vec::new(),
            narrowing: Vec::new(),
            known: Constraints::default(),
        };
        let Some(way) = self.follow(schema) else { return view };
        let Some(last) = way.last().cloned() else { return view };
        for node in &way {
            self.null_mark(node, &mut view);
            self.limits(node, &mut view);
        }
        let own = last.value.get("type").and_then(Value::as_str);
        let mut word = None;
        for node in &way {
            if let Some((value, mark)) = self.mark(node, "type") {
                word = word.or(Some((value, mark.clone())));
                view.marks.push((mark, value.clone()));
            }
        }
        match own {
            Some("array") => self.array(&last, &mut view),
            Some("object") => {
                view.ty = Some(Type::one(Scalar::Object));
                view.fields = has_fields(&last).then(|| last.clone());
            }
            None if has_fields(&last) => {
                view.ty = Some(Type::one(Scalar::Object));
                view.fields = Some(last.clone());
            }
            Some(own) => view.ty = Scalar::parse(own).map(Type::one),
            None if word.is_none() => {
                let todo = "add x-docs: {type: …} with the type the source has";
                self.problem(&last.pointer, "a schema without a type; every source has one", todo);
            }
            None => {}
        }
        let constraints = constraints_of(&last).of_values();
        // The base of a variant for null has marks of its own, also if nothing else uses it.
        if let Some(base) = last.pointer.strip_suffix("OrNull").and_then(|base| self.spec.node(base)) {
            for key in MARKS {
                self.mark(&base, key);
            }
        }
        if let Some(values) = self.known_values(&way) {
            view.known = view.known.with_values(values);
        }
        for node in &way {
            view.known.merge(&constraints_of(node).of_notes());
        }
        if let Some((value, mark)) = word {
            if constraints.is_empty() && value.as_str() == own {
                self.problem(&mark.pointer, "x-docs.type repeats the type and nothing narrows it", "remove it");
            }
            let marked = value.as_str().and_then(Type::from_fact);
            if marked.is_none() {
                self.problem(&mark.pointer, "x-docs.type is not a known type", "integer, string, …");
            }
            if own.is_none() && marked != Some(Type::one(Scalar::Object)) {
                // Only free JSON has no type; the sources call it an object.
                self.problem(&last.pointer, "a schema without a type; the source has one", "give it a type");
            }
            view.ty = view.ty.or(marked);
            if !constraints.is_empty() {
                view.narrowing.push((last.pointer, constraints, Some(mark)));
            }
        } else if !constraints.is_empty() {
            view.narrowing.push((last.pointer, constraints, None));
        }
        view
    }

    fn array(&mut self, node: &Node<'a>, view: &mut SchemaView<'a>) {
        let Some(items) = node.value.get("items") else {
            self.problem(&node.pointer, "an array without items", "say what it holds");
            return;
        };
        let item = self.describe(Node { pointer: step(&node.pointer, "items"), value: items });
        if item.nullable && !item.marks.iter().any(|(mark, _)| mark.key == "nullable") {
            let what = "items may be null; no source marks items";
            self.problem(&node.pointer, what, "mark the item's schema with x-docs: {nullable: absent}");
        }
        match item.ty {
            Some(ty) if ty.array => {
                self.problem(&node.pointer, "an array of arrays; the facts have none", "use an object");
            }
            ty => view.ty = ty.map(|ty| Type::array_of(ty.scalar)),
        }
        // The null mark of an item does not apply to the array.
        view.marks.extend(item.marks.into_iter().filter(|(mark, _)| !matches!(mark.key, "nullable" | "type")));
        view.narrowing.extend(item.narrowing);
        view.known = item.known;
        view.fields = item.fields;
    }

    /// Reads limits of texts and lists. They have a separate mark: a type mark would mean that a list of objects has no
    /// table.
    fn limits(&mut self, node: &Node<'a>, view: &mut SchemaView<'a>) {
        let limits = constraints_of(node).of_sizes();
        let mark = self.mark(node, "limits");
        if let Some((value, _)) = &mark
            && (limits.is_empty() || *value != "absent")
        {
            self.problem(
                &node.pointer,
                "x-docs.limits is not `absent` beside a limit",
                "remove it, or make the two agree",
            );
        }
        if !limits.is_empty() {
            view.narrowing.push((node.pointer.clone(), limits, mark.map(|(_, mark)| mark)));
        }
    }

    /// Returns the values of an open enumeration, which states them without narrowing the type. `PriorityOrNull` has
    /// those of `Priority`.
    fn known_values(&self, way: &[Node<'a>]) -> Option<&'a Vec<Value>> {
        let last = way.last()?;
        let own = last.value.get("x-known-values").and_then(Value::as_array);
        own.or_else(|| {
            let base = self.spec.value.pointer(last.pointer.strip_suffix("OrNull")?)?;
            base.get("enum").or_else(|| base.get("x-known-values"))?.as_array()
        })
    }

    fn null_mark(&mut self, node: &Node<'a>, view: &mut SchemaView<'a>) {
        let nullable = node.value.get("nullable").and_then(Value::as_bool).unwrap_or_default();
        view.nullable |= nullable;
        if let Some((value, mark)) = self.mark(node, "nullable") {
            if value != "absent" || !nullable {
                let what = "x-docs.nullable is not `absent` beside `nullable: true`";
                self.problem(&node.pointer, what, "remove it, or make the two agree");
            }
            view.marks.push((mark, value.clone()));
        }
    }
}

/// Returns the constraints of a schema. Sort keys are an enumeration, each key also with a leading `-`.
fn constraints_of(node: &Node<'_>) -> Constraints {
    let Some(schema) = node.value.as_object() else { return Constraints::default() };
    let constraints = Constraints::of_schema(schema);
    match schema.get("x-sort-keys").and_then(Value::as_array) {
        Some(keys) => constraints.without("pattern").with_sort_keys(keys),
        None => constraints,
    }
}

fn has_fields(node: &Node<'_>) -> bool {
    node.value.get("properties").is_some() || node.value.get("allOf").is_some()
}
