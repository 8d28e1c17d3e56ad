//! Tests of the documents of the repository: links and paths lead to files; the tree of ARCHITECTURE.md and the tables
//! of examples and features are complete.

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
    "openapi/README.md",
    "tests/benches/README.md",
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

/// Returns the paths of the repository in code spans: `tests/sdk/wire.rs`.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let spans = text.split('`').skip(1).step_by(2);
    let folders = ["focus-api/", "focus-api-raw/", "openapi/", "tests/", "xtask/"];
    spans
        .filter(move |span| folders.iter().any(|folder| span.starts_with(folder)))
        .filter(|span| !span.contains(|letter: char| letter.is_whitespace() || "*<>{}:".contains(letter)))
}

#[test]
fn every_path_in_a_code_span_exists() {
    let mut count = 0;
    for document in DOCUMENTS {
        for path in paths(&read(document)) {
            count += 1;
            assert!(root().join(path).exists(), "{document} names {path}, which does not exist: correct the path");
        }
    }
    assert!(count >= 30, "only {count} paths were found: correct `paths` in tests/src/documents.rs");
}

#[test]
fn the_readme_lists_every_example() {
    let text = read("README.md");
    for folder in ["focus-api/examples", "tests/programs/examples"] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                let file = path.file_name().unwrap().to_str().unwrap();
                assert!(
                    text.contains(&format!("({folder}/{file})")),
                    "add {folder}/{file} to the table of examples in README.md"
                );
            }
        }
    }
}

#[test]
fn the_readmes_list_every_feature() {
    let manifest: toml::Table = toml::from_str(&read("focus-api/Cargo.toml")).unwrap();
    let features = manifest["features"].as_table().unwrap().keys().filter(|feature| *feature != "default");
    for feature in features {
        for document in ["README.md", "focus-api/README.md"] {
            assert!(
                read(document).contains(&format!("\n| `{feature}`")),
                "add the feature {feature} to the table of features in {document}"
            );
        }
    }
}

#[test]
fn the_tree_of_the_architecture_names_every_file_of_the_client() {
    let text = read("ARCHITECTURE.md");
    let source = root().join("focus-api/src");
    for path in entries_below(&source) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let shown = path.strip_prefix(&source).unwrap().display();
        assert!(
            name == "tests"
                || text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|word| word == name),
            "ARCHITECTURE.md does not name focus-api/src/{shown}: add it to the tree"
        );
    }
}

#[test]
fn the_readmes_state_the_number_of_operations_of_the_specification() {
    let count = read("openapi/focus.yaml").matches("      operationId: ").count();
    let mut stated = 0;
    for document in ["README.md", "focus-api/README.md", "focus-api-raw/README.md", "openapi/README.md"] {
        let text = read(document);
        for before in text.split(" operations").collect::<Vec<_>>().split_last().map_or(&[][..], |(_, before)| before) {
            let number = before.rsplit(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
            if let Ok(number) = number.parse::<usize>() {
                stated += 1;
                assert!(
                    number == count,
                    "{document} says {number} operations, and openapi/focus.yaml has {count}: write {count}"
                );
            }
        }
    }
    assert!(
        stated > 0,
        "no README says a number of operations: correct the list of documents in tests/src/documents.rs"
    );
}

/// Returns the files and folders below a folder.
fn entries_below(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder is readable") {
            let path = entry.expect("the entry is readable").path();
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.push(path);
        }
    }
    found
}

/// The columns of a line of code that the frame of a documentation page shows.
const COLUMNS: usize = 76;

/// Returns the lines of examples that are shown, without the marks of a doc comment.
fn example_lines(text: &str, is_rust: bool) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        let line = if is_rust {
            let Some(doc) = line.trim_start().strip_prefix("///").or(line.trim_start().strip_prefix("//!")) else {
                is_inside = false;
                continue;
            };
            doc.strip_prefix(' ').unwrap_or(doc)
        } else {
            line
        };
        if line.starts_with("```") {
            is_inside = !is_inside;
        } else if is_inside && !line.starts_with("# ") {
            lines.push(line);
        }
    }
    lines
}

#[test]
fn examples_fit_the_frame_of_a_documentation_page() {
    let pages =
        ["focus-api/src/manual.md", "focus-api/README.md", "tests/fake/README.md"].map(|file| root().join(file));
    let sources =
        ["focus-api/src", "tests/fake/src"].into_iter().flat_map(|folder| entries_below(&root().join(folder)));
    let is_source = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    let mut count = 0;
    for file in pages.into_iter().chain(sources.filter(is_source)) {
        let text = std::fs::read_to_string(&file).expect("the file is readable");
        for line in example_lines(&text, is_source(&file)) {
            count += 1;
            let length = line.chars().count();
            assert!(
                length <= COLUMNS,
                "{}: this line of an example has {length} columns, wrap it at {COLUMNS}:\n{line}",
                file.display()
            );
        }
    }
    assert!(count > 300, "only {count} lines of examples were found: correct the search");
}
