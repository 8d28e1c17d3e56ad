//! Reads a `curl` command as its parts: the method, the address, headers, the body.
//!
//! `example` compares them with the operation. A part that is not known is returned, never dropped.

/// A part of a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    Method(String),
    Address(String),
    Header(String),
    Body(String),
    /// Basic authentication.
    User,
    Form,
    Unknown(String),
}

/// Options that change how curl behaves, not what it sends.
const QUIET: [&str; 9] = ["-L", "-S", "-i", "-k", "-s", "-v", "--location", "--silent", "--verbose"];

/// Returns whether a command ends inside quotes, so that it continues on the next line.
pub(super) fn is_open(command: &str) -> bool {
    words(command).1
}

/// Returns the parts of a command.
pub(super) fn parts(command: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let mut words = words(command).0.into_iter().skip(1);
    while let Some(word) = words.next() {
        let (option, attached) = split(&word);
        let mut value = || attached.clone().or_else(|| words.next()).unwrap_or_default();
        out.push(match option.as_str() {
            "-X" | "--request" => Part::Method(value()),
            "--url" => Part::Address(value()),
            "-H" | "--header" => Part::Header(value()),
            "-d" | "--data" | "--data-raw" | "--data-binary" => Part::Body(value()),
            "-u" | "--user" => {
                value();
                Part::User
            }
            "-F" | "--form" => {
                value();
                Part::Form
            }
            quiet if QUIET.contains(&quiet) => continue,
            address if address.contains("://") => Part::Address(word),
            _ => Part::Unknown(word),
        });
    }
    out
}

/// Splits `--header=value` and `-XPOST` into the option and its value.
fn split(word: &str) -> (String, Option<String>) {
    if let (true, Some((option, value))) = (word.starts_with("--"), word.split_once('=')) {
        return (option.to_owned(), Some(value.to_owned()));
    }
    match word.split_at_checked(2) {
        Some((option @ ("-X" | "-H" | "-d" | "-u" | "-F"), value)) if !value.is_empty() => {
            (option.to_owned(), Some(value.to_owned()))
        }
        _ => (word.to_owned(), None),
    }
}

/// Splits a command into words as a shell does, and returns whether it ends inside quotes.
fn words(command: &str) -> (Vec<String>, bool) {
    let mut out = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('"'), '\\') if chars.peek().is_some_and(|next| matches!(next, '"' | '\\')) => {
                word.get_or_insert_default().extend(chars.next());
            }
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => out.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    (out, quote.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_on_one_line_and_options_with_their_values_attached_are_read() {
        let found = parts(r#"curl -sS -XPOST --url=https://a/b -H "A: \"b\" c" -d'{"d": 1}' -u a:b --form x=@y -o z"#);
        let expected = [
            Part::Unknown("-sS".to_owned()),
            Part::Method("POST".to_owned()),
            Part::Address("https://a/b".to_owned()),
            Part::Header("A: \"b\" c".to_owned()),
            Part::Body("{\"d\": 1}".to_owned()),
            Part::User,
            Part::Form,
            Part::Unknown("-o".to_owned()),
            Part::Unknown("z".to_owned()),
        ];
        assert_eq!(found, expected);
        assert!(is_open("curl -d '{"));
    }
}
