//! Gives the builder of a list one query instead of a field per parameter.
//!
//! The generator's builder has a field, a default, a check and a call per parameter. The parameters of a list are also
//! the fields of its query type, which `adapt/queries.rs` adds, so the setters of the builder set those. Required
//! parameters, and superseded ones, which are not in the query type, stay fields of the builder.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprCall, FieldValue, File, Ident, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Lit, Pat, Stmt};
use syn::{Token, Type, parse_quote};

use super::Error;
use super::fields::wire_name;
use super::postprocess::{is_query, module, structs};

/// The fields of a query type, by the names of their parameters in the request.
type Query = BTreeMap<String, Ident>;

/// Moves the parameters of every builder that has a query type into one field `query`.
pub(super) fn collect_parameters(file: &mut File) -> Result<(), Error> {
    let queries: BTreeMap<String, Query> = structs(file)
        .filter(|item| is_query(item))
        .map(|item| (item.ident.to_string(), item.fields.iter().filter_map(wire_name).collect()))
        .collect();
    let builders = module(&mut file.items, "builder").ok_or("the generator wrote no module `builder`")?;
    let mut moved: BTreeMap<String, Vec<Ident>> = BTreeMap::new();
    for item in builders.iter_mut() {
        let Item::Impl(builder) = item else { continue };
        let name = name_of(&builder.self_ty);
        if let Some(query) = queries.get(&query_type(&name)) {
            let parameters = change_methods(builder, query).map_err(|missing| {
                format!("builder `{name}`: {missing}; adapt codegen/builder_queries.rs to the generator")
            })?;
            moved.insert(name, parameters);
        }
    }
    for item in builders {
        let Item::Struct(builder) = item else { continue };
        if let Some(parameters) = moved.get(&builder.ident.to_string()) {
            change_fields(builder, parameters)?;
        }
    }
    Ok(())
}

/// Replaces the fields of the parameters.
fn change_fields(builder: &mut ItemStruct, parameters: &[Ident]) -> Result<(), Error> {
    let ty: Type = syn::parse_str(&format!("Result<types::{}, String>", query_type(&builder.ident.to_string())))?;
    let syn::Fields::Named(fields) = &mut builder.fields else { return Ok(()) };
    let kept = std::mem::take(&mut fields.named);
    fields.named = kept.into_iter().filter(|field| !is_one_of(field.ident.as_ref(), parameters)).collect();
    fields.named.push(parse_quote!(query: #ty));
    Ok(())
}

/// Changes the methods, and returns the names of the parameters in the builder; or what is missing.
fn change_methods(builder: &mut ItemImpl, query: &Query) -> Result<Vec<Ident>, String> {
    let optional = optional_fields(builder)?;
    let into_request = method(builder, "into_request").ok_or("no `into_request`")?;
    let fields = take_parameters(into_request, query, &optional);
    let parameters: Vec<Ident> = fields.keys().cloned().collect();
    if parameters.is_empty() {
        return Err("its request adds no parameter of its query".to_owned());
    }
    for (parameter, field) in &fields {
        let setter = method(builder, &parameter.to_string()).ok_or(format!("no setter `{parameter}`"))?;
        setter.block = parse_quote!({
            crate::arguments::set!(self.query.#field = value);
            self
        });
    }
    let values = initial_values(builder)?;
    let kept = std::mem::take(values).into_iter().filter(|value| !is_one_of(name_in(value), &parameters));
    *values = kept.collect();
    values.push(parse_quote!(query: Ok(Default::default())));
    Ok(parameters)
}

/// Returns the fields that are unset at first. The builder itself refuses the absence of the others.
fn optional_fields(builder: &mut ItemImpl) -> Result<Vec<Ident>, String> {
    let values =
        initial_values(builder)?.iter().filter(|value| value.expr.to_token_stream().to_string() == "Ok (None)");
    Ok(values.filter_map(name_in).cloned().collect())
}

/// Returns the fields in the struct expression of `new`.
fn initial_values(builder: &mut ItemImpl) -> Result<&mut Punctuated<FieldValue, Token![,]>, String> {
    match method(builder, "new").ok_or("no `new`")?.block.stmts.last_mut() {
        Some(Stmt::Expr(Expr::Struct(value), _)) => Ok(&mut value.fields),
        _ => Err("no struct expression in `new`".to_owned()),
    }
}

fn name_in(value: &FieldValue) -> Option<&Ident> {
    match &value.member {
        syn::Member::Named(name) => Some(name),
        syn::Member::Unnamed(_) => None,
    }
}

/// Replaces the statements about single parameters in `into_request`. Returns the field of the query for each of them.
fn take_parameters(into_request: &mut ImplItemFn, query: &Query, optional: &[Ident]) -> BTreeMap<Ident, Ident> {
    let mut fields = BTreeMap::new();
    let stmts = &mut into_request.block.stmts;
    let mut added = None;
    let mut kept = Vec::new();
    for stmt in std::mem::take(stmts) {
        if let Some((name, variable)) = added_parameter(&stmt)
            && let Some(field) = query.get(&name)
            && optional.contains(&variable)
        {
            added.get_or_insert(kept.len());
            fields.insert(variable, field.clone());
        } else {
            kept.push(stmt);
        }
    }
    kept.insert(added.unwrap_or(kept.len()), parse_quote!(crate::query::add_all(&mut request, &query);));
    let parameters: Vec<Ident> = fields.keys().cloned().collect();
    let mut checked = None;
    for stmt in kept {
        match pattern(&stmt) {
            Some(Pat::Ident(variable)) if is_one_of(Some(&variable.ident), &parameters) => {
                checked.get_or_insert(stmts.len());
            }
            Some(Pat::Struct(all)) => {
                let names = all.fields.iter().filter_map(|field| match &field.member {
                    syn::Member::Named(name) => Some(name).filter(|name| !is_one_of(Some(name), &parameters)),
                    syn::Member::Unnamed(_) => None,
                });
                stmts.push(parse_quote!(let Self { #(#names,)* query } = self;));
            }
            _ => stmts.push(stmt),
        }
    }
    if let Some(index) = checked {
        stmts.insert(index, parse_quote!(let query = query.map_err(Error::InvalidRequest)?;));
    }
    fields
}

/// Reads name and variable of `crate::query::add(&mut request, "name", &variable);`.
fn added_parameter(stmt: &Stmt) -> Option<(String, Ident)> {
    let Stmt::Expr(Expr::Call(ExprCall { func, args, .. }), _) = stmt else { return None };
    if func.to_token_stream().to_string() != "crate :: query :: add" {
        return None;
    }
    match (args.get(1)?, args.get(2)?) {
        (Expr::Lit(name), Expr::Reference(value)) => match (&name.lit, &*value.expr) {
            (Lit::Str(name), Expr::Path(variable)) => Some((name.value(), variable.path.get_ident()?.clone())),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the pattern of `let pattern = …;`.
fn pattern(stmt: &Stmt) -> Option<&Pat> {
    match stmt {
        Stmt::Local(local) => Some(&local.pat),
        _ => None,
    }
}

fn method<'b>(builder: &'b mut ItemImpl, name: &str) -> Option<&'b mut ImplItemFn> {
    builder.items.iter_mut().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == name => Some(function),
        _ => None,
    })
}

fn is_one_of(name: Option<&Ident>, names: &[Ident]) -> bool {
    name.is_some_and(|name| names.contains(name))
}

/// Returns the name of the query type of a builder.
fn query_type(builder: &str) -> String {
    format!("{builder}Query")
}

fn name_of(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}
