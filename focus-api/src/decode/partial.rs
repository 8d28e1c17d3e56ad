//! Reads some members of a task from its JSON, as [`Task`] reads them.
//!
//! For elements that are not decoded as a `Task`: the other members of such an element may have any value, and each of
//! these members is read in every form that a `Task` accepts.

use std::borrow::Cow;
use std::fmt;

use focus_api_raw::types::Task;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Some members of a task. A member that cannot be decoded is absent.
#[derive(Debug)]
pub(super) struct PartialTask {
    pub(super) task: Task,
    /// The members that cannot be decoded, with the reason.
    pub(super) undecodable: Vec<(&'static str, serde_json::Error)>,
}

impl PartialTask {
    /// Reads the members with these names. Returns `None` if the JSON is not an object.
    // See `task_with` for the reason of `inline`.
    #[inline]
    pub(super) fn read(json: &[u8], names: &[&'static str]) -> Option<Self> {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let mut members = Members(names).deserialize(&mut deserializer).ok()?;
        let mut undecodable = Vec::new();
        let task = match task_with(&members) {
            Ok(task) => task,
            Err(_) => {
                members.retain(|member| {
                    let refused = task_with(std::slice::from_ref(member)).err();
                    let is_decodable = refused.is_none();
                    undecodable.extend(refused.map(|why| (member.0, why)));
                    is_decodable
                });
                task_with(&members).ok()?
            }
        };
        Some(Self { task, undecodable })
    }
}

type Member<'a> = (&'static str, &'a RawValue);

/// Returns a task with these members.
// Through text, which is what the elements of lists are decoded from, and inline: then it is compiled in the program, whose
// decoder of tasks it shares. Compiled here, it would be a second decoder, of 160 kB.
#[inline]
fn task_with(members: &[Member<'_>]) -> Result<Task, serde_json::Error> {
    let mut json = r#"{"id":1"#.to_owned();
    for (name, value) in members {
        json.extend([",\"", name, "\":", value.get()]);
    }
    json.push('}');
    serde_json::from_str(&json)
}

/// Reads the members of an object that have one of these names. The last one counts if a name is repeated.
struct Members<'n>(&'n [&'static str]);

/// The name of a member.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = Vec<Member<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members: Self::Value = Vec::new();
        while let Some(Name(name)) = map.next_key()? {
            match self.0.iter().find(|wanted| **wanted == name) {
                Some(name) => {
                    let value = map.next_value()?;
                    members.retain(|(known, _)| known != name);
                    members.push((name, value));
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<(Task, Vec<&'static str>)> {
        let partial = PartialTask::read(json.as_bytes(), &["name", "pinned", "end_date"])?;
        Some((partial.task, partial.undecodable.into_iter().map(|(name, _)| name).collect()))
    }

    #[test]
    fn each_member_is_read_by_itself_in_the_forms_of_a_task() {
        let (task, undecodable) = read(r#"{"x":1e999,"pinned":"1","na\u006de":7,"end_date":""}"#).unwrap();
        assert_eq!((task, undecodable), (Task::new(1).pinned(true), vec!["name"]));
        let (task, undecodable) = read(r#"{"name":"a","id":{},"name":"b","pinned":null}"#).unwrap();
        assert_eq!((task, undecodable), (Task::new(1).name("b"), vec![]));
        assert!(read("7").is_none() && read(r#"{"name":"a""#).is_none());
    }
}
