//! Reads the example request of an operation: its content becomes facts, and the text around it is reported.
//!
//! `curl` splits the command into its parts. The same request in other languages may follow without a gap; any other text before `Parameters` is information of the page, such as a notice.

use std::collections::{BTreeMap, BTreeSet};

use super::Cursor;
use super::curl::{self, Part};
use crate::docs::facts::{for_each_field, is_word};
use crate::docs::inventory::{BodyShape, Example, Method, Operation, SERVER, Scalar, Type};
use crate::docs::page::line_kind::LineKind;
use crate::docs::page::row::looks_like_row;
use crate::docs::page::{Location, ParseError, UnrecognizedSection, short};

/// The limit for lines between the description and `Parameters`: the same request in six languages.
const MAX_SAMPLE: usize = 400;

/// What an example sends.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sent {
    /// The names in the body with the text that each has as its value; the page shows the type there.
    body: BTreeMap<String, Option<String>>,
    /// The names in the query.
    query: BTreeSet<String>,
}

impl Cursor<'_> {
    /// Reads the example into the operation, and returns what it sends.
    pub(super) fn sample(&mut self, operation: &mut Operation) -> Result<Sent, ParseError> {
        const END: &str = "`Parameters` or `Response` after the example request";
        let mut sent: Option<Sent> = None;
        for _ in 0..MAX_SAMPLE {
            let Some(line) = self.peek() else { break };
            match self.line_kind() {
                Some(LineKind::Parameters | LineKind::Response) => return Ok(sent.unwrap_or_default()),
                Some(_) => return self.refuse(END),
                None if looks_like_row(line) => return self.refuse(END),
                None => {}
            }
            let text = line.text();
            if text.starts_with("curl ") {
                let command = self.command();
                match &sent {
                    None => sent = Some(self.curl(&command, &line.at, operation)?),
                    Some(first) => self.another_curl(&command, &line.at, operation, first)?,
                }
                continue;
            }
            let first = self.next;
            self.next += 1;
            if !(line.code || is_other_language(&text, sent.is_some() && line.gap)) {
                self.report(first);
            }
        }
        self.refuse(END)
    }

    /// Reads the lines of a command. It continues behind a backslash and inside quotes.
    fn command(&mut self) -> String {
        let mut command = String::new();
        let mut continues = false;
        while let Some(line) = self.peek() {
            // A copy may have a blank line below every line.
            let is_apart = line.gap && !line.code && !continues;
            let ends = self.line_kind().is_some() || looks_like_row(line) || is_apart;
            if !command.is_empty() && ends {
                if curl::is_open(&command) {
                    self.report_part("the example ends within quotes");
                }
                break;
            }
            let text = line.text();
            self.next += 1;
            let rest = text.strip_suffix('\\');
            continues = rest.is_some();
            command.push_str(rest.unwrap_or(&text));
            command.push('\n');
            if rest.is_none() && !curl::is_open(&command) {
                break;
            }
        }
        command
    }

    /// Reports an example beside the first one, unless it sends the same.
    fn another_curl(
        &mut self,
        command: &str,
        at: &Location,
        operation: &Operation,
        first: &Sent,
    ) -> Result<(), ParseError> {
        let mut other = Operation { example: Example::default(), ..operation.clone() };
        let sent = self.curl(command, at, &mut other)?;
        if other.example != operation.example || sent != *first {
            self.report_part("another example, which does not send the same as the first");
        }
        Ok(())
    }

    /// Reads a command into the operation, and returns what it sends.
    fn curl(&mut self, command: &str, at: &Location, operation: &mut Operation) -> Result<Sent, ParseError> {
        let mut sent = Sent::default();
        let mut method = None;
        for part in curl::parts(command) {
            match part {
                Part::Method(shown) => method = Some(shown),
                Part::Address(address) => {
                    let (address, query) = address.split_once('?').unwrap_or((&address, ""));
                    let names = query.split('&').filter_map(|pair| pair.split('=').next());
                    let names = names.map(|name| name.replace("%5B", "[").replace("%5D", "]"));
                    sent.query = names.filter(|name| !name.is_empty()).collect();
                    if address.strip_prefix(SERVER) != Some(&operation.path) {
                        self.report_part("the example sends to another address than its operation");
                    }
                }
                Part::Header(header) => self.header(&header, operation),
                Part::Body(data) => {
                    operation.example.body = Some(match data.trim_start_matches('\\').chars().next() {
                        Some('{') => BodyShape::Object,
                        Some('[') => BodyShape::Array,
                        _ => {
                            let expected = "an example whose -d sends `{…` or `[…`";
                            return Err(ParseError::new(at.clone(), expected, &data));
                        }
                    });
                    sent.body = names(&data);
                }
                Part::User => operation.example.auth = Some("basic".to_owned()),
                Part::Form => operation.example.content_type = Some("multipart/form-data".to_owned()),
                Part::Unknown(word) => self.report_part(&format!("a part of the example: {word}")),
            }
        }
        // Without -X, curl sends a GET, or a POST if it has a body.
        let agrees = match &method {
            Some(shown) => Method::parse(shown) == Some(operation.method),
            None => matches!(operation.method, Method::Get | Method::Post),
        };
        if !agrees {
            self.report_part(&format!(
                "the example sends {}, not {}",
                method.as_deref().unwrap_or("GET"),
                operation.method
            ));
        }
        Ok(sent)
    }

    fn header(&mut self, header: &str, operation: &mut Operation) {
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
    }

    /// Compares what the example sends with the tables.
    pub(super) fn compare_sent(&mut self, operation: &Operation, sent: &Sent) {
        let mut known: BTreeMap<&str, Vec<Type>> = BTreeMap::new();
        for_each_field(&operation.body, "", &mut |_, field| known.entry(&field.name).or_default().push(field.ty));
        let names = sent.body.keys().filter(|name| !known.contains_key(name.as_str()));
        let is_listed = |name: &str| operation.query.iter().any(|p| p.name == name.strip_suffix("[]").unwrap_or(name));
        let extra: Vec<&str> =
            names.chain(sent.query.iter().filter(|name| !is_listed(name))).map(String::as_str).collect();
        if !extra.is_empty() {
            let names = extra.join(", ");
            self.report_part(&format!("the example of {} sends {names}, which no table lists", operation.id()));
        }
        for (name, value) in &sent.body {
            if let Some(shown) = value.as_deref().and_then(Scalar::parse)
                && let Some(types) = known.get(name.as_str())
                && types.iter().all(|ty| ty.array || ty.scalar != shown)
            {
                let id = operation.id();
                self.report_part(&format!("the example of {id} sends {name}: {}, unlike the table", shown.word()));
            }
        }
        let missing = !sent.body.is_empty() && operation.body.iter().any(|field| !sent.body.contains_key(&field.name));
        let shown_bare = operation.body.len() == 1 && operation.body.first().is_some_and(|f| f.name == "items");
        if missing && !shown_bare {
            let names = operation.body.iter().map(|f| f.name.as_str());
            let list: Vec<&str> = names.filter(|name| !sent.body.contains_key(*name)).collect();
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

/// Returns the names in the text of a body, with the values that are texts: `"name":` is a name.
fn names(data: &str) -> BTreeMap<String, Option<String>> {
    let mut out = BTreeMap::new();
    let mut parts = data.split('"').skip(1).peekable();
    while let (Some(word), Some(after)) = (parts.next(), parts.next()) {
        if after.trim_start().starts_with(':') {
            let value = parts.peek().filter(|_| after.trim() == ":").map(|value| (*value).to_owned());
            out.insert(word.to_owned(), value);
        }
    }
    out
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
