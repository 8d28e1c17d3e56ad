//! Rules of the transport that affect several calls or depend on the process: proxies of the environment, and the reuse
//! of connections.
//!
//! The requests of a single call are tested in `cases/transport.rs`.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use focus_api::reqwest::Proxy;
use focus_api::{Client, ErrorKind, RetryPolicy, TaskPatch};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{FIRST, ManualClock, builder, fake_of, tasks_of};
use tokio::time;

/// The variable with the address that the child process of a proxy test calls; set only there.
const CHILD_URL: &str = "FOCUS_TEST_CHILD_URL";

/// Lets the runtime handle pending events of its sockets and finish its work between calls. Waits for neither timers
/// nor the network.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

/// Calls an address in a child process, whose environment sets this proxy in every usual variable.
fn call_with_proxy(test: &str, url: &str, proxy: &str) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", test, "--nocapture", "--test-threads", "1"]).env(CHILD_URL, url);
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        child.env(name, proxy);
    }
    for name in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
        child.env_remove(name);
    }
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "the call of {url} failed: {text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("1 passed"), "the child process ran no test, correct its name: {text}");
}

#[tokio::test]
async fn the_proxy_of_the_environment_receives_no_request_to_a_loopback_host() {
    if let Ok(url) = std::env::var(CHILD_URL) {
        let client = Client::builder().base_url(url).api_key("toggl_sk_0123456789abcdef0123456789abcdef");
        let client = client.allow_insecure_http(true).retry(RetryPolicy::none()).build().unwrap();
        // The parent counts who receives the request; the result does not matter here.
        let _result = client.workspace(1, 2).tasks().get(FIRST).await;
        return;
    }
    let name = "transport_rules::the_proxy_of_the_environment_receives_no_request_to_a_loopback_host";
    let (fake, proxy) = (fake_of(1).await, FakeFocus::start().await);
    let port = fake.origin().rsplit(':').next().unwrap().to_owned();
    for host in ["127.0.0.1", "localhost", "LOCALHOST", "localhost.", "[::ffff:127.0.0.1]"] {
        call_with_proxy(name, &format!("http://{host}:{port}/api"), &proxy.origin());
        assert_eq!(
            (proxy.connections(), proxy.requests_read()),
            (0, 0),
            "the proxy must not receive requests to {host}"
        );
    }
    assert!(fake.requests_read() > 0, "the requests must arrive without the proxy");
    // The same process calls another host, to show that the variables set the proxy.
    call_with_proxy(name, "http://focus.invalid/api", &proxy.origin());
    assert_eq!(proxy.requests_read(), 1, "the variables do not set the proxy, so the test shows nothing");
}

#[tokio::test]
async fn a_configured_proxy_receives_no_request_to_a_loopback_host() {
    let (fake, proxy) = (fake_of(1).await, FakeFocus::start().await);
    let origin = proxy.origin();
    let builder = builder(&fake).configure_http(move |http| http.proxy(Proxy::all(origin).unwrap()));
    assert!(tasks_of(&fake, builder).get(FIRST).await.is_ok());
    assert_eq!((proxy.connections(), fake.requests_read()), (0, 1));
}

#[tokio::test]
async fn calls_of_every_kind_share_one_connection() {
    let fake = fake_of(5).await;
    let tasks = tasks_of(&fake, builder(&fake));
    tasks.get(FIRST).await.unwrap();
    settle().await;
    tasks.list().await.unwrap();
    settle().await;
    tasks.stream().send().await.unwrap().try_collect().await.unwrap();
    settle().await;
    tasks.patch(FIRST, TaskPatch::new().pinned(true)).await.unwrap();
    settle().await;
    tasks.draft_from_list("- paper").await.unwrap();
    settle().await;
    assert!(tasks.get(1_i64).await.unwrap_err().is_not_found(), "the connection must be reused after an error too");
    settle().await;
    assert!(tasks.bulk().archive([FIRST]).await.is_complete());
    assert_eq!((fake.connections(), fake.requests_read()), (1, 7));
}

#[tokio::test]
async fn a_change_after_the_server_closed_idle_connections_is_sent_once_and_confirmed() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).retry(RetryPolicy::none()));
    tasks.get(FIRST).await.unwrap();
    for round in 1..=3 {
        settle().await;
        fake.close_connections();
        settle().await;
        let result = tasks.patch(FIRST, TaskPatch::new().name(format!("Round {round}"))).await;
        assert!(result.is_ok(), "the change must be sent on a usable connection: {result:?}");
        assert_eq!(fake.requests_read(), 1 + round, "the change must be sent once");
    }
}

#[tokio::test]
async fn a_change_directly_after_the_server_closed_the_connection_is_sent_once_and_confirmed() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).retry(RetryPolicy::none()));
    tasks.get(FIRST).await.unwrap();
    settle().await;
    // The runtime does not poll its sockets until the change, so it does not notice that the connection is closed.
    fake.close_connections();
    let result = tasks.patch(FIRST, TaskPatch::new().pinned(true)).await;
    assert!(result.is_ok(), "the change must be sent on a usable connection: {result:?}");
    assert_eq!(fake.requests_read(), 2, "the change must be sent once");
}

#[tokio::test]
async fn a_url_of_the_maximum_length_is_sent() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake));
    let get = |letters| tasks.get(FIRST).extra_query("q", "n".repeat(letters));
    get(0).await.unwrap();
    let sent = &fake.take_requests()[0];
    let room = 8_000 - format!("{}{}?{}", fake.origin(), sent.path, sent.raw_query).len();
    assert!(get(room).await.is_ok(), "a URL of 8,000 bytes must be sent");
    let error = get(room + 1).await.unwrap_err();
    assert!(error.is_invalid_argument() && error.to_string().contains("8001 bytes"), "{error}");
}

#[tokio::test]
async fn a_request_that_the_http_client_refuses_is_not_repeated() {
    let fake = fake_of(1).await;
    let clock = ManualClock::default();
    let settings = builder(&fake).clock(Arc::new(clock.clone())).configure_http(|http| http.https_only(true));
    let error = tasks_of(&fake, settings).get(FIRST).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.requests_sent()), (ErrorKind::InvalidArgument, 1, 0), "{error}");
    assert_eq!(clock.pauses(), [], "waiting does not help");
}

#[tokio::test]
async fn an_idle_connection_is_dropped_before_common_servers_close_it() {
    for (idle, connections) in [(3_900, 1), (4_100, 2), (4_900, 2)] {
        let fake = fake_of(1).await;
        let tasks = tasks_of(&fake, builder(&fake));
        tasks.get(FIRST).await.unwrap();
        settle().await;
        // The pool measures idle time with the clock of the runtime.
        time::pause();
        time::advance(Duration::from_millis(idle)).await;
        time::resume();
        tasks.patch(FIRST, TaskPatch::new().pinned(true)).await.unwrap();
        assert_eq!(fake.connections(), connections, "after {idle} ms without a request");
    }
}

#[tokio::test]
async fn configure_http_does_not_override_the_rules_of_the_pool_and_of_redirects() {
    let fake = fake_of(1).await;
    let builder = builder(&fake).configure_http(|http| {
        http.pool_idle_timeout(Duration::from_secs(900)).redirect(focus_api::reqwest::redirect::Policy::limited(10))
    });
    let tasks = tasks_of(&fake, builder);
    tasks.get(FIRST).await.unwrap();
    settle().await;
    time::pause();
    time::advance(Duration::from_millis(4_900)).await;
    time::resume();
    tasks.get(FIRST).await.unwrap();
    assert_eq!(fake.connections(), 2);
    fake.fault(Fault::redirect(302, focus_fake::RedirectTarget::SameAddress));
    assert_eq!(tasks.get(FIRST).await.unwrap_err().status().map(|status| status.as_u16()), Some(302));
    assert_eq!(fake.requests_read(), 3);
}
