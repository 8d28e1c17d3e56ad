//! The project inside a task: its custom fields with their options, and its rate.

use serde_json::{Value, json};

use crate::world::{Project, World};

/// Returns the JSON of a project inside a task. Rates are included only on request.
pub(super) fn show(project: &Project, world: &World, rates: bool) -> Value {
    let values: Vec<Value> =
        project.custom_fields.iter().filter_map(|(id, value)| custom_field(world, *id, value)).collect();
    let mut out = json!({
        "id": project.id,
        "name": project.name,
        "color": project.color,
        "private": project.private,
        "is_template": false,
        "archived_at": null,
        "permissions": ["view", "edit"],
    });
    // An empty list of custom fields is omitted [doc].
    if !values.is_empty() {
        out["custom_field_values"] = Value::Array(values);
    }
    if let (true, Some((hourly, currency))) = (rates, project.hourly_rate) {
        out["rate"] = json!({
            "project_id": project.id,
            "project_name": project.name,
            "project_color": project.color,
            "project_created_at": "2025-09-15T08:00:00Z",
            "project_rate_id": project.id - 4_000_000,
            "workspace_rate_id": null,
            "hourly_rate": hourly,
            "currency": currency,
            "billable": true,
            "has_more_rates": false,
            "start_at": "2025-10-01T00:00:00Z",
            "end_at": null,
        });
    }
    out
}

fn custom_field(world: &World, id: i64, value: &Value) -> Option<Value> {
    let field = world.find_custom_field(id)?;
    let mut out = json!({
        "custom_field_id": field.id,
        "custom_field_name": field.name,
        "field_type": field.field_type,
        "value": value,
    });
    if field.field_type.ends_with("select") {
        let chosen = |option: i64| {
            value.as_i64() == Some(option) || value.as_array().is_some_and(|ids| ids.contains(&json!(option)))
        };
        let options = field.options.iter().filter(|(option, ..)| chosen(*option));
        let options: Vec<Value> = options
            .map(|(option, name, deleted)| json!({ "option_id": option, "option_name": name, "is_deleted": deleted }))
            .collect();
        out["selected_options"] = Value::Array(options);
    }
    Some(out)
}
