//! The program of `focus_api.rs` without focus-api: it decodes only the fields that it prints, and reports only the
//! status of errors.

use std::error::Error;

use chrono::NaiveDate;
use reqwest::Client;
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize)]
struct Task {
    id: i64,
    name: Option<String>,
    end_date: Option<NaiveDate>,
}

#[derive(Debug, Deserialize)]
struct Page {
    data: Vec<Task>,
    total: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (http, key) = (Client::new(), std::env::var("TOGGL_FOCUS_API_TOKEN")?);
    let base = "https://focus.toggl.com/api/organizations/1234/workspaces/5678/tasks";
    let one = format!("{base}/1");
    let task: Task = http.get(&one).bearer_auth(&key).send().await?.error_for_status()?.json().await?;
    println!("{:?} {:?} {:?}", task.id, task.name, task.end_date);
    for page in 1.. {
        let query = [("priority", "high"), ("per_page", "100"), ("page", &page.to_string())];
        let request = http.get(base).query(&query).bearer_auth(&key);
        let found: Page = request.send().await?.error_for_status()?.json().await?;
        for task in found.data {
            println!("{:?} {:?} {:?}", task.id, task.name, task.end_date);
        }
        if page * 100 >= found.total {
            break;
        }
    }
    http.patch(&one).bearer_auth(&key).json(&json!({ "priority": "low" })).send().await?.error_for_status()?;
    Ok(())
}
