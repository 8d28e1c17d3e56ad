//! Parses the facts file into an inventory.
//!
//! The file is written by a program but merged by git and by people, so every line is checked against those before it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};

use super::{FORMAT, FactValue, Key, Section};
use crate::docs::inventory::{
    BodyShape, Field, Inventory, MAX_DEPTH, Method, Operation, PREFIX, Param, Response, SourceKind, Type, Wording,
};

/// Parses the file. The counts in its header have to match, so that a merge that lost lines is noticed.
///
/// # Errors
/// Returns an error for a line that is not a fact, a fact that does not follow from those before it, or counts that
/// differ.
pub(crate) fn from_text(text: &str) -> Result<Inventory> {
    let mut inventory = Inventory::default();
    let mut prefix = PREFIX.to_owned();
    let mut counts = None;
    let mut seen = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim();
            if let Some(rest) = comment.strip_prefix("format ") {
                counts = Some(header(rest).with_context(|| format!("line {number}"))?);
            }
            if let Some(rest) = comment.strip_prefix("prefix ") {
                let word = rest.split(' ').next().unwrap_or_default();
                prefix = word.trim_end_matches('/').to_owned();
                ensure!(word.starts_with('/'), "line {number}: a prefix begins with `/`, found `{word}`");
            }
            if let Some(word) = comment.strip_prefix("source ") {
                inventory.source = SourceKind::parse(word)
                    .with_context(|| format!("line {number}: a source is `page` or `contract`, not `{word}`"))?;
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let key = add_line(&mut inventory, &prefix, line).with_context(|| format!("line {number}: `{line}`"))?;
        if let Some(first) = seen.insert(key, number) {
            bail!("line {number} says the same thing as line {first}: `{line}`");
        }
    }
    let (operations, facts) = counts.context("no header line `# format 2, operations N, facts N`")?;
    ensure!(
        operations == inventory.operations.len() && facts == seen.len(),
        "the header promises {operations} operations and {facts} facts, the lines hold {} and {}",
        inventory.operations.len(),
        seen.len()
    );
    Ok(inventory)
}

fn header(rest: &str) -> Result<(usize, usize)> {
    let number = |word: &str| -> Result<usize> {
        let part = rest.split(", ").find_map(|p| p.strip_prefix(word)).with_context(|| format!("no `{word}N`"))?;
        part.trim().parse().with_context(|| format!("`{word}{part}` is not a count"))
    };
    let format = rest.split(',').next().unwrap_or_default();
    ensure!(format == FORMAT.to_string(), "facts of format {format}; this xtask reads format {FORMAT}");
    Ok((number("operations ")?, number("facts ")?))
}

/// Adds one fact and returns its key.
fn add_line(inventory: &mut Inventory, prefix: &str, line: &str) -> Result<Key> {
    let mut words: Vec<&str> = line.split(' ').collect();
    let wording = match words.last().and_then(|w| w.strip_prefix('~')) {
        Some(hash) => {
            let valid = hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_hexdigit());
            ensure!(valid, "`~` is followed by eight hex digits");
            let hash = hash.to_owned();
            words.pop();
            Wording(Some(hash))
        }
        None => Wording(None),
    };
    let [method, path, section, rest @ ..] = words.as_slice() else {
        bail!("expected METHOD PATH SECTION …");
    };
    let method = Method::parse(method).with_context(|| format!("`{method}` is not a known method"))?;
    ensure!(path.starts_with('/'), "a path begins with `/`");
    let short = *path;
    let path = format!("{prefix}{path}");
    let mut key = Key { method, path: path.clone(), section: Section::Title, name: String::new() };
    if *section == "title" {
        ensure!(inventory.operation(method, &path).is_none(), "this operation was listed before");
        ensure!(rest.is_empty(), "nothing but a hash follows `title`");
        inventory.operations.push(Operation::new(method, path, wording));
        return Ok(key);
    }
    let op = inventory.operations.last_mut().filter(|o| o.method == method && o.path == path);
    let op = op.with_context(|| format!("expected `{method} {short} title` before other facts of this operation"))?;
    match (*section, rest) {
        ("summary", []) => {
            key.section = Section::Summary;
            op.summary = wording;
        }
        ("example", [what, word]) => {
            key.section = Section::Example;
            key.name = (*what).to_owned();
            match (*what, *word) {
                ("body", "object") => op.example.body = Some(BodyShape::Object),
                ("body", "array") => op.example.body = Some(BodyShape::Array),
                ("content-type", word) => op.example.content_type = Some(word.to_owned()),
                ("auth", word) => op.example.auth = Some(word.to_owned()),
                (what, word) => bail!("`{what} {word}` is not a fact of an example"),
            }
        }
        ("path" | "query", [name, rest @ ..]) => {
            let value = value(rest, true)?;
            let param = Param {
                name: (*name).to_owned(),
                ty: value.ty.context("a parameter has a type")?,
                required: value.required,
                legacy: value.legacy,
                spelling: value.spelling,
                constraints: value.constraints,
                wording,
            };
            key.name.clone_from(&param.name);
            if *section == "path" {
                key.section = Section::Path;
                op.path_params.push(param);
            } else {
                key.section = Section::Query;
                op.query.push(param);
            }
        }
        ("body", [name, rest @ ..]) => {
            key.section = Section::Body;
            key.name = (*name).to_owned();
            add_field(&mut op.body, name, value(rest, false)?, wording)?;
        }
        ("status", [code]) => {
            let status = code.parse().with_context(|| format!("`{code}` is not a status code"))?;
            key.section = Section::Status(status);
            op.responses.push(Response { status, wording, fields: Vec::new() });
        }
        ("response", [code, name, rest @ ..]) => {
            let response = op.responses.last_mut().filter(|r| r.status.to_string() == **code);
            let response = response.with_context(|| format!("expected `status {code}` before its response fields"))?;
            key.section = Section::Response(response.status);
            key.name = (*name).to_owned();
            add_field(&mut response.fields, name, value(rest, false)?, wording)?;
        }
        _ => bail!("`{section}` with {} words after it is not a fact", rest.len()),
    }
    Ok(key)
}

/// Parses the part of a line after the name: a type, flags, constraints.
fn value(words: &[&str], is_param: bool) -> Result<FactValue> {
    let Some((ty, rest)) = words.split_first() else { bail!("expected a type") };
    let ty = Type::from_fact(ty).with_context(|| format!("`{ty}` is not a known type"))?;
    let mut value = FactValue { ty: Some(ty), is_param, ..FactValue::default() };
    let mut optional = false;
    for word in rest {
        let flag = match *word {
            "optional" if is_param => &mut optional,
            "required" => &mut value.required,
            "nullable" if !is_param => &mut value.nullable,
            "bare" if !is_param => &mut value.bare,
            "legacy" if is_param => &mut value.legacy,
            other => {
                let spelling = other.strip_prefix("spelling=").filter(|_| is_param && value.spelling.is_none());
                if let Some(spelling) = spelling {
                    value.spelling = Some(spelling.to_owned());
                } else {
                    ensure!(value.constraints.read_word(other), "`{other}` is not a flag or a constraint known here");
                }
                continue;
            }
        };
        ensure!(!*flag, "`{word}` stands there twice");
        *flag = true;
    }
    ensure!(!is_param || optional != value.required, "expected `required` or `optional`");
    Ok(value)
}

fn add_field(root: &mut Vec<Field>, path: &str, value: FactValue, wording: Wording) -> Result<()> {
    let parts: Vec<&str> = path.split('.').collect();
    ensure!(parts.len() <= MAX_DEPTH, "tables inside tables deeper than {MAX_DEPTH}");
    let Some((name, parents)) = parts.split_last() else { bail!("a field without a name") };
    let mut list = root;
    for parent in parents {
        let bare = parent.strip_suffix("[]").unwrap_or(parent);
        let owner = list.last_mut().filter(|f| f.name == bare && f.ty.has_fields());
        let owner = owner.with_context(|| format!("expected the object `{bare}` just before its fields"))?;
        ensure!(owner.ty.array == parent.ends_with("[]"), "`{parent}` and its own line disagree about being an array");
        list = &mut owner.table;
    }
    ensure!(!name.is_empty() && !name.contains('['), "`{name}` is not a field name");
    let ty = value.ty.context("a field has a type")?;
    list.push(Field {
        nullable: value.nullable,
        required: value.required,
        bare: value.bare,
        constraints: value.constraints,
        wording,
        ..Field::new(*name, ty)
    });
    Ok(())
}
