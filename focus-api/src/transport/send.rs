//! [`Transport::send`]: sends one call, as often as the policy allows, and follows redirects.
//!
//! `transport/attempt.rs` makes one attempt; `policy` decides whether and when to repeat it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Method, Request, StatusCode};
use url::Url;

use super::attempt::{AttemptError, AttemptPlan, Received};
use super::{BodyMode, Response, Transport, query};
use crate::error::{CallContext, Error, FailureKind, TransportFailure};
use crate::policy::{CallOptions, Delay, FailedAttempt, Quota, RetryState};
use crate::redact::{Redactor, header_secrets};

/// The maximum number of redirects that one call follows.
const MAX_REDIRECTS: u32 = 2;

/// The maximum length of a URL, in bytes: the lowest limit of common servers and proxies.
const MAX_URL_LENGTH: usize = 8_000;

/// The parts of a call that the transport needs.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    /// The operation's id, for errors and traces.
    pub(crate) operation: &'static str,
    /// Names of the query parameters that take several values.
    pub(crate) array_parameters: &'static [&'static str],
    /// The organization whose quota the call spends, if its path names one.
    pub(crate) organization: Option<i64>,
    pub(crate) options: &'a CallOptions,
    pub(crate) body: BodyMode,
    /// The time-out of the endpoint, which those of the call and the client override.
    pub(crate) timeout: Option<Duration>,
}

/// Builds the request of a call. Called for every attempt, so that the request need not be cloned.
pub(crate) type BuildRequest<'a> = &'a (dyn Fn() -> Result<Request, Error> + Send + Sync);

/// The result of a call, with its data.
pub(super) struct Outcome {
    pub(super) result: Result<Received, AttemptError>,
    pub(super) context: CallContext,
}

impl Transport {
    /// Sends a call and returns its response, which has a 2xx status.
    pub(crate) async fn send(&self, build: BuildRequest<'_>, call: Call<'_>) -> Result<Response, Error> {
        let Outcome { result, context } = self.exchange(build, &call).await?;
        match result {
            Ok(Received { status, headers, body }) => Ok(Response { context, status, headers, body }),
            Err(AttemptError::Status(received)) => {
                let Received { status, headers, body } = *received;
                Err(Error::from_status(&context, status, headers, body.as_buffered()))
            }
            Err(AttemptError::Transport(failure)) => Err(Error::transport(&context, failure)),
        }
    }

    /// Sends a call as often as the policy allows. `Err` is returned if the request cannot be built; nothing was sent
    /// then.
    pub(super) async fn exchange(&self, build: BuildRequest<'_>, call: &Call<'_>) -> Result<Outcome, Error> {
        let mut request = self.prepare(build()?, call)?;
        let is_read = *request.method() == Method::GET;
        // A deadline beyond the range of the clock is not a limit.
        let deadline = call.options.deadline.and_then(|deadline| self.clock.now().checked_add(deadline));
        let retry = call.options.retry.as_ref().unwrap_or(&self.settings.retry);
        let mut state = RetryState::new(retry, call.options.quota.unwrap_or(self.settings.quota));
        let mut context = self.context(call, !request.method().is_safe());
        if let Some(quota) = self.quota_known_to_be_spent(call) {
            // The wait of the policy, without the request whose response would be that the quota is spent.
            let is_over = match quota.resets_in.and_then(|time| state.wait_for_quota(time)) {
                Some(delay) => self.wait(call, &context, delay, deadline).await,
                None => false,
            };
            if !is_over {
                return Err(Error::quota_known_to_be_spent(&context, quota));
            }
        }
        if call.options.wait_until.is_some_and(|end| self.clock.now() >= end) {
            return Err(Error::transport(&context, TransportFailure::new(FailureKind::NoTimeLeft)));
        }
        let mut redirects = 0;
        let mut redirected: Option<Url> = None;
        context.attempts = 1;
        let result = loop {
            let plan = self.plan(call, context.attempts, deadline);
            let error = match self.attempt(request, call, &plan, &mut context.requests_sent).await {
                Err(error) => error,
                received => break received,
            };
            request = self.prepare(build()?, call)?;
            let may_repeat = || call.options.budget.as_ref().is_none_or(|budget| budget.take());
            if self.settings.follow_redirects
                && redirects < MAX_REDIRECTS
                && let Some(target) = error.redirect_target(redirected.as_ref().unwrap_or(request.url()))
                && may_repeat()
            {
                // A followed redirect belongs to the same attempt.
                redirects += 1;
                redirected = Some(target.clone());
                *request.url_mut() = target;
                continue;
            }
            // A new attempt begins at the URL of the call. Redirects of earlier attempts count.
            redirected = None;
            let Some(delay) = state.next_delay(error.as_failed_attempt(), is_read) else {
                if context.attempts > 1 {
                    tracing::warn!(operation = call.operation, attempts = context.attempts, "gave up");
                }
                break Err(error);
            };
            if !may_repeat() || !self.wait(call, &context, delay, deadline).await {
                break Err(error);
            }
            context.attempts = context.attempts.saturating_add(1);
        };
        context.quota = self.quota.get(call.organization, self.clock.now());
        Ok(Outcome { result, context })
    }

    /// Adds the common headers, and the extra parameters, members and headers of the call, to a request.
    fn prepare(&self, mut request: Request, call: &Call<'_>) -> Result<Request, Error> {
        let options = call.options;
        if !options.extra_query.is_empty() {
            if let Some(name) = query::repeated(request.url(), &options.extra_query, call.array_parameters) {
                let what =
                    format!("the query already has the parameter `{name}`: set it with the method of the request");
                return Err(Error::invalid_argument(call.operation, what));
            }
            query::add_pairs(request.url_mut(), &options.extra_query, call.array_parameters, self.settings.arrays);
        } else if request.url().query() == Some("") {
            // The generated builders write an empty query if no parameter is set.
            request.url_mut().set_query(None);
        }
        if let Some(what) = &options.invalid_member {
            return Err(Error::invalid_argument(call.operation, format!("the member {what}")));
        }
        query::add_members(&mut request, &options.extra_body);
        let content_type = |request: &Request| request.headers().get(CONTENT_TYPE).cloned();
        let upload = content_type(&request).filter(|value| value.as_bytes().starts_with(b"multipart/"));
        self.headers.apply(&mut request);
        request.headers_mut().extend(self.settings.extra_headers.clone());
        query::add_headers(request.headers_mut(), &options.extra_headers.0)
            .map_err(|what| Error::invalid_argument(call.operation, what))?;
        if upload.is_some() && content_type(&request) != upload {
            let what = "the header `content-type` of an upload has the boundary of its body and cannot be replaced";
            return Err(Error::invalid_argument(call.operation, what));
        }
        let length = request.url().as_str().len();
        if length > MAX_URL_LENGTH {
            let what = format!(
                "the URL would have {length} bytes, but common servers accept at most {MAX_URL_LENGTH}: shorten its path or \
                 its query, for example with fewer filter values"
            );
            return Err(Error::invalid_argument(call.operation, what));
        }
        Ok(request)
    }

    fn context(&self, call: &Call<'_>, is_change: bool) -> CallContext {
        let secrets = header_secrets(&call.options.extra_headers.0);
        let redactor = match &secrets[..] {
            [] => self.redactor.clone(),
            secrets => Arc::new(Redactor::clone(&self.redactor).with(secrets)),
        };
        CallContext {
            operation: call.operation,
            is_change,
            attempts: 0,
            requests_sent: 0,
            quota: None,
            redactor,
            authority: self.authority.clone(),
        }
    }

    /// Returns the quota if it is known to be spent, and if the settings say that this is checked.
    fn quota_known_to_be_spent(&self, call: &Call<'_>) -> Option<Quota> {
        if !call.options.quota_check.unwrap_or(self.settings.quota_check) {
            return None;
        }
        let known = self.quota.get(call.organization, self.clock.now());
        known.filter(|quota| quota.is_spent() && quota.resets_in.is_some_and(|time| !time.is_zero()))
    }

    /// Returns the time limits of one attempt.
    fn plan(&self, call: &Call<'_>, number: u32, deadline: Option<Instant>) -> AttemptPlan {
        let settings = &self.settings;
        let fallback = match call.timeout {
            Some(timeout) if !settings.timeout_is_explicit => Some(timeout),
            _ => settings.timeout,
        };
        let left = deadline.map(|deadline| deadline.saturating_duration_since(self.clock.now()));
        let shortest = |timeout: Option<Duration>| [timeout, left].into_iter().flatten().min();
        let is_stream = call.body == BodyMode::Streaming;
        AttemptPlan {
            number,
            // A stream has no total time-out, because it is limited by the idle time-out.
            timeout: shortest(call.options.timeout.or(if is_stream { None } else { fallback })),
            error_body_timeout: shortest(call.options.timeout.or(fallback)),
            idle_timeout: if is_stream { settings.idle_timeout } else { None },
        }
    }

    /// Waits before the next attempt. Returns `false` if the deadline would pass before it, or if the
    /// call is to stop.
    async fn wait(&self, call: &Call<'_>, context: &CallContext, delay: Delay, deadline: Option<Instant>) -> bool {
        let resume = self.clock.now().checked_add(delay.duration);
        let deadline = [deadline, call.options.wait_until].into_iter().flatten().min();
        if deadline.is_some_and(|deadline| resume.is_none_or(|resume| resume >= deadline)) {
            tracing::warn!(
                operation = call.operation,
                attempts = context.attempts,
                wait_ms = millis(delay.duration),
                "gave up: the deadline passes before the next attempt"
            );
            return false;
        }
        delay.announce(call.operation, context.attempts, self.settings.on_wait.as_ref());
        let sleep = self.clock.sleep(delay.duration);
        let Some(stop) = &call.options.stop else {
            sleep.await;
            return true;
        };
        let may_continue = stop.run(sleep).await.is_some();
        if !may_continue {
            tracing::warn!(
                operation = call.operation,
                attempts = context.attempts,
                wait_ms = millis(delay.duration),
                "gave up: stopped during a wait"
            );
        }
        may_continue
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl AttemptError {
    /// Converts the failure to the input of the policy.
    fn as_failed_attempt(&self) -> FailedAttempt<'_> {
        match self {
            Self::Transport(failure) if matches!(failure.kind(), FailureKind::Build | FailureKind::NoTimeLeft) => {
                FailedAttempt::Unsendable
            }
            Self::Transport(failure) if failure.was_sent() => FailedAttempt::Interrupted,
            Self::Transport(_) => FailedAttempt::NotSent,
            Self::Status(received) => FailedAttempt::Status { status: received.status, headers: &received.headers },
        }
    }

    /// Returns the target of a redirect that may be followed: one to the same origin that keeps method and body. Others
    /// would send the key to another host, or change the method.
    fn redirect_target(&self, from: &Url) -> Option<Url> {
        let Self::Status(received) = self else { return None };
        if !matches!(received.status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT) {
            return None;
        }
        let target = from.join(received.headers.get(LOCATION)?.to_str().ok()?).ok()?;
        let has_credentials = !target.username().is_empty() || target.password().is_some();
        (target.origin() == from.origin() && !has_credentials).then_some(target)
    }
}
