//! Rules for the manifests of the published crates.

use std::fs;
use std::path::Path;

/// A user of the crates compiles the committed snapshot, without the generator and its dependencies.
#[test]
fn the_generator_is_not_a_default_feature() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../focus-api-raw/Cargo.toml");
    let manifest = fs::read_to_string(path).expect("the manifest is readable");
    assert!(
        manifest.contains("\n[features]\ndefault = []\n"),
        "focus-api-raw has default features: remove them, so that a dependent does not compile the generator"
    );
    for line in manifest.lines().filter(|line| line.contains("progenitor") && !line.starts_with("progenitor-client")) {
        assert!(
            line.contains("dep:progenitor") || line.contains("optional = true"),
            "`{line}` in focus-api-raw/Cargo.toml makes every dependent compile the generator: make it optional"
        );
    }
}
