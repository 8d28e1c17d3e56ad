//! What the crate does, in one minute: filters, pages, a stream, a change that clears a field, a bulk edit, an error
//! read aloud, and what all of it cost.
//!
//! ```text
//! cargo run --example tour              # on a made-up workspace that lives in this process
//! cargo run --example tour -- --write   # on yours, if the three variables below are set
//! ```
//!
//! With `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID` set it talks to Toggl Focus and only
//! reads, four to six requests. `--write` lets it create one task there, patch it and delete it again.
//!
//! Expected: a report in seven steps; the last one says how much of the hour's requests is left.

use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::time::Duration;

use anyhow::Result;
use clap::Parser;
use focus_api::chrono::TimeDelta;
use focus_api::filters::TaskState;
use focus_api::{IdFilter, NewTask, OrderBy, Priority, Quota, Task, TaskExt, TaskId, TaskPatch, Tasks};
use focus_tests::{Demo, day, fit, hours, wrap};

#[derive(Parser)]
#[command(about = "What the crate does, in one minute")]
pub(crate) struct Args {
    /// On a real workspace: also create one task, patch it and delete it again.
    #[arg(long)]
    write: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    run(Args::parse(), &Demo::connect()?, &mut stdout().lock()).await
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let tasks = demo.tasks();
    let mut bill = Bill::default();
    let place = if demo.fake().is_some() { "a made-up workspace in this process" } else { "Toggl Focus" };
    writeln!(out, "focus-api, a tour through {place} on {}", demo.today())?;

    heading(out, 1, "One page: open tasks of high priority, the first due first")?;
    let urgent = tasks.list().priority([Priority::High]).state([TaskState::Active]);
    let page = urgent.order_by([OrderBy::EndDate.asc()]).per_page(4_u32).await?;
    for task in &page.tasks {
        writeln!(out, "   {}  {}  {}", day(task.due()), fit(task.title(), 42), project(task))?;
    }
    if let Some(total) = page.total {
        writeln!(out, "   {} of {total} tasks", page.len())?;
    }
    bill.enter("one page", tasks);

    heading(out, 2, "All pages: up to two hours of work, and nobody has taken it")?;
    let (mut count, mut effort) = (0, Duration::ZERO);
    let free = tasks.list().assignee(IdFilter::none()).state([TaskState::Active]).estimated_minutes(1..=120);
    // Each page is a request: on somebody's real workspace a tour should stay cheap, however many tasks there are.
    let mut free = free.max_requests(3).items();
    while let Some(task) = free.next().await {
        count += 1;
        effort += task?.estimate().unwrap_or_default();
    }
    writeln!(out, "   {count} tasks, {} hours", hours(effort))?;
    bill.enter("all pages", tasks);

    heading(out, 3, "The whole workspace, read while it arrives")?;
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
    bill.enter("stream", tasks);

    heading(out, 4, "A task is created, and a patch clears its due date")?;
    if args.write || demo.fake().is_some() {
        let last = demo.today() + TimeDelta::days(11);
        let task = NewTask::new("focus-api tour, safe to delete").priority(Priority::Low).due(last).notes("Hello");
        let task = tasks.create(task).await?.into_task()?;
        show(out, "created", &task)?;
        // Whatever happens to the patch, the task must not stay behind.
        let patched = patch(tasks, task.id).await;
        tasks.delete(task.id).await?;
        show(out, "patched", &patched?)?;
        bill.enter("create, patch, get, delete", tasks);
    } else {
        writeln!(out, "   left out: this is your workspace. With --write it creates one task and deletes it again")?;
    }

    heading(out, 5, "Everything overdue gets a new date, a hundred tasks a request")?;
    if demo.fake().is_some() {
        let report = tasks.bulk().patch_all(overdue, TaskPatch::new().due(demo.today())).await;
        writeln!(out, "   {report}")?;
        bill.enter("bulk patch", tasks);
    } else {
        writeln!(out, "   left out: {} tasks of yours are overdue, and stay so", overdue.len())?;
    }

    heading(out, 6, "An error says what happened and what to do")?;
    if let Err(error) = tasks.get(1).await {
        for line in wrap(&error.to_string(), 84) {
            writeln!(out, "   {line}")?;
        }
        writeln!(out, "   {:?}, for a program: error.is_not_found() is {}", error.kind(), error.is_not_found())?;
    }
    bill.enter("get, of a task that is not there", tasks);

    heading(out, 7, "What it cost")?;
    bill.print(out)?;
    Ok(())
}

/// A patch sends only what changes: the notes stay, and the date goes because it is sent as `null`.
async fn patch(tasks: &Tasks, id: TaskId) -> Result<Task, focus_api::Error> {
    tasks.patch(id, TaskPatch::new().priority(Priority::High).clear_end_date()).await?;
    // A patch answers with nothing, so seeing the result takes a request of its own.
    tasks.get(id).await
}

fn show(out: &mut impl Write, what: &str, task: &Task) -> Result<()> {
    let notes = task.notes.as_deref().unwrap_or("–");
    let (due, priority) = (day(task.due()), fit(task.effective_priority().as_str(), 6));
    writeln!(out, "   {what}   due {due}   priority {priority}   notes {notes}   \"{}\"", task.title())?;
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

/// Requests by step, as the client counts them, and what the service says is left of the hour.
#[derive(Default)]
struct Bill {
    steps: Vec<(&'static str, u64)>,
    quota: Quota,
}

impl Bill {
    fn enter(&mut self, step: &'static str, tasks: &Tasks) {
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
            .map_or("the service did not say what is left".to_owned(), |left| format!("{left} left"));
        let reset =
            self.quota.resets_in.map(|time| format!(", a new hour begins in {} min", time.as_secs().div_ceil(60)));
        writeln!(out, "   {}  {all:>3}   {left}{}", fit("requests in all", 36), reset.unwrap_or_default())?;
        Ok(())
    }
}
