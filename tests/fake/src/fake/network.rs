//! Counting, closing and refusing connections.

use super::FakeFocus;

/// Connections. Faults of single requests are scripted with [`crate::Fault`].
impl FakeFocus {
    /// Returns how many connections were accepted since the start. A client with one connection pool that sends one
    /// request after the other needs one.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.connections.accepted()
    }

    /// Returns how many connections are open.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.shared.connections.open()
    }

    /// Waits until no connection is open, for tests that a client closes all its connections.
    pub async fn wait_for_no_connections(&self) {
        self.shared.connections.none_open().await;
    }

    /// Closes all connections: idle ones before this returns, the others after their response. New connections are
    /// accepted.
    pub fn close_connections(&self) {
        self.shared.connections.close_all();
    }

    /// Makes every open connection fail at its next use: the request is not read, and the client gets a TCP reset. A
    /// client sees the same when it sends a request while the server is closing the idle connection.
    pub fn expire_connections(&self) {
        self.shared.connections.expire_all();
    }

    /// Refuses new connections until [`FakeFocus::accept_connections`], and closes the open ones.
    ///
    /// ```
    /// # use focus_fake::FakeFocus;
    /// # async fn example() {
    /// let fake = FakeFocus::start().await;
    /// fake.refuse_connections();
    /// // … a call fails to connect …
    /// fake.accept_connections();
    /// // … and the next call succeeds, at the same address
    /// # }
    /// ```
    ///
    /// # Panics
    /// If the server's thread has ended.
    pub fn refuse_connections(&self) {
        self.set_listening(false);
        self.close_connections();
    }

    /// Accepts connections again, at the same address.
    ///
    /// # Panics
    /// If another program has started to listen on the port.
    pub fn accept_connections(&self) {
        self.set_listening(true);
    }

    fn set_listening(&self, listen: bool) {
        if let Err(error) = self.server.set_listening(listen) {
            panic!("the fake cannot change whether it listens on {}: {error}", self.server.address);
        }
    }
}
