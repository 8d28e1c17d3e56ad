//! The processes of a measurement: the client that is counted, the server it talks to, and valgrind around the client.
//!
//! Instructions are counted by cachegrind without its cache simulation. For a streamed list it counts as many as
//! callgrind (779.3 and 778.2 million) in 40 % of the time, and `cg_annotate` reads its file in target/bench. `rows.rs`
//! lists the comparisons.

use std::collections::HashMap;
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, anyhow, ensure};

/// The server's settings for a list of ten thousand tasks.
pub(crate) const LIST_ALL: Settings<'static> = &["tasks=10000"];

/// The reason why a row cannot be measured on this machine. It is printed, and the run continues.
#[derive(Debug)]
pub(crate) struct Skip(pub(crate) String);

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Skip {}

/// The server's settings, as `bench-server` takes them: `["tasks=20000", "chunk=512"]`.
pub(crate) type Settings<'a> = &'a [&'a str];

/// The allocations of a job.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allocations {
    /// Number of allocations.
    pub(crate) count: f64,
    /// The peak of the allocated bytes, without those allocated before the job.
    pub(crate) peak: f64,
}

/// The median wall time of a job, and its ratio to the first job of the comparison.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    /// Milliseconds.
    pub(crate) millis: f64,
    /// Median of the ratios of single rounds.
    pub(crate) ratio: f64,
}

/// Starts the measured programs and caches the counts.
pub(crate) struct Lab {
    root: PathBuf,
    target: PathBuf,
    /// Whether committed files are written.
    pub(crate) update: bool,
    built: bool,
    counted: HashMap<String, f64>,
}

impl Lab {
    pub(crate) fn new(root: &Path, update: bool) -> Self {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        Self { root: root.to_owned(), target, update, built: false, counted: HashMap::new() }
    }

    /// Returns the root of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns a folder for temporary files, which is created if it does not exist.
    pub(crate) fn scratch(&self) -> Result<PathBuf> {
        let path = self.target.join("bench");
        std::fs::create_dir_all(&path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(path)
    }

    /// Returns the path of a program. The first call builds all programs.
    pub(crate) fn program(&mut self, name: &str) -> Result<PathBuf> {
        if !self.built {
            let programs = ["bench-client", "bench-allocations", "bench-server"].map(|name| ["--bin", name]);
            let status = cargo()
                .args(["build", "--release", "--locked", "--quiet", "--package", "focus-benches"])
                .args(programs.as_flattened())
                .current_dir(&self.root)
                .stdout(Stdio::null())
                .status();
            ensure!(status.context("cannot start cargo")?.success(), "focus-benches does not build");
            self.built = true;
        }
        Ok(self.target.join("release").join(name))
    }

    /// Starts a server.
    pub(crate) fn server(&mut self, settings: Settings<'_>) -> Result<Server> {
        let mut child = Command::new(self.program("bench-server")?)
            .args(settings)
            // The server ends when this pipe is closed, which also happens when this process is killed.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start bench-server")?;
        let output = child.stdout.take().context("bench-server has no output")?;
        let mut server = Server { child, port: 0 };
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        server.port = line.trim().parse().with_context(|| format!("bench-server printed `{line}`, not a port"))?;
        Ok(server)
    }

    /// Returns the instructions of one repetition of a job: the difference between 2n and n repetitions, divided by n.
    pub(crate) fn instructions(&mut self, job: &str, settings: Settings<'_>, n: u32) -> Result<f64> {
        let once = self.process(job, settings, n)?;
        let twice = self.process(job, settings, 2 * n)?;
        Ok((twice - once) / f64::from(n))
    }

    /// Returns the instructions of a job that is so long that start-up costs do not matter.
    pub(crate) fn long_job(&mut self, job: &str, settings: Settings<'_>) -> Result<f64> {
        Ok(self.process(job, settings, 1)? - self.process(job, settings, 0)?)
    }

    /// Returns the instructions of a client process from start to end.
    pub(crate) fn process(&mut self, job: &str, settings: Settings<'_>, n: u32) -> Result<f64> {
        let key = format!("{job} {n} {}", settings.join(" "));
        if let Some(count) = self.counted.get(&key) {
            return Ok(*count);
        }
        let client = self.program("bench-client")?;
        let server = self.server(settings)?;
        let count = self.valgrind(&client, &["run", job, &n.to_string(), &server.base()])?;
        self.counted.insert(key, count);
        Ok(count)
    }

    /// Returns the instructions of any process from start to end.
    pub(crate) fn valgrind(&self, program: &Path, arguments: &[&str]) -> Result<f64> {
        let missing = "valgrind, which counts instructions, is not installed (Debian: apt-get install valgrind)";
        let found = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
        ensure!(found.is_ok_and(|status| status.success()), Skip(missing.to_owned()));
        let job = arguments.iter().take(3).copied().collect::<Vec<_>>().join(".");
        let file = self.scratch()?.join(format!("cachegrind.{job}"));
        let output = Command::new("valgrind")
            .args(["--tool=cachegrind", "--cache-sim=no"])
            .arg(format!("--cachegrind-out-file={}", file.display()))
            .arg(program)
            .args(arguments)
            .stdout(Stdio::null())
            .output()?;
        let text = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "valgrind {} {} failed:\n{text}", program.display(), arguments.join(" "));
        let count = text.lines().find_map(|line| {
            let (before, count) = line.rsplit_once(':')?;
            before.ends_with("refs").then(|| count.trim().replace(',', "").parse::<f64>().ok())?
        });
        count.with_context(|| format!("valgrind printed no count:\n{text}"))
    }

    /// Returns the allocations of `n` repetitions of a job on a connection that is already open.
    pub(crate) fn allocations(&mut self, job: &str, settings: Settings<'_>, n: u32) -> Result<Allocations> {
        let program = self.program("bench-allocations")?;
        let server = self.server(settings)?;
        let text = run(Command::new(program).args([job, &n.to_string(), &server.base()]))?;
        let numbers: Vec<f64> = text.split_whitespace().filter_map(|field| field.parse().ok()).collect();
        let [count, _, peak] = numbers[..] else {
            return Err(anyhow!("bench-allocations printed `{text}`, not three numbers"));
        };
        Ok(Allocations { count, peak })
    }

    /// Returns the peak heap of a job, in bytes: the lowest of several runs.
    ///
    /// The amount of buffered data depends on when a response arrives, in steps of 8 kB. The lowest value of eight runs
    /// was the same on every machine on which it was tried.
    pub(crate) fn peak(&mut self, job: &str, settings: Settings<'_>, runs: u32) -> Result<f64> {
        let key = format!("peak {job} {}", settings.join(" "));
        if let Some(bytes) = self.counted.get(&key) {
            return Ok(*bytes);
        }
        let mut lowest = f64::INFINITY;
        for _ in 0..runs {
            lowest = lowest.min(self.allocations(job, settings, 1)?.peak);
        }
        self.counted.insert(key, lowest);
        Ok(lowest)
    }

    /// Returns the wall times of jobs, which take turns in every round. Ratios are to the first job.
    pub(crate) fn compare(&mut self, jobs: &[&str], settings: Settings<'_>, rounds: u32) -> Result<Vec<Timing>> {
        let client = self.program("bench-client")?;
        let server = self.server(settings)?;
        let text = run(Command::new(client).args(["compare", &rounds.to_string(), &server.base()]).args(jobs))?;
        let timings: Option<Vec<Timing>> = text
            .lines()
            .map(|line| {
                let (millis, ratio) = line.split_once(' ')?;
                Some(Timing { millis: millis.parse().ok()?, ratio: ratio.parse().ok()? })
            })
            .collect();
        timings.with_context(|| format!("bench-client printed `{text}`, not a time and a ratio per line"))
    }

    /// Runs a job once and returns the traffic that reached the server.
    pub(crate) fn traffic(&mut self, job: &str, settings: Settings<'_>, n: u32) -> Result<Traffic> {
        let client = self.program("bench-client")?;
        let server = self.server(settings)?;
        run(Command::new(client).args(["run", job, &n.to_string(), &server.base()]))?;
        server.traffic()
    }
}

/// Returns the cargo that runs this command, or `cargo`.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program to its end and returns its output.
pub(crate) fn run(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start {command:?}"))?;
    ensure!(output.status.success(), "{command:?} failed");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Connections and requests that reached a server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traffic {
    /// Connections with at least one request.
    pub(crate) connections: f64,
    /// Requests.
    pub(crate) requests: f64,
}

/// A running `bench-server`, ended when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Returns the base URL of the API.
    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}/api", self.port)
    }

    fn traffic(&self) -> Result<Traffic> {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port))?;
        connection.write_all(b"GET /bench/counts HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
        connection.shutdown(std::net::Shutdown::Write)?;
        let mut text = String::new();
        connection.read_to_string(&mut text)?;
        let body = text.rsplit("\r\n").next().unwrap_or_default();
        let numbers: Vec<f64> = body.split(' ').filter_map(|field| field.parse().ok()).collect();
        let [connections, requests, _] = numbers[..] else {
            return Err(anyhow!("bench-server sent `{body}`, not three numbers"));
        };
        Ok(Traffic { connections, requests })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails if the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
