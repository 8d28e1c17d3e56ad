//! Schemas of the spec, expected as fields with types; and the rules that no departure is silent.

use serde_json::Value;

use super::{MarkRef, OperationKey, SpecWalker, type_word};
use crate::docs::facts::{Section, join};
use crate::docs::inventory::{MAX_DEPTH, Scalar, Type};
use crate::docs::spec::{Node, step};

/// What narrows a type beyond what the page says.
const NARROWING: [&str; 5] = ["format", "enum", "pattern", "minimum", "maximum"];

/// What limits a text or a list. Not in [`NARROWING`]: `x-docs.type` would end the comparison at a list of objects.
const LIMITS: [&str; 4] = ["minLength", "maxLength", "minItems", "maxItems"];

/// A schema, as the page would show it.
pub(super) struct SchemaView<'a> {
    /// `None` after a problem that has been reported.
    pub(super) ty: Option<Type>,
    pub(super) nullable: bool,
    /// The schema with the fields, where there are any.
    fields: Option<Node<'a>>,
    pub(super) through: Vec<MarkRef>,
}

impl<'a> SpecWalker<'a> {
    /// A schema used directly as a body or an answer.
    pub(super) fn root(&mut self, place: &OperationKey<'_>, section: Section, schema: Node<'a>) {
        let pointer = schema.pointer.clone();
        let Some(way) = self.follow(schema.clone()) else { return };
        if way.iter().any(|node| self.mark(node, "unlisted").is_some()) {
            return;
        }
        let field = way.iter().find_map(|node| self.mark(node, "field"));
        let view = self.describe(schema);
        if view.nullable {
            let what = "a body that may be null; the page has no mark for it";
            self.problem(&pointer, what, "mark its schema with x-docs: {nullable: absent}");
        }
        let array = view.ty.is_some_and(|ty| ty.array);
        match (array, field) {
            (true, Some((name, departure))) => {
                let name = name.as_str().unwrap_or_default();
                let mut through = view.through;
                through.push(departure);
                self.out.add(place.key(section, name), type_word(view.ty), &pointer, &pointer, through);
                self.fields(place, section, &format!("{name}[]"), view.fields);
            }
            (true, None) => {
                self.problem(&pointer, "a bare array; the page shows an object", "mark it with x-docs: {field: items}");
            }
            (false, Some(_)) => self.problem(&pointer, "x-docs.field on what is no array", "remove it"),
            (false, None) if view.fields.is_none() => {
                let todo = "mark the media type with x-docs: {absent: true}";
                self.problem(&pointer, "a body without fields; the page can show none", todo);
            }
            (false, None) => self.fields(place, section, "", view.fields),
        }
    }

    /// The fields of an object, and below them those of theirs.
    fn fields(&mut self, place: &OperationKey<'_>, section: Section, parent: &str, object: Option<Node<'a>>) {
        let Some(object) = object else { return };
        if self.stack.contains(&object.pointer) || self.stack.len() >= MAX_DEPTH {
            return;
        }
        self.stack.push(object.pointer.clone());
        for (name, property) in self.properties(&object) {
            let path = join(parent, &name);
            let key = place.key(section, &path);
            let Some(way) = self.follow(property.clone()) else { continue };
            let target = way.last().map_or_else(|| property.pointer.clone(), |node| node.pointer.clone());
            if let Some(departure) = self.absent(&way) {
                self.pass_over(&property.pointer);
                self.out.absent.push((key, departure));
                continue;
            }
            if let Some((value, departure)) = way.iter().find_map(|node| self.mark(node, "table")) {
                if value != "sometimes" {
                    self.problem(&departure.pointer, "x-docs.table is not `sometimes`", "write it so or remove it");
                }
                self.out.sometimes.push((key.clone(), departure));
            }
            let at = property.pointer.clone();
            let view = self.describe(property);
            let nullable = if view.nullable { " nullable" } else { "" };
            let value = format!("{}{nullable}", type_word(view.ty));
            let inside = if view.ty.is_some_and(|ty| ty.array) { format!("{path}[]") } else { path };
            self.out.add(key, value, &at, &target, view.through);
            self.fields(place, section, &inside, view.fields);
        }
        self.stack.pop();
    }

    /// The properties of an object, those it is composed of included.
    fn properties(&mut self, object: &Node<'a>) -> Vec<(String, Node<'a>)> {
        let mut out = Vec::new();
        let parts = step(&object.pointer, "allOf");
        let count = object.value.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            let part = self.spec.node(&format!("{parts}/{index}"));
            let last = part.and_then(|part| self.follow(part)).and_then(|way| way.last().cloned());
            if let Some(part) = last.filter(|part| !self.stack.contains(&part.pointer)) {
                self.required_rule(&part);
                self.stack.push(part.pointer.clone());
                out.extend(self.properties(&part));
                self.stack.pop();
            }
        }
        let list = step(&object.pointer, "properties");
        if let Some(map) = object.value.get("properties").and_then(Value::as_object) {
            let node = |name: &String| Some((name.clone(), self.spec.node(&step(&list, name))?));
            out.extend(map.keys().filter_map(node));
        }
        out
    }

    /// Type, null mark and fields of a schema.
    pub(super) fn describe(&mut self, schema: Node<'a>) -> SchemaView<'a> {
        let mut view = SchemaView { ty: None, nullable: false, fields: None, through: Vec::new() };
        let Some(way) = self.follow(schema) else { return view };
        let Some(last) = way.last().cloned() else { return view };
        for node in &way {
            view.nullable |= self.nullable_rule(node);
            self.required_rule(node);
            self.limits_rule(node);
        }
        let own = last.value.get("type").and_then(Value::as_str);
        if let Some((word, departure)) = way.iter().find_map(|node| self.mark(node, "type")) {
            let narrows = NARROWING.iter().any(|key| last.value.get(*key).is_some());
            if !narrows && word.as_str() == own {
                self.problem(&departure.pointer, "x-docs.type repeats the type and nothing narrows it", "remove it");
            }
            if own.is_none() && word != "object" {
                // Only free JSON has no type; the page calls it an object.
                self.problem(&last.pointer, "a schema without a type; the page has one", "give it a type");
            }
            view.ty = word.as_str().and_then(Type::from_fact);
            if view.ty.is_none() {
                self.problem(&departure.pointer, "x-docs.type is none of the page's types", "integer, string, …");
            }
            view.through.push(departure);
            return view;
        }
        match own {
            Some("array") => self.array(&last, &mut view),
            Some("object") => {
                view.ty = Some(Type::one(Scalar::Object));
                view.fields = has_fields(&last).then_some(last);
            }
            None if has_fields(&last) => {
                view.ty = Some(Type::one(Scalar::Object));
                view.fields = Some(last);
            }
            Some(word) => {
                view.ty = Scalar::parse(word).map(Type::one);
                let narrowing: Vec<&str> = NARROWING.into_iter().filter(|k| last.value.get(*k).is_some()).collect();
                if !narrowing.is_empty() {
                    let what = format!("{} says more than the page and carries no x-docs.type", narrowing.join(", "));
                    self.problem(&last.pointer, what, format!("add x-docs: {{type: {word}}}"));
                }
            }
            None => {
                let todo = "add x-docs: {type: …} with the type the page has";
                self.problem(&last.pointer, "a schema without a type; the page always has one", todo);
            }
        }
        view
    }

    fn array(&mut self, node: &Node<'a>, view: &mut SchemaView<'a>) {
        let Some(items) = self.spec.node(&step(&node.pointer, "items")) else {
            self.problem(&node.pointer, "an array without items", "say what it holds");
            return;
        };
        let item = self.describe(items);
        if item.nullable {
            let what = "items may be null; the page marks no items";
            self.problem(&node.pointer, what, "mark the item's schema with x-docs: {nullable: absent}");
        }
        match item.ty {
            Some(ty) if ty.array => {
                self.problem(&node.pointer, "an array of arrays; the page has none", "use an object");
            }
            ty => view.ty = ty.map(|ty| Type::array_of(ty.scalar)),
        }
        view.through.extend(item.through);
        view.fields = item.fields;
    }

    /// Whether this schema is nullable in the page's eyes.
    fn nullable_rule(&mut self, node: &Node<'a>) -> bool {
        let nullable = node.value.get("nullable").and_then(Value::as_bool).unwrap_or_default();
        match self.mark(node, "nullable") {
            Some((value, _)) => {
                if value != "absent" || !nullable {
                    let what = "x-docs.nullable is `absent` beside `nullable: true`, or nothing";
                    self.problem(&node.pointer, what, "remove it, or make the two agree");
                }
                false
            }
            None => nullable,
        }
    }

    /// The page states no limits of texts and lists in a form that could be compared.
    fn limits_rule(&mut self, node: &Node<'a>) {
        let limited = LIMITS.iter().any(|key| node.value.get(*key).is_some());
        match self.mark(node, "limits") {
            None if limited => {
                let todo = "add x-docs: {limits: absent}";
                self.problem(&node.pointer, "limits of which the page says nothing", todo);
            }
            Some((value, _)) if !limited || value != "absent" => {
                let what = "x-docs.limits is `absent` beside a limit, or nothing";
                self.problem(&node.pointer, what, "remove it, or make the two agree");
            }
            _ => {}
        }
    }

    /// The page marks no field of a body or an answer as required.
    pub(super) fn required_rule(&mut self, node: &Node<'a>) {
        let list = node.value.get("required").and_then(Value::as_array);
        match (list, self.mark(node, "required")) {
            (Some(_), None) => {
                let todo = "add x-docs: {required: []}";
                self.problem(&node.pointer, "required fields, of which the page says nothing", todo);
            }
            (None, Some(_)) => self.problem(&node.pointer, "x-docs.required without `required`", "remove it"),
            (Some(_), Some((value, _))) if value.as_array().is_none_or(|list| !list.is_empty()) => {
                self.problem(&node.pointer, "x-docs.required is not []", "the page marks nothing as required: []");
            }
            _ => {}
        }
    }
}

fn has_fields(node: &Node<'_>) -> bool {
    node.value.get("properties").is_some() || node.value.get("allOf").is_some()
}
