//! Installs the third-party tools, with pinned versions.
//!
//! They are installed in the folder `judge` of the target folder, and again only when a version changes. The parent
//! module runs them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::artifact;

/// The last four are imported by the package that openapi-generator generates.
pub(super) const PYTHON_PACKAGES: &[&str] = &[
    "openapi-spec-validator==0.9.0",
    "schemathesis==4.32.5",
    "openapi-python-client==0.29.1",
    "openapi-generator-cli==7.26.0",
    "pydantic==2.14.4",
    "python-dateutil==2.9.0.post0",
    "typing-extensions==4.16.0",
    "urllib3==2.8.0",
];

pub(super) const NODE_PACKAGES: &[&str] = &["@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3"];

/// The language of a tool, which must be installed. The tool in Java is installed as a Python package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Python,
    Node,
    Java,
}

/// The folder in which the tools are installed.
pub(super) struct Tools {
    pub(super) folder: PathBuf,
}

impl Tools {
    pub(super) fn new() -> Result<Self> {
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| artifact::root().join("target"), PathBuf::from);
        let folder = artifact::root().join(target).join("judge");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// Installs the tools of a language. If the language is not installed, returns a message that says so.
    pub(super) fn prepare(&self, language: Language) -> Result<Option<&'static str>> {
        match language {
            Language::Python => {
                if !runs("python3", "--version") {
                    return Ok(Some("Python is not installed (`python3`)"));
                }
                self.install("python", PYTHON_PACKAGES, |folder| {
                    succeed(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
                    let mut pip = self.python("python");
                    succeed(
                        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                            .args(PYTHON_PACKAGES),
                    )
                })?;
            }
            Language::Node => {
                if !runs("node", "--version") || !runs("npm", "--version") {
                    return Ok(Some("Node.js is not installed (`node` and `npm`)"));
                }
                self.install("node", NODE_PACKAGES, |folder| {
                    fs::create_dir_all(folder)?;
                    let mut npm = Command::new("npm");
                    // No package needs its install scripts, and one of them sends usage data.
                    npm.args(["install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]);
                    succeed(npm.arg(folder).args(NODE_PACKAGES))
                })?;
            }
            Language::Java => {
                if !runs("java", "-version") {
                    return Ok(Some("Java is not installed (`java`)"));
                }
                return self.prepare(Language::Python);
            }
        }
        Ok(None)
    }

    /// Installs packages into a folder, unless it already has the same packages.
    fn install(&self, name: &str, packages: &[&str], install: impl FnOnce(&PathBuf) -> Result<()>) -> Result<()> {
        let folder = self.folder.join(name);
        let (marker, content) = (folder.join("installed.txt"), packages.join("\n"));
        if fs::read_to_string(&marker).is_ok_and(|installed| installed == content) {
            return Ok(());
        }
        println!("installing {}", packages.join(", "));
        install(&folder)?;
        fs::write(&marker, content).with_context(|| format!("cannot write {}", marker.display()))
    }

    /// Returns a command for a program of the Python environment.
    pub(super) fn python(&self, program: &str) -> Command {
        let folder = if cfg!(windows) { "python/Scripts" } else { "python/bin" };
        let folder = self.folder.join(folder);
        let mut command = Command::new(folder.join(program));
        // A generator calls a formatter of the same environment.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path)));
        command.env("PATH", paths.unwrap_or(path)).env("PYTHONUTF8", "1");
        command
    }

    /// Returns a command for a program of the Node packages, with telemetry turned off.
    pub(super) fn node(&self, program: &str) -> Command {
        let suffix = if cfg!(windows) { ".cmd" } else { "" };
        let mut command = Command::new(self.folder.join("node/node_modules/.bin").join(format!("{program}{suffix}")));
        command.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        command
    }
}

fn runs(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success())
}

fn succeed(command: &mut Command) -> Result<()> {
    let program = command.get_program().display().to_string();
    let status = command.status().with_context(|| format!("cannot start {program}"))?;
    ensure!(status.success(), "{program} could not install the packages ({status}); is the network available?");
    Ok(())
}
