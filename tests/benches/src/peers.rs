//! A client without focus-api, written by hand with reqwest, serde_json and the same task type.

use anyhow::{Context, Result};
use focus_api::Task;
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde_json::json;

use crate::{API_KEY, ORGANIZATION, WORKSPACE};

/// A page of a list.
#[derive(Debug, Deserialize)]
struct Page {
    data: Vec<Task>,
    total: usize,
}

/// A default `reqwest::Client`, with the address of the tasks.
#[derive(Debug)]
pub struct Bare {
    http: Client,
    tasks: String,
}

impl Bare {
    /// Builds a client with the default settings.
    ///
    /// # Errors
    /// When the TLS backend cannot be set up.
    pub fn new(base: &str) -> Result<Self> {
        let http = Client::builder().build()?;
        Ok(Self { http, tasks: format!("{base}/organizations/{ORGANIZATION}/workspaces/{WORKSPACE}/tasks") })
    }

    fn get_path(&self, rest: &str) -> RequestBuilder {
        self.http.get(format!("{}{rest}", self.tasks)).bearer_auth(API_KEY)
    }

    /// Gets one task.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn get(&self) -> Result<()> {
        drop(self.get_path("/1000000001").send().await?.error_for_status()?.json::<Task>().await?);
        Ok(())
    }

    /// Patches one task.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn patch(&self) -> Result<()> {
        let request = self.http.patch(format!("{}/1000000001", self.tasks)).bearer_auth(API_KEY);
        request.json(&json!({ "name": "Renamed", "priority": "low" })).send().await?.error_for_status()?;
        Ok(())
    }

    async fn read_page(&self, page: usize) -> Result<Page> {
        let request = self.get_path("").query(&[("page", page), ("per_page", 100)]);
        let body = request.send().await?.error_for_status()?.bytes().await?;
        Ok(serde_json::from_slice(&body)?)
    }

    /// Reads one page of 100 tasks.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn page(&self) -> Result<usize> {
        Ok(self.read_page(1).await?.data.len())
    }

    /// Reads the complete body of a streamed list, decodes it at once and drops the tasks.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn complete(&self) -> Result<usize> {
        let body = self.get_path("/stream").send().await?.error_for_status()?.bytes().await?;
        Ok(serde_json::from_slice::<Vec<Task>>(&body)?.len())
    }

    /// Reads the body of a streamed list chunk by chunk and drops it.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn drop_chunks(&self) -> Result<usize> {
        let mut chunks = self.get_path("/stream").send().await?.error_for_status()?.bytes_stream();
        let mut bytes = 0;
        while let Some(chunk) = chunks.next().await {
            bytes += chunk?.len();
        }
        Ok(bytes)
    }

    /// Collects all pages, one after another.
    ///
    /// # Errors
    /// Those of the requests.
    pub async fn collect_list(&self) -> Result<usize> {
        let first = self.read_page(1).await?;
        let (mut tasks, pages) = (first.data, first.total.div_ceil(100));
        for page in 2..=pages {
            tasks.extend(self.read_page(page).await?.data);
        }
        Ok(tasks.len())
    }

    /// Collects all pages, `ahead` at a time.
    ///
    /// # Errors
    /// Those of the requests.
    pub async fn collect_buffered(&self, ahead: usize) -> Result<usize> {
        let first = self.read_page(1).await?;
        let (mut tasks, pages) = (first.data, first.total.div_ceil(100));
        let mut rest = stream::iter(2..=pages).map(|page| self.read_page(page)).buffered(ahead);
        while let Some(page) = rest.try_next().await.context("a page of the list")? {
            tasks.extend(page.data);
        }
        Ok(tasks.len())
    }
}
