//! Shortens the generated builders: `src/arguments.rs` has the type of their arguments, and converts them.
//!
//! The generator writes the conversion and the text of its error into each setter. Its text names the Rust type; that of
//! `src/arguments.rs` names the argument. The generator also allocates, for every call, the text of the error that each
//! required argument is missing.

use syn::visit_mut::{VisitMut, visit_expr_mut, visit_type_mut};
use syn::{Expr, ExprMethodCall, File, GenericArgument, Item, Lit, PathArguments, Stmt, Type, parse_quote};

use super::Error;
use super::postprocess::module;

/// Replaces the type `Result<T, String>` of every argument, `value.try_into().map_err(…)`, the same with `.map(Some)`, and
/// the texts of missing arguments.
pub(super) fn convert_arguments(file: &mut File) -> Result<(), Error> {
    let mut conversions = Conversions::default();
    for item in module(&mut file.items, "builder").into_iter().flatten() {
        match item {
            Item::Struct(builder) => conversions.visit_item_struct_mut(builder),
            Item::Impl(builder) => conversions.visit_item_impl_mut(builder),
            _ => {}
        }
    }
    if conversions.count == 0 {
        return Err("no builder converts its arguments; adapt codegen/arguments.rs to the generator".into());
    }
    Ok(())
}

#[derive(Default)]
struct Conversions {
    count: usize,
}

impl VisitMut for Conversions {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(shorter) = conversion(expr) {
            *expr = shorter;
            self.count += 1;
        } else if let Some(shorter) = missing(expr).or_else(|| error_of_argument(expr)) {
            *expr = shorter;
        }
        visit_expr_mut(self, expr);
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Some(argument) = argument_type(ty) {
            *ty = argument;
        }
        visit_type_mut(self, ty);
    }
}

/// Returns the type of an argument for `Result<T, String>`.
fn argument_type(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let result = path.path.segments.last().filter(|segment| segment.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &result.arguments else { return None };
    match (arguments.args.first()?, arguments.args.last()?) {
        (GenericArgument::Type(value), GenericArgument::Type(Type::Path(error))) if error.path.is_ident("String") => {
            Some(parse_quote!(crate::arguments::Argument<#value>))
        }
        _ => None,
    }
}

/// Returns `text.into()` for `text.to_string()`, the error of a missing argument.
fn missing(expr: &Expr) -> Option<Expr> {
    let to_string = call(expr, "to_string")?;
    let Expr::Lit(literal) = &*to_string.receiver else { return None };
    Some(parse_quote!(#literal.into()))
}

/// Returns the conversion of an argument's error for `argument.map_err(Error::InvalidRequest)`.
fn error_of_argument(expr: &Expr) -> Option<Expr> {
    let map_err = call(expr, "map_err")?;
    let Some(Expr::Path(error)) = map_err.args.first() else { return None };
    let argument = &map_err.receiver;
    let is_error = error.path.segments.last().is_some_and(|segment| segment.ident == "InvalidRequest");
    is_error.then(|| parse_quote!(#argument.map_err(crate::arguments::invalid)))
}

/// Returns the call of `src/arguments.rs` for the conversion of an argument.
fn conversion(expr: &Expr) -> Option<Expr> {
    let map_err = call(expr, "map_err")?;
    let Some(Expr::Closure(closure)) = map_err.args.first() else { return None };
    let name = argument_name(&closure.body)?;
    if let Some(map) = call(&map_err.receiver, "map") {
        let convert = call(&map.receiver, "try_into")?;
        return Some(parse_quote!(crate::arguments::optional(#name, #convert)));
    }
    let convert = call(&map_err.receiver, "try_into")?;
    Some(parse_quote!(crate::arguments::required(#name, #convert)))
}

fn call<'e>(expr: &'e Expr, method: &str) -> Option<&'e ExprMethodCall> {
    match expr {
        Expr::MethodCall(call) if call.method == method => Some(call),
        _ => None,
    }
}

/// Reads the name in `"conversion to `TYPE` for NAME failed".to_string()`, which may be in a block.
fn argument_name(body: &Expr) -> Option<String> {
    match body {
        Expr::Block(block) => match block.block.stmts.as_slice() {
            [Stmt::Expr(expr, None)] => argument_name(expr),
            _ => None,
        },
        Expr::MethodCall(call) => {
            let Expr::Lit(literal) = &*call.receiver else { return None };
            let Lit::Str(text) = &literal.lit else { return None };
            let text = text.value();
            let name = text.strip_prefix("conversion to ")?.strip_suffix(" failed")?.rsplit_once(" for ")?.1;
            Some(name.to_owned())
        }
        _ => None,
    }
}
