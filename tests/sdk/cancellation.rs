//! A dropped call leaves no request, no connection outside the pool, no task of the runtime and no file descriptor
//! behind, and its client can still be used.
//!
//! A call is dropped after a number of polls that the seed decides; faults delay it at every stage. File descriptors
//! belong to the process, so the test runs itself in a separate process.

use std::future::Future;
use std::pin::{Pin, pin};
use std::process::Command;
use std::time::Duration;

use focus_api::requests::Image;
use focus_api::{BulkReport, TaskPatch, Tasks};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{FIRST, Random, builder, fake_of, ids_of, tasks_of};
use futures::FutureExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Handle};
use tokio::time;

/// The variable that is set in the child process, which runs this test only.
const CHILD: &str = "FOCUS_TEST_CANCELLATION";

/// The number of calls of each operation.
const DROPS: u64 = 40;

/// The number of tasks on the server.
const COUNT: usize = 25;

type Call = Pin<Box<dyn Future<Output = ()>>>;

/// The name of an operation, and a function that calls it.
type NamedCall = (&'static str, fn(Tasks) -> Call);

/// The operations that are dropped.
const CALLS: [NamedCall; 7] = [
    ("get", |tasks| Box::pin(async move { drop(tasks.get(FIRST).await) })),
    ("list pager", |tasks| {
        Box::pin(async move {
            let mut items = tasks.list().per_page(4).items();
            while items.next().await.is_some() {}
        })
    }),
    ("list pager with prefetch", |tasks| {
        Box::pin(async move {
            let mut items = tasks.list().per_page(4).prefetch(2).items();
            while items.next().await.is_some() {}
        })
    }),
    ("stream", |tasks| {
        Box::pin(async move {
            if let Ok(mut stream) = tasks.stream().send().await {
                while stream.next().await.is_some() {}
            }
        })
    }),
    ("patch", |tasks| Box::pin(async move { drop(tasks.patch(FIRST, TaskPatch::new().pinned(true)).await) })),
    ("bulk patch", |tasks| {
        Box::pin(async move {
            let bulk = tasks.bulk().chunk_size(4).concurrency(3).isolate_rejected(10);
            let _report: BulkReport<_> = bulk.patch_all(ids_of(0..COUNT as i64), TaskPatch::new().pinned(true)).await;
        })
    }),
    ("draft from image", |tasks| {
        Box::pin(async move {
            // Larger than the buffers of a socket, so that sending it takes several polls.
            drop(tasks.draft_from_image(Image::bytes(vec![7; 8 << 20], "image/png")).await);
        })
    }),
];

/// Returns the fault during which a call is dropped; most faults only delay the call.
fn fault(nth: usize) -> Option<Fault> {
    match nth {
        0 | 1 => None,
        2 => Some(Fault::response().drip(700)),
        3 => Some(Fault::response().drip_head(20)),
        4 => Some(Fault::response().stall_before_head()),
        5 => Some(Fault::response().stall_in_head(30)),
        // Responses to changes have no body that could stall.
        6 => Some(Fault::response().stall_after(100).when(|request| request.method == "GET")),
        7 => Some(Fault::status(503).error("unavailable", "later").times(2)),
        8 => Some(Fault::status(503).header("Retry-After", "20").always()),
        9 => Some(Fault::status(400).error("validation", "no").stall_after(10)),
        _ => Some(Fault::disconnect().times(2)),
    }
}

/// Polls a future this many times, then drops it. Returns whether it had completed.
///
/// Between two polls the runtime handles the events of sockets and timers, so a call that waits forever is dropped too.
async fn drop_after(polls: usize, call: Call) -> bool {
    let mut call = pin!(call);
    for _ in 0..polls {
        if call.as_mut().now_or_never().is_some() {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

/// Waits until the condition holds, and panics with the message after at least five seconds.
async fn eventually(message: &str, mut condition: impl FnMut() -> bool) {
    for _ in 0..5_000 {
        if condition() {
            return;
        }
        time::sleep(Duration::from_millis(1)).await;
    }
    panic!("{message}");
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// Drops calls of one operation on one client, and asserts that they leave nothing behind.
async fn drop_calls(name: &str, call: fn(Tasks) -> Call) {
    let fake = fake_of(COUNT).await;
    let tasks = tasks_of(&fake, builder(&fake));
    let mut dropped = 0;
    for seed in 0..DROPS {
        let mut random = Random::new(seed);
        let nth = random.below(11);
        if let Some(fault) = fault(nth) {
            fake.fault(fault);
        }
        let longest = [6, 60, 600, 6000][random.below(4)];
        let polls = random.below(longest);
        if !drop_after(polls, call(tasks.clone())).await {
            dropped += 1;
        }
        assert_nothing_left(&format!("{name}, seed {seed}, fault {nth}, {polls} polls"), &fake, &tasks).await;
    }
    assert!(dropped >= 10, "{name}: only {dropped} calls were dropped before they completed: choose fewer polls");
    let handle = Handle::current();
    drop(tasks);
    eventually(&format!("{name}: a connection is open after the client was dropped"), || fake.open_connections() == 0)
        .await;
    eventually(&format!("{name}: a task of the runtime is left"), || handle.metrics().num_alive_tasks() == 0).await;
}

/// Waits until the server has accepted every connection that was made before: it accepts them in order, and responds on this
/// one.
async fn wait_until_accepted(fake: &FakeFocus) {
    let base = fake.base_url();
    let authority = base.split('/').nth(2).expect("the base URL has an authority");
    let mut stream = TcpStream::connect(authority).await.expect("the server accepts connections");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: fake\r\nConnection: close\r\n\r\n").await.expect("the server reads");
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.expect("the server responds");
    assert!(response.starts_with(b"HTTP/1.1 "), "the server sent no response");
}

/// Asserts that a dropped call has left nothing behind.
async fn assert_nothing_left(what: &str, fake: &FakeFocus, tasks: &Tasks) {
    fake.clear_faults();
    wait_until_accepted(fake).await;
    // The server closes only idle connections; a connection that waits for a response has to be closed by the dropped
    // call. When no connection is open, the server has read everything that the call sent. A connection that the call
    // began to open may still be added to the pool, so this is repeated.
    let closed = || {
        fake.close_connections();
        fake.open_connections() == 0
    };
    eventually(&format!("{what}: a connection outside the pool stays open"), closed).await;
    let client = tasks.workspace().client();
    let (read, sent) = (fake.requests_read(), client.requests_sent());
    // A timer that the call left behind would fire now.
    time::pause();
    time::advance(Duration::from_secs(7200)).await;
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    time::resume();
    let task = tasks.get(FIRST).await;
    assert!(task.is_ok(), "{what}: the client cannot be used afterwards: {task:?}");
    assert_eq!(
        (fake.requests_read() - read, client.requests_sent() - sent),
        (1, 1),
        "{what}: a request was sent after the drop"
    );
}

#[test]
fn a_dropped_call_leaves_no_request_connection_task_or_descriptor() {
    if std::env::var_os(CHILD).is_none() {
        let name = "cancellation::a_dropped_call_leaves_no_request_connection_task_or_descriptor";
        let mut child = Command::new(std::env::current_exe().unwrap());
        let output = child.args(["--exact", name, "--nocapture"]).env(CHILD, "1").output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        assert!(text.contains("1 passed"), "the child process ran no test, correct its name: {text}");
        return;
    }
    let run = |name: &str, call| {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(drop_calls(name, call));
    };
    // The first run opens the descriptors that stay open until the process ends.
    run("warm-up", CALLS[0].1);
    let before = descriptors();
    assert!(before > 0, "this test counts the files in /proc/self/fd: run it on Linux");
    for (name, call) in CALLS {
        run(name, call);
        assert_eq!(descriptors(), before, "{name}: a descriptor is left");
    }
}
