//! `axum_service`: its statuses, its port, and how it ends.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use focus_fake::{FakeFocus, Fault};
use serde_json::{Value, json};

use super::{error, program};

/// A running service and its address. Dropping it ends the process.
struct Service(Child, String);

impl Drop for Service {
    fn drop(&mut self) {
        let _ended = self.0.kill().and_then(|()| self.0.wait());
    }
}

impl Service {
    fn start(fake: &FakeFocus) -> Self {
        let mut command = program("axum_service", fake);
        let mut child = command.args(["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").expect("the address is printed").to_owned();
        Self(child, url)
    }

    /// Sends the signal and returns the exit code.
    fn end(&mut self, signal: &str) -> Option<i32> {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
        self.0.wait().unwrap().code()
    }
}

#[test]
fn the_service_maps_errors_to_statuses() {
    let fake = FakeFocus::builder().tasks(20).start_blocking();
    let service = Service::start(&fake);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let http = reqwest::Client::new();
    let get = |path: &str| {
        let response = runtime.block_on(http.get(format!("{}{path}", service.1)).send()).unwrap();
        let status = response.status().as_u16();
        (status, runtime.block_on(response.text()).unwrap())
    };
    let (status, body) = get("/tasks?priority=high&archived=false");
    assert_eq!(status, 200, "{body}");
    let found: Vec<Value> = serde_json::from_str(&body).unwrap();
    assert!(!found.is_empty() && found.iter().all(|task| task["priority"] == "high"), "{body}");
    let (status, body) = get("/tasks?priorty=high");
    assert!(status == 400 && body.contains("priorty"), "{status} {body}");
    assert_eq!(get("/tasks/1").0, 404);
    assert_eq!(get("/tasks/0").0, 422);
    fake.fault(Fault::quota_spent(Duration::from_secs(60)));
    assert_eq!(get("/tasks/1").0, 503);
    let new = json!({ "name": "Call the printer" });
    let response = runtime.block_on(http.post(format!("{}/tasks", service.1)).json(&new).send()).unwrap();
    assert_eq!(response.status().as_u16(), 201);
}

#[test]
fn the_service_ends_with_success_on_ctrl_c_and_on_sigterm() {
    let fake = FakeFocus::builder().tasks(1).start_blocking();
    for signal in ["INT", "TERM"] {
        assert_eq!(Service::start(&fake).end(signal), Some(0), "SIG{signal}");
    }
}

#[test]
fn the_error_for_a_port_in_use_names_the_port() {
    let fake = FakeFocus::builder().tasks(1).start_blocking();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let output = program("axum_service", &fake).args(["--port", &port.to_string()]).output().unwrap();
    let error = error(&output);
    assert!(error.contains(&format!("cannot listen on port {port}: choose another with --port: ")), "{error}");
}
