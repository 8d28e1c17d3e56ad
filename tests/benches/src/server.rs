//! A small HTTP/1.1 server with one thread per connection. It sends canned bodies and counts what reaches it.
//!
//! It implements only the parts of HTTP that the measured clients use, and no test uses it: `tests/fake` is the server
//! that behaves like the service. The bodies are made in `canned.rs`.

use std::io::{BufRead, BufReader, BufWriter, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use crate::canned::{self, PagedList, Shape, StreamedList};

/// The path that returns the counts as `connections requests bytes`. Asking for them is not counted.
pub const COUNTS_PATH: &str = "/bench/counts";

/// The settings of the server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Tasks in the workspace.
    pub tasks: u64,
    /// Bytes in each chunk of a streamed list.
    pub chunk: usize,
    /// Pause before each response.
    pub delay: Duration,
    /// The members of a task.
    pub shape: Shape,
}

impl Default for Settings {
    fn default() -> Self {
        Self { tasks: 20_000, chunk: 64 * 1024, delay: Duration::ZERO, shape: Shape::Known }
    }
}

#[derive(Debug, Default)]
struct Counts {
    connections: AtomicU64,
    requests: AtomicU64,
    bytes: AtomicU64,
}

struct Server {
    settings: Settings,
    counts: Counts,
    task: String,
    streamed: StreamedList,
    paged: OnceLock<PagedList>,
}

/// Serves until the process ends.
///
/// # Errors
/// When a connection cannot be accepted.
pub fn serve(listener: &TcpListener, settings: Settings) -> Result<()> {
    let task = canned::task_with_parent(settings.shape);
    let streamed = StreamedList::new(settings.tasks, settings.shape);
    let server = Arc::new(Server { settings, counts: Counts::default(), task, streamed, paged: OnceLock::new() });
    loop {
        let (connection, _) = listener.accept()?;
        let server = Arc::clone(&server);
        // A client that disconnects during a response must not affect the others.
        thread::spawn(move || drop(server.connection(connection)));
    }
}

/// The parts of a request that decide what is sent.
struct Request {
    method: String,
    target: String,
    bytes: u64,
}

impl Server {
    fn connection(&self, connection: TcpStream) -> Result<()> {
        connection.set_nodelay(true)?;
        let mut input = BufReader::new(connection.try_clone()?);
        let mut output = BufWriter::with_capacity(128 * 1024, connection);
        let mut counted = false;
        while let Some(request) = read_request(&mut input)? {
            if request.target == COUNTS_PATH {
                let counts = &self.counts;
                let [connections, requests, bytes] =
                    [&counts.connections, &counts.requests, &counts.bytes].map(|count| count.load(Relaxed));
                send(&mut output, &format!("{connections} {requests} {bytes}"))?;
                continue;
            }
            self.counts.connections.fetch_add(u64::from(!counted), Relaxed);
            self.counts.requests.fetch_add(1, Relaxed);
            self.counts.bytes.fetch_add(request.bytes, Relaxed);
            counted = true;
            if !self.settings.delay.is_zero() {
                thread::sleep(self.settings.delay);
            }
            self.respond(&request, &mut output)?;
        }
        Ok(())
    }

    fn respond(&self, request: &Request, output: &mut impl Write) -> Result<()> {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        match (request.method.as_str(), path.rsplit('/').next().unwrap_or_default()) {
            ("GET", "stream") => self.stream(output),
            ("GET", "tasks") => {
                let number = |name: &str, default: usize| {
                    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
                    pairs.find(|pair| pair.0 == name).and_then(|pair| pair.1.parse().ok()).unwrap_or(default)
                };
                let (page, per_page) = (number("page", 1), number("per_page", 100));
                let paged = self.paged.get_or_init(|| PagedList::new(self.settings.tasks, self.settings.shape));
                send(output, &paged.page(page, per_page))
            }
            ("GET", _) => send(output, &self.task),
            // Changes have no response body.
            _ => {
                output.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
                output.flush()
            }
        }
    }

    fn stream(&self, output: &mut impl Write) -> Result<()> {
        write!(output, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")?;
        let mut chunk = Vec::with_capacity(self.settings.chunk);
        self.streamed.write(|mut part| {
            while !part.is_empty() {
                let (now, later) = part.split_at(part.len().min(self.settings.chunk - chunk.len()));
                chunk.extend_from_slice(now);
                part = later;
                if chunk.len() == self.settings.chunk {
                    send_chunk(output, &chunk)?;
                    chunk.clear();
                }
            }
            Result::Ok(())
        })?;
        if !chunk.is_empty() {
            send_chunk(output, &chunk)?;
        }
        output.write_all(b"0\r\n\r\n")?;
        output.flush()
    }
}

fn send_chunk(output: &mut impl Write, chunk: &[u8]) -> Result<()> {
    write!(output, "{:x}\r\n", chunk.len())?;
    output.write_all(chunk)?;
    output.write_all(b"\r\n")
}

fn send(output: &mut impl Write, body: &str) -> Result<()> {
    let length = body.len();
    write!(output, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")?;
    output.flush()
}

/// Reads a request to its end, or `None` where the client closed the connection.
fn read_request(input: &mut impl BufRead) -> Result<Option<Request>> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_ascii_whitespace().map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (mut bytes, mut length) = (line.len() as u64, 0);
    loop {
        line.clear();
        bytes += input.read_line(&mut line)? as u64;
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    std::io::copy(&mut input.take(length), &mut std::io::sink())?;
    Ok(Some(Request { method, target, bytes: bytes + length }))
}
