//! Writes the query of a request, with its filters and arrays, and adds the extra parameters, members and headers of a
//! call.

use std::fmt::Write as _;

use focus_api_raw::QueryPairs;
use reqwest::Request;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

/// How a query parameter with several values is written.
///
/// ```
/// use focus_api::Client;
/// use focus_api::filters::ArrayEncoding;
///
/// let builder = Client::builder().array_encoding(ArrayEncoding::Comma);
/// # let _ = builder;
/// ```
///
/// The vendor's texts call such parameters repeatable, but no call with two values is known to have worked. If the
/// service ignores a filter with two values, try another encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ArrayEncoding {
    /// `status_id=1&status_id=2`
    #[default]
    Repeat,
    /// `status_id=1,2`
    Comma,
    /// `status_id[]=1&status_id[]=2`, as the docs page writes the names.
    Brackets,
}

/// Writes the parameters of a query into a URL without a query, sorted by name, with arrays in the given encoding.
pub(crate) fn append_query(url: &mut Url, query: &impl QueryPairs, encoding: ArrayEncoding) {
    url.set_query(None);
    if query.is_unset() {
        return;
    }
    let mut pairs = url.query_pairs_mut();
    let mut text = String::new();
    query.visit_pairs(&mut |name, value| match encoding {
        ArrayEncoding::Comma => {
            text.clear();
            let mut separator = "";
            value.for_each(&mut |value| {
                let _ = write!(text, "{separator}{value}");
                separator = ",";
            });
            pairs.append_pair(name, &text);
        }
        ArrayEncoding::Repeat | ArrayEncoding::Brackets => value.for_each(&mut |element| {
            text.clear();
            let _ = write!(text, "{element}");
            if encoding == ArrayEncoding::Brackets && value.is_list() {
                pairs.append_pair(&format!("{name}[]"), &text);
            } else {
                pairs.append_pair(name, &text);
            }
        }),
    });
}

/// Changes the arrays in a query of the generated client, which repeats their names, to the given encoding.
pub(crate) fn spell_arrays(url: &mut Url, arrays: &[&str], encoding: ArrayEncoding) {
    if encoding != ArrayEncoding::Repeat {
        add_pairs(url, &[], arrays, encoding);
    }
}

/// Returns the first of the `pairs` that the query already has: the service may use either value. An array may have several.
pub(super) fn repeated<'a>(url: &Url, pairs: &'a [(String, String)], arrays: &[&str]) -> Option<&'a str> {
    let is_present = |name: &str| url.query_pairs().any(|(present, _)| present == name);
    let mut names = pairs.iter().map(|(name, _)| name.as_str());
    names.find(|name| !arrays.contains(name) && is_present(name))
}

/// Adds pairs to a query and writes the arrays among its parameters in the given encoding.
pub(super) fn add_pairs(url: &mut Url, pairs: &[(String, String)], arrays: &[&str], encoding: ArrayEncoding) {
    let is_array = |name: &str| arrays.contains(&name);
    let bare = |name: &str| name.strip_suffix("[]").filter(|bare| is_array(bare)).map(str::to_owned);
    let present = url.query_pairs().into_owned().map(|(name, value)| (bare(&name).unwrap_or(name), value));
    let mut all: Vec<(String, String)> = present.collect();
    all.extend(pairs.iter().cloned());
    if all.is_empty() {
        url.set_query(None);
        return;
    }
    match encoding {
        ArrayEncoding::Repeat => {}
        ArrayEncoding::Comma => {
            let mut joined: Vec<(String, String)> = Vec::with_capacity(all.len());
            for (name, value) in all {
                match joined.iter_mut().find(|(known, _)| *known == name && is_array(&name)) {
                    Some((_, values)) => *values = format!("{values},{value}"),
                    None => joined.push((name, value)),
                }
            }
            all = joined;
        }
        ArrayEncoding::Brackets => {
            for (name, _) in &mut all {
                if is_array(name) {
                    name.push_str("[]");
                }
            }
        }
    }
    url.query_pairs_mut().clear().extend_pairs(all);
}

/// Adds members to a JSON body: to an object, or to each object of an array.
pub(super) fn add_members(request: &mut Request, members: &Map<String, Value>) {
    if members.is_empty() {
        return;
    }
    let body = request.body().and_then(|body| body.as_bytes());
    let Some(mut body) = body.and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok()) else { return };
    match &mut body {
        Value::Object(object) => object.extend(members.clone()),
        Value::Array(items) => {
            items.iter_mut().filter_map(Value::as_object_mut).for_each(|object| object.extend(members.clone()));
        }
        _ => return,
    }
    *request.body_mut() = Some(body.to_string().into());
}

/// Adds or replaces headers. Headers with credentials and headers that frame the body are refused; the text names the
/// header.
pub(crate) fn add_headers(headers: &mut HeaderMap, extra: &[(String, String)]) -> Result<(), String> {
    const RESERVED: [&str; 4] = ["authorization", "content-length", "host", "transfer-encoding"];
    for (name, value) in extra {
        let refuse = |what: &str| format!("the header `{name}` {what}");
        if RESERVED.iter().any(|reserved| name.eq_ignore_ascii_case(reserved)) {
            return Err(refuse("is reserved for the client"));
        }
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refuse("has an invalid name"))?;
        let value = HeaderValue::from_str(value)
            .map_err(|_| refuse("has a value with characters that are not allowed in a header"))?;
        headers.insert(name, value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use focus_api_raw::IdFilter;
    use focus_api_raw::types::ListTasksQuery;

    use super::*;

    fn appended(encoding: ArrayEncoding) -> String {
        let mut url = Url::parse("http://localhost/tasks?").unwrap();
        let query = ListTasksQuery::new().page(1).status([7, 8]).tag(IdFilter::none());
        append_query(&mut url, &query, encoding);
        url.query().unwrap_or("no query").to_owned()
    }

    fn completed(encoding: ArrayEncoding) -> String {
        let mut url = Url::parse("http://localhost/tasks").unwrap();
        append_query(&mut url, &ListTasksQuery::new().page(1).status(7), encoding);
        let pairs = [("tag_id".to_owned(), String::new()), ("status_id".to_owned(), "8".to_owned())];
        add_pairs(&mut url, &pairs, &["status_id", "tag_id"], encoding);
        url.query().unwrap_or("no query").to_owned()
    }

    #[test]
    fn each_encoding_writes_arrays_in_another_form() {
        assert_eq!(appended(ArrayEncoding::Repeat), "page=1&status_id=7&status_id=8&tag_id=");
        assert_eq!(appended(ArrayEncoding::Comma), "page=1&status_id=7%2C8&tag_id=");
        assert_eq!(appended(ArrayEncoding::Brackets), "page=1&status_id%5B%5D=7&status_id%5B%5D=8&tag_id%5B%5D=");
    }

    #[test]
    fn added_pairs_are_appended_to_existing_arrays() {
        assert_eq!(completed(ArrayEncoding::Repeat), "page=1&status_id=7&tag_id=&status_id=8");
        assert_eq!(completed(ArrayEncoding::Comma), "page=1&status_id=7%2C8&tag_id=");
        assert_eq!(completed(ArrayEncoding::Brackets), "page=1&status_id%5B%5D=7&tag_id%5B%5D=&status_id%5B%5D=8");
    }

    #[test]
    fn an_empty_query_leaves_no_question_mark() {
        let mut url = Url::parse("http://localhost/tasks?").unwrap();
        append_query(&mut url, &ListTasksQuery::new(), ArrayEncoding::Repeat);
        assert_eq!(url.as_str(), "http://localhost/tasks");
    }
}
