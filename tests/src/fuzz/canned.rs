//! [`Canned`]: a client whose responses are set in advance, to the byte.
//!
//! Client and server share one thread, so every run is the same, and a second is enough for thousands of runs. The
//! responses are always valid HTTP; interrupted connections are tested in `tests/sdk/reliability.rs`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use focus_api::{Client, RetryPolicy, Tasks};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

use crate::ManualClock;

pub(super) const KEY: &str = "toggl_sk_00112233445566778899aabbccddeeff";

/// The beginning of the path of every request.
pub(super) const BASE_PATH: &str = "/api";

/// A response to a later request.
#[derive(Clone, Debug)]
pub(super) struct Response(Vec<u8>);

impl Response {
    /// Returns a response whose body is sent in these chunks.
    pub(super) fn new<'a>(status: u16, headers: &[(&str, &[u8])], chunks: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut bytes = format!("HTTP/1.1 {status} Canned\r\n").into_bytes();
        for (name, value) in headers {
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            // These bytes are not valid in a header: they would end it or make it malformed.
            bytes.extend(value.iter().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0)));
            bytes.extend_from_slice(b"\r\n");
        }
        if status == 204 || status == 304 {
            bytes.extend_from_slice(b"\r\n");
            return Self(bytes);
        }
        bytes.extend_from_slice(b"transfer-encoding: chunked\r\n\r\n");
        for chunk in chunks.into_iter().filter(|chunk| !chunk.is_empty()) {
            bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            bytes.extend_from_slice(chunk);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"0\r\n\r\n");
        Self(bytes)
    }

    /// Returns a response with a JSON body in one chunk.
    pub(super) fn json(status: u16, body: &[u8]) -> Self {
        Self::new(status, &[("content-type", b"application/json")], [body])
    }
}

#[derive(Debug, Default)]
struct Script {
    responses: VecDeque<Response>,
    /// Sent once the others are used up.
    last: Option<Response>,
    /// The targets of the requests that were read.
    targets: Vec<String>,
}

/// A client and its server, on one thread.
pub(super) struct Canned {
    runtime: Runtime,
    script: Arc<Mutex<Script>>,
    pub(super) client: Client,
    pub(super) clock: ManualClock,
}

fn lock(script: &Mutex<Script>) -> MutexGuard<'_, Script> {
    script.lock().unwrap_or_else(PoisonError::into_inner)
}

thread_local! {
    /// Never dropped, because a runtime cannot be dropped while its thread ends.
    static CANNED: &'static Canned = Box::leak(Box::new(Canned::start()));
}

impl Canned {
    /// Returns the client and the server of this thread, without responses.
    pub(super) fn get() -> &'static Self {
        let canned = CANNED.with(|canned| *canned);
        *lock(&canned.script) = Script::default();
        canned
    }

    fn start() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("the runtime must start");
        let script = Arc::new(Mutex::new(Script::default()));
        let listener = runtime
            .block_on(TcpListener::bind(("127.0.0.1", 0)))
            .expect("the server of the fuzz targets needs a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let served = script.clone();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, served.clone()));
            }
        });
        let clock = ManualClock::default();
        let client = Client::builder()
            .base_url(format!("http://{address}{BASE_PATH}"))
            .api_key(KEY)
            .retry(RetryPolicy::none())
            .clock(Arc::new(clock.clone()))
            .build()
            .expect("the settings are valid");
        Self { runtime, script, client, clock }
    }

    pub(super) fn tasks(&self) -> Tasks {
        self.client.workspace(1, 2).tasks()
    }

    /// Adds a response.
    pub(super) fn respond(&self, response: Response) {
        lock(&self.script).responses.push_back(response);
    }

    /// Sets the response to every request beyond those of [`respond`](Self::respond).
    pub(super) fn respond_always(&self, response: Response) {
        lock(&self.script).last = Some(response);
    }

    /// Returns the targets of the requests read since the last call.
    pub(super) fn take_targets(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.script).targets)
    }

    /// Runs a future to its end, then lets the runtime finish its work.
    pub(super) fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(async {
            let output = future.await;
            // Lets the connection return to the pool.
            for _ in 0..3 {
                yield_now().await;
            }
            output
        })
    }
}

/// Serves one connection.
async fn serve(mut stream: TcpStream, script: Arc<Mutex<Script>>) {
    let _best_effort = stream.set_nodelay(true);
    let mut received = Vec::new();
    loop {
        while let Some((target, length)) = request(&received) {
            received.drain(..length);
            let response = {
                let mut script = lock(&script);
                script.targets.push(target);
                let next = script.responses.pop_front().or_else(|| script.last.clone());
                next.unwrap_or_else(|| Response::json(500, b"{\"error\":\"no_response_left\"}"))
            };
            if stream.write_all(&response.0).await.is_err() {
                received.clear();
                break;
            }
        }
        if !matches!(stream.read_buf(&mut received).await, Ok(1..)) {
            // If the client closed first, its port would be occupied for a minute, and a fuzzer would run out of ports.
            let _best_effort = stream.set_zero_linger();
            return;
        }
    }
}

/// Returns the target of a complete request at the beginning of these bytes, and its length.
fn request(bytes: &[u8]) -> Option<(String, usize)> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") { value.trim().parse::<usize>().ok() } else { None }
    });
    let end = head + length.unwrap_or(0);
    let target = text.split(' ').nth(1)?.to_owned();
    (bytes.len() >= end).then_some((target, end))
}
