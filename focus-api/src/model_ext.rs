//! [`TaskExt`]: what people compute from a task by hand.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use focus_api_raw::types::{TagId, Task, UserId};
use focus_api_raw::{Priority, StatusType};

/// Returns what can be computed from the fields of a task.
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
    /// Whether its status is one of the done ones. `false` where the response held no status.
    fn is_done(&self) -> bool;
    /// Whether it waits to be done: its status is known not to be a done one, and it is neither archived nor deleted.
    fn is_open(&self) -> bool;
    /// Whether it is archived.
    fn is_archived(&self) -> bool;
    /// Whether it is deleted. A deleted task can be [restored](crate::Tasks::restore).
    fn is_deleted(&self) -> bool;
    /// Whether it has a parent.
    fn is_subtask(&self) -> bool;
    /// When it was done: the moment of its last change of status, if that status is a done one. `None` also where the
    /// service wrote no date-time there.
    fn done_at(&self) -> Option<DateTime<Utc>>;
    /// Whether it is due before `day` and not done.
    fn is_overdue(&self, day: NaiveDate) -> bool;
    /// Its priority; without one, `none`.
    fn effective_priority(&self) -> &Priority;
    /// Its title, empty where the response held none.
    fn title(&self) -> &str;
    /// The name of its project, if it has one.
    fn project_name(&self) -> Option<&str>;
    /// The name of its client, if it has one.
    fn client_name(&self) -> Option<&str>;
    /// The name of its status.
    fn status_name(&self) -> Option<&str>;
    /// The names of its labels, as far as the response told them.
    fn tag_names(&self) -> Vec<&str>;
    /// Its labels, none where the response held none.
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
        DateTime::parse_from_rfc3339(text.trim()).ok().map(|moment| moment.with_timezone(&Utc))
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

/// Negative times are nonsense, not an error worth losing a task for.
fn seconds(count: Option<i64>) -> Option<Duration> {
    count?.try_into().ok().map(Duration::from_secs)
}
