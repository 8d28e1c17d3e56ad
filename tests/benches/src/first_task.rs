//! Measures how many bytes after its last byte a streamed task is yielded.

use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::canned::{Shape, task};
use crate::sdk::Sdk;

/// The maximum time from the kernel to the caller. Only a task that is not yielded yet takes this time.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// Sends the beginning of a list up to the last byte of its first task, then byte by byte, until the task is yielded.
///
/// Returns the largest number of bytes that were needed, of all formats of a list. For a stream that needs the complete
/// second task, this is the length of that task.
///
/// # Errors
/// When the connection or the stream fails.
pub async fn bytes_after_first_task() -> Result<usize> {
    let mut most = 0;
    for (before, between) in [("[", ","), ("{\"data\":[", ","), ("", "\n"), ("[\n  ", ",\n  ")] {
        most = most.max(needed(before, &format!("{between}{}", task(2, Shape::Known))).await?);
    }
    Ok(most)
}

async fn needed(before: &str, after: &str) -> Result<usize> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let sdk = Sdk::new(&format!("http://{}/api", listener.local_addr()?))?;
    let open = sdk.open_stream();
    let serve = async {
        let (mut connection, _) = listener.accept().await?;
        connection.set_nodelay(true)?;
        let _ = connection.read(&mut [0; 4096]).await?;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n";
        connection.write_all(format!("{head}{before}{}", task(1, Shape::Known)).as_bytes()).await?;
        anyhow::Ok(connection)
    };
    let (stream, connection) = futures_util::future::join(open, serve).await;
    let (mut stream, mut connection) = (stream?, connection?);
    for sent in 0..after.len() {
        if let Ok(item) = timeout(if sent == 0 { MAX_WAIT } else { MAX_WAIT / 100 }, StreamExt::next(&mut stream)).await
        {
            item.context("the stream ended before its first task")??;
            return Ok(sent);
        }
        connection.write_all(&after.as_bytes()[sent..=sent]).await?;
    }
    Ok(after.len())
}
