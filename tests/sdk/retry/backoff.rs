//! The wait between attempts: backoff, `Retry-After` and deadlines.

use std::time::Duration;

use focus_api::RetryPolicy;
use focus_api::options::CallOptions;
use focus_fake::Fault;
use focus_tests::{FIRST, fake_of};

use super::{steady, with};

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[tokio::test]
async fn without_jitter_the_backoff_doubles_up_to_its_maximum() {
    let fake = fake_of(1).await;
    fake.fault(Fault::status(503).always());
    let policy = RetryPolicy::default().jitter(false).max_retries(6).initial_backoff(ms(100)).max_backoff(ms(900));
    let (tasks, clock) = with(&fake, |builder| builder.retry(policy.clone()));
    tasks.get(FIRST).await.unwrap_err();
    // The doubling is computed in floating point, with an error of some nanoseconds.
    let pauses: Vec<u128> = clock.pauses().iter().map(Duration::as_millis).collect();
    assert_eq!(pauses, [100, 200, 400, 800, 900, 900]);

    let (tasks, clock) = with(&fake, |builder| builder.retry(policy.initial_backoff(ms(2000)).max_retries(1)));
    tasks.get(FIRST).await.unwrap_err();
    assert_eq!(clock.pauses(), [ms(900)], "the maximum must limit the first backoff too");
}

#[tokio::test]
async fn jitter_at_most_doubles_a_backoff() {
    let fake = fake_of(1).await;
    fake.fault(Fault::status(503).always());
    let mut seen = Vec::new();
    for _ in 0..10 {
        let (tasks, clock) = with(&fake, |builder| builder);
        tasks.get(FIRST).await.unwrap_err();
        let pauses = clock.pauses();
        assert_eq!(pauses.len(), 2);
        for (pause, planned) in pauses.iter().zip([500, 1000].map(ms)) {
            assert!((planned..=planned * 2).contains(pause), "{pause:?} instead of {planned:?} to twice that");
        }
        seen.extend(pauses);
    }
    seen.dedup();
    assert!(seen.len() > 5, "the backoffs are not random: {seen:?}");
}

#[tokio::test]
async fn a_retry_after_in_seconds_or_as_a_date_is_waited_for() {
    let fake = fake_of(1).await;
    let wait = |value: &str| Fault::status(429).header("Retry-After", value);
    let date = "Mon, 02 Mar 2026 09:00:00 GMT";
    let twenty_later = "Mon, 02 Mar 2026 09:00:20 GMT";
    for (fault, pause) in [
        (wait("7"), ms(7000)),
        (wait("30"), ms(30_000)),
        (wait(twenty_later).header("Date", date), ms(20_000)),
        // Shorter than the backoff, in the past, or not a time.
        (wait("0"), ms(500)),
        (wait(date).header("Date", twenty_later), ms(500)),
        (wait("soon"), ms(500)),
    ] {
        let (tasks, clock) = steady(&fake);
        fake.fault(fault.clone());
        tasks.get(FIRST).await.unwrap();
        assert_eq!(clock.pauses(), [pause], "{fault:?}");
    }
}

#[tokio::test]
async fn a_retry_after_over_the_maximum_is_an_error_at_once_with_the_time_to_wait() {
    let fake = fake_of(1).await;
    let (tasks, clock) = steady(&fake);
    for (value, seconds) in [("31", 31), ("18446744073709551615", u64::MAX)] {
        fake.fault(Fault::status(429).header("Retry-After", value));
        let error = tasks.get(FIRST).await.unwrap_err();
        assert!(error.is_rate_limited());
        assert_eq!((error.retry_after(), error.attempts()), (Some(Duration::from_secs(seconds)), 1));
    }
    let (tolerant, waited) = with(&fake, |builder| builder.retry(RetryPolicy::default().max_retry_after(ms(60_000))));
    fake.fault(Fault::status(429).header("Retry-After", "31"));
    tolerant.get(FIRST).await.unwrap();
    assert_eq!((clock.pauses().len(), waited.pauses()), (0, vec![ms(31_000)]));
}

#[tokio::test]
async fn a_deadline_ends_a_call_before_a_backoff_that_would_exceed_it() {
    let fake = fake_of(1).await;
    fake.fault(Fault::status(503).always());
    let policy = RetryPolicy::default().jitter(false).max_retries(10);
    let (tasks, clock) = with(&fake, |builder| builder.retry(policy));
    let error = tasks.get(FIRST).deadline(ms(2000)).await.unwrap_err();
    assert!(error.is_server(), "the error must be that of the last response, not of the deadline");
    assert_eq!(clock.pauses(), [500, 1000].map(ms), "a third backoff would end after 3.5 seconds");
    assert_eq!(fake.take_requests().len(), 3);

    tasks.get(FIRST).deadline(Duration::MAX).await.unwrap_err();
    assert_eq!(fake.take_requests().len(), 11, "the longest deadline must not end a call");
}

#[tokio::test]
async fn a_deadline_limits_a_single_attempt_too() {
    let fake = fake_of(1).await;
    let (tasks, _) = with(&fake, |builder| builder.retry(RetryPolicy::none()));
    fake.fault(Fault::response().delay(Duration::from_secs(30)));
    assert!(tasks.get(FIRST).deadline(ms(100)).await.unwrap_err().is_timeout());
    fake.fault(Fault::response().stall_after(50));
    let mut stream = tasks.stream().deadline(ms(100)).send().await.unwrap();
    assert!(stream.next().await.unwrap().unwrap_err().is_timeout());
}

#[tokio::test]
async fn options_of_a_call_override_those_of_the_client() {
    let fake = fake_of(1).await;
    fake.fault(Fault::status(503).always());
    let (tasks, _) = steady(&fake);
    assert_eq!(tasks.get(FIRST).retry(RetryPolicy::none()).await.unwrap_err().attempts(), 1);
    let options = CallOptions::new().retry(RetryPolicy::default().max_retries(4));
    assert_eq!(tasks.get(FIRST).options(options).await.unwrap_err().attempts(), 5);
    let (once, _) = with(&fake, |builder| builder.retry(RetryPolicy::none()));
    assert_eq!(once.get(FIRST).await.unwrap_err().attempts(), 1);
    assert_eq!(once.get(FIRST).retry(RetryPolicy::default()).await.unwrap_err().attempts(), 3);
    fake.clear_faults();
    fake.fault(Fault::response().delay(Duration::from_secs(30)));
    assert!(once.get(FIRST).timeout(ms(100)).await.unwrap_err().is_timeout());
}
