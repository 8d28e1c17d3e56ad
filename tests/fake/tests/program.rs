//! The program `focus-fake`: its output, its log, and how it ends.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use reqwest::Client;

/// A running program, which is ended when this value is dropped.
struct Program {
    process: Child,
    lines: Vec<String>,
}

impl Program {
    /// Starts the program and reads its output until it serves.
    fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_focus-fake"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let output = BufReader::new(process.stdout.take().expect("its output is a pipe"));
        let mut lines = Vec::new();
        for line in output.lines() {
            let line = line.expect("its output is text");
            let is_last = line.starts_with("# Serving");
            lines.push(line);
            if is_last {
                break;
            }
        }
        Self { process, lines }
    }

    fn variable(&self, name: &str) -> &str {
        let start = format!("export {name}=");
        self.lines.iter().find_map(|line| line.strip_prefix(&start)).expect("the variable is printed")
    }

    /// Asks the program to end, and returns its exit code and its log.
    fn end(mut self, signal: &str) -> (Option<i32>, String) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().is_ok_and(|status| status.success()));
        let mut log = String::new();
        self.process.stderr.take().expect("its log is a pipe").read_to_string(&mut log).expect("its log is text");
        (self.process.wait().expect("it ends").code(), log)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It is still running only if an assertion has failed.
        let _ended = self.process.kill().and_then(|()| self.process.wait());
    }
}

#[tokio::test]
async fn the_program_logs_one_line_per_request_and_ends_cleanly_on_sigterm_and_sigint() {
    for signal in ["TERM", "INT"] {
        let program = Program::start(&["--tasks", "3"]);
        let [base, organization, workspace, key] =
            ["TOGGL_FOCUS_BASE_URL", "TOGGL_ORGANIZATION_ID", "TOGGL_WORKSPACE_ID", "TOGGL_FOCUS_API_TOKEN"]
                .map(|name| program.variable(name).to_owned());
        let path = format!("/organizations/{organization}/workspaces/{workspace}/tasks?page=2");
        let call = Client::new().get(format!("{base}{path}")).bearer_auth(&key);
        assert_eq!(call.send().await.expect("it serves").status(), 200);
        assert_eq!(Client::new().get(format!("{base}/%1B")).send().await.expect("it serves").status(), 401);
        let (code, log) = program.end(signal);
        assert_eq!(code, Some(0), "{signal}: {log}");
        assert_eq!(log, format!("GET /api{path} 200\nGET /api/%1B 401\n"));
    }
}

#[test]
fn the_error_for_a_port_in_use_names_the_port_and_the_option() {
    let program = Program::start(&[]);
    let port =
        program.variable("TOGGL_FOCUS_BASE_URL").trim_start_matches("http://127.0.0.1:").trim_end_matches("/api");
    let second = Command::new(env!("CARGO_BIN_EXE_focus-fake")).args(["--port", port]).output().expect("it starts");
    let error = String::from_utf8_lossy(&second.stderr).into_owned();
    let advice = "Choose another with --port, or leave it out to get a free one";
    assert_eq!(error, format!("focus-fake: port {port} is in use. {advice}\n"));
    assert_eq!(second.status.code(), Some(1));
    assert!(second.stdout.is_empty());
}
