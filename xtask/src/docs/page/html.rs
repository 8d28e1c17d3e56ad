//! Converts a saved HTML page to the list of lines that the grammar reads.
//!
//! Tables become lines with cells, every other block one line; inline elements join the line around them. The page is
//! read as a stream of tags, without building a tree: the time depends only on the length of the page, and the number
//! of open elements is bounded. This file uses no class name or id of the site, so it does not depend on the site's
//! theme.

mod leftovers;

use std::convert::Infallible;

use html5gum::{DefaultEmitter, StartTag, StringReader, Token, Tokenizer};

use self::leftovers::Leftovers;
use super::lines::Line;
use super::{Location, ParseError, UnrecognizedSection};
use crate::docs::inventory::{SERVER, normalise};

/// The page has some thirty thousand tags and a depth of thirty elements.
const MAX_TAGS: usize = 300_000;
const MAX_OPEN: usize = 256;
/// A tag of the page has only a few attributes.
const MAX_ATTRIBUTES: usize = 256;

/// Elements whose text is not part of the page.
const SKIPPED: [&str; 10] =
    ["script", "style", "head", "nav", "footer", "template", "noscript", "svg", "button", "textarea"];
/// Elements whose text continues the line around it.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "mark", "s", "small", "span", "strong",
    "sub", "sup", "u", "wbr",
];
/// Elements that need no closing tag, so they do not count for the depth.
const WITHOUT_END: [&str; 26] = [
    "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "html", "img", "input", "li", "link",
    "meta", "option", "p", "param", "source", "tbody", "td", "th", "thead", "tr", "wbr",
];

/// Returns the lines of the part of the document that contains the operations, and other texts that may state something.
pub(super) fn lines(text: &str) -> Result<(Vec<Line>, Vec<UnrecognizedSection>), ParseError> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let tokens: Tokenizer<StringReader<'_>, DefaultEmitter> = Tokenizer::new_with_emitter(text, emitter);
    let mut collector = LineCollector::default();
    let mut tags = 0;
    for token in tokens {
        let token: Result<Token, Infallible> = token;
        match token {
            Ok(Token::StartTag(tag)) => {
                tags += 1;
                collector.start(&tag)?;
            }
            Ok(Token::EndTag(tag)) => {
                tags += 1;
                collector.end(&String::from_utf8_lossy(&tag.name));
            }
            Ok(Token::String(text)) => collector.text(&String::from_utf8_lossy(&text.value)),
            _ => {}
        }
        if tags > MAX_TAGS {
            return Err(ParseError::new(Location::Page, format!("at most {MAX_TAGS} HTML tags"), "more"));
        }
    }
    collector.end_line();
    collector.finish(text)
}

/// The part of the document that a line is in; the innermost compares as greatest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd)]
enum Region {
    #[default]
    Body,
    Main,
    Article,
}

#[derive(Default)]
struct LineCollector {
    lines: Vec<(Region, Line)>,
    text: String,
    blocks: usize,
    tables: usize,
    /// The open elements, outermost first.
    open: Vec<String>,
    /// The number of open elements at the start of an element whose text is skipped.
    skipped_at: Option<usize>,
    table: Option<TableState>,
    /// A folded section: its region and the number of its first text block.
    folded: Option<(Region, usize)>,
    leftovers: Leftovers,
}

/// The table that is being read.
struct TableState {
    number: usize,
    row: usize,
    cells: Vec<String>,
    in_cell: bool,
    /// The number of tables inside a cell; they are read as text of the cell.
    inner: usize,
}

impl LineCollector {
    fn start(&mut self, tag: &StartTag<()>) -> Result<(), ParseError> {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if tag.attributes.len() > MAX_ATTRIBUTES {
            let expected = format!("at most {MAX_ATTRIBUTES} attributes in an HTML tag");
            return Err(ParseError::new(Location::Block(self.blocks + 1), expected, &name));
        }
        if !WITHOUT_END.contains(&name.as_str()) && !tag.self_closing {
            if self.open.len() >= MAX_OPEN {
                let expected = format!("at most {MAX_OPEN} HTML elements inside each other");
                return Err(ParseError::new(Location::Block(self.blocks + 1), expected, &name));
            }
            if self.skipped_at.is_none() && SKIPPED.contains(&name.as_str()) {
                self.skipped_at = Some(self.open.len());
            }
            self.open.push(name.clone());
        }
        if name == "body" && self.skipped_at.is_some_and(|at| self.open.get(at).is_some_and(|open| open == "head")) {
            // `</head>` is optional.
            self.open.clear();
            self.skipped_at = None;
        }
        if self.skipped_at.is_some() {
            return Ok(());
        }
        self.leftovers.marked(tag, &name, self.blocks + 1);
        let folded = name == "details" && !tag.attributes.keys().any(|key| key.as_slice() == b"open");
        if folded && self.folded.is_none() {
            self.folded = Some((self.region(), self.blocks + 1));
        }
        match name.as_str() {
            "table" => self.start_table(),
            "tr" => self.start_row(),
            "td" | "th" => self.start_cell(),
            "br" if self.is_code() => self.end_line(),
            "br" => self.text.push(' '),
            _ => self.boundary(&name),
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        let Some(index) = self.open.iter().rposition(|open| open == name) else {
            if self.skipped_at.is_none() {
                match name {
                    "tr" => self.end_row(),
                    "td" | "th" => self.end_cell(),
                    _ => self.boundary(name),
                }
            }
            return;
        };
        if self.skipped_at.is_some_and(|at| at < index) {
            self.open.truncate(index);
            return;
        }
        let was_skipped = self.skipped_at.take_if(|at| *at >= index).is_some();
        if name == "button" && was_skipped {
            self.leftovers.end_of_button(self.blocks + 1);
        }
        if !was_skipped {
            if name == "table" {
                self.end_table();
            } else {
                self.boundary(name);
            }
        }
        self.open.truncate(index);
    }

    fn text(&mut self, text: &str) {
        if let Some(at) = self.skipped_at {
            if self.open.get(at).is_some_and(|open| open == "button") {
                self.leftovers.button(text);
            }
            return;
        }
        if !self.is_code() || self.table.is_some() {
            self.text.push_str(text);
            return;
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.end_line();
            }
            self.text.push_str(line);
        }
    }

    /// Ends the line at the beginning and at the end of a block.
    fn boundary(&mut self, name: &str) {
        if INLINE.contains(&name) {
            return;
        }
        match &self.table {
            Some(table) if table.in_cell => self.text.push(' '),
            _ => self.end_line(),
        }
    }

    fn region(&self) -> Region {
        let inside = |name: &str| self.open.iter().any(|open| open == name);
        match (inside("article"), inside("main")) {
            (true, _) => Region::Article,
            (_, true) => Region::Main,
            _ => Region::Body,
        }
    }

    fn is_code(&self) -> bool {
        self.open.iter().any(|open| open == "pre")
    }

    fn end_line(&mut self) {
        let text = normalise(&std::mem::take(&mut self.text));
        if text.is_empty() {
            return;
        }
        self.blocks += 1;
        let line = Line { at: Location::Block(self.blocks), cells: vec![text], gap: true, code: self.is_code() };
        self.lines.push((self.region(), line));
    }

    fn start_table(&mut self) {
        if let Some(table) = &mut self.table {
            table.inner += 1;
            return;
        }
        self.end_line();
        self.tables += 1;
        self.table = Some(TableState { number: self.tables, row: 0, cells: Vec::new(), in_cell: false, inner: 0 });
    }

    fn start_row(&mut self) {
        self.end_row();
        if let Some(table) = self.table.as_mut().filter(|table| table.inner == 0) {
            table.row += 1;
        }
    }

    fn start_cell(&mut self) {
        self.end_cell();
        if let Some(table) = self.table.as_mut().filter(|table| table.inner == 0) {
            self.text.clear();
            table.in_cell = true;
        }
    }

    fn end_cell(&mut self) {
        if let Some(table) = self.table.as_mut().filter(|table| table.inner == 0 && table.in_cell) {
            table.cells.push(normalise(&std::mem::take(&mut self.text)));
            table.in_cell = false;
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        let region = self.region();
        if let Some(table) = self.table.as_mut().filter(|table| table.inner == 0) {
            let cells = std::mem::take(&mut table.cells);
            if cells.iter().any(|cell| !cell.is_empty()) {
                let at = Location::Row(table.number, table.row);
                self.lines.push((region, Line { at, cells, gap: table.row == 1, code: false }));
            }
        }
    }

    fn end_table(&mut self) {
        match &mut self.table {
            Some(table) if table.inner > 0 => table.inner -= 1,
            _ => {
                self.end_row();
                self.text.clear();
                self.table = None;
            }
        }
    }

    /// Returns the lines of the innermost region with addresses of operations: a table of contents beside the article
    /// would otherwise be read as part of it.
    fn finish(mut self, text: &str) -> Result<(Vec<Line>, Vec<UnrecognizedSection>), ParseError> {
        let holds = |region: Region| self.lines.iter().any(|(at, line)| *at >= region && line.text().contains(SERVER));
        let region = [Region::Article, Region::Main].into_iter().find(|region| holds(*region)).unwrap_or_default();
        if let Some((_, block)) = self.folded.filter(|(at, _)| *at >= region) {
            let expected = "no folded section (<details>): open every section in the browser and save the page again, \
                            or save the vendor's Swagger document";
            return Err(ParseError::new(Location::Block(block), expected, "<details>"));
        }
        let is_open = |name: &&str| self.open.iter().any(|open| open == name);
        // Browsers save every page with the ends of these, and without them a page may be cut between two operations.
        let lower = text.to_ascii_lowercase();
        let lacks_end = ["body", "html"]
            .into_iter()
            .any(|name| lower.contains(&format!("<{name}")) && !lower.contains(&format!("</{name}")));
        let unfinished = ["article", "main"].iter().any(is_open) || lacks_end;
        if self.table.is_some() || unfinished || !text.trim_end().ends_with('>') {
            return Err(ParseError::new(Location::Page, "a page that ends with a closing tag; it was cut off", ""));
        }
        let (inside, outside): (Vec<_>, Vec<_>) = self.lines.into_iter().partition(|(at, _)| *at >= region);
        outside.iter().for_each(|(_, line)| self.leftovers.outside(line));
        Ok((inside.into_iter().map(|(_, line)| line).collect(), self.leftovers.into_found()))
    }
}
