//! [`FakeFocusBuilder`]: settings of a fake before it starts: its size, its quota, and switches for behaviour of the
//! real service that is not known for certain.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::fake::FakeFocus;
use crate::fault::{Callback, Observer};
use crate::query::ArraySpelling;
use crate::request_log::RecordedRequest;
use crate::world::Seed;

/// The settings that a builder collects.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) port: u16,
    pub(crate) tasks: usize,
    pub(crate) seed: Seed,
    pub(crate) quota: u64,
    pub(crate) quota_headers: bool,
    pub(crate) arrays: ArraySpelling,
    pub(crate) hide_archived: bool,
    pub(crate) relatives_include_self: bool,
    pub(crate) partial_bulk_create: bool,
    pub(crate) calendar_counters: bool,
    pub(crate) store_suggestions: bool,
    pub(crate) gzip: bool,
    pub(crate) close_idle_after: Option<Duration>,
    pub(crate) max_body_bytes: usize,
    pub(crate) max_recorded_requests: usize,
    pub(crate) stream_copies: usize,
    pub(crate) on_request: Option<Observer>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 0,
            // Three pages of the default size, the last one not full.
            tasks: 120,
            seed: Seed::Agency,
            // Far above every plan: a test that is not about the quota should not run into it.
            quota: 100_000,
            quota_headers: true,
            arrays: ArraySpelling::default(),
            hide_archived: false,
            relatives_include_self: true,
            partial_bulk_create: false,
            calendar_counters: false,
            store_suggestions: false,
            gzip: false,
            close_idle_after: None,
            max_body_bytes: 16 * 1024 * 1024,
            max_recorded_requests: usize::MAX,
            stream_copies: 1,
            on_request: None,
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
#[derive(Clone, Default)]
#[must_use = "a builder does nothing until it is started"]
pub struct FakeFocusBuilder {
    settings: Settings,
}

impl fmt::Debug for FakeFocusBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeFocusBuilder").field("settings", &self.settings).finish()
    }
}

/// Size, limits and network.
impl FakeFocusBuilder {
    /// Sets how many tasks are seeded, 120 by default. Task `n` is the same in every fake.
    pub fn tasks(mut self, tasks: usize) -> Self {
        self.settings.tasks = tasks;
        self
    }

    /// Seeds tasks whose names and notes contain text that can harm a terminal or a log: escape sequences, characters
    /// that reverse or hide text, line breaks, very long names. Meant for tests of output that people read.
    ///
    /// ```
    /// # use focus_fake::FakeFocus;
    /// # async fn example() {
    /// let fake = FakeFocus::builder().hostile_names().tasks(40).start().await;
    /// assert!(
    ///     fake.tasks()
    ///         .iter()
    ///         .any(|task| task["name"].as_str().unwrap().contains('\u{1b}'))
    /// );
    /// # }
    /// ```
    pub fn hostile_names(mut self) -> Self {
        self.settings.seed = Seed::Hostile;
        self
    }

    /// Sets the quota in requests per hour, 100,000 by default. The plans have 30, 240 and 600.
    pub fn quota(mut self, requests: u64) -> Self {
        self.settings.quota = requests;
        self
    }

    /// Sets whether responses have the two quota headers. On by default; the documentation does not promise the
    /// headers.
    pub fn quota_headers(mut self, send: bool) -> Self {
        self.settings.quota_headers = send;
        self
    }

    /// Sets the port to listen on. By default the system chooses a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.port = port;
        self
    }

    /// Compresses responses for clients that accept gzip. Off by default.
    pub fn gzip(mut self, compress: bool) -> Self {
        self.settings.gzip = compress;
        self
    }

    /// Closes connections that have been idle for this long, in virtual time: [`FakeFocus::advance`] closes them. Zero
    /// closes every connection directly after its response, without `Connection: close`. By default they stay open.
    pub fn close_idle_after(mut self, idle: Duration) -> Self {
        self.settings.close_idle_after = Some(idle);
        self
    }

    /// Sets the largest request body in bytes, 16 MiB by default.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.settings.max_body_bytes = bytes;
        self
    }

    /// Sets how many recorded requests are kept; the oldest are removed first. Unlimited by default.
    pub fn max_recorded_requests(mut self, requests: usize) -> Self {
        self.settings.max_recorded_requests = requests;
        self
    }

    /// Calls this function once for each request, for example to log it: just before its status is sent, or when it has
    /// ended without a status. The function runs on the server's thread and must not call the fake.
    pub fn on_request(mut self, observer: impl Fn(&RecordedRequest) + Send + Sync + 'static) -> Self {
        self.settings.on_request = Some(Callback(Arc::new(observer)));
        self
    }

    /// Repeats the streamed list this many times, with different ids each time: a response of a million tasks without a
    /// million stored tasks. Once by default.
    pub fn stream_copies(mut self, copies: usize) -> Self {
        self.settings.stream_copies = copies;
        self
    }
}

/// Switches for unknown behaviour of the service. The default of each is the likelier behaviour.
impl FakeFocusBuilder {
    /// Reads `status_id=1,2` as two values. Off by default: a comma makes the value malformed.
    pub fn accept_comma_arrays(mut self, accept: bool) -> Self {
        self.settings.arrays.commas = accept;
        self
    }

    /// Reads `status_id[]=1` as `status_id=1`. Off by default: it is an unknown name and therefore ignored.
    pub fn accept_bracket_arrays(mut self, accept: bool) -> Self {
        self.settings.arrays.brackets = accept;
        self
    }

    /// Leaves archived tasks out of lists without the filter `archived`. Off by default: all tasks are listed.
    pub fn hide_archived(mut self, hide: bool) -> Self {
        self.settings.hide_archived = hide;
        self
    }

    /// Sets whether the lists of children and of parents begin with the task itself. On by default.
    pub fn relatives_include_self(mut self, included: bool) -> Self {
        self.settings.relatives_include_self = included;
        self
    }

    /// Creates the valid tasks of a chunk even if it has invalid ones, and responds with the created tasks only. Off by
    /// default: one invalid task makes the request fail, and none is created.
    pub fn partial_bulk_create(mut self, partial: bool) -> Self {
        self.settings.partial_bulk_create = partial;
        self
    }

    /// Responds to a calendar sync with 200 and five counters. Off by default: the response is 204.
    pub fn calendar_counters(mut self, send: bool) -> Self {
        self.settings.calendar_counters = send;
        self
    }

    /// Stores the tasks that the workflows suggest. Off by default: they are in the response only.
    pub fn store_suggestions(mut self, store: bool) -> Self {
        self.settings.store_suggestions = store;
        self
    }
}

/// Start of the server.
impl FakeFocusBuilder {
    /// Starts the server. It is ready when this returns; the function is `async` for consistency with the other calls
    /// of a test.
    ///
    /// # Panics
    /// If no socket can be opened; see [`FakeFocusBuilder::try_start`].
    pub async fn start(self) -> FakeFocus {
        self.start_blocking()
    }

    /// Starts the server, for code without a runtime.
    ///
    /// # Panics
    /// If no socket can be opened; see [`FakeFocusBuilder::try_start`].
    #[must_use]
    pub fn start_blocking(self) -> FakeFocus {
        let port = self.settings.port;
        match self.try_start() {
            Ok(fake) => fake,
            Err(error) => panic!("the fake cannot listen on 127.0.0.1:{port}: {error}"),
        }
    }

    /// Starts the server.
    ///
    /// # Errors
    /// If the port is in use, or a socket or a thread cannot be created.
    pub fn try_start(self) -> io::Result<FakeFocus> {
        FakeFocus::from_settings(self.settings)
    }
}
