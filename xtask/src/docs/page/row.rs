//! Parses one row of a table, even if the copy ran its columns together (`pageintegerfalse…`).
//!
//! Columns that run together are split only if there is exactly one way to do so. Names have neither upper case letters
//! nor spaces, types are a closed list, and a required flag is `true` or `false`; a line that is still ambiguous is
//! refused.

use super::ParseError;
use super::lines::Line;
use crate::docs::inventory::{Constraints, Field, LEGACY_MARK, Param, Scalar, Type, Wording};

/// The longest name of the page has 36 letters; the limit bounds the time for long lines.
pub(super) const MAX_NAME: usize = 128;

/// The columns of a table, according to its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    /// name, type, required, description: path and query parameters.
    Four,
    /// Name, Type, Description: bodies and responses.
    Three,
}

/// The columns of a row.
#[derive(Debug, PartialEq, Eq)]
struct RowSplit<'a> {
    name: &'a str,
    ty: Type,
    required: Option<bool>,
    description: &'a str,
}

/// Returns the columns if the line is the header of a table.
pub(super) fn header(line: &Line) -> Option<Columns> {
    if line.cells.iter().any(|cell| cell.len() > MAX_NAME) {
        return None;
    }
    match line.cells.concat().to_ascii_lowercase().as_str() {
        "nametyperequireddescription" => Some(Columns::Four),
        "nametypedescription" => Some(Columns::Three),
        _ => None,
    }
}

/// Returns what is expected in place of a line that is like the header of a table, but is none.
pub(super) fn expected_header(line: &Line) -> Option<&'static str> {
    const SEPARATORS: &str =
        "a header whose columns run together or have tabs between them; copy the page again, or save it as HTML";
    const COLUMNS: &str = "a table with the columns name, type, required, description, or Name, Type, Description; \
                           `xtask/src/docs/page/row.rs` has to learn to read others";
    let text = line.text();
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    let is_box = text.chars().count() > 2 && text.chars().all(|c| "+-=|".contains(c) || ('─'..='╿').contains(&c));
    match letters.to_ascii_lowercase().as_str() {
        "nametyperequireddescription" | "nametypedescription" if line.cells.len() == 1 && text != letters => {
            Some(SEPARATORS)
        }
        "name" => Some(SEPARATORS),
        _ if is_box => Some(SEPARATORS),
        letters if letters.len() < MAX_NAME && letters.starts_with("name") && letters.contains("type") => Some(COLUMNS),
        _ => None,
    }
}

/// Returns whether a line outside of all tables can only be a misplaced row.
pub(super) fn looks_like_row(line: &Line) -> bool {
    [Columns::Four, Columns::Three].into_iter().any(|columns| match splits(line, columns) {
        Ok(found) => found.iter().any(|row| row.required.is_some() || is_mark(row.description)),
        Err(_) => false,
    })
}

/// Returns whether the text could be the name of a field, printed above its table.
pub(super) fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_lowercase())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && !text.ends_with('_')
}

/// Returns whether the text of a cell, or of the line above a table, could be a name. Without columns that run together,
/// it may contain upper case letters and hyphens.
pub(super) fn is_separate_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
}

/// Parses a row of a table of parameters.
pub(super) fn param(line: &Line) -> Result<Param, ParseError> {
    let row = split(line, Columns::Four)?;
    // The page marks an array with brackets after its name and shows the type of one value.
    let bare = row.name.strip_suffix("[]");
    Ok(Param {
        name: bare.unwrap_or(row.name).to_owned(),
        ty: Type { array: row.ty.array || bare.is_some(), ..row.ty },
        required: row.required.unwrap_or_default(),
        legacy: row.description.starts_with(LEGACY_MARK),
        spelling: bare.map(|_| "brackets".to_owned()),
        constraints: Constraints::default(),
        wording: Wording::of(row.description),
    })
}

/// Parses a row of a table of fields.
pub(super) fn field(line: &Line) -> Result<Field, ParseError> {
    let row = split(line, Columns::Three)?;
    let nullable = is_null_mark(row.description);
    let wording = if nullable { Wording(None) } else { Wording::of(row.description) };
    Ok(Field { nullable, wording, ..Field::new(row.name, row.ty) })
}

/// Returns whether a description only says that the field may be null.
fn is_null_mark(description: &str) -> bool {
    let word = description.trim_matches(['(', ')', '[', ']']);
    ["null", "nullable"].iter().any(|mark| word.eq_ignore_ascii_case(mark))
}

/// Returns whether a description says nothing, or only that the field may be null.
fn is_mark(description: &str) -> bool {
    is_null_mark(description) || !description.is_empty() && Wording::of(description).0.is_none()
}

fn split(line: &Line, columns: Columns) -> Result<RowSplit<'_>, ParseError> {
    let mut found = splits(line, columns)?;
    // `-` and `null` are complete descriptions. No sentence ends in a type followed by one of them, so if exactly one
    // reading has such a description, it is the right one: `profilestring-` is not `pro`, `file`, `string-`.
    if found.len() > 1 {
        let plain = |row: &RowSplit<'_>| is_mark(row.description);
        if found.iter().filter(|c| plain(c)).count() == 1 {
            found.retain(plain);
        }
    }
    if found.len() > 1 {
        let readings: Vec<String> = found.iter().map(|c| format!("{} + {}", c.name, c.ty.on_page())).collect();
        let expected = format!(
            "columns that can be expected apart; this row reads as {}; save the page as HTML or copy it with tabs",
            readings.join(" or as ")
        );
        return Err(ParseError::new(line.at.clone(), expected, &line.text()));
    }
    found.pop().ok_or_else(|| not_a_row(line, columns))
}

/// Returns all ways to read the line as a row.
fn splits(line: &Line, columns: Columns) -> Result<Vec<RowSplit<'_>>, ParseError> {
    if let Some(text) = line.only() {
        return Ok(run_together(text, columns));
    }
    let mut cells: Vec<&str> = line.cells.iter().map(String::as_str).collect();
    let wanted = if columns == Columns::Four { 4 } else { 3 };
    // An empty last cell is lost in a copy.
    if cells.len() + 1 == wanted {
        cells.push("");
    }
    let (name, ty, required, description) = match (columns, cells.as_slice()) {
        (Columns::Four, [name, ty, "true", description]) => (*name, *ty, Some(true), *description),
        (Columns::Four, [name, ty, "false", description]) => (*name, *ty, Some(false), *description),
        (Columns::Three, [name, ty, description]) => (*name, *ty, None, *description),
        _ => return Err(not_a_row(line, columns)),
    };
    let bare = name.strip_suffix("[]").filter(|_| columns == Columns::Four).unwrap_or(name);
    let ty = Type::from_page(ty).filter(|_| is_separate_name(bare)).ok_or_else(|| not_a_row(line, columns))?;
    Ok(vec![RowSplit { name, ty, required, description }])
}

fn is_row_name(name: &str, columns: Columns) -> bool {
    match columns {
        Columns::Four => is_name(name.strip_suffix("[]").unwrap_or(name)),
        Columns::Three => is_name(name),
    }
}

fn run_together(text: &str, columns: Columns) -> Vec<RowSplit<'_>> {
    let mut found = Vec::new();
    for end in 1..text.len().min(MAX_NAME) {
        // A name cannot continue after the first character that is not allowed in it.
        let Some((name, rest)) = text.split_at_checked(end) else { break };
        if name.bytes().any(|b| b.is_ascii_uppercase() || b == b' ') {
            break;
        }
        if !is_row_name(name, columns) {
            continue;
        }
        for (ty, rest) in types_at(rest, columns) {
            let (required, description) = match columns {
                Columns::Three => (None, rest),
                Columns::Four => match (rest.strip_prefix("true"), rest.strip_prefix("false")) {
                    (Some(rest), _) => (Some(true), rest),
                    (_, Some(rest)) => (Some(false), rest),
                    _ => continue,
                },
            };
            // Cells are trimmed before they run together: a description never begins with a space. `[]` belongs to the
            // type, as another spelling of an array.
            if !description.starts_with(' ') && !description.starts_with("[]") {
                found.push(RowSplit { name, ty, required, description });
            }
        }
    }
    found
}

fn types_at(rest: &str, columns: Columns) -> impl Iterator<Item = (Type, &str)> {
    let array = rest.strip_prefix("Array of ");
    Scalar::ALL.into_iter().filter_map(move |scalar| {
        // Only a parameter can be a file.
        if scalar == Scalar::File && columns == Columns::Three {
            return None;
        }
        match array {
            Some(item) if scalar != Scalar::File => Some((Type::array_of(scalar), item.strip_prefix(scalar.word())?)),
            Some(_) => None,
            None => Some((Type::one(scalar), rest.strip_prefix(scalar.word())?)),
        }
    })
}

fn not_a_row(line: &Line, columns: Columns) -> ParseError {
    let expected = match columns {
        Columns::Four => "a row of name (lower case), type, true or false, description",
        Columns::Three => "a row of name (lower case), type, description",
    };
    let types = "where a type is integer, string, boolean, number, object, file or `Array of` one of them";
    let text = line.text();
    let advice = if line.cells.len() == 1 && Scalar::ALL.iter().all(|scalar| !text.contains(scalar.word())) {
        "; if it is the rest of the row above or belongs to a printed page, copy the page again, or save it as HTML"
    } else {
        ""
    };
    ParseError::new(line.at.clone(), format!("{expected}, {types}{advice}"), &text)
}
