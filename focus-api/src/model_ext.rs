//! [`TaskExt`]: what people compute from a task by hand.

use std::time::Duration;

use chrono::NaiveDate;
use focus_api_raw::types::{TagId, Task, UserId};
use focus_api_raw::{Priority, StatusType};

/// Questions a task can answer beyond its fields.
///
/// ```
/// use focus_api::{Task, TaskExt};
///
/// let task: Task = serde_json::from_str(r#"{"id": 7, "estimated_mins": 90, "tag_ids": null}"#)?;
/// assert_eq!(task.estimate().map(|time| time.as_secs()), Some(5400));
/// assert!(task.assigned_tags().is_empty());
/// assert!(!task.is_done());
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait TaskExt {
    /// The planned effort. The field counts minutes.
    fn estimate(&self) -> Option<Duration>;
    /// The time logged on the task. The field counts seconds (seen on the live service).
    fn tracked(&self) -> Option<Duration>;
    /// The length of its time blocks. The field counts seconds (inferred).
    fn blocked(&self) -> Option<Duration>;
    /// The length of its time blocks on a calendar. The field counts seconds (inferred).
    fn scheduled(&self) -> Option<Duration>;
    /// The day it is due: its end date.
    fn due(&self) -> Option<NaiveDate>;
    /// Whether its status is one of the done ones. `false` where the answer held no status.
    fn is_done(&self) -> bool;
    /// Whether it is archived.
    fn is_archived(&self) -> bool;
    /// Whether it is due before `day` and not done.
    fn is_overdue(&self, day: NaiveDate) -> bool;
    /// Its priority; without one, `none`.
    fn effective_priority(&self) -> &Priority;
    /// Its title, empty where the answer held none.
    fn title(&self) -> &str;
    /// The name of its project, if it has one.
    fn project_name(&self) -> Option<&str>;
    /// The name of its status.
    fn status_name(&self) -> Option<&str>;
    /// Its labels, none where the answer held none.
    fn assigned_tags(&self) -> &[TagId];
    /// Everybody it is assigned to.
    fn assigned_users(&self) -> &[UserId];
}

impl TaskExt for Task {
    fn estimate(&self) -> Option<Duration> {
        seconds(self.estimated_mins?.checked_mul(60))
    }

    fn tracked(&self) -> Option<Duration> {
        seconds(self.total_tracked_time)
    }

    fn blocked(&self) -> Option<Duration> {
        seconds(self.total_blocked_time)
    }

    fn scheduled(&self) -> Option<Duration> {
        seconds(self.total_scheduled_blocked_time)
    }

    fn due(&self) -> Option<NaiveDate> {
        self.end_date
    }

    fn is_done(&self) -> bool {
        self.status.as_ref().and_then(|status| status.type_.as_ref()) == Some(&StatusType::Done)
    }

    fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }

    fn is_overdue(&self, day: NaiveDate) -> bool {
        !self.is_done() && self.end_date.is_some_and(|end| end < day)
    }

    fn effective_priority(&self) -> &Priority {
        self.priority.as_ref().unwrap_or(&Priority::None)
    }

    fn title(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    fn project_name(&self) -> Option<&str> {
        self.project.as_ref()?.name.as_deref()
    }

    fn status_name(&self) -> Option<&str> {
        self.status.as_ref()?.name.as_deref()
    }

    fn assigned_tags(&self) -> &[TagId] {
        self.tag_ids.as_deref().unwrap_or_default()
    }

    fn assigned_users(&self) -> &[UserId] {
        self.assignee_user_ids.as_deref().unwrap_or_default()
    }
}

/// Negative times are nonsense, not an error worth losing a task for.
fn seconds(count: Option<i64>) -> Option<Duration> {
    count?.try_into().ok().map(Duration::from_secs)
}
