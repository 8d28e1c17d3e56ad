//! `due`: the word people use for the end date of a task, on every body that has one.

use chrono::NaiveDate;

use crate::types::{BulkTaskPatch, NewTask, TaskPatch, TaskReplacement};

macro_rules! due {
    ($($body:ident),*) => {
        $(impl $body {
            /// The day it is due: its end date.
            ///
            /// Where it can be cleared, `clear_end_date` does that.
            #[must_use]
            pub fn due(self, day: impl Into<NaiveDate>) -> Self {
                self.end_date(day)
            }
        })*
    };
}

due!(NewTask, TaskReplacement, TaskPatch, BulkTaskPatch);
