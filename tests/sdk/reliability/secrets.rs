//! Searches everything that is printed or traced for the credentials of the fake server.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use focus_fake::{FakeFocus, secret_spellings};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry;

/// The spellings of the credentials, and the texts in which one of them was found.
#[derive(Clone)]
pub(super) struct SecretSearch {
    spellings: Arc<Vec<String>>,
    found: Arc<Mutex<Vec<String>>>,
    searched: Arc<Mutex<usize>>,
}

impl SecretSearch {
    pub(super) fn of(fake: &FakeFocus) -> Self {
        let (email, password) = fake.credentials();
        let mut spellings = secret_spellings(&format!("Bearer {}", fake.api_key()));
        spellings.extend(secret_spellings(&format!("Basic {password}")));
        // The pair as the header contains it; the email address alone is not a secret.
        spellings.extend(secret_spellings(&format!("Bearer {email}:{password}")));
        Self { spellings: Arc::new(spellings), found: Arc::default(), searched: Arc::default() }
    }

    /// Searches a text, and records it if it contains a secret.
    pub(super) fn search(&self, what: &str, text: &str) {
        *self.searched.lock().unwrap_or_else(PoisonError::into_inner) += text.len();
        if let Some(spelling) = self.spellings.iter().find(|spelling| text.contains(spelling.as_str())) {
            let start: String = text.chars().take(300).collect();
            self.found.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{what} shows {spelling}: {start}"));
        }
    }

    /// Searches everything that is traced on this thread until the guard is dropped.
    pub(super) fn listen(&self) -> DefaultGuard {
        tracing::subscriber::set_default(registry().with(Traces(self.clone())))
    }

    pub(super) fn assert_absent(&self) {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(
            found.is_empty(),
            "{} texts show a secret, the first: {:#?}",
            found.len(),
            &found[..found.len().min(5)]
        );
        let searched = *self.searched.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(searched > 100_000, "only {searched} bytes were searched: pass all traces and results to `search`");
    }
}

struct Traces(SecretSearch);

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push_str(&format!(" {}={value}", field.name()));
    }
}

impl<S: Subscriber> Layer<S> for Traces {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let mut text = Text(attributes.metadata().name().to_owned());
        attributes.record(&mut text);
        self.0.search("a span", &text.0);
    }

    fn on_record(&self, _: &Id, record: &Record<'_>, _: Context<'_, S>) {
        let mut text = Text(String::new());
        record.record(&mut text);
        self.0.search("a span", &text.0);
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut text = Text(event.metadata().target().to_owned());
        event.record(&mut text);
        self.0.search("an event", &text.0);
    }
}
