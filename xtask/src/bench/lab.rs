//! The processes of a measurement: the client that is counted, the server it talks to, and valgrind around the client.
//!
//! Instructions are counted by cachegrind without its simulation of caches: for a streamed list it counts what callgrind
//! counts (779.3 against 778.2 million) in 40 % of the time, and its file in target/bench can be read with `cg_annotate`.
//! What is compared with what is in `rows.rs`.

use std::collections::HashMap;
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, anyhow, ensure};

/// The settings of the server under which ten thousand tasks are listed.
pub(crate) const LIST_ALL: Settings<'static> = &["tasks=10000"];

/// Why a row is not measured here. It is printed, and the run goes on.
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

/// What a job allocated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allocations {
    /// Number of allocations.
    pub(crate) count: f64,
    /// The most bytes that were allocated at one moment, above what there was before.
    pub(crate) peak: f64,
}

/// The median wall time of a job, and its ratio to the first of its comparison.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    /// Milliseconds.
    pub(crate) millis: f64,
    /// Median of the ratios of single rounds.
    pub(crate) ratio: f64,
}

/// Starts what is measured and remembers what was counted.
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

    /// The root of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A folder for scratch files, created if it is not there.
    pub(crate) fn scratch(&self) -> Result<PathBuf> {
        let path = self.target.join("bench");
        std::fs::create_dir_all(&path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(path)
    }

    /// Builds the programs once, then returns the path of one.
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
            // It ends when this pipe is closed, which also happens when this command is killed.
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

    /// Instructions of one of `n` repetitions of a job: what 2n repetitions take more than n, divided by n.
    pub(crate) fn instructions(&mut self, job: &str, settings: Settings<'_>, n: u32) -> Result<f64> {
        let once = self.process(job, settings, n)?;
        let twice = self.process(job, settings, 2 * n)?;
        Ok((twice - once) / f64::from(n))
    }

    /// Instructions of a job that is so long that its first repetition is like any other.
    pub(crate) fn long_job(&mut self, job: &str, settings: Settings<'_>) -> Result<f64> {
        Ok(self.process(job, settings, 1)? - self.process(job, settings, 0)?)
    }

    /// Instructions of a client process from start to end.
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

    /// Instructions of any process from start to end.
    pub(crate) fn valgrind(&self, program: &Path, arguments: &[&str]) -> Result<f64> {
        let missing = "valgrind is not installed, which counts instructions (Debian: apt-get install valgrind)";
        let there = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
        ensure!(there.is_ok_and(|status| status.success()), Skip(missing.to_owned()));
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

    /// What `n` repetitions of a job allocate on a connection that is already open.
    pub(crate) fn allocations(&mut self, job: &str, settings: Settings<'_>, n: u32) -> Result<Allocations> {
        let program = self.program("bench-allocations")?;
        let server = self.server(settings)?;
        let text = run(Command::new(program).args([job, &n.to_string(), &server.base()]))?;
        let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let [count, _, peak] = numbers[..] else {
            return Err(anyhow!("bench-allocations printed `{text}`, not three numbers"));
        };
        Ok(Allocations { count, peak })
    }

    /// The peak heap of a job, in bytes: the lowest of several runs.
    ///
    /// How much of a response is in the buffers at one moment depends on when it arrives, in steps of 8 kB; eight runs had
    /// the same lowest value wherever they were tried.
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

    /// Wall times of jobs, one round after another, each round in turn; ratios are to the first job.
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

    /// Runs a job once and returns what reached the server.
    pub(crate) fn traffic(&mut self, job: &str, settings: Settings<'_>, n: u32) -> Result<Traffic> {
        let client = self.program("bench-client")?;
        let server = self.server(settings)?;
        run(Command::new(client).args(["run", job, &n.to_string(), &server.base()]))?;
        server.traffic()
    }
}

/// Cargo, the one that runs this command if there is one.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program to its end and returns what it printed.
pub(crate) fn run(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start {command:?}"))?;
    ensure!(output.status.success(), "{command:?} failed");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What reached a server.
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
    /// The base URL of the API.
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
        let numbers: Vec<f64> = body.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [connections, requests, _] = numbers[..] else {
            return Err(anyhow!("bench-server sent `{body}`, not three numbers"));
        };
        Ok(Traffic { connections, requests })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
