//! Every call of focus-api and of its generated layer.
//!
//! If the API of the crate changes, only this file changes. The jobs that are compared are in `jobs.rs`.

use anyhow::Result;
use focus_api::paging::TaskStream;
use focus_api::raw;
use focus_api::{Client, Priority, Task, TaskId, TaskPatch, Tasks};
use futures_util::StreamExt;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{API_KEY, ORGANIZATION, WORKSPACE};

/// A task with its id only.
#[derive(Debug, Deserialize)]
struct Identified {
    #[expect(dead_code, reason = "decoding it is what is measured")]
    id: TaskId,
}

/// Three fields of a task.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "decoding them is what is measured")]
struct Small {
    id: TaskId,
    name: Option<String>,
    estimated_mins: Option<i64>,
}

/// A client of focus-api with a workspace.
#[derive(Debug)]
pub struct Sdk {
    tasks: Tasks,
}

impl Sdk {
    /// Builds a client with the default settings.
    ///
    /// # Errors
    /// Those of `ClientBuilder::build`.
    pub fn new(base: &str) -> Result<Self> {
        let client = Client::builder().api_key(API_KEY).base_url(base).build()?;
        Ok(Self { tasks: client.workspace(ORGANIZATION, WORKSPACE).tasks() })
    }

    /// Gets one task.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn get(&self) -> Result<()> {
        drop(self.tasks.get(1_000_000_001).await?);
        Ok(())
    }

    /// Patches one task.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn patch(&self) -> Result<()> {
        Ok(self.tasks.patch(1_000_000_001, TaskPatch::new().name("Renamed").priority(Priority::Low)).await?)
    }

    /// Reads one page of 100 tasks.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn page(&self, guarded: bool) -> Result<usize> {
        let list = self.tasks.list().per_page(100_u32);
        let list = if guarded { list.priority([Priority::High]) } else { list };
        Ok(list.await?.tasks.len())
    }

    /// Reads a streamed list to its end and drops each task.
    ///
    /// # Errors
    /// The first error of the stream.
    pub async fn stream(&self, guarded: bool) -> Result<usize> {
        let request = self.tasks.stream();
        let request = if guarded { request.priority([Priority::High]) } else { request };
        count(request.send().await?).await
    }

    /// Reads the ids of a streamed list.
    ///
    /// # Errors
    /// The first error of the stream.
    pub async fn stream_ids(&self) -> Result<usize> {
        count(self.tasks.stream().decode_as::<Identified>().send().await?).await
    }

    /// Reads three fields of each task of a streamed list.
    ///
    /// # Errors
    /// The first error of the stream.
    pub async fn stream_small(&self) -> Result<usize> {
        count(self.tasks.stream().decode_as::<Small>().send().await?).await
    }

    /// Collects a streamed list.
    ///
    /// # Errors
    /// The first error of the stream.
    pub async fn collect_stream(&self) -> Result<usize> {
        Ok(self.tasks.stream().send().await?.try_collect().await?.len())
    }

    /// Collects all pages of a list, asking for up to `prefetch` of them in advance.
    ///
    /// # Errors
    /// The first error of the list.
    pub async fn collect_list(&self, prefetch: usize) -> Result<usize> {
        Ok(self.tasks.list().prefetch(prefetch).items().try_collect().await?.len())
    }

    /// Archives `count` tasks, with or without a progress callback.
    ///
    /// # Errors
    /// Returns an error if an input did not take effect.
    pub async fn bulk_archive(&self, count: usize, progress: bool) -> Result<()> {
        let run = self.tasks.bulk().archive(ids(count));
        let run = if progress {
            run.on_progress(|progress| {
                std::hint::black_box(progress.processed());
            })
        } else {
            run
        };
        run.await.into_result()?;
        Ok(())
    }

    /// Applies one patch to `count` tasks.
    ///
    /// # Errors
    /// Returns an error if an input did not take effect.
    pub async fn bulk_patch_all(&self, count: usize) -> Result<()> {
        let patch = TaskPatch::new().priority(Priority::Low);
        self.tasks.bulk().patch_all(ids(count), patch).await.into_result()?;
        Ok(())
    }

    /// Deletes `count` tasks.
    ///
    /// # Errors
    /// Returns an error if an input did not take effect.
    pub async fn bulk_delete(&self, count: usize) -> Result<()> {
        self.tasks.bulk().delete(ids(count)).await.into_result()?;
        Ok(())
    }

    /// Starts a stream and returns its next element each time it is called.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn open_stream(&self) -> Result<TaskStream> {
        Ok(self.tasks.stream().send().await?)
    }
}

/// The generated client alone.
#[derive(Debug)]
pub struct Raw {
    client: raw::Client,
}

impl Raw {
    /// Builds the generated client over a default `reqwest::Client`.
    ///
    /// # Errors
    /// When the header cannot be made.
    pub fn new(base: &str) -> Result<Self> {
        let headers = raw::RequestHeaders::new(format!("Bearer {API_KEY}").parse()?);
        let settings = raw::ClientSettings::new(headers);
        Ok(Self { client: raw::Client::new_with_client(base, reqwest::Client::new(), settings) })
    }

    /// Collects all pages of a list.
    ///
    /// # Errors
    /// Those of the requests.
    pub async fn collect_list(&self) -> Result<usize> {
        let mut tasks: Vec<Task> = Vec::new();
        for page in 1.. {
            let call = self.client.list_tasks().organization_id(ORGANIZATION).workspace_id(WORKSPACE);
            let response = call.page(page).per_page(100_u32).send().await?.into_inner();
            let found = response.data.unwrap_or_default();
            let last = found.len() < 100 || i64::from(page) * 100 >= response.total.unwrap_or(i64::MAX);
            tasks.extend(found);
            if last {
                break;
            }
        }
        Ok(tasks.len())
    }
}

fn ids(count: usize) -> impl Iterator<Item = i64> {
    (1_000_000_000..).take(count)
}

async fn count<T: DeserializeOwned + 'static>(mut stream: TaskStream<T>) -> Result<usize> {
    let mut count = 0;
    while let Some(item) = StreamExt::next(&mut stream).await {
        drop(item?);
        count += 1;
    }
    Ok(count)
}
