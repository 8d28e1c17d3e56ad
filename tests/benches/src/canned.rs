//! The JSON that the server sends: tasks, pages and streamed lists, the same on every run.
//!
//! Every task has priority `high`, so that a filter on it holds for all of them. `server.rs` sends them.

use std::fmt::Write;

/// The number of members that no version of the crate knows, which are added to a task.
const UNKNOWN_MEMBERS: usize = 12;

/// The members of a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// The members that the OpenAPI document describes.
    #[default]
    Known,
    /// The same, and 12 members it does not describe: numbers, texts, a flag, a list and an object.
    Extended,
}

/// Returns task number `index`, about 700 bytes.
#[must_use]
pub fn task(index: u64, shape: Shape) -> String {
    let (project, status, day) = (index % 40, index % 5, index % 28 + 1);
    let mut text = format!(
        concat!(
            r##"{{"id":{id},"workspace_id":5678,"toggl_user_id":9001,"name":"Write the launch post, part {index}","##,
            r##""notes":"First draft\nAsk \"{index}\" people, then \u00e9dit.","color":"#e36a00","##,
            r##""project_id":{project},"project":{{"id":{project},"name":"Website relaunch","color":"#2da608","private":false}},"##,
            r##""status_id":{status},"status":{{"id":{status},"name":"In progress","type":"active","emoji":"📌"}},"##,
            r##""priority":"high","start_date":"2026-03-{day:02}","end_date":"2026-04-{day:02}","estimated_mins":90,"##,
            r##""tag_ids":[11,12],"tags":[{{"id":11,"name":"press","color":"#c9806b"}},{{"id":12,"name":"web","color":"#0b83d9"}}],"##,
            r##""assignee_user_ids":[9001,9002],"pinned":false,"private":false,"billable":true,"position":{index},"##,
            r##""sub_task_total_count":3,"sub_task_done_count":1,"created_at":"2026-02-03T10:20:30Z","##,
            r##""updated_at":"2026-03-{day:02}T08:09:10.123456Z""##,
        ),
        id = 1_000_000_000 + index,
        index = index,
        project = 100 + project,
        status = 20 + status,
        day = day,
    );
    if shape == Shape::Extended {
        for number in 0..UNKNOWN_MEMBERS {
            // Infallible for a `String`.
            let _ = match number % 6 {
                0 => write!(text, r#","later_{number}":{index}"#),
                1 => write!(text, r#","later_{number}":"text of task {index}""#),
                2 => write!(text, r#","later_{number}":true"#),
                3 => write!(text, r#","later_{number}":[1,2,3]"#),
                4 => write!(text, r#","later_{number}":{{"id":{index},"name":"nested"}}"#),
                _ => write!(text, r#","later_{number}":null"#),
            };
        }
    }
    text.push('}');
    text
}

/// Returns a task as in the response of a `get`, with its complete parent.
#[must_use]
pub fn task_with_parent(shape: Shape) -> String {
    let mut text = task(1, shape);
    text.pop();
    format!("{text},\"parent\":{}}}", task(2, shape))
}

/// A paged list whose text is built once.
#[derive(Clone, Debug)]
pub struct PagedList {
    tasks: Vec<String>,
}

impl PagedList {
    /// Returns a list of `tasks` tasks with different ids.
    #[must_use]
    pub fn new(tasks: u64, shape: Shape) -> Self {
        Self { tasks: (0..tasks).map(|index| task(index, shape)).collect() }
    }

    /// Returns page `page`, counted from 1.
    #[must_use]
    pub fn page(&self, page: usize, per_page: usize) -> String {
        let first = (page.max(1) - 1).saturating_mul(per_page).min(self.tasks.len());
        let last = first.saturating_add(per_page).min(self.tasks.len());
        let (data, total) = (self.tasks[first..last].join(","), self.tasks.len());
        format!(r#"{{"data":[{data}],"page":{page},"per_page":{per_page},"total":{total}}}"#)
    }
}

/// A JSON array of tasks that is never completely in memory.
#[derive(Clone, Debug)]
pub struct StreamedList {
    tasks: u64,
    block: u64,
    block_text: String,
    shape: Shape,
}

impl StreamedList {
    /// Returns a list of `tasks` tasks; their text repeats after a thousand.
    #[must_use]
    pub fn new(tasks: u64, shape: Shape) -> Self {
        const BLOCK: u64 = 1000;
        Self { tasks, block: BLOCK, block_text: join(BLOCK, shape), shape }
    }

    /// Passes the body to `write`, in parts.
    ///
    /// # Errors
    /// The first error of `write`.
    pub fn write<E>(&self, mut write: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        write(b"[")?;
        let (blocks, rest) = (self.tasks / self.block, self.tasks % self.block);
        for number in 0..blocks {
            if number > 0 {
                write(b",")?;
            }
            write(self.block_text.as_bytes())?;
        }
        if rest > 0 {
            if blocks > 0 {
                write(b",")?;
            }
            write(join(rest, self.shape).as_bytes())?;
        }
        write(b"]")
    }
}

fn join(tasks: u64, shape: Shape) -> String {
    (0..tasks).map(|index| task(index, shape)).collect::<Vec<_>>().join(",")
}
