//! [`TaskExt`]: values that are computed from the fields of a task.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use focus_api_raw::types::{TagId, Task, UserId};
use focus_api_raw::{Priority, StatusType};

/// Methods of [`Task`] that compute values from its fields.
///
/// ```
/// use focus_api::{Task, TaskExt};
///
/// let task: Task = serde_json::from_str(
///     r#"{"id": 7, "estimated_mins": 90, "tag_ids": null}"#,
/// )?;
/// assert_eq!(task.estimate().map(|time| time.as_secs()), Some(5400));
/// assert!(task.assigned_tags().is_empty());
/// assert!(!task.is_done());
/// assert_eq!(task.title(), "");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait TaskExt {
    /// Returns the planned effort. The field is in minutes.
    fn estimate(&self) -> Option<Duration>;
    /// Returns the tracked time. The field is in seconds (seen on the live service).
    fn tracked(&self) -> Option<Duration>;
    /// Returns the total length of its time blocks. The field is in seconds (inferred).
    fn blocked(&self) -> Option<Duration>;
    /// Returns the total length of its time blocks on a calendar. The field is in seconds (inferred).
    fn scheduled(&self) -> Option<Duration>;
    /// Returns the due date, which is the end date.
    fn due(&self) -> Option<NaiveDate>;
    /// Returns whether its status has the type `done`; `false` if the response did not contain the status.
    fn is_done(&self) -> bool;
    /// Returns whether its status has another type than `done`, and it is neither archived nor deleted.
    fn is_open(&self) -> bool;
    /// Returns whether it is archived.
    fn is_archived(&self) -> bool;
    /// Returns whether it is deleted. A deleted task can be [restored](crate::Tasks::restore).
    fn is_deleted(&self) -> bool;
    /// Returns whether it has a parent.
    fn is_subtask(&self) -> bool;
    /// Returns the time of its latest change of status, if the type of that status is `done`. `None` also if the field
    /// is not a date-time.
    fn done_at(&self) -> Option<DateTime<Utc>>;
    /// Returns whether it is due before `day` and not done.
    fn is_overdue(&self, day: NaiveDate) -> bool;
    /// Returns its priority; `none` if it has no priority.
    fn effective_priority(&self) -> &Priority;
    /// Returns its name; empty if the response did not contain one.
    fn title(&self) -> &str;
    /// Returns the name of its project, if it has one.
    fn project_name(&self) -> Option<&str>;
    /// Returns the name of its client, if it has one.
    fn client_name(&self) -> Option<&str>;
    /// Returns the name of its status.
    fn status_name(&self) -> Option<&str>;
    /// Returns the names of its tags that the response contained.
    fn tag_names(&self) -> Vec<&str>;
    /// Returns the ids of its tags; empty if the response did not contain them.
    fn assigned_tags(&self) -> &[TagId];
    /// Returns the ids of all users to whom it is assigned.
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

    fn is_open(&self) -> bool {
        let status = self.status.as_ref().and_then(|status| status.type_.as_ref());
        status.is_some_and(|status| *status != StatusType::Done) && !self.is_archived() && !self.is_deleted()
    }

    fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    fn is_subtask(&self) -> bool {
        self.parent_task_id.is_some() || self.parent.is_some()
    }

    fn done_at(&self) -> Option<DateTime<Utc>> {
        let text = self.status_updated_at.as_deref().filter(|_| self.is_done())?;
        DateTime::parse_from_rfc3339(text.trim()).ok().map(|date_time| date_time.with_timezone(&Utc))
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

    fn client_name(&self) -> Option<&str> {
        self.client.as_ref()?.name.as_deref()
    }

    fn tag_names(&self) -> Vec<&str> {
        self.tags.iter().flatten().filter_map(|tag| tag.name.as_deref()).collect()
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

/// Converts seconds to a duration. A negative number is `None` and not an error, so that the task stays usable.
fn seconds(count: Option<i64>) -> Option<Duration> {
    count?.try_into().ok().map(Duration::from_secs)
}
