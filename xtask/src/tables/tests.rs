//! The tables and the generated code agree: every row has its field or method.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, ItemStruct};

const SCHEMAS: &str = include_str!("../../../openapi/snapshots/schemas.txt");
const OPERATIONS: &str = include_str!("../../../openapi/snapshots/operations.txt");
const GENERATED: &str = include_str!("../../../focus-api-raw/src/generated/client.rs");

/// The operation with a handwritten builder, because its body is multipart.
const BY_HAND: &str = "extract_tasks_from_image";

fn module(name: &str) -> Vec<Item> {
    let file = syn::parse_file(GENERATED).expect("the generated client is Rust");
    let is_wanted = |item: &Item| matches!(item, Item::Mod(module) if module.ident == name);
    match file.items.into_iter().find(is_wanted) {
        Some(Item::Mod(module)) => module.content.map(|(_, items)| items).unwrap_or_default(),
        _ => panic!("the generated client has no module `{name}`: adapt this test to the generator"),
    }
}

/// Returns the names of a struct's members in JSON.
fn members(item: &ItemStruct) -> BTreeSet<String> {
    let Fields::Named(fields) = &item.fields else { return BTreeSet::new() };
    let name = |field: &syn::Field| {
        let attributes: String = field.attrs.iter().map(|attribute| attribute.to_token_stream().to_string()).collect();
        match attributes.split_once("rename = \"").and_then(|(_, rest)| rest.split_once('"')) {
            Some((renamed, _)) => Some(renamed.to_owned()),
            None => Some(field.ident.as_ref()?.to_string().trim_start_matches("r#").to_owned()),
        }
    };
    fields.named.iter().filter_map(name).collect()
}

/// Returns the Rust type of a schema. Several schemas become one type.
fn rust_type<'a>(schema: &'a str, types: &BTreeMap<String, BTreeSet<String>>) -> &'a str {
    match schema {
        _ if types.contains_key(schema) => schema,
        "ParentTask" | "TaskSummary" => "Task",
        _ if schema.ends_with("Page") => "TaskPage",
        _ => panic!("schema `{schema}` has no Rust type: add the type that it became to this function"),
    }
}

#[test]
fn every_member_of_a_schema_is_a_field() {
    let structs = module("types").into_iter().filter_map(|item| match item {
        Item::Struct(item) => Some((item.ident.to_string(), members(&item))),
        _ => None,
    });
    let types: BTreeMap<String, BTreeSet<String>> = structs.collect();
    let mut count = 0;
    for line in SCHEMAS.lines().filter(|line| !line.starts_with('#') && !line.contains("::new(")) {
        let Some((path, _)) = line.split_once(": ") else { continue };
        let Some((schema, member)) = path.split_once('.') else { continue };
        let ty = rust_type(schema, &types);
        assert!(
            types[ty].contains(member),
            "schemas.txt has `{path}`, but the struct `{ty}` has no such field: run `cargo xtask regen`, or support it in codegen"
        );
        count += 1;
    }
    assert!(count > 200, "only {count} members were read: adapt this test to the form of schemas.txt");
}

#[test]
fn every_parameter_and_body_is_a_method_of_its_builder() {
    let mut methods: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for item in module("builder") {
        let Item::Impl(item) = item else { continue };
        let name = item.self_ty.to_token_stream().to_string().split(' ').next().unwrap_or_default().to_owned();
        let functions = item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
            _ => None,
        });
        methods.entry(name).or_default().extend(functions);
    }
    let mut count = 0;
    for line in OPERATIONS.lines().filter(|line| !line.starts_with('#') && !line.starts_with(BY_HAND)) {
        let mut parts = line.split(' ');
        let (Some(id), Some(what)) = (parts.next(), parts.next()) else { continue };
        let method = match what.strip_prefix([':', '?']) {
            Some(parameter) => parameter,
            None if what == "body" => "body",
            None => continue,
        };
        let pascal: String = id.split('_').map(|part| part[..1].to_uppercase() + &part[1..]).collect();
        let builder = methods.get(&pascal).unwrap_or_else(|| panic!("operation `{id}` has no builder `{pascal}`"));
        assert!(
            builder.contains(method),
            "operations.txt has `{line}`, but `{pascal}` has no method `{method}`: run `cargo xtask regen`, or support it in codegen"
        );
        count += 1;
    }
    assert!(count > 150, "only {count} parameters were read: adapt this test to the form of operations.txt");
}
