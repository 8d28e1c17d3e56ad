//! Adaptations of query parameters: filters that match the absence of an id, names of methods, and a schema for the
//! filters of each list.

use serde_json::{Map, Value, json};

use super::document::{add_schema, each_object, operations, query_parameters, refer_to, reference};
use super::pascal_case;

/// Gives filters such as `project_id=`, which selects tasks without a project, the element type "an id or none". The
/// document can express that only for the complete parameter (`allowEmptyValue`).
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

/// Adds to the description of `per_page` when each crate sends it. The setters of queries are also methods of the
/// requests of `focus-api`, and the default in the document is the one of the service.
pub(super) fn describe_page_size(document: &mut Value) {
    if let Some(description) = document.pointer_mut("/components/parameters/PerPage/description")
        && let Some(text) = description.as_str()
    {
        *description =
            json!(format!("{text} `focus-api-raw` sends it only if it is set; `focus-api` sends 100 otherwise."));
    }
}

/// Adds a schema with the parameters of each list: `ListTasksQuery` and others. Filters as a value can be stored,
/// compared, read from a file and passed by a language model; progenitor has only builder methods for query parameters.
/// Superseded parameters are left out; the builders have them.
pub(super) fn add_query_types(document: &mut Value) {
    let shared = document["components"]["parameters"].clone();
    let mut queries = Vec::new();
    for operation in operations(document) {
        let parameters: Vec<&Value> =
            query_parameters(operation, &shared).filter(|parameter| parameter["deprecated"] != true).collect();
        // Only lists have filters. The one parameter of `get_task` needs no type.
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
                    // As in a body: an empty filter differs from an absent one.
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
        let description = format!("Filters and options of `{id}`.");
        queries.push((
            format!("{}Query", pascal_case(id)),
            json!({
                "type": "object",
                "description": description,
                "properties": fields,
                // `properties` have no order.
                "x-order": order,
                "x-rust-names": names,
                "x-request": true,
                // A misspelt filter in a config file is refused, because without a filter everything is selected.
                "additionalProperties": false,
            }),
        ));
    }
    for (name, schema) in queries {
        add_schema(document, &name, schema);
    }
}

/// Renames a parameter to its `x-rust-name`, because builders have other methods such as `client` and `send`.
/// `postprocess.rs` restores the name in the request from `x-wire-name`.
pub(super) fn rename_parameters(document: &mut Value) {
    for operation in operations(document) {
        let own = operation.get_mut("parameters").and_then(Value::as_array_mut);
        own.into_iter().flatten().for_each(rename_parameter);
    }
    let shared = document["components"]["parameters"].as_object_mut();
    shared.into_iter().flat_map(Map::values_mut).for_each(rename_parameter);
}

/// Renames parameters of paths that have the name of a method or variable of the builders. The name is never sent.
pub(super) fn rename_path_parameters(document: &mut Value) {
    let other = |name: &str| PATH_NAMES.contains(&name).then(|| format!("{name}_value"));
    each_object(document, &mut |object| {
        if object.get("in").is_some_and(|location| location == "path")
            && let Some(name) = object.get("name").and_then(Value::as_str).and_then(other)
        {
            object.insert("name".to_owned(), json!(name));
        }
    });
    let Some(paths) = document["paths"].as_object_mut() else { return };
    *paths = std::mem::take(paths)
        .into_iter()
        .map(|(path, item)| {
            let renamed =
                |path: String, name: &&str| path.replace(&format!("{{{name}}}"), &format!("{{{name}_value}}"));
            (PATH_NAMES.iter().fold(path, renamed), item)
        })
        .collect();
}

/// Names that a parameter of a path must not have in the generated code.
const PATH_NAMES: [&str; 10] =
    ["_url", "body", "client", "info", "into_request", "new", "request", "response", "result", "send"];

fn rename_parameter(parameter: &mut Value) {
    if let Some(name) = parameter.as_object_mut().and_then(|parameter| parameter.remove("x-rust-name")) {
        parameter["x-wire-name"] = std::mem::replace(&mut parameter["name"], name);
    }
}
