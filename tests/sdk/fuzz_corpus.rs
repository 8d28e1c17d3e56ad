//! Runs every fuzz target with every file of its corpus, so that inputs that once failed are tested in every run.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use focus_tests::fuzz::TARGETS;

/// Returns the files of a folder of `tests/fuzz`, in the order of their names.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_input_of_the_corpus_has_the_property_of_its_target() {
    let mut failed = Vec::new();
    for (name, property) in TARGETS {
        let files = files(&format!("corpus/{name}"));
        assert!(files.len() >= 10, "the corpus of {name} has only {} files", files.len());
        for file in files {
            let input = fs::read(&file).unwrap();
            assert!(input.len() <= 10_000, "{} is too large for the repository: minimize it", file.display());
            if catch_unwind(AssertUnwindSafe(|| property(&input))).is_err() {
                failed.push(file.display().to_string());
            }
        }
    }
    assert!(failed.is_empty(), "these inputs break the property of their target: {failed:#?}");
}

#[test]
fn every_target_has_a_program_and_a_corpus() {
    let mut expected: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    // The tests of xtask run its corpus.
    expected.push("docs_page");
    expected.sort_unstable();
    for folder in ["fuzz_targets", "corpus"] {
        let found = files(folder);
        let found: Vec<_> = found.iter().map(|path| path.file_stem().unwrap().to_str().unwrap()).collect();
        assert_eq!(found, expected, "tests/fuzz/{folder} and TARGETS in tests/src/fuzz.rs must name the same targets");
    }
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml")).unwrap();
    for name in expected {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "add the program {name} to tests/fuzz/Cargo.toml");
    }
}
