//! Writes ids into the path of a request without escaping them.
//!
//! The generator converts every path parameter to text and escapes it, which are two allocations. An id is a number and
//! needs no escaping. Parameters of other types stay as the generator writes them.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::VisitMut;
use syn::{File, Item, ItemImpl, Macro};

use super::postprocess::{module, type_text};

/// Rewrites the paths of all builders.
pub(super) fn write_ids_unescaped(file: &mut File) {
    let items = module(&mut file.items, "builder").into_iter().flatten();
    let (structs, impls): (Vec<&mut Item>, Vec<&mut Item>) = items.partition(|item| matches!(item, Item::Struct(_)));
    for item in impls {
        let Item::Impl(builder) = item else { continue };
        let ids = structs.iter().flat_map(|item| id_fields(item, builder)).collect();
        Paths { ids }.visit_item_impl_mut(builder);
    }
}

/// Returns the fields of a builder that contain an id, if `item` is its struct.
fn id_fields(item: &Item, builder: &ItemImpl) -> Vec<String> {
    let Item::Struct(item) = item else { return Vec::new() };
    let name = builder.self_ty.to_token_stream().to_string();
    if name.split(' ').next() != Some(item.ident.to_string().as_str()) {
        return Vec::new();
    }
    let holds_id = |ty: &syn::Type| {
        let ty = type_text(ty);
        ty.starts_with("Result<crate::types::") && ty.ends_with("Id,String>")
    };
    let fields = item.fields.iter().filter(|field| holds_id(&field.ty));
    fields.filter_map(|field| Some(field.ident.as_ref()?.to_string())).collect()
}

struct Paths {
    ids: BTreeSet<String>,
}

impl VisitMut for Paths {
    fn visit_macro_mut(&mut self, node: &mut Macro) {
        if node.path.is_ident("format") {
            node.tokens = self.unescape(node.tokens.clone());
        }
    }
}

impl Paths {
    /// Replaces `encode_path(&task_id.to_string())` by `task_id`.
    fn unescape(&self, tokens: TokenStream) -> TokenStream {
        let mut trees = tokens.into_iter().peekable();
        let mut rewritten = TokenStream::new();
        while let Some(tree) = trees.next() {
            let is_call = matches!(&tree, TokenTree::Ident(name) if name == "encode_path");
            match trees.peek() {
                Some(TokenTree::Group(arguments)) if is_call => match self.id_in(arguments.stream()) {
                    Some(id) => {
                        trees.next();
                        rewritten.extend([id]);
                    }
                    None => rewritten.extend([tree]),
                },
                _ => rewritten.extend([tree]),
            }
        }
        rewritten
    }

    /// Returns `task_id` of `&task_id.to_string()`, if it is an id.
    fn id_in(&self, argument: TokenStream) -> Option<TokenTree> {
        let mut trees = argument.into_iter().skip(1);
        let id = trees.next().filter(|tree| self.ids.contains(&tree.to_string()))?;
        let rest: TokenStream = trees.collect();
        (rest.to_string().replace(' ', "") == ".to_string()").then_some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_not_escaped_and_text_is() {
        let mut file: File = syn::parse_quote! {
            mod builder {
                pub struct Get<'a> {
                    task_id: Result<crate::types::TaskId, String>,
                    slug: Result<String, String>,
                }
                impl<'a> Get<'a> {
                    fn url(self) -> String {
                        format!("{}/{}/{}", base, encode_path(&task_id.to_string()), encode_path(&slug.to_string()))
                    }
                }
            }
        };
        write_ids_unescaped(&mut file);
        let text = file.to_token_stream().to_string().replace(' ', "");
        assert!(text.contains("base,task_id,encode_path(&slug.to_string())"), "{text}");
    }
}
