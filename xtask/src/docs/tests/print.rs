//! Prints an inventory as a page, in each form that can be imported, with descriptions of this project.
//!
//! The vendor's page is not in the repository; tests, and maintainers who try something, use these pages instead.
//! Importing a printed page gives the same facts. The hashes are those of [`sentence`]: they differ from the vendor's,
//! and are absent if the inventory has none.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::docs::inventory::{BodyShape, Field, Inventory, LEGACY_MARK, Operation, Param, SERVER, Type, Wording};

/// The forms in which a page can be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrintForm {
    /// Text with columns run together.
    Flat,
    /// Text with tabs between columns.
    Tabs,
    Html,
    Swagger,
}

pub(crate) fn page(inventory: &Inventory, form: PrintForm) -> String {
    match form {
        PrintForm::Flat => text(inventory, ""),
        PrintForm::Tabs => text(inventory, "\t"),
        PrintForm::Html => html(inventory),
        PrintForm::Swagger => format!("{:#}\n", swagger(inventory)),
    }
}

/// Returns this project's description of an element. It contains the hash of the inventory, so that a changed hash also
/// changes the printed sentence.
fn sentence(what: &str, wording: &Wording) -> String {
    wording.0.as_ref().map_or(String::new(), |hash| format!("About {what}, variant {hash}"))
}

fn cell(what: &str, wording: &Wording) -> String {
    if wording.0.is_none() { "-".to_owned() } else { sentence(what, wording) }
}

/// Returns the name with the brackets that the page adds to an array.
fn page_name(param: &Param) -> String {
    format!("{}{}", param.name, if param.ty.array { "[]" } else { "" })
}

fn param_cell(param: &Param) -> String {
    let text = sentence(&param.name, &param.wording);
    if param.legacy { format!("{LEGACY_MARK} {text}") } else { text }
}

fn field_cell(field: &Field) -> String {
    if field.nullable { "null".to_owned() } else { cell(&field.name, &field.wording) }
}

/// A part of the page, independent of its form.
enum Part {
    Heading(String),
    Line(String),
    Code(Vec<String>),
    Table { caption: Option<String>, header: Vec<&'static str>, rows: Vec<Vec<String>> },
}

fn parts(operation: &Operation) -> Vec<Part> {
    let mut out = vec![
        Part::Heading(format!("{} {}", operation.method, sentence("the operation", &operation.title))),
        Part::Line(format!("{SERVER}{}", operation.path)),
    ];
    if operation.summary.0.is_some() {
        out.push(Part::Line(sentence("what it does", &operation.summary)));
    }
    let mut code = vec![format!("curl -X {} {SERVER}{} \\", operation.method, operation.path)];
    if let Some(kind) = &operation.example.content_type {
        code.push(format!("-H \"Content-Type: {kind}\" \\"));
    }
    if let Some(shape) = operation.example.body {
        code.push(format!("-d '{}' \\", if shape == BodyShape::Array { r"[\{\}]" } else { r"\{\}" }));
    }
    if operation.example.auth.is_some() {
        code.push("-u <email>:<password>".to_owned());
    }
    out.push(Part::Code(code));
    out.push(Part::Line("Parameters".to_owned()));
    for (name, list) in [("Path", &operation.path_params), ("Query", &operation.query)] {
        if !list.is_empty() {
            out.push(Part::Line(name.to_owned()));
            let row = |p: &Param| vec![page_name(p), p.ty.item().on_page(), p.required.to_string(), param_cell(p)];
            let header = vec!["name", "type", "required", "description"];
            out.push(Part::Table { caption: None, header, rows: list.iter().map(row).collect() });
        }
    }
    if !operation.body.is_empty() {
        out.push(Part::Line("Body".to_owned()));
        tables(None, &operation.body, &mut out);
    }
    out.push(Part::Line("Response".to_owned()));
    for response in &operation.responses {
        out.push(Part::Line(response.status.to_string()));
        if response.wording.0.is_some() || response.fields.is_empty() {
            out.push(Part::Line(cell("this response", &response.wording)));
        }
        if !response.fields.is_empty() {
            tables(None, &response.fields, &mut out);
        }
    }
    out
}

/// Adds a table, then the tables of its fields, depth first.
fn tables(caption: Option<&str>, fields: &[Field], out: &mut Vec<Part>) {
    let rows = fields.iter().map(|f| vec![f.name.clone(), f.ty.on_page(), field_cell(f)]).collect();
    let header = vec!["Name", "Type", "Description"];
    out.push(Part::Table { caption: caption.map(str::to_owned), header, rows });
    for field in fields.iter().filter(|f| !f.table.is_empty()) {
        tables(Some(&field.name), &field.table, out);
    }
}

fn text(inventory: &Inventory, separator: &str) -> String {
    let mut out = String::from("Skip to main content\n\nTasks\n");
    for part in inventory.operations.iter().flat_map(parts) {
        match part {
            Part::Heading(line) | Part::Line(line) => {
                let _ = writeln!(out, "\n{line}");
            }
            Part::Code(lines) => {
                let _ = writeln!(out, "\n{}", lines.join("\n"));
            }
            Part::Table { caption, header, rows } => {
                let _ = match caption {
                    Some(caption) => writeln!(out, "{caption}"),
                    None => writeln!(out),
                };
                let _ = writeln!(out, "{}", header.join(separator));
                for row in rows {
                    let _ = writeln!(out, "{}", row.join(separator));
                }
            }
        }
    }
    out.push_str("\n© A company\n");
    out
}

fn html(inventory: &Inventory) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut out = String::from(
        "<!doctype html>\n<html><head><title>Tasks</title><script>if (1<2) {}</script></head>\n<body><nav>Menu</nav>\n<main><h1>Tasks</h1>\n",
    );
    for part in inventory.operations.iter().flat_map(parts) {
        let _ = match part {
            Part::Heading(line) => {
                let (method, title) = line.split_once(' ').unwrap_or((&line, ""));
                writeln!(out, "<h2><span>{method}</span> {}<a href=\"#x\">\u{200b}</a></h2>", escape(title))
            }
            Part::Line(line) => writeln!(out, "<p>{}</p>", escape(&line)),
            Part::Code(lines) => writeln!(out, "<pre><code>{}</code></pre>", escape(&lines.join("\n"))),
            Part::Table { caption, header, rows } => {
                if let Some(caption) = caption {
                    let _ = writeln!(out, "<h4>{caption}</h4>");
                }
                let row = |tag: &str, cells: &[String]| -> String {
                    cells.iter().map(|c| format!("<{tag}>{}</{tag}>", escape(c))).collect()
                };
                let header: Vec<String> = header.into_iter().map(str::to_owned).collect();
                let _ = writeln!(out, "<table><thead><tr>{}</tr></thead><tbody>", row("th", &header));
                for cells in rows {
                    let _ = writeln!(out, "<tr>{}</tr>", row("td", &cells));
                }
                writeln!(out, "</tbody></table>")
            }
        };
    }
    out.push_str("</main><footer>Footer</footer></body></html>\n");
    out
}

/// Returns the vendor's machine-readable form: arrays with plain names, bare arrays, shared definitions.
fn swagger(inventory: &Inventory) -> Value {
    let mut definitions = Vec::new();
    let mut paths = Map::new();
    for operation in &inventory.operations {
        let mut parameters: Vec<Value> = Vec::new();
        for (place, list) in [("path", &operation.path_params), ("query", &operation.query)] {
            parameters.extend(list.iter().map(|param| swagger_param(place, param)));
        }
        if !operation.body.is_empty() {
            let bare = operation.example.body == Some(BodyShape::Array);
            let schema = swagger_root(&operation.body, bare, &mut definitions);
            parameters.push(json!({"name": "body", "in": "body", "schema": schema}));
        }
        let mut responses = Map::new();
        for response in &operation.responses {
            let mut value = json!({"description": cell("this response", &response.wording)});
            if !response.fields.is_empty() {
                value["schema"] = swagger_root(&response.fields, true, &mut definitions);
            }
            responses.insert(response.status.to_string(), value);
        }
        let item = paths.entry(operation.path.clone()).or_insert_with(|| json!({}));
        item[operation.method.lower()] = json!({
            "summary": sentence("the operation", &operation.title),
            "description": sentence("what it does", &operation.summary),
            "parameters": parameters,
            "responses": responses,
        });
    }
    let definitions: Map<String, Value> =
        definitions.into_iter().enumerate().map(|(index, value)| (format!("D{index}"), value)).collect();
    json!({"swagger": "2.0", "basePath": "/api", "paths": paths, "definitions": definitions})
}

fn swagger_param(place: &str, param: &Param) -> Value {
    let place = if param.ty.scalar.word() == "file" { "formData" } else { place };
    let mut out = json!({"in": place, "required": param.required, "description": param_cell(param)});
    match param.ty.array.then_some(&param.name) {
        Some(name) => {
            out["name"] = json!(name);
            out["type"] = json!("array");
            out["items"] = json!({"type": param.ty.scalar.word()});
        }
        None => {
            out["name"] = json!(param.name);
            out["type"] = json!(param.ty.scalar.word());
        }
    }
    out
}

fn swagger_root(fields: &[Field], bare: bool, definitions: &mut Vec<Value>) -> Value {
    match fields {
        [one] if bare && one.ty.array && one.name == "items" => swagger_schema(one.ty, &one.table, definitions),
        _ => swagger_schema(Type::one(crate::docs::inventory::Scalar::Object), fields, definitions),
    }
}

fn swagger_schema(ty: Type, table: &[Field], definitions: &mut Vec<Value>) -> Value {
    let item = if table.is_empty() {
        json!({"type": ty.scalar.word()})
    } else {
        let mut properties = Map::new();
        for field in table {
            let mut property = swagger_schema(field.ty, &field.table, definitions);
            property["description"] = json!(field_cell(field));
            properties.insert(field.name.clone(), property);
        }
        let definition = json!({"type": "object", "properties": properties});
        let index = definitions.iter().position(|d| *d == definition).unwrap_or_else(|| {
            definitions.push(definition);
            definitions.len() - 1
        });
        json!({"$ref": format!("#/definitions/D{index}")})
    };
    if ty.array { json!({"type": "array", "items": item}) } else { item }
}
