//! Ready-made faults: error responses of the service and of proxies that many tests need.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Fault;
use super::secrets::secret_spellings;
use crate::error::ApiError;

impl Fault {
    /// Responds with 402 and the headers of a spent quota, regardless of the fake's quota.
    pub fn quota_spent(resets_in: Duration) -> Self {
        let seconds = resets_in.as_secs();
        let description = format!("the hourly request quota is used up, it resets in {seconds} seconds");
        Self::status(402).error("quota_exceeded", &description).quota_headers(Some("0"), Some(&seconds.to_string()))
    }

    /// Responds with 402 for a feature outside the plan: waiting does not help, and the quota headers show that
    /// requests are left.
    pub fn plan_lacks_feature() -> Self {
        Self::status(402).json(ApiError::plan_lacks_feature().body("0"))
    }

    /// Responds with 200 and an HTML sign-in page, as captive portals and single sign-on proxies do. The operation does
    /// not run.
    pub fn sign_in_page() -> Self {
        Self::status(200).html("<!doctype html><title>Sign in</title><form action=\"/login\"></form>")
    }

    /// Responds with this status and a body that is a JSON string instead of the error object.
    ///
    /// # Panics
    /// If the number is not an HTTP status.
    pub fn bare_string(status: u16, text: &str) -> Self {
        Self::status(status).json(Value::from(text))
    }

    /// Responds with this status and an error that repeats the request's `Authorization` header in all its
    /// [spellings](secret_spellings), in the description, the values and a header. `{{secrets}}` in a body that is set
    /// by another method is replaced too, for example in an HTML page.
    ///
    /// ```
    /// # use focus_fake::Fault;
    /// let page =
    ///     Fault::echo_secrets(502).html("<h1>No route for {{secrets}}</h1>");
    /// # let _ = page;
    /// ```
    ///
    /// # Panics
    /// If the number is not an HTTP status.
    pub fn echo_secrets(status: u16) -> Self {
        let mut fault = Self::status(status).json(json!({
            "error": "validation",
            "error_description": "no access with {{secrets}}",
            "error_values": { "{{secrets}}": "{{secrets}}" },
        }));
        fault.echoes_secrets = true;
        fault
    }

    /// Sets `Retry-After` to this moment, as an HTTP date in one of its three formats. Clients compare it with the
    /// response's `Date`, which is [`crate::FakeFocus::now`].
    pub fn retry_at(self, moment: DateTime<Utc>, format: HttpDateFormat) -> Self {
        self.header("Retry-After", &format.format(moment))
    }
}

/// The three formats of a date in HTTP (RFC 9110, section 5.6.7).
///
/// ```
/// # use focus_fake::HttpDateFormat;
/// let moment = "2026-03-02T09:00:30Z".parse().unwrap();
/// assert_eq!(
///     HttpDateFormat::Fixdate.format(moment),
///     "Mon, 02 Mar 2026 09:00:30 GMT"
/// );
/// assert_eq!(
///     HttpDateFormat::Rfc850.format(moment),
///     "Monday, 02-Mar-26 09:00:30 GMT"
/// );
/// assert_eq!(
///     HttpDateFormat::Asctime.format(moment),
///     "Mon Mar  2 09:00:30 2026"
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpDateFormat {
    /// The format that senders must use.
    Fixdate,
    /// The obsolete format with a two-digit year.
    Rfc850,
    /// The obsolete format of C's `asctime`.
    Asctime,
}

impl HttpDateFormat {
    /// All formats, for tests that try each of them.
    pub const ALL: [Self; 3] = [Self::Fixdate, Self::Rfc850, Self::Asctime];

    /// Formats a moment.
    #[must_use]
    pub fn format(self, moment: DateTime<Utc>) -> String {
        let format = match self {
            Self::Fixdate => "%a, %d %b %Y %H:%M:%S GMT",
            Self::Rfc850 => "%A, %d-%b-%y %H:%M:%S GMT",
            Self::Asctime => "%a %b %e %H:%M:%S %Y",
        };
        moment.format(format).to_string()
    }
}

/// The placeholder that [`Fault::echo_secrets`] replaces.
const PLACEHOLDER: &str = "{{secrets}}";

/// Replaces the placeholder in a body by the spellings of a request's secret.
pub(super) fn fill_secrets(body: &[u8], authorization: &str) -> Vec<u8> {
    let spellings = secret_spellings(authorization).join(" ");
    // In JSON the backslashes of one spelling are escapes, so the client decodes them to the secret itself.
    String::from_utf8_lossy(body).replace(PLACEHOLDER, &spellings).into_bytes()
}
