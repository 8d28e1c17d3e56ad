//! Traces: one span for each request, with the fields that diagnose a problem and without secrets.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use focus_api::{NewTask, QuotaPolicy};
use focus_fake::Fault;
use focus_tests::{FIRST, ManualClock, builder, fake_of, tasks_of};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// The fields of a span, as text.
type Fields = BTreeMap<&'static str, String>;

/// Records every span of focus-api.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<(u64, Fields)>>>);

struct Write<'a>(&'a mut Fields);

impl Visit for Write<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl<S: tracing::Subscriber> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        if attributes.metadata().target().starts_with("focus_api") {
            let mut fields = Fields::from([("span", attributes.metadata().name().to_owned())]);
            attributes.record(&mut Write(&mut fields));
            self.0.lock().unwrap().push((id.into_u64(), fields));
        }
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, _: Context<'_, S>) {
        let mut spans = self.0.lock().unwrap();
        // Ids are reused, so the latest span with the id is meant.
        if let Some((_, fields)) = spans.iter_mut().rev().find(|(known, _)| *known == id.into_u64()) {
            record.record(&mut Write(fields));
        }
    }
}

impl Spans {
    /// Records the spans of this thread, which is the only one of a test.
    fn listen() -> (Self, DefaultGuard) {
        let spans = Self::default();
        let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(spans.clone()));
        (spans, guard)
    }

    /// Returns one line for each span: its fields in order of their names.
    fn lines(&self) -> Vec<String> {
        let spans = self.0.lock().unwrap();
        let line = |fields: &Fields| {
            let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
            pairs.join(" ")
        };
        spans.iter().map(|(_, fields)| line(fields)).collect()
    }
}

fn span(attempt: u32, operation: &str, rest: &str) -> String {
    let error = rest.strip_prefix("error=").map(|error| format!(" error={error}")).unwrap_or_default();
    let (quota, status) = rest.split_once(' ').filter(|_| error.is_empty()).unwrap_or_default();
    let quota = if quota.is_empty() { String::new() } else { format!(" quota_remaining={quota}") };
    let status = if status.is_empty() { String::new() } else { format!(" status={status}") };
    format!("attempt={attempt} elapsed_ms=0{error} operation={operation}{quota} span=focus_api.request{status}")
}

#[tokio::test]
async fn every_request_has_one_span_with_its_result() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(ManualClock::default())));
    let (spans, _guard) = Spans::listen();
    fake.fault(Fault::status(503));
    fake.fault(Fault::disconnect());
    tasks.get(FIRST).await.unwrap();
    tasks.create(NewTask::new("New")).await.unwrap().into_task().unwrap();
    fake.fault(Fault::status(404));
    tasks.get(FIRST).await.unwrap_err();
    let expected = [
        span(1, "get_task", "99999 503"),
        span(2, "get_task", "error=incomplete"),
        span(3, "get_task", "99998 200"),
        span(1, "create_task", "99997 201"),
        span(1, "get_task", "99996 404"),
    ];
    assert_eq!(spans.lines(), expected);
}

#[tokio::test]
async fn attempts_are_counted_for_each_call_of_the_generated_client() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(ManualClock::default())));
    let raw = tasks.workspace().client().raw();
    let (spans, _guard) = Spans::listen();
    for _ in 0..2 {
        let call = raw.get_task().organization_id(fake.organization_id()).workspace_id(fake.workspace_id());
        call.task_id(FIRST).send().await.unwrap();
    }
    assert_eq!(spans.lines(), [span(1, "get_task", "99999 200"), span(1, "get_task", "99998 200")]);
}

#[tokio::test]
async fn no_span_contains_a_secret() {
    let fake = fake_of(1).await;
    let tasks = tasks_of(&fake, builder(&fake).clock(Arc::new(ManualClock::default())));
    let (spans, _guard) = Spans::listen();
    fake.fault(Fault::status(400).body("call the clinic"));
    tasks.get(FIRST).await.unwrap_err();
    fake.fault(Fault::disconnect());
    tasks.create(NewTask::new("call the clinic")).await.unwrap_err();
    tasks.list().name("clinic").await.unwrap();
    tasks.stream().send().await.unwrap().try_collect().await.unwrap();
    let text = spans.lines().join("\n");
    assert_eq!(text.lines().count(), 4, "{text}");
    let organization = fake.organization_id().to_string();
    for secret in [fake.api_key(), "Bearer", "clinic", &organization, "127.0.0.1"] {
        assert!(!text.contains(secret), "{secret:?} is shown in a trace:\n{text}");
    }
}

/// Records the events of focus-api: level, message, and fields.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> Layer<S> for Events {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("focus_api") {
            let mut fields = Fields::new();
            event.record(&mut Write(&mut fields));
            let message = fields.remove("message").unwrap_or_default();
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
            self.0.lock().unwrap().push(format!("{} {message}: {}", event.metadata().level(), fields.join(" ")));
        }
    }
}

#[tokio::test]
async fn waits_and_repeated_attempts_without_success_are_events() {
    let fake = fake_of(1).await;
    let events = Events::default();
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(events.clone()));
    let retry = focus_api::RetryPolicy::default().jitter(false);
    let tasks = tasks_of(&fake, builder(&fake).retry(retry).clock(Arc::new(ManualClock::default())));
    let taken = || std::mem::take(&mut *events.0.lock().unwrap());

    fake.fault(Fault::status(404));
    drop(tasks.get(FIRST).await);
    assert_eq!(taken(), [""; 0], "one attempt gives nothing up");

    fake.fault(Fault::status(503));
    drop(tasks.get(FIRST).await);
    assert_eq!(taken(), ["DEBUG retrying after a wait: attempts=1 operation=get_task wait_ms=500"]);

    fake.fault(Fault::status(503).times(3));
    drop(tasks.get(FIRST).await);
    assert_eq!(taken()[2..], ["WARN gave up: attempts=3 operation=get_task"]);

    fake.fault(Fault::status(503));
    drop(tasks.get(FIRST).deadline(Duration::from_millis(400)).await);
    let expected =
        "WARN gave up: the deadline passes before the next attempt: attempts=1 operation=get_task wait_ms=500";
    assert_eq!(taken(), [expected]);

    fake.fault(Fault::quota_spent(Duration::from_secs(1800)));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let stop = Mutex::new(Some(stop));
    let settings = builder(&fake).quota(QuotaPolicy::WaitUpTo(Duration::from_secs(3600)));
    let tasks = tasks_of(&fake, settings.on_wait(move |_| drop(stop.lock().unwrap().take())));
    drop(tasks.bulk().archive([FIRST]).stop_when(async { _ = stopped.await }).await);
    let expected = [
        "INFO waiting for the quota to reset: attempts=1 operation=bulk_archive_tasks wait_ms=1801000",
        "WARN gave up: stopped during a wait: attempts=1 operation=bulk_archive_tasks wait_ms=1801000",
    ];
    assert_eq!(taken(), expected);
    drop(guard);
}
