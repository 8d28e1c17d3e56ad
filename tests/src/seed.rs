//! Workspaces of an exact size, for tests that count requests.

use focus_api::Task;
use focus_fake::{FakeFocus, FakeFocusBuilder};
use serde_json::json;

/// The id of the first task of [`fake_of`]; the ids of the others follow without gaps.
pub const FIRST: i64 = 5_000_000_001;

/// Starts a server with exactly this many tasks, all instances of one series: the list of all tasks, which has a total,
/// and the list of recurring tasks, which has none, contain all of them.
pub async fn fake_of(count: usize) -> FakeFocus {
    seeded(FakeFocus::builder(), count).await
}

/// As [`fake_of`], for a server with other settings.
pub async fn seeded(builder: FakeFocusBuilder, count: usize) -> FakeFocus {
    let fake = builder.tasks(0).start().await;
    insert(&fake, count);
    fake
}

/// Adds tasks to a server of [`fake_of`].
pub fn insert(fake: &FakeFocus, count: usize) {
    for _ in 0..count {
        fake.insert_task(json!({ "name": "Task", "recurring_task_id": 330_001, "status_id": 701 }));
    }
}

/// Returns the ids that [`fake_of`] gives to the tasks of this range, counted from 0.
#[must_use]
pub fn ids_of(range: std::ops::Range<i64>) -> Vec<i64> {
    range.map(|nth| FIRST + nth).collect()
}

/// Returns the ids of these tasks.
#[must_use]
pub fn ids(tasks: &[Task]) -> Vec<i64> {
    tasks.iter().map(|task| task.id.0).collect()
}
