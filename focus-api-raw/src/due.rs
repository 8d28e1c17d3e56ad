//! The setter `due`, a second name of `end_date`, on every body that has an end date.

use chrono::NaiveDate;

use crate::types::{BulkTaskPatch, NewTask, TaskPatch, TaskReplacement};

macro_rules! due {
    ($($body:ident),*) => {
        $(impl $body {
            /// Sets the due date, which is the end date of the task. See the [example](crate::types).
            ///
            /// Where the end date can be cleared, `clear_end_date` clears it.
            #[must_use]
            pub fn due(self, day: impl Into<NaiveDate>) -> Self {
                self.end_date(day)
            }
        })*
    };
}

due!(NewTask, TaskReplacement, TaskPatch, BulkTaskPatch);
