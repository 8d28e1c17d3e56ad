//! Splits every generated `send`: `into_request` builds the request, `send` sends it and decodes the response.
//!
//! The generator's `send` builds, sends and decodes in one function, but `focus-api` needs only the request. The query is
//! added by `src/query.rs`. A `send` that does not have the expected statements is an error.

use quote::{ToTokens, format_ident};
use syn::{Expr, ExprLit, File, ImplItem, ImplItemFn, Item, Lit, Pat, Stmt, parse_quote};

use super::Error;
use super::postprocess::module;

/// Gives every builder `OPERATION` and `into_request`; `expected` is the number of operations in the adapted document.
pub(super) fn split_requests(file: &mut File, expected: usize) -> Result<(), Error> {
    let mut count = 0;
    for item in module(&mut file.items, "builder").into_iter().flatten() {
        let Item::Impl(builder) = item else { continue };
        let Some(index) = builder.items.iter().position(is_send) else { continue };
        let ImplItem::Fn(send) = &mut builder.items[index] else { continue };
        let (id, into_request) = split(send).map_err(|missing| {
            let name = builder.self_ty.to_token_stream();
            format!(
                "builder `{name}`: its generated `send` has no {missing}; adapt codegen/split_requests.rs to the generator"
            )
        })?;
        builder.items.insert(index, ImplItem::Fn(into_request));
        let constant = format_ident!("{}", id.to_uppercase());
        let operation = parse_quote! {
            /// The operation of this builder.
            pub const OPERATION: &'static crate::Operation = super::operations::#constant;
        };
        builder.items.insert(0, operation);
        count += 1;
    }
    if count == expected {
        return Ok(());
    }
    Err(format!("{count} builders were split, but the document has {expected} operations for the generator").into())
}

/// Moves the first part of `send` to `into_request` and returns that with the operationId, or an error that names the
/// missing part.
fn split(send: &mut ImplItemFn) -> Result<(String, ImplItemFn), &'static str> {
    let stmts = &mut send.block.stmts;
    let info = stmts.iter().position(|stmt| declares(stmt, "info")).ok_or("`let info`")?;
    let response = stmts.iter().position(|stmt| declares(stmt, "response")).ok_or("`let response`")?;
    let id = operation_id(&stmts[info]).ok_or("operation id in `let info`")?;
    let decode = stmts.split_off(response + 1);
    stmts.truncate(info);
    let mut build = std::mem::take(stmts);
    let Some(Stmt::Local(request)) = build.pop().filter(|stmt| declares(stmt, "request")) else {
        return Err("`let request` before `let info`");
    };
    let mut request = request.init.map(|init| init.expr).ok_or("value of `let request`")?;
    remove_version_header(&mut build, &mut request)?;
    let query = take_query(&mut request)?;
    let request: Stmt = if query.is_empty() {
        parse_quote!(let request = #request;)
    } else {
        parse_quote!(let mut request = #request;)
    };

    *stmts = parse_quote! {
        let client = self.client;
        let response = client.execute(self.into_request()?, Self::OPERATION).await?;
    };
    stmts.extend(decode);
    let into_request = parse_quote! {
        /// Builds the request without sending it.
        ///
        /// The headers of [`RequestHeaders`](crate::RequestHeaders) are not set yet; `send` sets them.
        pub fn into_request(self) -> Result<reqwest::Request, Error<()>> {
            #(#build)*
            #request
            #(#query)*
            Ok(request)
        }
    };
    Ok((id, into_request))
}

/// Removes the header `api-version`, which the service does not know, and the header map if that is then empty.
fn remove_version_header(build: &mut Vec<Stmt>, request: &mut Expr) -> Result<(), &'static str> {
    let is_version = |stmt: &Stmt| stmt.to_token_stream().to_string().contains("\"api-version\"");
    let version = build.iter().position(is_version).ok_or("header `api-version`")?;
    build.remove(version);
    let uses = |stmt: &Stmt| stmt.to_token_stream().to_string().contains("header_map");
    if build.iter().filter(|stmt| uses(stmt)).count() == 1 {
        build.retain(|stmt| !uses(stmt));
        remove_headers_call(request);
    }
    Ok(())
}

/// Removes every `.query(&QueryParam::new(name, value))` from a chain of method calls, and returns calls of
/// `crate::query::add` instead, which is one function for all types. The generator's way compiles a serializer for each.
fn take_query(expr: &mut Expr) -> Result<Vec<Stmt>, &'static str> {
    let mut query = Vec::new();
    let mut next = expr;
    loop {
        next = match next {
            Expr::Try(inner) => &mut inner.expr,
            Expr::MethodCall(call) if call.method == "query" => {
                let Some(Expr::Reference(reference)) = call.args.first() else { return Err("`&` in `.query(…)`") };
                let Expr::Call(param) = &*reference.expr else { return Err("`QueryParam` in `.query(…)`") };
                let arguments = &param.args;
                query.push(parse_quote!(crate::query::add(&mut request, #arguments);));
                *next = (*call.receiver).clone();
                next
            }
            Expr::MethodCall(call) => &mut call.receiver,
            _ => break,
        };
    }
    query.reverse();
    Ok(query)
}

/// Removes `.headers(…)` from a chain of method calls.
fn remove_headers_call(expr: &mut Expr) {
    match expr {
        Expr::Try(inner) => remove_headers_call(&mut inner.expr),
        Expr::MethodCall(call) if call.method == "headers" => *expr = (*call.receiver).clone(),
        Expr::MethodCall(call) => remove_headers_call(&mut call.receiver),
        _ => {}
    }
}

fn is_send(item: &ImplItem) -> bool {
    matches!(item, ImplItem::Fn(function) if function.sig.ident == "send" && function.sig.asyncness.is_some())
}

fn declares(stmt: &Stmt, name: &str) -> bool {
    matches!(stmt, Stmt::Local(local) if matches!(&local.pat, Pat::Ident(pattern) if pattern.ident == name))
}

/// Reads the text in `let info = OperationInfo { operation_id: "…" }`.
fn operation_id(stmt: &Stmt) -> Option<String> {
    let Stmt::Local(local) = stmt else { return None };
    let Expr::Struct(info) = &*local.init.as_ref()?.expr else { return None };
    match &info.fields.first()?.expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}
