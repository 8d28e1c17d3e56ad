//! Shortens the setters of the generated builders: `src/arguments.rs` converts their arguments.
//!
//! The generator writes the conversion and the text of its error into each setter. Its text names the Rust type; that of
//! `src/arguments.rs` names the argument.

use syn::visit_mut::{VisitMut, visit_expr_mut};
use syn::{Expr, ExprMethodCall, File, Item, Lit, Stmt, parse_quote};

use super::Error;
use super::postprocess::module;

/// Replaces `value.try_into().map_err(…)`, and the same with `.map(Some)`, in every builder.
pub(super) fn convert_arguments(file: &mut File) -> Result<(), Error> {
    let mut conversions = Conversions::default();
    for item in module(&mut file.items, "builder").into_iter().flatten() {
        if let Item::Impl(builder) = item {
            conversions.visit_item_impl_mut(builder);
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
        }
        visit_expr_mut(self, expr);
    }
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
