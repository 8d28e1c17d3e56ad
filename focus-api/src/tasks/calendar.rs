//! Syncing tasks that mirror calendar events.

use std::ops::Range;

use chrono::{DateTime, Utc};
use focus_api_raw as raw;
use focus_api_raw::types::CalendarSync;

use crate::decode;
use crate::error::Error;
use crate::request::{Endpoint, Request};
use crate::transport::{Reply, Sent};
use crate::workspace::Workspace;

/// See [`Tasks::sync_calendar`](crate::Tasks::sync_calendar).
#[derive(Clone, Debug)]
pub struct SyncCalendar {
    range: Range<DateTime<Utc>>,
    timezone: Option<String>,
}

impl SyncCalendar {
    pub(super) fn new(range: Range<DateTime<Utc>>) -> Self {
        Self { range, timezone: None }
    }
}

impl Request<SyncCalendar> {
    /// The IANA name of the time zone in which the range is meant, `Europe/Berlin` for example.
    pub fn timezone(mut self, name: impl Into<String>) -> Self {
        self.endpoint.timezone = Some(name.into());
        self
    }
}

impl Endpoint for SyncCalendar {
    /// What the sync did, where the service says so. The docs page has an empty answer; newer versions send counters.
    type Output = Option<CalendarSync>;
    const ID: &'static str = "sync_calendar_tasks";

    fn check(&self) -> Result<(), Error> {
        if self.range.start < self.range.end {
            return Ok(());
        }
        Err(Error::argument(Self::ID, "the range is empty: it must end after it begins"))
    }

    fn start(&mut self, raw: raw::Client, at: &Workspace) -> Sent<'static> {
        let (organization, workspace, this) = (at.organization_id(), at.workspace_id(), self.clone());
        Box::pin(async move {
            let mut call = raw.sync_calendar_tasks().organization_id(organization).workspace_id(workspace);
            if let Some(timezone) = this.timezone {
                call = call.timezone(timezone);
            }
            raw::unread::take(call.date_from(this.range.start).date_to(this.range.end).send().await)
        })
    }

    async fn finish(self, reply: Reply, _: bool) -> Result<Option<CalendarSync>, Error> {
        let body = reply.whole().await?.body;
        if body.trim_ascii().is_empty() { Ok(None) } else { decode::value(Self::ID, &body).map(Some) }
    }
}
