//! Finds the line of a JSON pointer in the text of the document.
//!
//! The parser keeps no positions. The document is in block style, so indentation identifies the children of a node.

/// Returns the line, counted from 1, of the deepest step of a JSON pointer that exists in the text.
pub(super) fn of(yaml: &str, pointer: &str) -> usize {
    let lines: Vec<&str> = yaml.lines().collect();
    let (mut line, mut indent) = (0, None);
    for step in pointer.split('/').skip(1) {
        match child(&lines, line, indent, &step.replace("~1", "/").replace("~0", "~")) {
            Some((found, depth)) => (line, indent) = (found, Some(depth)),
            None => break,
        }
    }
    line + 1
}

/// Returns the line and the indentation of a key or a list item below `line`.
fn child(lines: &[&str], line: usize, indent: Option<usize>, key: &str) -> Option<(usize, usize)> {
    let first = line + usize::from(indent.is_some());
    let (mut depth_of_children, mut item) = (None, None);
    for (number, text) in lines.iter().enumerate().skip(first) {
        let trimmed = text.trim_start();
        let depth = text.len() - trimmed.len();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if indent.is_some_and(|indent| depth <= indent) {
            return None;
        }
        if depth != *depth_of_children.get_or_insert(depth) {
            continue;
        }
        let found = if trimmed.starts_with("- ") {
            let index = item.map_or(0, |item: usize| item + 1);
            item = Some(index);
            key.parse() == Ok(index)
        } else {
            let bare = trimmed.trim_start_matches(['\'', '"']);
            bare.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches(['\'', '"']).starts_with(':'))
        };
        if found {
            return Some((number, depth));
        }
    }
    None
}
