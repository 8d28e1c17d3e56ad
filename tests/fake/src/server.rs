//! The listening socket and its thread. Requests are read in `wire/` and served in `service.rs`.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::state::Shared;
use crate::wire::connection;

/// A running server. It stops when dropped, with all its connections.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    commands: Option<UnboundedSender<Command>>,
    thread: Option<JoinHandle<()>>,
}

/// Starts or stops listening, and sends the result when that is done.
#[derive(Debug)]
struct Command {
    listen: bool,
    done: mpsc::Sender<io::Result<()>>,
}

impl Server {
    /// Listens on the loopback interface only. The server has its own thread and runtime, since tests may block or
    /// pause the clock of their runtime.
    pub(crate) fn start(port: u16, shared: Arc<Shared>) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (commands, received) = unbounded_channel();
        let thread = thread::Builder::new().name("focus-fake".to_owned()).spawn(move || {
            runtime.block_on(listen(listener, address, shared, received));
        })?;
        Ok(Self { address, commands: Some(commands), thread: Some(thread) })
    }

    /// Stops or starts accepting connections; the change is done when this returns.
    pub(crate) fn set_listening(&self, listen: bool) -> io::Result<()> {
        let (done, result) = mpsc::channel();
        if let Some(commands) = &self.commands {
            // A server that has ended drops `done`, which becomes an error here.
            let _delivered = commands.send(Command { listen, done });
        }
        result.recv().unwrap_or_else(|_| Err(io::Error::other("the server's thread has ended")))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.commands.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the server's thread has already been printed.
            let _ended = thread.join();
        }
    }
}

/// Accepts connections until the sender of commands is gone.
async fn listen(
    listener: std::net::TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
    mut commands: UnboundedReceiver<Command>,
) {
    let mut listener = TcpListener::from_std(listener).ok();
    loop {
        let accept = async {
            match &listener {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            accepted = accept => {
                // A connection that failed before it was accepted does not end the server.
                if let Ok((stream, _)) = accepted {
                    tokio::spawn(connection::run(stream, Arc::clone(&shared)));
                }
            }
            command = commands.recv() => {
                let Some(Command { listen, done }) = command else {
                    return;
                };
                let result = match (listen, &listener) {
                    (true, None) => TcpListener::bind(address).await.map(Some),
                    (true, Some(_)) => {
                        let _nobody_waits = done.send(Ok(()));
                        continue;
                    }
                    (false, _) => Ok(None),
                };
                let result = result.map(|new| listener = new);
                let _nobody_waits = done.send(result);
            }
        }
    }
}
