//! Reads the facts file back into an inventory.
//!
//! The file is written by a program but merged by git and people, so every line is held against those before it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};

use super::{FORMAT, Key, Section};
use crate::docs::inventory::{
    BodyShape, Field, Inventory, MAX_DEPTH, Method, Operation, PREFIX, Param, Response, Type, Wording,
};

/// Reads the file back. The counts of its header must hold: a merge that lost lines is noticed here.
///
/// # Errors
/// A line that is not a fact, a fact that does not follow from those before it, or counts that differ.
pub(crate) fn from_text(text: &str) -> Result<Inventory> {
    let mut inventory = Inventory::default();
    let mut counts = None;
    let mut seen = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if let Some(comment) = line.strip_prefix('#') {
            if let Some(rest) = comment.trim().strip_prefix("format ") {
                counts = Some(header(rest).with_context(|| format!("line {number}"))?);
            }
            if let Some(prefix) = comment.trim().strip_prefix("prefix ") {
                let known = prefix.split(' ').next() == Some(PREFIX);
                ensure!(known, "line {number}: paths follow another prefix; this xtask knows {PREFIX}");
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let key = add_line(&mut inventory, line).with_context(|| format!("line {number}: `{line}`"))?;
        if let Some(first) = seen.insert(key, number) {
            bail!("line {number} says the same thing as line {first}: `{line}`");
        }
    }
    let (operations, facts) = counts.context("no header line `# format 1, operations N, facts N`")?;
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
        part.trim().parse().with_context(|| format!("`{word}{part}` is no count"))
    };
    let format = rest.split(',').next().unwrap_or_default();
    ensure!(format == FORMAT.to_string(), "facts of format {format}; this xtask reads format {FORMAT}");
    Ok((number("operations ")?, number("facts ")?))
}

/// Adds one fact and answers what it was about.
fn add_line(inventory: &mut Inventory, line: &str) -> Result<Key> {
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
    let method = Method::parse(method).with_context(|| format!("`{method}` is no method"))?;
    ensure!(path.starts_with('/'), "a path begins with `/`");
    let mut key = Key { method, path: (*path).to_owned(), section: Section::Title, name: String::new() };
    if *section == "title" {
        ensure!(inventory.operation(method, path).is_none(), "this operation was listed before");
        ensure!(rest.is_empty(), "nothing but a hash follows `title`");
        inventory.operations.push(Operation::new(method, *path, wording));
        return Ok(key);
    }
    let op = inventory.operations.last_mut().filter(|o| o.method == method && o.path == *path);
    let op = op.with_context(|| format!("expected `{method} {path} title` before other facts of this operation"))?;
    match (*section, rest) {
        ("summary", []) => {
            key.section = Section::Summary;
            op.summary = wording;
        }
        ("example", [shape]) => {
            key.section = Section::Example;
            op.example = Some(match *shape {
                "object" => BodyShape::Object,
                "array" => BodyShape::Array,
                other => bail!("an example is `object` or `array`, not `{other}`"),
            });
        }
        ("path" | "query", [name, ty, required, flags @ ..]) => {
            let param = param(name, ty, required, flags, wording)?;
            key.name.clone_from(&param.name);
            if *section == "path" {
                key.section = Section::Path;
                op.path_params.push(param);
            } else {
                key.section = Section::Query;
                op.query.push(param);
            }
        }
        ("body", [name, ty, flags @ ..]) => {
            key.section = Section::Body;
            key.name = (*name).to_owned();
            add_field(&mut op.body, name, ty, flags, wording)?;
        }
        ("status", [code]) => {
            let status = code.parse().with_context(|| format!("`{code}` is no status code"))?;
            key.section = Section::Status(status);
            op.responses.push(Response { status, wording, fields: Vec::new() });
        }
        ("response", [code, name, ty, flags @ ..]) => {
            let response = op.responses.last_mut().filter(|r| r.status.to_string() == **code);
            let response = response.with_context(|| format!("expected `status {code}` before its response fields"))?;
            key.section = Section::Response(response.status);
            key.name = (*name).to_owned();
            add_field(&mut response.fields, name, ty, flags, wording)?;
        }
        _ => bail!("`{section}` with {} words after it is no fact", rest.len()),
    }
    Ok(key)
}

fn param(name: &str, ty: &str, required: &str, flags: &[&str], wording: Wording) -> Result<Param> {
    Ok(Param {
        name: name.to_owned(),
        ty: parse_type(ty)?,
        required: match required {
            "required" => true,
            "optional" => false,
            other => bail!("expected `required` or `optional`, found `{other}`"),
        },
        legacy: flag(flags, "legacy")?,
        wording,
    })
}

fn add_field(root: &mut Vec<Field>, path: &str, ty: &str, flags: &[&str], wording: Wording) -> Result<()> {
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
    ensure!(!name.is_empty() && !name.contains('['), "`{name}` is no field name");
    let nullable = flag(flags, "nullable")?;
    list.push(Field { name: (*name).to_owned(), ty: parse_type(ty)?, nullable, wording, table: Vec::new() });
    Ok(())
}

fn parse_type(word: &str) -> Result<Type> {
    Type::from_fact(word).with_context(|| format!("`{word}` is none of the page's types"))
}

fn flag(flags: &[&str], known: &str) -> Result<bool> {
    match flags {
        [] => Ok(false),
        [one] if *one == known => Ok(true),
        other => bail!("expected nothing or `{known}`, found `{}`", other.join(" ")),
    }
}
