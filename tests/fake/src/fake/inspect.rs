//! Access to the recorded requests and to the stored tasks.

use serde_json::Value;

use super::FakeFocus;
use crate::request_log::RecordedRequest;
use crate::task::Task;

/// Recorded requests.
impl FakeFocus {
    /// Returns the recorded requests, in order of arrival.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.lock().requests.iter().map(|(_, request)| request.clone()).collect()
    }

    /// Returns the requests recorded since the last call in order of arrival, and removes them from the record.
    #[must_use]
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        std::mem::take(&mut self.shared.lock().requests).into_iter().map(|(_, request)| request).collect()
    }

    /// Returns how many requests were read since the start. [`take_requests`](Self::take_requests) does not change it.
    #[must_use]
    pub fn requests_read(&self) -> u64 {
        *self.shared.requests_read.borrow()
    }

    /// Waits until this many requests have been read since the start.
    ///
    /// ```
    /// # use focus_fake::{FakeFocus, Fault};
    /// # async fn example(fake: &FakeFocus) {
    /// fake.fault(Fault::response().stall_before_head());
    /// // … start a call in another task …
    /// fake.wait_for_requests(1).await; // now the call is in progress
    /// # }
    /// ```
    pub async fn wait_for_requests(&self, count: u64) {
        // The sender lives as long as `self`, so the wait ends only when the count is reached.
        let mut read = self.shared.requests_read.subscribe();
        drop(read.wait_for(|read| *read >= count).await);
    }
}

/// Stored tasks.
impl FakeFocus {
    /// Returns the stored state of a task, also of a deleted one: its own fields, without the objects that a response
    /// adds.
    #[must_use]
    pub fn task(&self, id: i64) -> Option<Value> {
        self.shared.lock().store.any(id).map(Task::to_json)
    }

    /// Returns the stored state of all tasks in order of id, deleted ones included.
    #[must_use]
    pub fn tasks(&self) -> Vec<Value> {
        self.shared.lock().store.all().map(Task::to_json).collect()
    }

    /// Stores a task without any check and returns its id. A task without `id` gets the next free id; a task with an id
    /// in use replaces the stored one.
    ///
    /// Every member is stored and shown unchanged, unknown ones too; a member that the fake would compute (`project`,
    /// `tags`, `parent`, a counter) keeps the given value. Two members are parsed: `time_blocks` (`id`, `start`,
    /// `seconds`, `completed`, `scheduled`) and `time_entries` (`id`, `start`, `seconds`) are used by the filters and
    /// the counters. As for every task, `ghost_assignee_ids` is shown only on request, and the two `integration_…`
    /// fields never.
    ///
    /// ```
    /// # async fn example() {
    /// # let fake = focus_fake::FakeFocus::start().await;
    /// let task = serde_json::json!({ "name": "Unusual", "priority": "someday" });
    /// let id = fake.insert_task(task);
    /// # let _ = id;
    /// # }
    /// ```
    ///
    /// # Panics
    /// If `task` is not a JSON object.
    #[expect(clippy::must_use_candidate, reason = "the effect is the purpose, the id is often known")]
    pub fn insert_task(&self, task: Value) -> i64 {
        match task {
            Value::Object(fields) => self.shared.lock().store.insert_json(fields),
            other => panic!("a task must be a JSON object, got {other}"),
        }
    }
}
