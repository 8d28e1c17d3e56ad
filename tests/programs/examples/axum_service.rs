//! A small JSON service on top of the client: lists tasks, returns one, and creates one.
//!
//! ```text
//! cargo run --example axum_service -- --port 8080
//! curl 'http://127.0.0.1:8080/tasks?priority=high&archived=false'
//! curl http://127.0.0.1:8080/tasks -H 'content-type: application/json' -d '{"name": "Call the printer"}'
//! ```
//!
//! It reads the connection from `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`; without them
//! it works on a sample workspace. It listens on the loopback interface, and ends on Ctrl-C or SIGTERM when the open
//! requests are complete.

use std::io::{Write, stdout};
use std::process::ExitCode;

use anyhow::{Context, Result};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use clap::Parser;
use focus_api::filters::ListTasksQuery;
use focus_api::{ErrorKind, NewTask, Task, TaskId, Tasks};
use focus_programs::{Demo, exit_code};

#[derive(Parser)]
#[command(about = "Serves tasks as JSON on 127.0.0.1")]
pub(crate) struct Args {
    /// The port to listen on; 0 lets the system choose one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

#[tokio::main]
async fn main() -> ExitCode {
    let end = async { run(Args::parse(), &Demo::connect()?, &mut stdout()).await };
    exit_code("axum_service", end.await)
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    // The signal handlers are installed before the address is printed, so that a caller that has read it can end the
    // service cleanly.
    let stopped = stop_signal()?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", args.port))
        .await
        .with_context(|| format!("cannot listen on port {}: choose another with --port", args.port))?;
    let service = Router::new()
        .route("/tasks", get(list).post(create))
        .route("/tasks/{id}", get(read))
        .with_state(demo.tasks().clone());
    writeln!(out, "listening on http://{}", listener.local_addr()?)?;
    out.flush()?;
    axum::serve(listener, service).with_graceful_shutdown(stopped).await.context("the service failed")
}

/// Returns a future that ends with Ctrl-C or SIGTERM.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Returns a future that ends with Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    Ok(async {
        // If the signal cannot be awaited, the service ends at once.
        let _ended = tokio::signal::ctrl_c().await;
    })
}

/// The most tasks of one response.
const LIMIT: u64 = 100;

/// The filters are those of the API, by their names.
async fn list(State(tasks): State<Tasks>, Query(filters): Query<ListTasksQuery>) -> Result<Json<Vec<Task>>, Failure> {
    Ok(Json(tasks.list_with(filters).max_items(LIMIT).items().try_collect().await?))
}

async fn read(State(tasks): State<Tasks>, Path(id): Path<i64>) -> Result<Json<Task>, Failure> {
    Ok(Json(tasks.get(TaskId(id)).await?))
}

async fn create(State(tasks): State<Tasks>, Json(task): Json<NewTask>) -> Result<impl IntoResponse, Failure> {
    let created = tasks.create(task).await?;
    Ok((StatusCode::CREATED, Json(serde_json::json!({ "id": created.id }))))
}

/// An error of the client as a response. Its text contains neither the key nor the body.
struct Failure(focus_api::Error);

impl From<focus_api::Error> for Failure {
    fn from(error: focus_api::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match self.0.kind() {
            ErrorKind::InvalidArgument | ErrorKind::Validation => StatusCode::UNPROCESSABLE_ENTITY,
            ErrorKind::NotFound => StatusCode::NOT_FOUND,
            // The caller can wait for both; a wrong key of this service is not the caller's mistake.
            ErrorKind::Quota | ErrorKind::RateLimited => StatusCode::SERVICE_UNAVAILABLE,
            ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
            _ => StatusCode::BAD_GATEWAY,
        };
        let body = Json(serde_json::json!({ "error": self.0.to_string() }));
        match self.0.retry_after() {
            Some(wait) => (status, [(header::RETRY_AFTER, wait.as_secs().to_string())], body).into_response(),
            None => (status, body).into_response(),
        }
    }
}
