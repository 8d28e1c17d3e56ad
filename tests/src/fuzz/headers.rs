//! Headers that decide how long a call waits.

use std::time::Duration;

use focus_api::{Error, ErrorKind, RetryPolicy, Task};

use super::canned::{Canned, Response};
use super::first_line;

const MAX_WAIT: Duration = Duration::from_secs(30);

/// Input: a line with the value of `Retry-After`, then the value of `Date`; an empty one is not sent.
pub(super) fn retry_after(input: &[u8]) {
    let (value, date) = first_line(input);
    let date = first_line(date).0;
    let mut headers: Vec<(&str, &[u8])> = vec![("retry-after", value)];
    if !date.is_empty() {
        headers.push(("date", date));
    }
    let body: &[u8] = b"{\"error\":\"unavailable\",\"error_description\":\"later\"}";
    let canned = Canned::get();
    canned.respond(Response::new(503, &headers, [body]));
    canned.respond_always(Response::json(200, b"{\"id\":1}"));
    let before = canned.clock.pauses().len();
    let policy = RetryPolicy::default().jitter(false).max_retry_after(MAX_WAIT);
    let result: Result<Task, Error> = canned.run(async { canned.tasks().get(1_i64).retry(policy).await });
    let waits = canned.clock.pauses().split_off(before);
    let shown = String::from_utf8_lossy(value);
    match (result, waits.as_slice()) {
        (Ok(_), [wait]) => {
            assert!(
                *wait >= Duration::from_millis(500),
                "{shown:?}: the wait must not be shorter than the backoff, waited {wait:?}"
            );
            assert!(*wait <= MAX_WAIT, "{shown:?}: waited {wait:?}");
            if let Some(seconds) = digits_only(value) {
                assert_eq!(Duration::from_secs(seconds).max(Duration::from_millis(500)), *wait, "{shown:?}");
            }
        }
        (Err(error), []) => {
            assert!(error.retry_after().is_some_and(|wait| wait > MAX_WAIT), "{shown:?}: {error}");
        }
        (result, waits) => panic!("{shown:?}: {result:?} after {waits:?}"),
    }
}

/// Input: a line with the remaining requests, a line with the time until the reset, a line with the status; an empty
/// value is not sent.
pub(super) fn quota_headers(input: &[u8]) {
    let (remaining, rest) = first_line(input);
    let (resets_in, status) = first_line(rest);
    let mut headers: Vec<(&str, &[u8])> = Vec::new();
    if !remaining.is_empty() {
        headers.push(("x-toggl-quota-remaining", remaining));
    }
    if !resets_in.is_empty() {
        headers.push(("x-toggl-quota-resets-in", resets_in));
    }
    let is_refused = first_line(status).0 == b"402";
    let body: &[u8] = if is_refused { b"{\"error\":\"payment_required\"}" } else { b"{\"id\":1}" };
    let canned = Canned::get();
    canned.respond_always(Response::new(if is_refused { 402 } else { 200 }, &headers, [body]));
    // A client with a key has a separate quota, so the quota of an earlier input has no effect.
    let client = canned.client.with_api_key(super::canned::KEY).expect("the key is valid");
    let result = canned.run(async { client.workspace(1, 2).tasks().get(1_i64).await });
    let quota = client.quota();
    if let Some(expected) = digits_only(remaining) {
        assert_eq!(quota.and_then(|quota| quota.remaining), Some(expected), "{:?}", String::from_utf8_lossy(remaining));
    }
    if let Some(expected) = digits_only(resets_in) {
        let found = quota.and_then(|quota| quota.resets_in);
        assert_eq!(found, Some(Duration::from_secs(expected)), "{:?}", String::from_utf8_lossy(resets_in));
    }
    match result {
        Ok(_) => assert!(!is_refused),
        Err(error) => {
            assert!(is_refused, "{error}");
            let remaining = quota.and_then(|quota| quota.remaining);
            let expected = match (remaining, quota.and_then(|quota| quota.resets_in)) {
                (Some(0), _) | (None, Some(_)) => ErrorKind::Quota,
                _ => ErrorKind::Plan,
            };
            assert_eq!(error.kind(), expected, "{quota:?}: {error}");
            assert_eq!(error.quota(), quota);
        }
    }
}

/// Returns the number of a value that consists of digits only.
fn digits_only(value: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(value).ok()?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}
