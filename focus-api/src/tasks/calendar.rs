//! [`SyncCalendar`]: updates the tasks that mirror calendar events.

use std::ops::Range;

use chrono::{DateTime, TimeZone, Utc};
use focus_api_raw as raw;
use focus_api_raw::Operation;
use focus_api_raw::types::CalendarSync;

use super::validate::{FORM, has_form};
use crate::decode;
use crate::endpoint::{Endpoint, RequestContext};
use crate::error::Error;
use crate::redact::is_blank;
use crate::request::request_methods;
use crate::transport::Response;
use crate::workspace::Workspace;

/// Updates the tasks that mirror calendar events. Created by [`Tasks::sync_calendar`](crate::Tasks::sync_calendar).
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// use focus_api::chrono::{TimeDelta, Utc};
///
/// let now = Utc::now();
/// let counters = tasks.sync_calendar(now..now + TimeDelta::days(7)).await?;
/// println!("{counters:?}");
/// # Ok(()) }
/// ```
///
/// The result contains the counters of the sync if the response has them: the docs page describes an empty response
/// (204), and newer versions of the service send counters (200).
///
/// # Requests
/// One.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until the request is awaited"]
pub struct SyncCalendar {
    context: RequestContext,
    range: Range<DateTime<Utc>>,
    timezone: Option<String>,
}

impl SyncCalendar {
    pub(super) fn new<Z: TimeZone>(workspace: &Workspace, range: &Range<DateTime<Z>>) -> Self {
        let range = range.start.with_timezone(&Utc)..range.end.with_timezone(&Utc);
        Self { context: RequestContext::new(workspace), range, timezone: None }
    }

    /// Sets the time zone of the range, by its IANA name, for example `Europe/Berlin`.
    pub fn timezone(mut self, name: impl Into<String>) -> Self {
        self.timezone = Some(name.into());
        self
    }
}

request_methods!(SyncCalendar => Option<CalendarSync>);

impl Endpoint for SyncCalendar {
    type Output = Option<CalendarSync>;
    const OPERATION: &'static Operation = raw::operations::SYNC_CALENDAR_TASKS;

    fn context(&self) -> &RequestContext {
        &self.context
    }

    fn validate(&self) -> Result<(), Error> {
        let Range { start, end } = &self.range;
        if start >= end {
            let what =
                format!("the range must end after it begins, got {} to {}", start.to_rfc3339(), end.to_rfc3339());
            return Err(Error::invalid_argument(Self::OPERATION.id, what));
        }
        if let Some(time) = [start, end].into_iter().find(|time| !has_form(**time)) {
            let what = format!("the range must {FORM}, got {}", time.to_rfc3339());
            return Err(Error::invalid_argument(Self::OPERATION.id, what));
        }
        if self.timezone.as_deref().is_some_and(is_blank) {
            let what = "the time zone is empty: pass an IANA name such as Europe/Berlin, or do not set it";
            return Err(Error::invalid_argument(Self::OPERATION.id, what));
        }
        Ok(())
    }

    fn build(&self, raw: &raw::Client) -> Result<reqwest::Request, raw::Error> {
        let (organization, workspace) = self.context.ids();
        let mut call = raw.sync_calendar_tasks().organization_id(organization).workspace_id(workspace);
        if let Some(timezone) = &self.timezone {
            call = call.timezone(timezone.clone());
        }
        call.date_from(self.range.start).date_to(self.range.end).into_request()
    }

    fn decode(self, response: Response) -> Result<Option<CalendarSync>, Error> {
        let body = response.bytes()?;
        if body.trim_ascii().is_empty() {
            return Ok(None);
        }
        let counters: CalendarSync = decode::value(Self::OPERATION.id, body)?;
        // The service may omit counters that are 0, but an object that has only other members is another response.
        let only_unknown = CalendarSync::new().extra(counters.extra.clone());
        if !counters.extra.is_empty() && counters == only_unknown {
            let what = "it contains none of the documented counters";
            return Err(Error::decode(Self::OPERATION.id, None, ".", body, what));
        }
        Ok(Some(counters))
    }
}
