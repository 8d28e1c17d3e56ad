//! Finishing a request: query pairs the generated method does not know, the spelling of lists, extra body fields.

use reqwest::Request;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

/// How a query parameter with several values is spelled.
///
/// Official texts call such parameters repeatable; nobody has published a call with two values that was seen to work. If
/// a filter with two values turns out to be ignored, another spelling may be understood.
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

/// Adds pairs to the query and spells its lists as wanted.
pub(super) fn complete_query<'a>(
    url: &mut Url,
    pairs: impl Iterator<Item = &'a (String, String)>,
    lists: &[&str],
    encoding: ArrayEncoding,
) {
    let mut all: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    all.extend(pairs.cloned());
    if all.is_empty() {
        // The generated methods leave a lone `?` behind when nothing is set.
        url.set_query(None);
        return;
    }
    let is_list = |name: &str| lists.contains(&name);
    match encoding {
        ArrayEncoding::Repeat => {}
        ArrayEncoding::Comma => {
            let mut joined: Vec<(String, String)> = Vec::with_capacity(all.len());
            for (name, value) in all {
                match joined.iter_mut().find(|(known, _)| *known == name && is_list(&name)) {
                    Some((_, values)) => *values = format!("{values},{value}"),
                    None => joined.push((name, value)),
                }
            }
            all = joined;
        }
        ArrayEncoding::Brackets => {
            for (name, _) in &mut all {
                if is_list(name) {
                    name.push_str("[]");
                }
            }
        }
    }
    url.query_pairs_mut().clear().extend_pairs(all);
}

/// Adds fields to a JSON body: to the object, or to each object of the list.
pub(super) fn complete_body(request: &mut Request, extra: &Map<String, Value>) {
    if extra.is_empty() {
        return;
    }
    let body = request.body().and_then(|body| body.as_bytes());
    let Some(mut body) = body.and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok()) else { return };
    match &mut body {
        Value::Object(object) => object.extend(extra.clone()),
        Value::Array(items) => {
            items.iter_mut().filter_map(Value::as_object_mut).for_each(|object| object.extend(extra.clone()));
        }
        _ => return,
    }
    *request.body_mut() = Some(body.to_string().into());
}

/// A filter set as query pairs: one for each value, sorted by name.
pub(crate) fn pairs(query: &impl Serialize) -> Vec<(String, String)> {
    let Ok(Value::Object(fields)) = serde_json::to_value(query) else { return Vec::new() };
    let mut fields: Vec<(String, Value)> = fields.into_iter().collect();
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    let mut pairs = Vec::new();
    for (name, value) in fields {
        match value {
            Value::Null => {}
            Value::Array(values) => pairs.extend(values.iter().map(|value| (name.clone(), plain(value)))),
            value => pairs.push((name, plain(&value))),
        }
    }
    pairs
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The organization a request belongs to, read off its path; 0 where there is none.
pub(super) fn organization(url: &Url) -> i64 {
    let mut segments = url.path_segments().into_iter().flatten().skip_while(|segment| *segment != "organizations");
    segments.nth(1).and_then(|id| id.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)], encoding: ArrayEncoding) -> String {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let mut url = Url::parse("http://localhost/tasks?").unwrap();
        complete_query(&mut url, pairs.iter(), &["status_id", "tag_id"], encoding);
        url.query().unwrap_or("no query at all").to_owned()
    }

    const PAIRS: [(&str, &str); 4] = [("page", "1"), ("status_id", "7"), ("tag_id", ""), ("status_id", "8")];

    #[test]
    fn each_encoding_spells_lists_in_its_own_way() {
        assert_eq!(query(&PAIRS, ArrayEncoding::Repeat), "page=1&status_id=7&tag_id=&status_id=8");
        assert_eq!(query(&PAIRS, ArrayEncoding::Comma), "page=1&status_id=7%2C8&tag_id=");
        assert_eq!(query(&PAIRS, ArrayEncoding::Brackets), "page=1&status_id%5B%5D=7&tag_id%5B%5D=&status_id%5B%5D=8");
    }

    #[test]
    fn an_empty_query_leaves_no_question_mark() {
        assert_eq!(query(&[], ArrayEncoding::Repeat), "no query at all");
    }

    #[test]
    fn the_organization_is_read_off_the_path() {
        let url = Url::parse("http://localhost/api/organizations/42/workspaces/7/tasks").unwrap();
        assert_eq!(organization(&url), 42);
        assert_eq!(organization(&Url::parse("http://localhost/").unwrap()), 0);
    }
}
