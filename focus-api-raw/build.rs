//! With the feature `codegen`, generates the client from `openapi/focus.yaml`. Without it, which is the default, this
//! script does nothing, the generator and its dependencies are not compiled, and the committed snapshot is used.

#[cfg(feature = "codegen")]
#[path = "codegen.rs"]
mod codegen;

#[cfg(feature = "codegen")]
fn main() {
    // A symbolic link in the package, which `cargo package` replaces by the document.
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
