//! Reads objects of the spec as facts of their fields.
//!
//! A field does not depend on where its object is used, so each object is described once; the schema of a field is
//! described in `schema`.

use std::rc::Rc;

use serde_json::Value;

use super::{ExpectedFact, OperationKey, RequiredList, SpecWalker};
use crate::docs::facts::{FactValue, Section, join};
use crate::docs::inventory::MAX_DEPTH;
use crate::docs::spec::{Node, step};

/// A field of an object, independent of where the object is used.
pub(super) struct FieldView<'a> {
    name: String,
    fact: ExpectedFact,
    /// The schema with the nested fields.
    fields: Option<Node<'a>>,
}

impl<'a> SpecWalker<'a> {
    /// Adds the fields of an object, and recursively their fields.
    pub(super) fn fields(
        &mut self,
        operation: &OperationKey<'_>,
        section: Section,
        parent: &str,
        object: Option<Node<'a>>,
    ) {
        let Some(object) = object else { return };
        if self.stack.contains(&object.pointer) || self.stack.len() >= MAX_DEPTH {
            return;
        }
        self.out.tables.insert(operation.key(section, parent), object.pointer.clone());
        self.stack.push(object.pointer.clone());
        for FieldView { name, fact, fields } in self.field_views(&object).iter() {
            let path = join(parent, name);
            let inside = if fact.value.ty.is_some_and(|ty| ty.array) { format!("{path}[]") } else { path.clone() };
            self.add(operation.key(section, &path), fact.clone());
            self.while_hidden(fact.hidden_by.clone(), |walker| {
                walker.fields(operation, section, &inside, fields.clone());
            });
        }
        self.stack.pop();
    }

    /// Returns the fields of an object, independent of where it is used.
    fn field_views(&mut self, object: &Node<'a>) -> Rc<Vec<FieldView<'a>>> {
        if let Some(known) = self.known.get(&object.pointer) {
            return Rc::clone(known);
        }
        let properties = self.properties(object);
        let views =
            properties.into_iter().filter_map(|(owner, name, property)| self.field_view(&owner, name, property));
        let views = Rc::new(views.collect());
        // The parts of a composed object depend on the schemas that are being described.
        if object.value.get("allOf").is_none() {
            self.known.insert(object.pointer.clone(), Rc::clone(&views));
        }
        views
    }

    fn field_view(&mut self, owner: &Node<'a>, name: String, property: Node<'a>) -> Option<FieldView<'a>> {
        let way = self.follow(property.clone())?;
        let target = way.last().map_or_else(|| property.pointer.clone(), |node| node.pointer.clone());
        let hidden_by = self.hiding(&way);
        let table = way.iter().find_map(|node| self.mark(node, "table"));
        let at = property.pointer.clone();
        let mut view = self.describe(property);
        let mut marks = std::mem::take(&mut view.marks);
        if let Some((value, mark)) = table {
            if value != "sometimes" {
                self.problem(&mark.pointer, "x-docs.table is not `sometimes`", "write it so or remove it");
            }
            marks.push((mark, value.clone()));
        }
        let required = self.required_list(owner).names.contains(&name);
        let fact = ExpectedFact {
            value: FactValue {
                ty: view.ty,
                nullable: view.nullable,
                required,
                constraints: view.constraints(),
                ..FactValue::default()
            },
            at,
            target,
            hidden_by,
            marks,
            narrowing: std::mem::take(&mut view.narrowing),
            object: view.fields.as_ref().map(|node| node.pointer.clone()),
        };
        Some(FieldView { name, fact, fields: view.fields })
    }

    /// Returns the properties of an object, including those of its `allOf` parts, each with the object that has it.
    fn properties(&mut self, object: &Node<'a>) -> Vec<(Node<'a>, String, Node<'a>)> {
        let mut out = Vec::new();
        let parts = step(&object.pointer, "allOf");
        let count = object.value.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            let part = self.spec.node(&format!("{parts}/{index}"));
            let last = part.and_then(|part| self.follow(part)).and_then(|way| way.last().cloned());
            if let Some(part) = last.filter(|part| !self.stack.contains(&part.pointer)) {
                self.stack.push(part.pointer.clone());
                out.extend(self.properties(&part));
                self.stack.pop();
            }
        }
        self.required_list(object);
        let list = step(&object.pointer, "properties");
        if let Some(map) = object.value.get("properties").and_then(Value::as_object) {
            let node = |(name, value): (&String, &'a Value)| {
                (object.clone(), name.clone(), Node { pointer: step(&list, name), value })
            };
            out.extend(map.iter().map(node));
        }
        out
    }

    /// Returns the fields that an object requires, with the mark for those that the sources require.
    pub(super) fn required_list(&mut self, node: &Node<'a>) -> RequiredList {
        let strings = |value: Option<&Value>| -> Vec<String> {
            let list = value.and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let found = self.mark(node, "required");
        if let Some((value, mark)) = &found
            && !value.is_array()
        {
            self.problem(&mark.pointer, "x-docs.required is not a list", "list the fields the source requires: []");
        }
        let list = RequiredList {
            names: strings(node.value.get("required")),
            marked: strings(found.as_ref().map(|(value, _)| *value)),
            mark: found.map(|(_, mark)| mark),
        };
        if node.value.get("type").is_some_and(|t| t == "object") || node.value.get("properties").is_some() {
            self.out.required.insert(node.pointer.clone(), list.clone());
        }
        list
    }
}
