//! Matches created tasks to their inputs.
//!
//! The order of the response is not documented, so the position of a task does not identify its input. Names are
//! compared first, then the other fields of the input that a response contains. If more than one assignment is
//! possible, the outcome is unknown.

use std::collections::HashMap;

use focus_api_raw::types::{NewTask, Task, TaskId};

use super::items::{ItemResult, Verdict};
use crate::decode::{self, Ids, RawElement};
use crate::error::Error;
use crate::policy::FilterGuard;
use crate::tasks::{Created, is_same_name};
use crate::transport::{Content, Response};

/// Returns one result for each input, in order.
pub(super) fn match_to_inputs(
    operation: &'static str,
    inputs: &[NewTask],
    response: &Response,
) -> Vec<ItemResult<Created>> {
    let context = &response.context;
    let unknown = |error: &Error| inputs.iter().map(|_| ItemResult::Unknown(error.clone())).collect();
    let body = match response.bytes() {
        Ok(body) => body,
        Err(error) => return unknown(&error),
    };
    let list = match decode::list::<RawElement>(operation, body, &FilterGuard::default(), Ids::Skip) {
        Ok(list) => list,
        Err(error) => {
            let what = format!("the response cannot be read: {error}");
            return unknown(&Error::outcome_unknown(operation, what).with_context(context));
        }
    };
    let elements = list.elements.into_iter().enumerate();
    let mut created: Vec<Option<Element>> = elements
        .map(|(index, element)| {
            Some(match element {
                Ok(RawElement(json)) => Element::read(operation, index, json.get().as_bytes(), response),
                Err(error) => Element::undecodable(error.with_context(context)),
            })
        })
        .collect();
    discard_repeated_ids(&mut created);
    let assignment = assign(inputs, &created);
    let what = format!(
        "{} tasks were sent, {} came back as created, and this input cannot be matched to one of them",
        inputs.len(),
        created.len()
    );
    let unmatched = Error::outcome_unknown(operation, what).with_context(context);
    assignment
        .into_iter()
        .map(|index| match index.and_then(|index| created[index].take()) {
            Some(Element::Created(created) | Element::Named { created, .. }) => ItemResult::Done(*created),
            Some(Element::Error(error)) => ItemResult::Rejected(error),
            Some(Element::Unclear) | None => ItemResult::Unknown(unmatched.clone()),
        })
        .collect()
}

/// One element of the response.
enum Element {
    Created(Box<Created>),
    /// A created task with an undecodable member. It has an id, and a name with which it is matched.
    Named {
        created: Box<Created>,
        /// The members that are compared, as far as they can be decoded.
        members: Box<Task>,
    },
    /// The element is an error instead of a task.
    Error(Error),
    /// The element does not say whether a task was created.
    Unclear,
}

impl Element {
    fn read(operation: &'static str, index: usize, json: &[u8], response: &Response) -> Self {
        match Verdict::of(response, index, json) {
            Verdict::Rejected(error) => return Self::Error(error),
            Verdict::Unclear => return Self::Unclear,
            Verdict::Confirmed => {}
        }
        let mut created = Created::decode(operation, Some(index), json);
        // Without a valid id, only a task with another undecodable member confirms that it was created.
        if created.id.is_none() && (created.task.is_some() || Content::of(json) != Content::Task) {
            return Self::Unclear;
        }
        created.decode_error = created.decode_error.map(|error| error.with_context(&response.context));
        let created = Box::new(created);
        if created.id.is_some() && created.task.is_none() {
            let members = decode::members_of_task(json, COMPARED);
            if let Some(members) = members.filter(|members| members.name.is_some()) {
                return Self::Named { created, members: Box::new(members) };
            }
        }
        Self::Created(created)
    }

    fn id(&self) -> Option<TaskId> {
        match self {
            Self::Created(created) | Self::Named { created, .. } => created.id,
            Self::Error(_) | Self::Unclear => None,
        }
    }

    fn undecodable(error: Error) -> Self {
        Self::Created(Box::new(Created { id: None, task: None, decode_error: Some(error) }))
    }

    /// Returns the task, or what is known of it.
    fn task(&self) -> Option<&Task> {
        match self {
            Self::Created(created) => created.task.as_ref(),
            Self::Named { members, .. } => Some(members),
            Self::Error(_) | Self::Unclear => None,
        }
    }
}

/// Discards elements with the same id: at most one of them has the id of its own task.
fn discard_repeated_ids(elements: &mut [Option<Element>]) {
    let mut count: HashMap<TaskId, usize> = HashMap::new();
    for id in elements.iter().flatten().filter_map(Element::id) {
        *count.entry(id).or_default() += 1;
    }
    for element in elements.iter_mut().flatten() {
        if element.id().is_some_and(|id| count.get(&id).is_some_and(|count| *count > 1)) {
            *element = Element::Unclear;
        }
    }
}

/// Returns, for each input, the index of its element if it is certain.
fn assign(inputs: &[NewTask], elements: &[Option<Element>]) -> Vec<Option<usize>> {
    let task = |index: usize| elements[index].as_ref().and_then(Element::task);
    let mut assignment = vec![None; inputs.len()];
    // If the content agrees at every position, the response has the order of the inputs, and elements without a task
    // belong to the input at their position.
    let in_order = inputs.len() == elements.len()
        && inputs.iter().enumerate().all(|(index, input)| task(index).is_none_or(|task| agrees(input, task)))
        && (0..elements.len()).any(|index| task(index).is_some());
    if in_order && !is_ambiguous_in_order(inputs, elements) {
        return (0..inputs.len()).map(Some).collect();
    }
    let mut is_taken = vec![false; elements.len()];
    for (input_index, input) in inputs.iter().enumerate() {
        // Inputs with the same content are interchangeable: each gets one of the elements that agree with them.
        let twins = inputs.iter().filter(|other| *other == input).count();
        let rivals = inputs.iter().filter(|other| *other != input);
        let candidates: Vec<usize> =
            (0..elements.len()).filter(|index| task(*index).is_some_and(|task| agrees(input, task))).collect();
        let is_contested = candidates
            .iter()
            .any(|index| rivals.clone().any(|rival| task(*index).is_some_and(|task| agrees(rival, task))));
        if is_contested || candidates.len() != twins {
            continue;
        }
        if let Some(index) = candidates.into_iter().find(|index| !is_taken[*index]) {
            is_taken[index] = true;
            assignment[input_index] = Some(index);
        }
    }
    assignment
}

/// Returns whether elements without a task could belong to more than one input.
fn is_ambiguous_in_order(inputs: &[NewTask], elements: &[Option<Element>]) -> bool {
    let has_task = |index: usize| elements[index].as_ref().and_then(Element::task).is_some();
    let without_task = (0..elements.len()).filter(|index| !has_task(*index)).count();
    // With one such element, all other inputs have a task. With more, the tasks around them determine their order only
    // if the names of all tasks differ.
    if without_task <= 1 {
        return false;
    }
    let mut names: Vec<&str> = inputs.iter().map(|input| input.name.trim()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

/// Writes `COMPARED` and `agrees` for these fields and the name.
macro_rules! compare {
    ($($field:ident),* $(,)?) => {
        /// The members of a task that are compared with those of an input.
        const COMPARED: &[&str] = &["name", $(stringify!($field)),*];

        /// Returns whether the fields of a created task agree with an input. The service may trim names, and may fill
        /// fields that the input does not have.
        fn agrees(input: &NewTask, task: &Task) -> bool {
            task.name.as_deref().is_some_and(|name| is_same_name(name, &input.name))
                $(&& repeats(input.$field.as_ref(), task.$field.as_ref()))*
        }
    };
}

compare! {
    project_id, parent_task_id, status_id, start_date, end_date, estimated_mins, priority, notes,
}

fn repeats<T: PartialEq>(sent: Option<&T>, found: Option<&T>) -> bool {
    match (sent, found) {
        (Some(sent), Some(found)) => sent == found,
        // A response may omit fields, and the service may fill fields that were not sent.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;

    fn element(index: usize, json: &Value) -> Option<Element> {
        let created = Created::decode("bulk_create_tasks", Some(index), json.to_string().as_bytes());
        Some(Element::Created(Box::new(created)))
    }

    fn elements(names: &[&str]) -> Vec<Option<Element>> {
        let element = |(index, name)| element(index, &json!({ "id": index + 1, "name": name }));
        names.iter().enumerate().map(element).collect()
    }

    fn assigned(inputs: &[&str], created: &[&str]) -> Vec<Option<usize>> {
        let inputs: Vec<NewTask> = inputs.iter().map(|name| NewTask::new(*name)).collect();
        assign(&inputs, &elements(created))
    }

    #[test]
    fn tasks_in_another_order_are_matched_by_name() {
        assert_eq!(assigned(&["a", "b", "c"], &["c", "b", "a"]), [Some(2), Some(1), Some(0)]);
    }

    #[test]
    fn a_missing_task_leaves_its_input_unknown() {
        assert_eq!(assigned(&["a", "b", "c"], &["c", "a"]), [Some(1), None, Some(0)]);
    }

    #[test]
    fn equal_inputs_are_interchangeable_unless_one_is_missing() {
        assert_eq!(assigned(&["a", "a", "b"], &["b", "a", "a"]), [Some(1), Some(2), Some(0)]);
        assert_eq!(assigned(&["a", "a", "b"], &["b", "a"]), [None, None, Some(0)]);
    }

    #[test]
    fn a_task_with_an_unknown_name_matches_no_input() {
        assert_eq!(assigned(&["a", "b"], &["a", "x"]), [Some(0), None]);
    }

    #[test]
    fn elements_without_a_task_are_matched_by_position_only_if_it_is_certain() {
        for (inputs, created, expected) in [
            (["a", "b", "c"], ["a", "?", "?"], [Some(0), Some(1), Some(2)]),
            (["a", "a", "c"], ["?", "a", "c"], [Some(0), Some(1), Some(2)]),
            // Which of the two inputs named `a` the task belongs to is unknown.
            (["a", "a", "c"], ["?", "a", "?"], [None, None, None]),
        ] {
            let mut elements = elements(&created);
            for (element, name) in elements.iter_mut().zip(created) {
                if name == "?" {
                    *element = Some(Element::undecodable(Error::outcome_unknown("bulk_create_tasks", "no task")));
                }
            }
            assert_eq!(assign(&inputs.map(NewTask::new), &elements), expected, "{inputs:?} came back as {created:?}");
        }
    }

    #[test]
    fn inputs_with_the_same_name_are_matched_by_each_field_that_a_response_repeats() {
        for (field, first, second) in [
            ("project_id", json!(1), json!(2)),
            ("parent_task_id", json!(1), json!(2)),
            ("status_id", json!(1), json!(2)),
            ("start_date", json!("2026-03-01"), json!("2026-03-02")),
            ("end_date", json!("2026-03-01"), json!("2026-03-02")),
            ("estimated_mins", json!(1), json!(2)),
            ("priority", json!("low"), json!("high")),
            ("notes", json!("one"), json!("two")),
        ] {
            let input = |value: &Value| from_value::<NewTask>(json!({ "name": "a", field: value })).unwrap();
            let element = |index, value: &Value| element(index, &json!({ "id": index + 1, "name": "a", field: value }));
            let inputs = [input(&first), input(&second)];
            let elements = [element(0, &second), element(1, &first)];
            assert_eq!(assign(&inputs, &elements), [Some(1), Some(0)], "{field} must be compared");
        }
    }
}
