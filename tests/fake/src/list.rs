//! The five lists, with the filters and the sort keys that each supports.

use chrono::{DateTime, NaiveDate, Utc};

use crate::error::ApiError;
use crate::query::{IdChoice, Query};

/// Keys of GET /tasks besides `pcf_<id>`.
const KEYS: [&str; 22] = [
    "name",
    "user_id",
    "project_id",
    "parent_task_id",
    "status_id",
    "tag_ids",
    "assignees",
    "estimated_mins",
    "priority",
    "priority_at",
    "start_date",
    "end_date",
    "created_at",
    "updated_at",
    "last_activity",
    "pinned",
    "position",
    "billable",
    "relevance",
    "sub_tasks_grouped",
    "timeblock_start",
    "timeblock_now_diff",
];

/// A list. Each has its own set of filters and ignores all other names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Tasks,
    Recurring,
    Children,
    Parents,
    Stream,
}

impl List {
    /// Returns whether the list supports a filter. The main list supports every filter.
    pub(crate) fn supports(self, name: &str) -> bool {
        match self {
            Self::Tasks => true,
            Self::Stream => !matches!(name, "private" | "timeblock_start_from" | "timeblock_start_until"),
            Self::Recurring => matches!(
                name,
                "archived"
                    | "start_date"
                    | "end_date"
                    | "dates_overlap_start"
                    | "dates_overlap_end"
                    | "recurring_task_ids"
                    | "team_id"
                    | "assignee_user_id"
                    | "tag_id"
            ),
            Self::Children | Self::Parents => {
                matches!(name, "status_id" | "archived" | "source" | "team_id" | "assignee_user_id" | "tag_id")
            }
        }
    }

    /// Returns whether `order_by` accepts this key.
    pub(crate) fn sorts_by(self, key: &str) -> bool {
        let known = KEYS.contains(&key);
        let block = key.starts_with("timeblock_");
        match self {
            Self::Tasks => known,
            Self::Stream => known && !block,
            Self::Children | Self::Parents => {
                known && !block && !matches!(key, "position" | "billable" | "relevance" | "sub_tasks_grouped")
            }
            // Recurring has no order_by, so the name is unknown to it and ignored.
            Self::Recurring => false,
        }
    }
}

/// A query restricted to the filters that its list supports.
pub(crate) struct SupportedQuery<'a> {
    pub(crate) query: &'a Query,
    pub(crate) list: List,
}

macro_rules! honoured {
    ($($name:ident -> $out:ty),+ $(,)?) => {
        $(pub(crate) fn $name(&self, name: &str) -> Result<Option<$out>, ApiError> {
            if self.list.supports(name) { self.query.$name(name) } else { Ok(None) }
        })+
    };
}

impl SupportedQuery<'_> {
    honoured! {
        flag -> bool,
        id -> i64,
        int -> i64,
        ids -> Vec<i64>,
        ids_or_none -> IdChoice,
        date -> NaiveDate,
        instant -> DateTime<Utc>,
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        if self.list.supports(name) { self.query.text(name) } else { Ok(None) }
    }

    pub(crate) fn keyword(&self, name: &str, known: &[&str]) -> Result<Option<String>, ApiError> {
        if self.list.supports(name) { self.query.keyword(name, known) } else { Ok(None) }
    }

    pub(crate) fn keywords(&self, name: &str, known: &[&str]) -> Result<Option<Vec<String>>, ApiError> {
        if self.list.supports(name) { self.query.keywords(name, known) } else { Ok(None) }
    }
}
