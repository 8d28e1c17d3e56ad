//! Functions that find and change parts of the document, for the adaptations in the other files.

use serde_json::{Map, Value, json};

pub(super) fn paths(document: &mut Value) -> impl Iterator<Item = &mut Map<String, Value>> {
    let paths = document["paths"].as_object_mut();
    paths.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut)
}

pub(super) fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    paths(document).flat_map(Map::values_mut).filter(|value| value.get("operationId").is_some())
}

pub(super) fn schemas(document: &mut Value) -> &mut Map<String, Value> {
    let schemas = &mut document["components"]["schemas"];
    if !schemas.is_object() {
        *schemas = json!({});
    }
    schemas.as_object_mut().expect("it was made an object above")
}

pub(super) fn add_schema(document: &mut Value, name: &str, schema: Value) {
    schemas(document).insert(name.to_owned(), schema);
}

/// Adds a placeholder, which `types.rs` replaces by a box around the component.
pub(super) fn add_boxed(document: &mut Value, name: &str) {
    let description = schemas(document).get(name).map(|schema| schema["description"].clone());
    let boxed = json!({ "type": "object", "x-boxed": name, "description": description });
    add_schema(document, &format!("Boxed{name}"), boxed);
}

pub(super) fn remove_schema(document: &mut Value, name: &str) {
    schemas(document).remove(name);
}

pub(super) fn properties(schema: &mut Value) -> impl Iterator<Item = &mut Value> {
    schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
}

/// Returns the name of the component to which a `$ref` points.
pub(crate) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.rsplit('/').next()
}

/// Returns the query parameters of an operation. References to `shared` parameters are resolved.
pub(crate) fn query_parameters<'a>(operation: &'a Value, shared: &'a Value) -> impl Iterator<Item = &'a Value> {
    let own = operation["parameters"].as_array().into_iter().flatten();
    let followed = own.map(|parameter| reference(parameter).map_or(parameter, |name| &shared[name]));
    followed.filter(|parameter| parameter["in"] == "query")
}

pub(super) fn refer_to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

pub(super) fn described_reference(name: &str, field: &Value) -> Value {
    json!({ "allOf": [refer_to(name)], "description": field["description"] })
}

/// Points every reference to `from` at `to`.
pub(super) fn redirect(value: &mut Value, from: &str, to: &str) {
    let (from, to) = (refer_to(from), refer_to(to));
    each_object(value, &mut |object| {
        if object.get("$ref") == Some(&from["$ref"]) {
            object.insert("$ref".into(), to["$ref"].clone());
        }
    });
}

/// Applies a change to every object of a value, the outermost first.
pub(super) fn each_object(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            change(object);
            object.values_mut().for_each(|value| each_object(value, change));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, change)),
        _ => {}
    }
}
