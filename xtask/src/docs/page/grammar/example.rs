//! Reads the example request of an operation: its content becomes facts, and the text around it is reported.
//!
//! The example ends at the first line that does not continue it. The same request in other languages may follow without
//! a gap; any other text before `Parameters` is information of the page, such as a notice.

use std::collections::BTreeSet;

use super::Cursor;
use crate::docs::facts::{for_each_field, is_word};
use crate::docs::inventory::{BodyShape, Method, Operation, SERVER};
use crate::docs::page::line_kind::LineKind;
use crate::docs::page::row::looks_like_row;
use crate::docs::page::{ParseError, UnrecognizedSection, short};

/// The limit for lines between the description and `Parameters`: the same request in six languages.
const MAX_SAMPLE: usize = 400;

impl Cursor<'_> {
    /// Reads the example into the operation, and returns the names in its body.
    pub(super) fn sample(&mut self, operation: &mut Operation) -> Result<BTreeSet<String>, ParseError> {
        const END: &str = "`Parameters` or `Response` after the example request";
        let mut sent = BTreeSet::new();
        // Whether the previous line ends with a continuation.
        let mut continued = false;
        let mut in_curl = false;
        let mut seen_curl = false;
        for _ in 0..MAX_SAMPLE {
            let Some(line) = self.peek() else { break };
            match self.line_kind() {
                Some(LineKind::Parameters | LineKind::Response) => return Ok(sent),
                Some(_) => return self.refuse(END),
                None if looks_like_row(line) => return self.refuse(END),
                None => {}
            }
            let text = line.text();
            let starts = text.starts_with("curl ");
            if starts && !seen_curl {
                (in_curl, seen_curl) = (true, true);
                self.curl_method(&text, operation);
            } else if !continued {
                in_curl = false;
            }
            if in_curl {
                self.curl_line(&text, operation, &mut sent)?;
                continued = text.ends_with('\\');
            } else if !(line.code || is_other_language(&text, seen_curl && line.gap)) {
                let first = self.next;
                self.next += 1;
                self.report(first);
                continue;
            }
            self.next += 1;
        }
        self.refuse(END)
    }

    fn curl_method(&mut self, text: &str, operation: &Operation) {
        let mut words = text.split_whitespace();
        let method = words.find(|word| matches!(*word, "-X" | "--request")).and_then(|_| words.next());
        let shown = method.and_then(Method::parse);
        // Without -X, curl sends a GET, or a POST if it has a body.
        let agrees = match method {
            Some(_) => shown == Some(operation.method),
            None => matches!(operation.method, Method::Get | Method::Post),
        };
        if !agrees {
            self.report_part(&format!("the example sends {}, not {}", method.unwrap_or("GET"), operation.method));
        }
        let address = text.split_whitespace().find(|word| word.contains("://"));
        let address = address.map(|address| address.trim_matches(['"', '\'']).split('?').next().unwrap_or_default());
        if address.is_some_and(|address| address.strip_prefix(SERVER) != Some(&operation.path)) {
            self.report_part("the example sends to another address than its operation");
        }
    }

    /// Reads one line of the call: headers, body, authentication.
    fn curl_line(
        &mut self,
        text: &str,
        operation: &mut Operation,
        sent: &mut BTreeSet<String>,
    ) -> Result<(), ParseError> {
        let text = text.trim_end_matches('\\').trim();
        if let Some(header) = text.split_once("-H ").map(|(_, header)| header.trim_matches(['"', '\'', ' '])) {
            let (name, value) = header.split_once(':').unwrap_or((header, ""));
            let value = value.trim();
            let scheme = value.split(' ').next().unwrap_or_default();
            match name.trim().to_ascii_lowercase().as_str() {
                "content-type" if is_word(&value.replace(' ', "")) => {
                    operation.example.content_type = Some(value.replace(' ', ""));
                }
                "authorization" if value.is_empty() => operation.example.auth = Some("header".to_owned()),
                "authorization" if is_word(scheme) => operation.example.auth = Some(scheme.to_ascii_lowercase()),
                _ => self.report_part(&format!("the example sends the header {name}")),
            }
        } else if let Some((_, data)) = text.split_once("-d '") {
            operation.example.body = Some(match data.trim_start_matches('\\').chars().next() {
                Some('{') => BodyShape::Object,
                Some('[') => BodyShape::Array,
                _ => return self.refuse("an example whose -d sends `{…` or `[…`"),
            });
            // `"name":` is a name, regardless of its value.
            let mut parts = data.split('"');
            parts.next();
            let mut name = parts.next();
            while let (Some(word), Some(after)) = (name, parts.next()) {
                if after.trim_start().starts_with(':') {
                    sent.insert(word.to_owned());
                }
                name = parts.next();
            }
        } else if text.starts_with("-u ") || text.contains(" -u ") {
            operation.example.auth = Some("basic".to_owned());
        } else if text.contains("-F ") || text.contains("--form ") {
            operation.example.content_type = Some("multipart/form-data".to_owned());
        } else if !(text.starts_with("curl ") || text.is_empty()) {
            self.report_part(&format!("a line of the example: {text}"));
        }
        Ok(())
    }

    /// Compares the names in the example with those in the tables of the body.
    pub(super) fn compare_sent(&mut self, operation: &Operation, sent: &BTreeSet<String>) {
        let mut known = BTreeSet::new();
        for_each_field(&operation.body, "", &mut |_, field| {
            known.insert(field.name.clone());
        });
        let extra: Vec<&str> = sent.iter().filter(|name| !known.contains(*name)).map(String::as_str).collect();
        if !extra.is_empty() {
            let names = extra.join(", ");
            self.report_part(&format!("the example of {} sends {names}, which no table lists", operation.id()));
        }
        let missing = !sent.is_empty() && operation.body.iter().any(|field| !sent.contains(&field.name));
        let shown_bare = operation.body.len() == 1 && operation.body.first().is_some_and(|f| f.name == "items");
        if missing && !shown_bare {
            let list: Vec<&str> =
                operation.body.iter().map(|f| f.name.as_str()).filter(|name| !sent.contains(*name)).collect();
            self.report_part(&format!("the example of {} does not send {}", operation.id(), list.join(", ")));
        }
    }

    fn report_part(&mut self, heading: &str) {
        let index = self.next.min(self.lines.len().saturating_sub(1));
        if let Some(line) = self.lines.get(index) {
            let heading = short(heading);
            self.unrecognized.push(UnrecognizedSection { location: line.at.clone(), heading, lines: 1 });
        }
    }
}

/// Returns whether a line is code, or the name of a language in a row of tabs.
fn is_other_language(text: &str, after_gap: bool) -> bool {
    const TABS: [&str; 8] = ["cURL", "Go", "Ruby", "JavaScript", "Python", "Rust", "PHP", "Copy"];
    if TABS.contains(&text.trim_start_matches("- ")) {
        return true;
    }
    let signs = text.chars().filter(|c| "(){}[];=<>\"'\\:.&|/".contains(*c)).count();
    let sentence = text.ends_with('.') && text.starts_with(|c: char| c.is_ascii_uppercase());
    !after_gap && !sentence && (signs > 0 || !text.contains(' ')) || signs * 6 > text.len() && signs > 1
}
