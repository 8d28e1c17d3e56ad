//! Adaptations of query parameters: filters that ask for "none", names of methods, and a schema for each filter set.

use serde_json::{Map, Value, json};

use super::document::{add_schema, operations, query_parameters, refer_to, reference};
use super::pascal_case;

/// `project_id=` asks for tasks without project. The element type of such a filter is "an id, or none", which the
/// document can only say of the whole parameter (`allowEmptyValue`).
pub(super) fn let_filters_ask_for_none(document: &mut Value) {
    let mut ids = Vec::new();
    let parameters = document["components"]["parameters"].as_object_mut();
    for parameter in parameters.into_iter().flat_map(Map::values_mut) {
        if parameter["allowEmptyValue"] == true
            && let Some(id) = reference(&parameter["schema"]["items"]).map(str::to_owned)
        {
            parameter["schema"]["items"] = refer_to(&format!("{id}OrNone"));
            ids.push(id);
        }
    }
    for id in ids {
        add_schema(document, &format!("{id}OrNone"), json!({ "type": "string", "x-or-none": id }));
    }
}

/// A filter set has to be a value: kept, compared, read from a file, handed over by a language model. Progenitor has
/// only builder methods for query parameters, so the parameters of every list also become a schema, `ListTasksQuery`
/// and so on. Superseded parameters stay out; the builders keep them.
pub(super) fn add_query_types(document: &mut Value) {
    let shared = document["components"]["parameters"].clone();
    let mut queries = Vec::new();
    for operation in operations(document) {
        let parameters: Vec<&Value> =
            query_parameters(operation, &shared).filter(|parameter| parameter["deprecated"] != true).collect();
        // Lists are the operations that filter; the one switch of `get_task` needs no type of its own.
        if !parameters.iter().any(|parameter| parameter["name"] == "archived") {
            continue;
        }
        let id = operation["operationId"].as_str().unwrap_or_default();
        let fields: Map<String, Value> = parameters
            .iter()
            .filter_map(|parameter| {
                let mut schema = parameter["schema"].clone();
                if reference(&schema).is_some() {
                    schema = json!({ "allOf": [schema] });
                }
                schema["description"] = parameter["description"].clone();
                if schema["type"] == "array" {
                    // As in a body: `None` is no filter, and a filter of nothing can be told from that.
                    schema["nullable"] = json!(true);
                }
                Some((parameter["name"].as_str()?.to_owned(), schema))
            })
            .collect();
        let names: Map<String, Value> = parameters
            .iter()
            .filter_map(|parameter| {
                Some((parameter["name"].as_str()?.to_owned(), parameter.get("x-rust-name")?.clone()))
            })
            .collect();
        let order: Vec<&Value> = parameters.iter().map(|parameter| &parameter["name"]).collect();
        let description = format!("The filters and switches of `{id}`, as a value.");
        queries.push((
            format!("{}Query", pascal_case(id)),
            json!({
                "type": "object",
                "description": description,
                "properties": fields,
                // Kept because `properties` have no order.
                "x-order": order,
                "x-rust-names": names,
                "x-request": true,
                // A misspelt filter in a config file would select everything: refuse it.
                "additionalProperties": false,
            }),
        ));
    }
    for (name, schema) in queries {
        add_schema(document, &name, schema);
    }
}

/// Gives a parameter the name that its `x-rust-name` asks for: the builder has a method of its name, and `client` or
/// `send` are taken. `postprocess.rs` restores the name in the request, which it finds in `x-wire-name`.
pub(super) fn rename_parameters(document: &mut Value) {
    for operation in operations(document) {
        let own = operation.get_mut("parameters").and_then(Value::as_array_mut);
        own.into_iter().flatten().for_each(rename_parameter);
    }
    let shared = document["components"]["parameters"].as_object_mut();
    shared.into_iter().flat_map(Map::values_mut).for_each(rename_parameter);
}

fn rename_parameter(parameter: &mut Value) {
    if let Some(name) = parameter.as_object_mut().and_then(|parameter| parameter.remove("x-rust-name")) {
        parameter["x-wire-name"] = std::mem::replace(&mut parameter["name"], name);
    }
}
