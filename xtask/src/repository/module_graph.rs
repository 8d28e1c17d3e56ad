//! Tests the module graph of each crate: no dependency cycle between files, except between a module and its submodules;
//! and one module style.
//!
//! The graph is read from `use` declarations. ARCHITECTURE.md describes the direction of the dependencies.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Item, UseTree};

/// Module paths of a crate, for example `transport::send`, with the modules that each uses.
type Graph = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the workspace").to_owned()
}

#[test]
fn files_have_no_dependency_cycles() {
    for folder in ["focus-api/src", "focus-api-raw/src", "focus-api-raw/codegen", "xtask/src"] {
        let graph = graph_of(&root().join(folder));
        assert!(!graph.is_empty(), "{folder} contains no module: correct the list of folders in this test");
        if let Some(cycle) = cycle_in(&graph) {
            panic!(
                "{folder}: these files form a dependency cycle: {}. Move the items that they share into a file that both \
                 use, or pass them as arguments",
                cycle.join(" → ")
            );
        }
    }
}

#[test]
fn modules_have_no_mod_rs() {
    let mut found = Vec::new();
    for folder in ["focus-api", "focus-api-raw", "xtask", "tests"] {
        walk(&root().join(folder), &mut |path| {
            if path.ends_with("mod.rs") {
                found.push(path.display().to_string());
            }
        });
    }
    assert_eq!(found, Vec::<String>::new(), "rename each `x/mod.rs` to `x.rs`");
}

#[test]
fn a_cycle_is_found_and_a_module_may_use_its_submodules() {
    let edges = |pairs: &[(&str, &str)]| {
        let mut graph = Graph::new();
        for (from, to) in pairs {
            graph.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        graph
    };
    assert_eq!(cycle_in(&edges(&[("a", "b"), ("b", "c"), ("a", "c"), ("a", "a::x"), ("a::x", "a")])), None);
    assert!(cycle_in(&edges(&[("a", "b"), ("b", "c::d"), ("c::d", "a")])).is_some());
    assert!(cycle_in(&edges(&[("a::x", "b"), ("b", "a")])).is_some(), "a folder counts as one module");
}

/// Reads every module below a folder.
fn graph_of(folder: &Path) -> Graph {
    let mut sources = BTreeMap::new();
    walk(folder, &mut |path| {
        let module = path.strip_prefix(folder).expect("the path is below the folder").with_extension("");
        let module = module.to_string_lossy().replace('/', "::");
        let is_test = module.split("::").any(|part| part == "tests" || part == "generated");
        if path.extension().is_some_and(|extension| extension == "rs") && !is_test {
            sources.insert(module, fs::read_to_string(path).expect("a source file is readable"));
        }
    });
    let modules: BTreeSet<String> = sources.keys().cloned().collect();
    let mut graph = Graph::new();
    for (module, source) in &sources {
        let file = syn::parse_file(source).unwrap_or_else(|error| panic!("{module}: {error}"));
        let mut targets = BTreeSet::new();
        for item in &file.items {
            if let Item::Use(item) = item {
                paths_of(&item.tree, &mut Vec::new(), &mut |path| targets.extend(resolve(module, path, &modules)));
            }
        }
        targets.remove(module);
        graph.insert(module.clone(), targets);
    }
    graph
}

/// Calls `each` with every path of a `use` declaration.
fn paths_of(tree: &UseTree, prefix: &mut Vec<String>, each: &mut impl FnMut(&[String])) {
    let mut leaf = |name: String, prefix: &mut Vec<String>| {
        prefix.push(name);
        each(prefix);
        prefix.pop();
    };
    match tree {
        UseTree::Name(name) => leaf(name.ident.to_string(), prefix),
        UseTree::Rename(rename) => leaf(rename.ident.to_string(), prefix),
        UseTree::Glob(_) => each(prefix),
        UseTree::Group(group) => group.items.iter().for_each(|tree| paths_of(tree, prefix, each)),
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            paths_of(&path.tree, prefix, each);
            prefix.pop();
        }
    }
}

/// Returns the module whose file contains a path.
fn resolve(module: &str, path: &[String], modules: &BTreeSet<String>) -> Option<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let mut absolute: Vec<String> = match path.first()?.as_str() {
        "crate" => path[1..].to_vec(),
        "super" => {
            let mut base: Vec<String> = module.split("::").map(str::to_owned).collect();
            base.truncate(base.len().saturating_sub(ups));
            base.into_iter().chain(path[ups..].iter().cloned()).collect()
        }
        _ => return None,
    };
    while !absolute.is_empty() {
        let candidate = absolute.join("::");
        if modules.contains(&candidate) {
            return Some(candidate);
        }
        absolute.pop();
    }
    None
}

/// Returns a cycle of files, or of top-level modules. A module and its submodules do not form a cycle.
fn cycle_in(graph: &Graph) -> Option<Vec<String>> {
    let is_related = |a: &str, b: &str| a.starts_with(&format!("{b}::")) || b.starts_with(&format!("{a}::"));
    let top = |module: &str| module.split("::").next().unwrap_or_default().to_owned();
    let (mut files, mut folders) = (Graph::new(), Graph::new());
    for (from, targets) in graph {
        for to in targets {
            if !is_related(from, to) {
                files.entry(from.clone()).or_default().insert(to.clone());
            }
            if top(from) != top(to) {
                folders.entry(top(from)).or_default().insert(top(to));
            }
        }
    }
    cycle(&files).or_else(|| cycle(&folders))
}

fn cycle(graph: &Graph) -> Option<Vec<String>> {
    fn visit(node: &str, graph: &Graph, path: &mut Vec<String>, done: &mut BTreeSet<String>) -> Option<Vec<String>> {
        if let Some(start) = path.iter().position(|seen| seen == node) {
            return Some(path[start..].iter().cloned().chain([node.to_owned()]).collect());
        }
        if !done.insert(node.to_owned()) {
            return None;
        }
        path.push(node.to_owned());
        let found = graph.get(node).into_iter().flatten().find_map(|next| visit(next, graph, path, done));
        path.pop();
        found
    }
    let mut done = BTreeSet::new();
    graph.keys().find_map(|node| visit(node, graph, &mut Vec::new(), &mut done))
}

fn walk(folder: &Path, each: &mut impl FnMut(&Path)) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder is readable").path();
        if path.is_dir() {
            walk(&path, each);
        } else {
            each(&path);
        }
    }
}
