//! Generates the client at build time, from `openapi/focus.yaml`.
//!
//! Inside the repository the feature `codegen` is on and the generator runs. A crate that depends on `focus-api` has it
//! off: this script is then empty, none of the generator's crates is compiled, and the committed snapshot is used.

#[cfg(feature = "codegen")]
#[path = "codegen.rs"]
mod codegen;

#[cfg(feature = "codegen")]
fn main() {
    // The document is reached through a link inside the package, so that a packaged crate carries it along.
    const DOCUMENT: &str = "focus.yaml";
    for input in [DOCUMENT, "codegen.rs", "codegen"] {
        println!("cargo::rerun-if-changed={input}");
    }
    if let Err(error) = write_client(DOCUMENT) {
        println!("cargo::error=focus-api-raw: {error}");
    }
}

#[cfg(feature = "codegen")]
fn write_client(document: &str) -> Result<(), codegen::Error> {
    let yaml = std::fs::read_to_string(document).map_err(|error| format!("cannot read {document}: {error}"))?;
    let directory = std::env::var("OUT_DIR")?;
    std::fs::write(std::path::Path::new(&directory).join("client.rs"), codegen::generate(&yaml)?)?;
    Ok(())
}

#[cfg(not(feature = "codegen"))]
fn main() {}
