//! Shows the crate in one minute: filters, pages, a stream, a change that clears a field, a bulk change, an error, and
//! the number of requests of each step.
//!
//! ```text
//! cargo run --example tour              # on a sample workspace in this process
//! cargo run --example tour -- --write   # on your workspace, if the variables below are set
//! ```
//!
//! With `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID` set it connects to Toggl Focus and
//! only reads, with four to six requests. With `--write` it also creates one task there, patches it and deletes it
//! again.
//!
//! Expected: a report of seven steps; the last one says how many requests are left in this hour.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/terminal.rs"]
mod terminal;

use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::time::Duration;

use anyhow::{Result, bail};
pub(crate) use demo::Demo;
use focus_api::chrono::TimeDelta;
use focus_api::filters::TaskState;
use focus_api::{IdFilter, NewTask, OrderBy, Priority, Quota, Task, TaskExt, TaskId, TaskPatch, Tasks, printable};
use terminal::{day, fit, hours, unless_closed, wrap};

const USAGE: &str = "\
Usage: tour [--write]

  --write  on a real workspace: also create one task, patch it and delete it again";

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut out = stdout().lock();
    unless_closed(match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => run(false, &Demo::connect()?, &mut out).await,
        ["--write"] => run(true, &Demo::connect()?, &mut out).await,
        ["--help" | "-h"] => writeln!(out, "{USAGE}").map_err(Into::into),
        _ => bail!("unknown arguments: {}\n\n{USAGE}", arguments.join(" ")),
    })
}

pub(crate) async fn run(write: bool, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let tasks = demo.tasks();
    let mut costs = Costs::default();
    let workspace = if demo.fake().is_some() { "a sample workspace in this process" } else { "Toggl Focus" };
    writeln!(out, "focus-api, a tour of {workspace} on {}", demo.today())?;

    heading(out, 1, "One page: open tasks of high priority, ordered by due date")?;
    let urgent = tasks.list().priority([Priority::High]).state([TaskState::Active]);
    let page = urgent.order_by([OrderBy::EndDate.asc()]).per_page(4_u32).await?;
    for task in &page.tasks {
        writeln!(out, "   {}  {}  {}", day(task.due()), fit(task.title(), 42), printable(project(task)))?;
    }
    if let Some(total) = page.total {
        writeln!(out, "   {} of {total} tasks", page.len())?;
    }
    costs.add("one page", tasks);

    heading(out, 2, "All pages: open tasks of at most two hours without an assignee")?;
    let (mut count, mut effort) = (0, Duration::ZERO);
    let free = tasks.list().assignee(IdFilter::none()).state([TaskState::Active]).estimated_minutes(1..=120);
    // Each page is a request; the limit keeps the tour cheap on a real workspace where many tasks match.
    let mut free = free.max_requests(3).items();
    while let Some(task) = free.next().await {
        count += 1;
        effort += task?.estimate().unwrap_or_default();
    }
    writeln!(out, "   {count} tasks, {} hours", hours(effort))?;
    costs.add("all pages", tasks);

    heading(out, 3, "The complete workspace, decoded while it arrives")?;
    let mut all = tasks.stream().await?;
    let mut projects: BTreeMap<String, Sums> = BTreeMap::new();
    let mut overdue: Vec<TaskId> = Vec::new();
    while let Some(task) = all.next().await {
        let task = task?;
        let late = task.is_overdue(demo.today()) && !task.is_archived();
        if late {
            overdue.push(task.id);
        }
        projects.entry(project(&task).to_owned()).or_default().add(&task, late);
    }
    writeln!(out, "   {}  tasks   open  overdue  tracked", fit("project", 24))?;
    let mut all = Sums::default();
    for (name, sums) in &projects {
        all.merge(sums);
        writeln!(out, "   {}  {sums}", fit(name, 24))?;
    }
    writeln!(out, "   {}  {all}", fit("all", 24))?;
    costs.add("stream", tasks);

    heading(out, 4, "A task is created, and a patch clears its due date")?;
    if write || demo.fake().is_some() {
        let last = demo.today() + TimeDelta::days(11);
        let task = NewTask::new("focus-api tour, safe to delete").priority(Priority::Low).due(last).notes("Hello");
        let task = tasks.create(task).await?.into_task()?;
        show(out, "created", &task)?;
        // The task is deleted whether or not the patch succeeds.
        let patched = patch(tasks, task.id).await;
        tasks.delete(task.id).await?;
        show(out, "patched", &patched?)?;
        costs.add("create, patch, get, delete", tasks);
    } else {
        writeln!(out, "   skipped: this is a real workspace. With --write, one task is created and deleted again")?;
    }

    heading(out, 5, "Every overdue task gets a new date, 100 tasks per request")?;
    if demo.fake().is_some() {
        let report = tasks.bulk().patch_all(overdue, TaskPatch::new().due(demo.today())).await;
        writeln!(out, "   {report}")?;
        costs.add("bulk patch", tasks);
    } else {
        writeln!(out, "   skipped: this is a real workspace. {} tasks are overdue", overdue.len())?;
    }

    heading(out, 6, "An error names the operation, the cause and the next step")?;
    if let Err(error) = tasks.get(1).await {
        for line in wrap(&error.to_string(), 76) {
            writeln!(out, "   {line}")?;
        }
        writeln!(out, "   {:?}, for a program: error.is_not_found() is {}", error.kind(), error.is_not_found())?;
    }
    costs.add("get, of a task that does not exist", tasks);

    heading(out, 7, "Requests of each step")?;
    costs.print(out)?;
    Ok(())
}

/// Changes the priority and clears the date, which is sent as `null`. The notes are not sent and stay unchanged.
async fn patch(tasks: &Tasks, id: TaskId) -> Result<Task, focus_api::Error> {
    tasks.patch(id, TaskPatch::new().priority(Priority::High).clear_end_date()).await?;
    // The response of a patch is empty, so reading the result takes another request.
    tasks.get(id).await
}

fn show(out: &mut impl Write, what: &str, task: &Task) -> Result<()> {
    let notes = printable(task.notes.as_deref().unwrap_or("–"));
    let title = printable(task.title());
    let (due, priority) = (day(task.due()), fit(task.effective_priority().as_str(), 6));
    writeln!(out, "   {what}   due {due}   priority {priority}   notes {notes}   \"{title}\"")?;
    Ok(())
}

fn heading(out: &mut impl Write, number: usize, text: &str) -> Result<()> {
    writeln!(out, "\n{number}  {text}")?;
    Ok(())
}

fn project(task: &Task) -> &str {
    task.project_name().unwrap_or("(no project)")
}

#[derive(Default)]
struct Sums {
    tasks: usize,
    open: usize,
    overdue: usize,
    tracked: Duration,
}

impl Sums {
    fn add(&mut self, task: &Task, late: bool) {
        self.tasks += 1;
        self.open += usize::from(!task.is_done() && !task.is_archived());
        self.overdue += usize::from(late);
        self.tracked += task.tracked().unwrap_or_default();
    }

    fn merge(&mut self, other: &Self) {
        self.tasks += other.tasks;
        self.open += other.open;
        self.overdue += other.overdue;
        self.tracked += other.tracked;
    }
}

impl std::fmt::Display for Sums {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>5}  {:>5}  {:>7}  {:>7}", self.tasks, self.open, self.overdue, hours(self.tracked))
    }
}

/// The requests of each step, as the client counts them, and the latest quota that the service reported.
#[derive(Default)]
struct Costs {
    steps: Vec<(&'static str, u64)>,
    quota: Quota,
}

impl Costs {
    fn add(&mut self, step: &'static str, tasks: &Tasks) {
        let before: u64 = self.steps.iter().map(|(_, spent)| spent).sum();
        self.steps.push((step, tasks.workspace().client().requests_sent() - before));
        self.quota = tasks.workspace().quota().unwrap_or_default();
    }

    fn print(&self, out: &mut impl Write) -> Result<()> {
        for (step, spent) in &self.steps {
            writeln!(out, "   {}  {spent:>3}", fit(step, 36))?;
        }
        let all: u64 = self.steps.iter().map(|(_, spent)| spent).sum();
        let left = self
            .quota
            .remaining
            .map_or("the service did not report the quota".to_owned(), |left| format!("{left} left"));
        let reset =
            self.quota.resets_in.map(|time| format!(", the next hour begins in {} min", time.as_secs().div_ceil(60)));
        writeln!(out, "   {}  {all:>3}   {left}{}", fit("requests in total", 36), reset.unwrap_or_default())?;
        Ok(())
    }
}
