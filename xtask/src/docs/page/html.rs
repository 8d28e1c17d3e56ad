//! A saved HTML page as the list of lines the grammar reads.
//!
//! Tables become lines with cells, every other block one line; inline elements join the line they stand in. No class
//! name or id of the site is relied on, so a new site theme changes nothing here.

use scraper::node::Node;
use scraper::{ElementRef, Html, Selector};

use super::lines::Line;
use super::{Location, ParseError};
use crate::docs::inventory::normalise;

/// The page has some thirty thousand. A parser of HTML can need time quadratic in its depth, so both are bounded
/// before it runs.
const MAX_TAGS: usize = 300_000;
const MAX_OPEN: usize = 256;

/// Whose text is no part of the page.
const SKIPPED: [&str; 9] = ["script", "style", "head", "nav", "footer", "template", "noscript", "svg", "button"];
/// Whose text continues the line around it.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "mark", "s", "small", "span", "strong",
    "sub", "sup", "u", "wbr",
];

/// The lines of the document's main part.
pub(super) fn lines(text: &str) -> Result<Vec<Line>, ParseError> {
    bounded(text)?;
    let document = Html::parse_document(text);
    let mut collector = LineCollector::default();
    // The menu beside the text would otherwise read as part of it.
    let main = ["main", "article", "body"].into_iter().find_map(|name| {
        let selector = Selector::parse(name).ok()?;
        document.select(&selector).next()
    });
    collector.element(main.unwrap_or_else(|| document.root_element()));
    collector.end_line();
    Ok(collector.lines)
}

#[derive(Default)]
struct LineCollector {
    lines: Vec<Line>,
    text: String,
    blocks: usize,
    tables: usize,
    /// How many `pre` elements we are in: only there does a line break break the line.
    pre: usize,
}

impl LineCollector {
    fn element(&mut self, element: ElementRef<'_>) {
        let name = element.value().name();
        if SKIPPED.contains(&name) {
            return;
        }
        match name {
            "table" => {
                self.end_line();
                self.table(element);
                return;
            }
            "br" if self.pre > 0 => return self.end_line(),
            "br" => self.text.push(' '),
            _ => {}
        }
        let block = !INLINE.contains(&name) && name != "br";
        if block {
            self.end_line();
        }
        self.pre += usize::from(name == "pre");
        for child in element.children() {
            match child.value() {
                Node::Text(text) if self.pre > 0 => {
                    for (index, line) in text.split('\n').enumerate() {
                        if index > 0 {
                            self.end_line();
                        }
                        self.text.push_str(line);
                    }
                }
                Node::Text(text) => self.text.push_str(text),
                _ => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(child);
                    }
                }
            }
        }
        self.pre -= usize::from(name == "pre");
        if block {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let text = normalise(&std::mem::take(&mut self.text));
        if !text.is_empty() {
            self.blocks += 1;
            self.lines.push(Line { at: Location::Block(self.blocks), cells: vec![text], gap: true });
        }
    }

    /// A caption is what stands above the table; a row is a line.
    fn table(&mut self, table: ElementRef<'_>) {
        self.tables += 1;
        let number = self.tables;
        let mut row = 0;
        for element in table.descendent_elements() {
            match element.value().name() {
                "caption" => {
                    self.text = element.text().collect();
                    self.end_line();
                }
                "tr" => {
                    row += 1;
                    let cells: Vec<String> = element
                        .child_elements()
                        .filter(|cell| matches!(cell.value().name(), "td" | "th"))
                        .map(|cell| normalise(&cell.text().collect::<String>()))
                        .collect();
                    if cells.iter().any(|cell| !cell.is_empty()) {
                        self.lines.push(Line { at: Location::Row(number, row), cells, gap: row == 1 });
                    }
                }
                _ => {}
            }
        }
    }
}

/// Counts tags and how many are open at once, without building anything.
fn bounded(text: &str) -> Result<(), ParseError> {
    // These need no closing tag, so an open one says nothing about depth.
    const LOOSE: [&str; 25] = [
        "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
        "option", "p", "param", "path", "source", "tbody", "td", "th", "thead", "tr", "wbr",
    ];
    let mut open = 0usize;
    let mut script_ends = 0;
    for (count, (position, _)) in text.match_indices('<').enumerate() {
        if count >= MAX_TAGS {
            return Err(ParseError::new(Location::Page, format!("at most {MAX_TAGS} HTML tags"), "more"));
        }
        if position < script_ends {
            continue;
        }
        let rest = &text[position + 1..];
        let (closing, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        if name.is_empty() || LOOSE.contains(&name.as_str()) {
            continue;
        }
        if !closing && name == "script" {
            // What a script compares with `<` opens nothing.
            script_ends = rest.find("</script").map_or(text.len(), |found| text.len() - rest.len() + found);
        }
        open = if closing { open.saturating_sub(1) } else { open + 1 };
        if open > MAX_OPEN {
            let line = text[..position].matches('\n').count() + 1;
            return Err(ParseError::new(
                Location::Line(line),
                format!("at most {MAX_OPEN} HTML elements inside each other"),
                &name,
            ));
        }
    }
    Ok(())
}
