//! Lists that a new client resumes after every error, and streams whose bodies arrive in random chunks.

use std::sync::Arc;

use focus_api::RetryPolicy;
use focus_api::paging::PageCursor;
use focus_fake::Fault;
use focus_tests::{ManualClock, builder, fake_of, ids_of, tasks_of};

use super::{Counts, Random};

fn fault(random: &mut Random) -> Fault {
    match random.below(16) {
        0 => Fault::status(500),
        1 => Fault::status(503).header("Retry-After", "1"),
        2 => Fault::disconnect(),
        3 => Fault::reset(),
        4 => Fault::response().disconnect_after(random.below(3000)),
        5 => Fault::response().disconnect_in_head(random.below(40)),
        6 => Fault::sign_in_page(),
        7 => Fault::response().truncate_body(random.below(3000)),
        8 => Fault::status(429),
        9 => Fault::response().drip(random.below(700) + 1),
        _ => Fault::response(),
    }
}

pub(super) async fn list(random: &mut Random) -> Result<Counts, String> {
    let count = random.below(61);
    let fake = fake_of(count).await;
    let faults = random.below(12);
    for _ in 0..faults {
        fake.fault(fault(random));
    }
    let (per_page, prefetch) = (random.below(20) as u32 + 1, random.below(4));
    let is_short = random.chance(50);
    let mut ids = Vec::new();
    let mut cursor: Option<PageCursor> = None;
    for _ in 0..=faults + count {
        let settings = builder(&fake).clock(Arc::new(ManualClock::default()));
        let settings = if is_short { settings.retry(RetryPolicy::none()) } else { settings };
        let list = tasks_of(&fake, settings).list().per_page(per_page).prefetch(prefetch);
        let list = match cursor {
            Some(cursor) => list.resume(cursor),
            None => list,
        };
        let mut items = list.items();
        // Some clients stop after a few tasks.
        let mut left = if random.chance(30) { random.below(count + 1) } else { usize::MAX };
        loop {
            if left == 0 {
                break;
            }
            left -= 1;
            match items.next().await {
                Some(Ok(task)) => ids.push(task.id.0),
                Some(Err(_)) => break,
                None if items.is_complete() => {
                    let expected = ids_of(0..count as i64);
                    if ids != expected {
                        return Err(format!("a complete list of {count} tasks gave {ids:?}"));
                    }
                    return Ok(Counts { inputs: count, requests: fake.requests().len() });
                }
                None => return Err("a list ended without an error and is not complete".to_owned()),
            }
        }
        let json = serde_json::to_string(&items.cursor()).map_err(|error| error.to_string())?;
        cursor = Some(serde_json::from_str(&json).map_err(|error| error.to_string())?);
        if left == 0 && random.chance(10) {
            fake.clear_faults();
        }
    }
    // All clients stopped early: the tasks that they read must be the beginning of the list.
    let expected = ids_of(0..count as i64);
    if expected.starts_with(&ids) {
        Ok(Counts { inputs: count, requests: fake.requests().len() })
    } else {
        Err(format!("the resumed lists gave {ids:?}"))
    }
}

pub(super) async fn stream(random: &mut Random) -> Result<Counts, String> {
    let count = random.below(61);
    let fake = fake_of(count).await;
    let tasks = tasks_of(&fake, builder(&fake).retry(RetryPolicy::none()));
    let expected = ids_of(0..count as i64);
    for _ in 0..random.below(6) {
        fake.fault(fault(random));
        let Ok(mut stream) = tasks.stream().send().await else { continue };
        let mut ids = Vec::new();
        let mut error = None;
        while let Some(item) = stream.next().await {
            match item {
                Ok(task) => ids.push(task.id.0),
                Err(found) => error = Some(found),
            }
        }
        if error.is_none() && ids != expected || !expected.starts_with(&ids) {
            return Err(format!("a stream of {count} tasks gave {ids:?} and {error:?}"));
        }
    }
    Ok(Counts { inputs: count, requests: fake.requests().len() })
}
