//! `cargo xtask judge`: runs third-party tools on `openapi/focus.yaml`.
//!
//! The tools are validators, a fuzzer and two client generators, all with pinned versions. The fuzzer and the generated
//! clients send requests to the fake server on the loopback interface. This file has the list of tools and the report;
//! `judge/tools.rs` installs them, `judge/server.rs` starts the server.

mod server;
mod tools;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use self::server::Server;
use self::tools::Tools;
use crate::{artifact, codegen};

/// The prefix of every path of the specification.
const WORKSPACE: &str = "/organizations/{organization_id}/workspaces/{workspace_id}";

/// The number of lines of the log that are shown when a tool fails.
const SHOWN_LINES: usize = 60;

/// Run third-party validators, a fuzzer and generated clients on the specification. Tools whose language is not
/// installed are skipped.
#[derive(Debug, Args)]
pub(crate) struct Judge {
    /// Run only the tools whose name contains this text.
    #[arg(long, default_value = "")]
    only: String,
    /// Test cases per operation in each phase of the fuzzer.
    #[arg(long, default_value_t = 30)]
    examples: u32,
    /// Seed of the fuzzer.
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// The result of one tool.
struct Outcome {
    passed: bool,
    log: String,
}

type Run = fn(&Judge, &Tools) -> Result<Outcome>;

/// Name, language and function of each tool, fastest first. The last value identifies the summary line in its log.
const TOOLS: &[(&str, tools::Language, Run, &str)] = &[
    ("openapi-spec-validator 0.9.0", tools::Language::Python, openapi_spec_validator, ": OK"),
    ("Redocly CLI 2.77.0", tools::Language::Node, redocly, "valid"),
    ("Spectral 6.16.3", tools::Language::Node, spectral, "No results"),
    ("openapi-python-client 0.29.1", tools::Language::Python, openapi_python_client, "calls"),
    ("openapi-generator-cli 7.26.0", tools::Language::Java, openapi_generator, "calls"),
    ("Schemathesis 4.32.5", tools::Language::Python, schemathesis, "generated"),
];

impl Judge {
    pub(crate) fn run(&self) -> Result<ExitCode> {
        let tools = Tools::new()?;
        let (mut passed, mut failed, mut skipped) = (0, 0, 0);
        for (name, language, run, summary) in TOOLS.iter().filter(|(name, ..)| name.contains(&self.only)) {
            if let Some(missing) = tools.prepare(*language)? {
                println!("skipped  {name}: {missing}");
                skipped += 1;
                continue;
            }
            let Outcome { passed: ok, log } = run(self, &tools).with_context(|| format!("{name} did not run"))?;
            let file = tools.folder.join(format!("{}.log", name.replace(' ', "-")));
            fs::write(&file, &log).with_context(|| format!("cannot write {}", file.display()))?;
            if ok {
                let line = log.lines().rev().find(|line| line.contains(summary)).unwrap_or_default();
                println!("passed   {name}: {}", line.trim());
                passed += 1;
            } else {
                let lines: Vec<_> = log.lines().collect();
                println!("{}", lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n"));
                println!("failed   {name}: the complete log is {}", file.display());
                failed += 1;
            }
        }
        println!("judge: {passed} passed, {failed} failed, {skipped} skipped");
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn openapi_spec_validator(_: &Judge, tools: &Tools) -> Result<Outcome> {
    finish(tools.python("openapi-spec-validator").arg(specification()))
}

fn redocly(_: &Judge, tools: &Tools) -> Result<Outcome> {
    let config = artifact::root().join("openapi/redocly.yaml");
    // The strict rule set has no warnings, only errors.
    finish(tools.node("redocly").arg("lint").arg(specification()).arg("--config").arg(config))
}

fn spectral(_: &Judge, tools: &Tools) -> Result<Outcome> {
    let rules = artifact::root().join("openapi/.spectral.yaml");
    let mut command = tools.node("spectral");
    finish(command.arg("lint").arg("--fail-severity=hint").arg("--ruleset").arg(rules).arg(specification()))
}

fn schemathesis(judge: &Judge, tools: &Tools) -> Result<Outcome> {
    let server = Server::start()?;
    let path = WORKSPACE
        .replace("{organization_id}", server.variable("TOGGL_ORGANIZATION_ID")?)
        .replace("{workspace_id}", server.variable("TOGGL_WORKSPACE_ID")?);
    let address = format!("{}{path}", server.variable("TOGGL_FOCUS_BASE_URL")?);
    let document = tools.folder.join("workspace.json");
    let workspace = one_workspace(&fs::read_to_string(specification())?, &address)?;
    fs::write(&document, serde_json::to_vec(&workspace)?)?;
    let mut command = tools.python("schemathesis");
    command
        .args(["run", "--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure"])
        // Without `positive_data_acceptance`: a body with an unknown project, or with an end before its start, is valid
        // for every schema, but the service refuses it.
        .args(["--checks", "all", "--exclude-checks", "positive_data_acceptance"])
        .args(["--max-examples", &judge.examples.to_string(), "--seed", &judge.seed.to_string()])
        .arg("--header")
        .arg(format!("Authorization: Bearer {}", server.variable("TOGGL_FOCUS_API_TOKEN")?))
        .args(["--url", &address])
        .arg(document)
        // It stores failing cases of earlier runs in this folder, which must not be the repository.
        .current_dir(&tools.folder);
    finish(&mut command)
}

/// Returns the specification with the ids of organization and workspace in the URL of the server instead of parameters.
/// The fuzzer would send random ids, which no workspace has, and reports fixed ids as violations.
fn one_workspace(yaml: &str, address: &str) -> Result<Value> {
    let mut document = codegen::parse(yaml).map_err(|error| anyhow::anyhow!(error))?;
    document["servers"] = json!([{ "url": address }]);
    let paths = document["paths"].as_object_mut().context("openapi/focus.yaml has no paths")?;
    for (path, mut item) in std::mem::take(paths) {
        let short = path.strip_prefix(WORKSPACE).with_context(|| format!("{path} does not begin with {WORKSPACE}"))?;
        if let Some(parameters) = item["parameters"].as_array_mut() {
            let outer = ["OrganizationId", "WorkspaceId"].map(|name| format!("#/components/parameters/{name}"));
            parameters.retain(|parameter| !outer.iter().any(|reference| parameter["$ref"] == **reference));
        }
        paths.insert(short.to_owned(), item);
    }
    Ok(document)
}

fn openapi_python_client(_: &Judge, tools: &Tools) -> Result<Outcome> {
    let package = clean(tools.folder.join("clients/focus_openapi_python_client"))?;
    let mut generate = tools.python("openapi-python-client");
    generate.args(["generate", "--meta", "none", "--fail-on-warning", "--path"]).arg(specification());
    let generated = finish(generate.arg("--output-path").arg(&package))?;
    call_with(tools, generated, &package, include_str!("judge/openapi_python_client.py"))
}

fn openapi_generator(_: &Judge, tools: &Tools) -> Result<Outcome> {
    let folder = clean(tools.folder.join("clients/openapi-generator"))?;
    let mut generate = tools.python("openapi-generator-cli");
    generate.args(["generate", "--generator-name", "python", "--package-name", "focus_openapi_generator"]);
    let generated = finish(generate.arg("--input-spec").arg(specification()).arg("--output").arg(&folder))?;
    call_with(tools, generated, &folder.join("focus_openapi_generator"), include_str!("judge/openapi_generator.py"))
}

/// Starts a server and runs a script that calls a generated package against it.
fn call_with(tools: &Tools, generated: Outcome, package: &Path, script: &str) -> Result<Outcome> {
    if !generated.passed {
        return Ok(generated);
    }
    let server = Server::start()?;
    let mut command = tools.python("python");
    command.args(["-c", script]).envs(server.variables()).env("PYTHONPATH", package.parent().unwrap_or(package));
    let called = finish(&mut command)?;
    Ok(Outcome { passed: called.passed, log: generated.log + &called.log })
}

fn specification() -> PathBuf {
    artifact::root().join("openapi/focus.yaml")
}

/// Removes the output of an earlier run, so that removed models cannot be imported.
fn clean(folder: PathBuf) -> Result<PathBuf> {
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(folder),
    }
}

/// Runs a command to its end. Its output is the log.
fn finish(command: &mut Command) -> Result<Outcome> {
    let output = command.output().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let log = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Ok(Outcome { passed: output.status.success(), log })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_in_the_names_of_tools_are_installed() {
        for (name, ..) in TOOLS {
            let version = name.rsplit(' ').next().unwrap();
            let mut packages = tools::PYTHON_PACKAGES.iter().chain(tools::NODE_PACKAGES);
            let installed = packages.any(|package| package.rsplit(['=', '@']).next() == Some(version));
            assert!(installed, "no package of xtask/src/judge/tools.rs has the version of {name}");
        }
    }

    #[test]
    fn the_document_of_the_fuzzer_has_every_operation_without_the_ids_of_the_workspace() {
        let yaml = fs::read_to_string(specification()).unwrap();
        let (complete, derived) = (codegen::parse(&yaml).unwrap(), one_workspace(&yaml, "http://127.0.0.1:1").unwrap());
        let count = |document: &Value| {
            let items = document["paths"].as_object().unwrap().values();
            items.flat_map(|item| item.as_object().unwrap().values()).filter(|value| value.is_object()).count()
        };
        assert_eq!(count(&derived), count(&complete));
        for path in derived["paths"].as_object().unwrap() {
            let text = format!("{path:?}");
            assert!(!text.contains("OrganizationId") && !text.contains("workspace_id"), "the ids are still in {text}");
        }
    }
}
