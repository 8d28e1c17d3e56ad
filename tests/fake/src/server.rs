//! The socket and the thread behind it. Nothing here knows what is served.
//!
//! The connections are driven by hyper itself rather than by `axum::serve`: a service that returns an error is the one
//! way to end a connection without an answer, and axum's handlers cannot return one.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::service::{self, Shared};

/// A running server. It stops when dropped, with all its connections.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on the loopback interface only, on a thread and a runtime of its own: tests may be blocking, or have a
    /// paused clock.
    pub(crate) fn start(port: u16, shared: Arc<Shared>) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("focus-fake".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = listen(listener, shared) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic over there has been printed already.
            let _ended = thread.join();
        }
    }
}

async fn listen(listener: std::net::TcpListener, shared: Arc<Shared>) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    loop {
        // A connection that died before it was accepted is not the end of the server.
        let Ok((socket, _)) = listener.accept().await else {
            continue;
        };
        // Without this, small chunks wait for each other and a dripping body does not drip.
        let _best_effort = socket.set_nodelay(true);
        let shared = Arc::clone(&shared);
        let service = service_fn(move |request| service::serve(Arc::clone(&shared), request));
        tokio::spawn(async move {
            // Its errors are the scripted ones and clients that went away.
            let _ended = http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
        });
    }
}
