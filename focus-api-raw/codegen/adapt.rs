//! Changes made to a copy of the document so that progenitor generates what this crate wants to be.
//!
//! `openapi/focus.yaml` stays honest and readable by any tool; each function here bridges one gap between it and the
//! generator, and says which. They run in the order of [`for_progenitor`]. No Rust type names here: see `types.rs`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Operations whose answer reaches the caller as bytes, and why.
const BYTES: [(&str, &str); 4] = [
    ("stream_tasks", "one answer can hold a whole workspace, which must not have to fit into memory"),
    ("create_task", "a 201 with an unreadable body still created the task; a decode error would invite a second try"),
    ("bulk_create_tasks", "as for create_task"),
    ("sync_calendar_tasks", "answers 204 or 200 with counters, and the generator takes one success only"),
];

/// Limits on values, all of them numbers.
const LIMITS: [&str; 6] = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"];

/// Schemas that become the one `Task` of the Rust side.
pub(super) const TASKS: [&str; 3] = ["Task", "TaskSummary", "ParentTask"];

/// Schemas that become the one `TaskPage`.
pub(super) const PAGES: [&str; 3] = ["TaskPage", "RecurringTaskPage", "TaskFamilyPage"];

/// Applies every adaptation.
pub(super) fn for_progenitor(document: &mut Value) {
    mark_requests(document);
    drop_error_answers(document);
    leave_out_multipart(document);
    hand_over_bytes(document);
    drop_limits(document);
    drop_defaults(document);
    read_null_as_absent(document);
    list_known_values(document);
    one_task_type(document);
    one_page_type(document);
    box_rare_parts(document);
    lift_three_state_fields(document);
    make_lists_optional(document);
    let_filters_ask_for_none(document);
    add_query_types(document);
    name_bodies(document);
    describe_references(document);
    *document = sorted(document.take());
}

/// Marks the schemas that only requests use, with `x-request`, and closes them: a misspelt member of a request would be
/// lost, while an unknown member of a response is news from a later version of the service.
fn mark_requests(document: &mut Value) {
    let mut requests = BTreeSet::new();
    let mut responses = BTreeSet::new();
    for operation in operations(document).map(|operation| operation.clone()).collect::<Vec<_>>() {
        collect_references(document, &operation["requestBody"], &mut requests);
        collect_references(document, &operation["responses"], &mut responses);
    }
    for (name, schema) in schemas(document) {
        if requests.contains(name) && !responses.contains(name) && schema["type"] == "object" {
            schema["x-request"] = json!(true);
            schema["additionalProperties"] = json!(false);
        }
    }
}

/// Adds the names of the schemas that `value` refers to, directly or through others.
fn collect_references(document: &Value, value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            let target = object.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
            if let Some(target) = target {
                let name = target.strip_prefix("/components/schemas/");
                // A response is a component as well, but no schema, and refers to no other response.
                if name.is_none_or(|name| names.insert(name.to_owned())) {
                    collect_references(document, document.pointer(target).unwrap_or(&Value::Null), names);
                }
            }
            object.values().for_each(|value| collect_references(document, value, names));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_references(document, value, names)),
        _ => {}
    }
}

/// Progenitor takes one shape per class of status, loses the body of an error without schema, and loses the status
/// when a typed error turns out to be HTML. Without documented errors every one of them arrives whole.
fn drop_error_answers(document: &mut Value) {
    for operation in operations(document) {
        if let Some(responses) = operation["responses"].as_object_mut() {
            responses.retain(|status, _| status.starts_with('2'));
        }
    }
}

/// Progenitor refuses multipart bodies; `src/extract.rs` has that operation by hand.
fn leave_out_multipart(document: &mut Value) {
    for item in paths(document) {
        item.retain(|_, operation| operation["requestBody"]["content"].get("multipart/form-data").is_none());
    }
}

/// Turns the answers of [`BYTES`] into byte streams.
fn hand_over_bytes(document: &mut Value) {
    for operation in operations(document) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        if BYTES.iter().any(|(name, _reason)| *name == id) {
            operation["responses"] = json!({
                "2XX": {
                    "description": "The body, as it arrives.",
                    "content": { "*/*": { "schema": { "type": "string", "format": "binary" } } }
                }
            });
        }
    }
}

/// Progenitor turns a limit into a constrained newtype or a `NonZero` integer, which can only refuse a value without
/// saying which operation it belongs to. Requests are validated by the ergonomic layer, and a response that exceeds a
/// limit must still decode.
fn drop_limits(value: &mut Value) {
    match value {
        Value::Object(object) => {
            // A property of one of these names is an object, a limit is a number.
            object.retain(|key, value| !(LIMITS.contains(&key.as_str()) && value.is_number()));
            object.values_mut().for_each(drop_limits);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_limits),
        _ => {}
    }
}

/// Progenitor makes a newtype around an `Option` of every nullable component, and `lift_three_state_fields` would give
/// response fields three states. An optional field of a response reads `null` as absent without either, so what the
/// page does not mark as nullable loses the mark, and `TaskIdOrNull` becomes `TaskId`.
fn read_null_as_absent(document: &mut Value) {
    let named: Vec<String> = schemas(document).keys().filter(|name| name.ends_with("OrNull")).cloned().collect();
    for name in named {
        redirect(document, &name, name.trim_end_matches("OrNull"));
        remove_schema(document, &name);
    }
    let not_marked = |schema: &Value| schema["x-docs"]["nullable"] == "absent";
    for schema in schemas(document).values_mut() {
        properties(schema).filter(|field| not_marked(field)).for_each(drop_nullable);
        if not_marked(schema) {
            drop_nullable(schema);
        }
    }
}

/// A default is what the service does without the member. Progenitor would make the field one that is always sent.
fn drop_defaults(document: &mut Value) {
    fn drop_default(schema: &mut Value) {
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("default");
        }
    }
    for schema in schemas(document).values_mut() {
        properties(schema).for_each(drop_default);
    }
    for operation in operations(document) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        parameters.into_iter().flatten().filter_map(|parameter| parameter.get_mut("schema")).for_each(drop_default);
    }
    let shared = document["components"]["parameters"].as_object_mut();
    let shared = shared.into_iter().flat_map(Map::values_mut);
    shared.filter_map(|parameter| parameter.get_mut("schema")).for_each(drop_default);
}

/// Progenitor takes the body of a request as a builder of its own, which `setters.rs` makes superfluous. A reference to
/// a component that `types.rs` replaces by the type itself has none.
fn name_bodies(document: &mut Value) {
    let mut names = Vec::new();
    for operation in operations(document) {
        let Some(schema) = operation.pointer_mut("/requestBody/content/application~1json/schema") else { continue };
        if let Some(name) = reference(schema).map(str::to_owned) {
            *schema = refer_to(&format!("{name}Body"));
            names.push(name);
        }
    }
    for name in names {
        add_schema(document, &format!("{name}Body"), json!({ "type": "object", "x-body": name }));
    }
}

/// Enumerations of responses are open in the document (`x-known-values`), so that no client refuses a new value. In Rust
/// every enumeration is open, and one name for the list is enough.
fn list_known_values(document: &mut Value) {
    for schema in schemas(document).values_mut().filter_map(Value::as_object_mut) {
        if let Some(values) = schema.remove("x-known-values") {
            schema.insert("enum".to_owned(), values);
        }
    }
}

fn drop_nullable(schema: &mut Value) {
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("nullable");
    }
}

/// The page has tasks with and without parent and counters, in three tables. In Rust all of them are one `Task`, whose
/// fields are optional anyway: a function that takes a `&Task` then takes any of them.
fn one_task_type(document: &mut Value) {
    redirect(document, "TaskSummary", "Task");
    redirect(document, "ParentTask", "BoxedTask");
    remove_schema(document, "TaskSummary");
    remove_schema(document, "ParentTask");
    add_boxed(document, "Task");
}

/// The lists differ in whether `total` is there, which an optional field says as well.
fn one_page_type(document: &mut Value) {
    for name in PAGES.into_iter().filter(|name| *name != "TaskPage") {
        redirect(document, name, "TaskPage");
        remove_schema(document, name);
    }
}

/// A task without calendar event and rate should not carry the room for them: 3 KiB a task, measured.
fn box_rare_parts(document: &mut Value) {
    for name in ["TaskMetadata", "ProjectRate"] {
        redirect(document, name, &format!("Boxed{name}"));
        add_boxed(document, name);
    }
}

/// Progenitor folds "absent" and "null" into one `None`, but leaving a field alone and clearing it are different
/// requests. Inline nullable scalars become references to `Nullable…` components, which `types.rs` replaces.
fn lift_three_state_fields(document: &mut Value) {
    for (name, kind) in [("NullableString", "string"), ("NullableInteger", "integer"), ("NullableBoolean", "boolean")] {
        for schema in schemas(document).values_mut() {
            for field in properties(schema) {
                if field["nullable"] == true && field["type"] == kind {
                    *field = described_reference(name, field);
                }
            }
        }
        add_schema(document, name, json!({ "type": kind, "nullable": true }));
    }
}

/// Progenitor skips an empty `Vec` when it serializes, so tags could never be cleared, and refuses `null` when it reads,
/// which the service may send. `Option<Vec<_>>` sends `Some([])` and reads `null`.
fn make_lists_optional(document: &mut Value) {
    for schema in schemas(document).values_mut() {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        if let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            for (name, field) in fields {
                if field["type"] == "array" && !required.contains(&json!(name)) {
                    field["nullable"] = json!(true);
                }
            }
        }
    }
}

/// `project_id=` asks for tasks without project. The element type of such a filter is "an id, or none", which the
/// document can only say of the whole parameter (`allowEmptyValue`).
fn let_filters_ask_for_none(document: &mut Value) {
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
fn add_query_types(document: &mut Value) {
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

/// A field that only refers to a component would have no documentation; it takes over the component's.
fn describe_references(document: &mut Value) {
    let all = schemas(document).clone();
    for schema in schemas(document).values_mut() {
        for field in properties(schema) {
            if let Some(target) = reference(field)
                && let Some(description) = all.get(target).and_then(|target| target.get("description"))
            {
                *field = json!({ "allOf": [field.take()], "description": description });
            }
        }
    }
}

/// Progenitor's output follows the order of keys. Sorted, a moved paragraph in the document changes nothing.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.into_iter().collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            entries.into_iter().map(|(key, value)| (key, sorted(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        scalar => scalar,
    }
}

/// Returns the number of operations that the generator gets.
pub(super) fn operation_count(adapted: &Value) -> usize {
    let items = adapted["paths"].as_object().into_iter().flat_map(Map::values).filter_map(Value::as_object);
    items.flat_map(Map::values).filter(|value| value.get("operationId").is_some()).count()
}

/// Returns whether a schema becomes the type `Task`.
pub(super) fn is_task(schema: &Value) -> bool {
    reference(schema).is_some_and(|name| TASKS.contains(&name))
}

/// Returns whether a schema becomes the type `TaskPage`.
pub(super) fn is_task_page(schema: &Value) -> bool {
    reference(schema).is_some_and(|name| PAGES.contains(&name))
}

// --- Finding one's way in the document ---

fn paths(document: &mut Value) -> impl Iterator<Item = &mut Map<String, Value>> {
    let paths = document["paths"].as_object_mut();
    paths.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut)
}

fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    paths(document).flat_map(Map::values_mut).filter(|value| value.get("operationId").is_some())
}

fn schemas(document: &mut Value) -> &mut Map<String, Value> {
    let schemas = &mut document["components"]["schemas"];
    if !schemas.is_object() {
        *schemas = json!({});
    }
    schemas.as_object_mut().expect("made an object in the lines above")
}

fn add_schema(document: &mut Value, name: &str, schema: Value) {
    schemas(document).insert(name.to_owned(), schema);
}

/// A stand-in that `types.rs` replaces by a box around the component.
fn add_boxed(document: &mut Value, name: &str) {
    let description = schemas(document).get(name).map(|schema| schema["description"].clone());
    let boxed = json!({ "type": "object", "x-boxed": name, "description": description });
    add_schema(document, &format!("Boxed{name}"), boxed);
}

fn remove_schema(document: &mut Value, name: &str) {
    schemas(document).remove(name);
}

fn properties(schema: &mut Value) -> impl Iterator<Item = &mut Value> {
    schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
}

/// The name of the component a `$ref` points to.
pub(super) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.rsplit('/').next()
}

/// The query parameters of an operation, references to the `shared` ones followed.
pub(super) fn query_parameters<'a>(operation: &'a Value, shared: &'a Value) -> impl Iterator<Item = &'a Value> {
    let own = operation["parameters"].as_array().into_iter().flatten();
    let followed = own.map(|parameter| reference(parameter).map_or(parameter, |name| &shared[name]));
    followed.filter(|parameter| parameter["in"] == "query")
}

fn refer_to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn described_reference(name: &str, field: &Value) -> Value {
    json!({ "allOf": [refer_to(name)], "description": field["description"] })
}

/// Points every reference to `from` at `to`.
fn redirect(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::Object(object) => {
            if object.get("$ref") == Some(&refer_to(from)["$ref"]) {
                object.insert("$ref".into(), refer_to(to)["$ref"].clone());
            }
            object.values_mut().for_each(|value| redirect(value, from, to));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| redirect(value, from, to)),
        _ => {}
    }
}

/// `list_tasks` → `ListTasks`.
pub(super) fn pascal_case(snake: &str) -> String {
    snake
        .split('_')
        .flat_map(|word| word[..1].to_uppercase().chars().chain(word[1..].chars()).collect::<Vec<_>>())
        .collect()
}
