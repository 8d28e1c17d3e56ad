//! The jobs that are measured, by name. The metrics that are computed from them are in `xtask/src/bench/rows.rs`.

use std::str::FromStr;

use anyhow::{Context, Error, Result, anyhow, ensure};

use crate::peers::Bare;
use crate::sdk::{Raw, Sdk};

macro_rules! jobs {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?) => {
        /// A call of a client that is repeated `n` times.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Job {
            $($(#[$doc])* $variant,)*
        }

        impl Job {
            /// The names of all jobs.
            pub const NAMES: &'static [&'static str] = &[$($name),*];
        }

        impl FromStr for Job {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self> {
                match text {
                    $($name => Ok(Self::$variant),)*
                    _ => Err(anyhow!("there is no job `{text}`; jobs are {}", Self::NAMES.join(", "))),
                }
            }
        }
    };
}

jobs! {
    /// Builds a client of focus-api.
    SdkClient = "sdk-client",
    /// Builds a `reqwest::Client`.
    BareClient = "bare-client",
    /// Gets a task.
    SdkGet = "sdk-get",
    /// Gets a task with reqwest.
    BareGet = "bare-get",
    /// Patches a task.
    SdkPatch = "sdk-patch",
    /// Patches a task with reqwest.
    BarePatch = "bare-patch",
    /// Reads a page.
    SdkPage = "sdk-page",
    /// Reads a page with one filter that can be checked.
    SdkPageGuarded = "sdk-page-guarded",
    /// Reads a page with reqwest.
    BarePage = "bare-page",
    /// Reads a streamed list, task by task.
    SdkStream = "sdk-stream",
    /// The same with one filter that can be checked.
    SdkStreamGuarded = "sdk-stream-guarded",
    /// Reads the ids of a streamed list.
    SdkStreamIds = "sdk-stream-ids",
    /// Reads three fields of each task of a streamed list.
    SdkStreamSmall = "sdk-stream-small",
    /// Reads the complete body of a streamed list and decodes it at once.
    BareComplete = "bare-complete",
    /// Reads the body of a streamed list and decodes nothing.
    BareDrop = "bare-drop",
    /// Collects a streamed list.
    SdkCollectStream = "sdk-collect-stream",
    /// Collects a list page by page.
    SdkCollectList = "sdk-collect-list",
    /// Collects a list with eight pages in advance.
    SdkPrefetch = "sdk-prefetch",
    /// Collects a list with the generated client.
    RawCollectList = "raw-collect-list",
    /// Collects a list with reqwest, page by page.
    BareCollectList = "bare-collect-list",
    /// Collects a list with reqwest, `buffered(8)`.
    BareBuffered = "bare-buffered",
    /// Archives `n` tasks in bulk.
    SdkBulk = "sdk-bulk",
    /// The same with a progress callback.
    SdkBulkProgress = "sdk-bulk-progress",
    /// Applies one patch to `n` tasks in bulk.
    SdkPatchAll = "sdk-patch-all",
    /// Deletes `n` tasks in bulk.
    SdkDelete = "sdk-delete",
    /// A get, a page and a streamed list, one after another.
    SdkMixed = "sdk-mixed",
}

/// A job with the clients it needs, so that building them is not counted.
#[derive(Debug)]
pub struct Prepared {
    job: Job,
    base: String,
    sdk: Option<Sdk>,
    raw: Option<Raw>,
    bare: Option<Bare>,
}

impl Prepared {
    /// Builds the clients.
    ///
    /// # Errors
    /// When a client cannot be built.
    pub fn new(job: Job, base: &str) -> Result<Self> {
        let (mut sdk, mut raw, mut bare) = (None, None, None);
        match job {
            Job::SdkClient | Job::BareClient => {}
            Job::BareGet
            | Job::BarePatch
            | Job::BarePage
            | Job::BareComplete
            | Job::BareDrop
            | Job::BareCollectList
            | Job::BareBuffered => bare = Some(Bare::new(base)?),
            Job::RawCollectList => raw = Some(Raw::new(base)?),
            _ => sdk = Some(Sdk::new(base)?),
        }
        Ok(Self { job, base: base.to_owned(), sdk, raw, bare })
    }

    /// Runs the job `n` times; a bulk job runs once, with `n` inputs.
    ///
    /// # Errors
    /// The first error, and a list that arrived incomplete.
    pub async fn run(&self, n: usize) -> Result<()> {
        let sdk = || self.sdk.as_ref().context("this job has no client of focus-api");
        match self.job {
            Job::SdkBulk => return sdk()?.bulk_archive(n, false).await,
            Job::SdkBulkProgress => return sdk()?.bulk_archive(n, true).await,
            Job::SdkPatchAll => return sdk()?.bulk_patch_all(n).await,
            Job::SdkDelete => return sdk()?.bulk_delete(n).await,
            _ => {}
        }
        for _ in 0..n {
            self.once().await?;
        }
        Ok(())
    }

    async fn once(&self) -> Result<()> {
        let read = match (self.job, &self.sdk, &self.bare, &self.raw) {
            (Job::SdkClient, ..) => return Sdk::new(&self.base).map(drop),
            (Job::BareClient, ..) => return Bare::new(&self.base).map(drop),
            (Job::SdkGet, Some(sdk), ..) => return sdk.get().await,
            (Job::SdkPatch, Some(sdk), ..) => return sdk.patch().await,
            (Job::BareGet, _, Some(bare), _) => return bare.get().await,
            (Job::BarePatch, _, Some(bare), _) => return bare.patch().await,
            (Job::SdkMixed, Some(sdk), ..) => {
                sdk.get().await?;
                sdk.page(false).await?;
                sdk.stream(false).await?
            }
            (Job::SdkPage, Some(sdk), ..) => sdk.page(false).await?,
            (Job::SdkPageGuarded, Some(sdk), ..) => sdk.page(true).await?,
            (Job::SdkStream, Some(sdk), ..) => sdk.stream(false).await?,
            (Job::SdkStreamGuarded, Some(sdk), ..) => sdk.stream(true).await?,
            (Job::SdkStreamIds, Some(sdk), ..) => sdk.stream_ids().await?,
            (Job::SdkStreamSmall, Some(sdk), ..) => sdk.stream_small().await?,
            (Job::SdkCollectStream, Some(sdk), ..) => sdk.collect_stream().await?,
            (Job::SdkCollectList, Some(sdk), ..) => sdk.collect_list(0).await?,
            (Job::SdkPrefetch, Some(sdk), ..) => sdk.collect_list(8).await?,
            (Job::BarePage, _, Some(bare), _) => bare.page().await?,
            (Job::BareComplete, _, Some(bare), _) => bare.complete().await?,
            (Job::BareDrop, _, Some(bare), _) => bare.drop_chunks().await?,
            (Job::BareCollectList, _, Some(bare), _) => bare.collect_list().await?,
            (Job::BareBuffered, _, Some(bare), _) => bare.collect_buffered(8).await?,
            (Job::RawCollectList, .., Some(raw)) => raw.collect_list().await?,
            _ => return Err(anyhow!("the job {:?} was prepared without its client", self.job)),
        };
        ensure!(read > 0, "{:?} read nothing: is the right server running?", self.job);
        Ok(())
    }
}
