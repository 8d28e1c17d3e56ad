//! Choosing how a fake behaves before it starts: its size, its quota, and the points on which the real service's
//! behaviour is not known for certain.

use std::io;

use crate::fake::FakeFocus;
use crate::query::ArraySpelling;

/// What a builder decides.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) port: u16,
    pub(crate) tasks: usize,
    pub(crate) quota: u64,
    pub(crate) quota_headers: bool,
    pub(crate) arrays: ArraySpelling,
    pub(crate) hide_archived: bool,
    pub(crate) relatives_include_self: bool,
    pub(crate) partial_bulk_create: bool,
    pub(crate) calendar_counters: bool,
    pub(crate) store_suggestions: bool,
    pub(crate) max_body_bytes: usize,
    pub(crate) stream_copies: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 0,
            // Three pages of the default size, the last of them short.
            tasks: 120,
            // Far beyond any plan: a test that is not about the quota should not meet it.
            quota: 100_000,
            quota_headers: true,
            arrays: ArraySpelling::default(),
            hide_archived: false,
            relatives_include_self: true,
            partial_bulk_create: false,
            calendar_counters: false,
            store_suggestions: false,
            max_body_bytes: 16 * 1024 * 1024,
            stream_copies: 1,
        }
    }
}

/// Builds a [`FakeFocus`].
///
/// ```
/// # use focus_fake::FakeFocus;
/// # async fn example() {
/// // The free plan: thirty requests an hour.
/// let fake = FakeFocus::builder().tasks(1000).quota(30).start().await;
/// # let _ = fake;
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until it is started"]
pub struct FakeFocusBuilder {
    pub(crate) settings: Settings,
}

impl FakeFocusBuilder {
    /// How many tasks to seed. Task `n` is the same in every fake.
    pub fn tasks(mut self, tasks: usize) -> Self {
        self.settings.tasks = tasks;
        self
    }

    /// Requests an hour. The plans have 30, 240 and 600.
    pub fn quota(mut self, requests: u64) -> Self {
        self.settings.quota = requests;
        self
    }

    /// Whether answers tell the state of the quota. They do by default; the documentation promises nothing.
    pub fn quota_headers(mut self, send: bool) -> Self {
        self.settings.quota_headers = send;
        self
    }

    /// The port to listen on. Without it the system chooses a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.port = port;
        self
    }

    /// Understands `status_id=1,2` as two values. Off: a comma makes the value malformed.
    pub fn accept_comma_arrays(mut self, accept: bool) -> Self {
        self.settings.arrays.commas = accept;
        self
    }

    /// Understands `status_id[]=1` as `status_id=1`. Off: it is an unknown name, hence ignored.
    pub fn accept_bracket_arrays(mut self, accept: bool) -> Self {
        self.settings.arrays.brackets = accept;
        self
    }

    /// Leaves archived tasks out of lists that do not ask for them. Off: both kinds are listed.
    pub fn hide_archived(mut self, hide: bool) -> Self {
        self.settings.hide_archived = hide;
        self
    }

    /// Whether the lists of children and of parents begin with the task itself. On by default.
    pub fn relatives_include_self(mut self, included: bool) -> Self {
        self.settings.relatives_include_self = included;
        self
    }

    /// Creates the good tasks of a chunk that has bad ones too, and answers with those alone. Off: one bad task
    /// refuses them all.
    pub fn partial_bulk_create(mut self, partial: bool) -> Self {
        self.settings.partial_bulk_create = partial;
        self
    }

    /// Answers a calendar sync with 200 and five counters. Off: with 204.
    pub fn calendar_counters(mut self, send: bool) -> Self {
        self.settings.calendar_counters = send;
        self
    }

    /// Puts the tasks that the workflows suggest into the workspace. Off: they exist in the answer only.
    pub fn store_suggestions(mut self, keep: bool) -> Self {
        self.settings.store_suggestions = keep;
        self
    }

    /// The largest request body in bytes; 16 MiB by default.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.settings.max_body_bytes = bytes;
        self
    }

    /// Makes the streamed list repeat itself so many times, with other ids each time: answers of a million tasks
    /// without keeping a million.
    pub fn stream_copies(mut self, copies: usize) -> Self {
        self.settings.stream_copies = copies;
        self
    }

    /// Starts the server. There is nothing to wait for; the call is `async` so that it reads like every other one in a
    /// test.
    ///
    /// # Panics
    /// If no socket can be had; see [`FakeFocusBuilder::try_start`].
    pub async fn start(self) -> FakeFocus {
        self.start_blocking()
    }

    /// Starts the server, for code without a runtime.
    ///
    /// # Panics
    /// If no socket can be had; see [`FakeFocusBuilder::try_start`].
    #[must_use]
    pub fn start_blocking(self) -> FakeFocus {
        match self.try_start() {
            Ok(fake) => fake,
            Err(error) => panic!("the fake cannot listen on 127.0.0.1: {error}"),
        }
    }

    /// Starts the server.
    ///
    /// # Errors
    /// If the port is taken, or no socket or thread can be had.
    pub fn try_start(self) -> io::Result<FakeFocus> {
        FakeFocus::from_settings(self.settings)
    }
}
