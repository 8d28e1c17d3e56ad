//! The documents of the repository name files that exist.

use std::path::{Path, PathBuf};

/// Every document whose links are checked.
const DOCUMENTS: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "SECURITY.md",
    "focus-api/README.md",
    "focus-api-raw/README.md",
    "tests/fake/README.md",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(document: &str) -> String {
    std::fs::read_to_string(root().join(document)).unwrap_or_else(|error| panic!("{document}: {error}"))
}

/// Returns the targets of links: `](target)`.
fn targets(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()).collect()
}

#[test]
fn every_relative_link_leads_to_a_file() {
    for document in DOCUMENTS {
        let text = read(document);
        let folder = root().join(document).parent().map(Path::to_owned).unwrap_or_default();
        for target in targets(&text).into_iter().filter(|target| !target.is_empty() && !target.contains("://")) {
            assert!(
                folder.join(target).exists(),
                "{document} links to {target}, which does not exist: correct the link"
            );
        }
    }
}

#[test]
fn the_tree_of_the_architecture_names_every_file_of_the_client() {
    let text = read("ARCHITECTURE.md");
    let source = root().join("focus-api/src");
    let mut folders = vec![source.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path.clone());
            }
            let name = path.file_stem().unwrap().to_str().unwrap();
            let shown = path.strip_prefix(&source).unwrap().display();
            assert!(
                name == "tests"
                    || text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|word| word == name),
                "ARCHITECTURE.md does not name focus-api/src/{shown}: add it to the tree"
            );
        }
    }
}
