//! Compares with a Python client, which `openapi-python-client` generates from openapi/focus.yaml: a script lists all
//! tasks.
//!
//! Generator and client are installed once, in a virtual environment in the target folder.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::Metric;
use super::lab::{self, LIST_ALL, Lab, Skip};

const GENERATOR: &str = "openapi-python-client==0.29.1";
/// The packages that the generated client imports.
const CLIENT_PACKAGES: [&str; 3] = ["httpx", "attrs", "python-dateutil"];

/// Lists ten thousand tasks with the generated Python client.
pub(super) fn list_all(lab: &mut Lab) -> Result<Vec<Metric>> {
    let folder = lab.scratch()?.join("python");
    prepare(lab.root(), &folder)?;
    let server = lab.server(LIST_ALL)?;
    let mut command = Command::new(folder.join("venv/bin/python"));
    command.arg(lab.root().join("tests/benches/python/list_all.py")).arg(server.base()).env("PYTHONPATH", &folder);
    let text = lab::run(&mut command)?;
    let millis: f64 = text.trim().parse().with_context(|| format!("list_all.py printed `{text}`, not a time"))?;
    let bare = lab.compare(&["bare-collect-list"], LIST_ALL, 5)?;
    let bare = bare.first().context("one job has one timing")?.millis;
    Ok(vec![
        Metric::timed("list_all_10k_python", millis, "ms"),
        Metric::timed("list_all_10k_python_vs_reqwest", millis / bare, "time/time"),
    ])
}

/// Creates the environment and generates the client.
fn prepare(root: &Path, folder: &Path) -> Result<()> {
    let python = folder.join("venv/bin/python");
    let installed = folder.join("installed.txt");
    let wanted = format!("{GENERATOR} {}", CLIENT_PACKAGES.join(" "));
    if fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return generate(root, folder);
    }
    fs::create_dir_all(folder)?;
    let quiet = |command: &mut Command, missing: &str| -> Result<()> {
        let output = command.stdout(Stdio::null()).output();
        let reason = match &output {
            Ok(output) if output.status.success() => return Ok(()),
            Ok(output) => String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned(),
            Err(error) => error.to_string(),
        };
        Err(Skip(format!("{missing}: {reason}")).into())
    };
    quiet(
        Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder.join("venv")),
        "the Python client needs python3 with the module venv",
    )?;
    quiet(
        Command::new(python).args(["-m", "pip", "install", "--quiet", GENERATOR]).args(CLIENT_PACKAGES),
        "the Python client cannot be installed with pip",
    )?;
    fs::write(installed, wanted)?;
    generate(root, folder)
}

fn generate(root: &Path, folder: &Path) -> Result<()> {
    let mut command = Command::new(folder.join("venv/bin/openapi-python-client"));
    // Its post-processing calls a formatter in the same folder.
    command.args(["generate", "--meta", "none", "--overwrite", "--path"]).arg(root.join("openapi/focus.yaml"));
    command.arg("--output-path").arg(folder.join("focus_client"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let beside = folder.join("venv/bin");
    let path = std::env::join_paths(std::iter::once(beside).chain(std::env::split_paths(&path)))?;
    let output = command.env("PATH", path).output().context("cannot start openapi-python-client")?;
    let printed = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "openapi-python-client failed:\n{printed}");
    Ok(())
}
