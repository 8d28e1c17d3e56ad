//! Starts the fake server as a process, for programs in other languages.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::artifact;

/// More requests than any tool sends.
const QUOTA: &str = "1000000";

/// A running server, which is stopped when this value is dropped.
pub(super) struct Server {
    process: Child,
    variables: Vec<(String, String)>,
}

impl Server {
    /// Builds the fake server and starts it on a free port.
    pub(super) fn start() -> Result<Self> {
        let mut process = Command::new(build()?)
            .args(["--quota", QUOTA])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start focus-fake")?;
        let output = process.stdout.take();
        let mut server = Self { process, variables: Vec::new() };
        let mut lines = BufReader::new(output.context("focus-fake has no output")?).lines();
        for line in &mut lines {
            let line = line.context("cannot read the output of focus-fake")?;
            if let Some((name, value)) = line.strip_prefix("export ").and_then(|line| line.split_once('=')) {
                server.variables.push((name.to_owned(), value.to_owned()));
            } else if line.starts_with("# Serving") {
                // The rest of the output is discarded, because a full pipe would block the server.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(server);
            }
        }
        bail!("focus-fake ended before it served; to see why, run `cargo run -p focus-fake`")
    }

    /// Returns URL, key and ids by the names of the environment variables of focus-api.
    pub(super) fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn variable(&self, name: &str) -> Result<&str> {
        let found = self.variables().find(|(known, _)| *known == name);
        Ok(found.with_context(|| format!("focus-fake did not print {name}"))?.1)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Builds the server and returns the path of its program.
fn build() -> Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--package", "focus-fake", "--bin", "focus-fake", "--message-format", "json"])
        .current_dir(artifact::root())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    ensure!(output.status.success(), "focus-fake does not build");
    let messages = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut programs = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(str::to_owned)
    });
    programs.next_back().context("cargo did not name the program of focus-fake")
}
