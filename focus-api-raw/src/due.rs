//! The setter `due`, a second name of `end_date`, on every body that has an end date. Codegen emits the list of bodies.

macro_rules! due {
    ($($body:path),*) => {
        $(impl $body {
            /// Sets the due date, which is the end date of the task. See the [example](crate::types).
            ///
            /// Where the end date can be cleared, `clear_end_date` clears it.
            #[must_use]
            pub fn due(self, day: impl ::std::convert::Into<::chrono::NaiveDate>) -> Self {
                self.end_date(day)
            }
        })*
    };
}

pub(crate) use due;
