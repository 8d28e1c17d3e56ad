//! Measures what a dependency on focus-api costs a program: crates, processor time of the build, size of the binary.
//!
//! Two programs with the same function (tests/benches/dependent) are built in a separate workspace in the target
//! folder, with the versions of this repository's lock file. Processor time is that of cargo and its child processes,
//! so other load on the machine has little influence.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::Metric;
use super::lab::{self, Lab, Skip, cargo};

const FOCUS_API: &str = "with-focus-api";
const FOCUS_API_GZIP: &str = "with-focus-api-gzip";
const REQWEST: &str = "with-reqwest";
const REQWEST_GZIP: &str = "with-reqwest-gzip";
const RAW: &str = "with-raw";

/// Builds the programs and compares them.
pub(super) fn measure(lab: &mut Lab) -> Result<Vec<Metric>> {
    let workspace = Workspace::create(lab)?;
    let crates = |program: &str| workspace.crates(program);
    let (ours, bare) = (crates(FOCUS_API)?, crates(REQWEST)?);
    let mut metrics = vec![
        Metric::counted("dependent_crates_more", ours.difference(&bare).count() as f64, "crates"),
        Metric::counted("dependent_crates", ours.len() as f64, "crates"),
        Metric::counted("dependent_crates_gzip", crates(FOCUS_API_GZIP)?.len() as f64, "crates"),
    ];
    // Separate folders, because the two compile their common crates with different features.
    let bare = workspace.fresh_build(REQWEST, "dev-reqwest")?;
    let ours = workspace.fresh_build(FOCUS_API, "dev-focus-api")?;
    metrics.extend([
        Metric::timed("dependent_build_cpu", ours / bare, "time/time"),
        Metric::timed("dependent_build_cpu_dev", ours, "s"),
        Metric::timed("dependent_build_cpu_dev_reqwest", bare, "s"),
    ]);
    let size = |program: &str| -> Result<f64> {
        workspace.build(program, "release", &["--release"])?;
        let path = workspace.folder.join("release/release").join(program);
        Ok(fs::metadata(&path).with_context(|| format!("cannot read {}", path.display()))?.len() as f64)
    };
    let (ours, bare) = (size(FOCUS_API)?, size(REQWEST)?);
    let (ours_gzip, bare_gzip) = (size(FOCUS_API_GZIP)?, size(REQWEST_GZIP)?);
    metrics.extend([
        Metric::counted("dependent_release_more", ours - bare, "bytes"),
        Metric::counted("dependent_release_more_gzip", ours_gzip - bare_gzip, "bytes"),
        Metric::counted("dependent_release_gzip", ours_gzip - ours, "bytes"),
        Metric::counted("dependent_release", ours, "bytes"),
    ]);
    Ok(metrics)
}

/// Measures the generated client alone.
pub(super) fn generated(lab: &mut Lab) -> Result<Vec<Metric>> {
    let path = lab.root().join("focus-api-raw/src/generated/client.rs");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let workspace = Workspace::create(lab)?;
    Ok(vec![
        Metric::counted("generated_lines", text.lines().count() as f64, "lines"),
        Metric::timed("generated_compile_dev", workspace.compile_raw("dev-focus-api", &[])?, "s"),
        Metric::timed("generated_compile_release", workspace.compile_raw("release", &["--release"])?, "s"),
    ])
}

/// A cargo workspace in the target folder with one package for each program.
struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    fn create(lab: &Lab) -> Result<Self> {
        let (root, folder) = (lab.root(), lab.scratch()?.join("dependent"));
        let names = [FOCUS_API, FOCUS_API_GZIP, REQWEST, REQWEST_GZIP, RAW];
        let members = names.map(|name| format!("\"{name}\"")).join(", ");
        write(
            &folder.join("Cargo.toml"),
            &format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n[profile.release]\nstrip = true\n"),
        )?;
        // The versions that the repository uses; cargo adds the packages above to it.
        let lock = folder.join("Cargo.lock");
        fs::copy(root.join("Cargo.lock"), &lock).with_context(|| format!("cannot write {}", lock.display()))?;
        let path = root.join("focus-api");
        let path = path.to_str().context("the path of the repository is not UTF-8")?;
        let focus_api = |features: &str| {
            format!(
                "focus-api = {{ path = {path:?}{features} }}\n\
                 tokio = {{ version = \"1\", default-features = false, features = [\"macros\", \"rt\"] }}\n"
            )
        };
        // The features of reqwest that a client by hand needs for all operations, uploads and streams included.
        let reqwest = |gzip: &str| {
            format!(
                "chrono = {{ version = \"0.4\", default-features = false, features = [\"now\", \"serde\", \"std\"] }}\n\
                 reqwest = {{ version = \"0.13\", default-features = false, \
                 features = [\"json\", \"multipart\", \"query\", \"rustls\", \"stream\"{gzip}] }}\n\
                 serde = {{ version = \"1\", features = [\"derive\"] }}\n\
                 serde_json = \"1\"\n\
                 tokio = {{ version = \"1\", default-features = false, features = [\"macros\", \"net\", \"rt\"] }}\n"
            )
        };
        // If focus-api has no feature `gzip`, the program enables it in reqwest, which both use.
        let manifest = fs::read_to_string(root.join("focus-api/Cargo.toml"))?;
        let (plain, gzip) = if manifest.lines().any(|line| line.starts_with("gzip = ")) {
            (focus_api(", default-features = false, features = [\"rustls\"]"), {
                focus_api(", default-features = false, features = [\"gzip\", \"rustls\"]")
            })
        } else {
            let with = "reqwest = { version = \"0.13\", default-features = false, features = [\"gzip\"] }\n";
            (focus_api(""), focus_api("") + with)
        };
        let programs = [
            (FOCUS_API, plain, "focus_api.rs"),
            (FOCUS_API_GZIP, gzip, "focus_api.rs"),
            (REQWEST, reqwest(""), "reqwest.rs"),
            (REQWEST_GZIP, reqwest(", \"gzip\""), "reqwest.rs"),
        ];
        for (name, dependencies, source) in programs {
            let source = root.join("tests/benches/dependent").join(source);
            let source = source.to_str().context("the path of the repository is not UTF-8")?;
            let package = format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n");
            let program = format!("[[bin]]\nname = \"{name}\"\npath = {source:?}\n");
            write(
                &folder.join(name).join("Cargo.toml"),
                &format!("{package}\n{program}\n[dependencies]\n{dependencies}"),
            )?;
        }
        let raw = root.join("focus-api-raw");
        write(
            &folder.join(RAW).join("Cargo.toml"),
            &format!(
                "[package]\nname = \"{RAW}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 focus-api-raw = {{ path = {raw:?} }}\n"
            ),
        )?;
        write(&folder.join(RAW).join("src/lib.rs"), "")?;
        Ok(Self { folder })
    }

    /// Returns the packages that a program compiles, without itself.
    fn crates(&self, program: &str) -> Result<BTreeSet<String>> {
        let mut command = self.cargo("tree");
        command.args(["--package", program, "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
        let text = lab::run(command.arg("--no-dedupe"))?;
        let names = text.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty());
        Ok(names.filter(|name| *name != program).map(str::to_owned).collect())
    }

    /// Returns the processor seconds of a build from scratch.
    fn fresh_build(&self, program: &str, target: &str) -> Result<f64> {
        let target = self.folder.join(target);
        if target.exists() {
            fs::remove_dir_all(&target).with_context(|| format!("cannot remove {}", target.display()))?;
        }
        self.build(program, &target.to_string_lossy(), &[])
    }

    /// Returns the processor seconds of a build.
    fn build(&self, package: &str, target: &str, arguments: &[&str]) -> Result<f64> {
        // The shell's `times` is the only portable way to get the processor time of child processes.
        let script = "\"$@\" >&2 && times";
        let mut command = self.cargo("build");
        command.args(["--quiet", "--package", package, "--target-dir", target]).args(arguments);
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh"]).arg(command.get_program()).args(command.get_args());
        // Crates in a folder are compiled incrementally, which costs time; those from a registry, as users have them, are not.
        shell.env("CARGO_INCREMENTAL", "0");
        shell.current_dir(&self.folder).stderr(Stdio::inherit());
        let output = shell
            .output()
            .map_err(|error| Skip(format!("`sh`, which measures processor time, cannot be started: {error}")))?;
        ensure!(output.status.success(), "{package} does not build");
        let text = String::from_utf8_lossy(&output.stdout);
        children_seconds(&text).with_context(|| format!("`times` printed `{text}`, not minutes and seconds"))
    }

    /// Returns the processor seconds of compiling focus-api-raw without its dependencies.
    fn compile_raw(&self, target: &str, arguments: &[&str]) -> Result<f64> {
        // Through an empty package, because focus-api-raw is not a member of this workspace.
        self.build(RAW, target, arguments)?;
        let mut command = self.cargo("clean");
        command.args(["--quiet", "--package", "focus-api-raw", "--target-dir", target]).args(arguments);
        lab::run(&mut command)?;
        self.build(RAW, target, arguments)
    }

    fn cargo(&self, verb: &str) -> Command {
        let mut command = cargo();
        command.arg(verb).current_dir(&self.folder);
        command
    }
}

/// Writes a file if its content differs.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    // Unchanged files keep their modification time; otherwise cargo would compile everything again.
    if fs::read_to_string(path).is_ok_and(|current| current == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Reads the second line of `times`, `1m2.34s 0m5.67s`: user and system time of all children.
fn children_seconds(text: &str) -> Option<f64> {
    let seconds = |text: &str| {
        let (minutes, seconds) = text.strip_suffix('s')?.split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    };
    let mut times = text.lines().nth(1)?.split(' ');
    Some(seconds(times.next()?)? + seconds(times.next()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_user_and_system_time_of_the_children() {
        assert_eq!(children_seconds("0m0.01s 0m0.02s\n1m2.50s 0m3.25s\n"), Some(65.75));
    }

    #[test]
    fn text_that_is_not_a_time_is_refused() {
        assert_eq!(children_seconds("0m0.01s 0m0.02s"), None);
    }
}
