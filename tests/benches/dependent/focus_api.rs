//! A small program that uses focus-api: gets a task, reads a list to its end, patches a task.
//!
//! `cargo xtask bench dependent` builds it in a separate workspace and compares it with `reqwest.rs`.

use std::error::Error;

use focus_api::{Client, Priority, TaskPatch};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let tasks = Client::from_env()?.workspace(1234, 5678).tasks();
    let task = tasks.get(1).await?;
    println!("{:?} {:?} {:?}", task.id, task.name, task.end_date);
    for task in tasks.list().priority([Priority::High]).items().try_collect().await? {
        println!("{:?} {:?} {:?}", task.id, task.name, task.end_date);
    }
    tasks.patch(1, TaskPatch::new().priority(Priority::Low)).await?;
    Ok(())
}
