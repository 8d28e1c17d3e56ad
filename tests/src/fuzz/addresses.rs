//! Addresses of workspaces, base URLs and paths: the key is never sent to another host.

use focus_api::reqwest::{Method, Url};
use focus_api::{Client, Workspace};

use super::canned::{BASE_PATH, Canned, KEY, Response};

/// Input: a text that is used as the address of a workspace, as a base URL, and as a path.
pub(super) fn web_address(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let canned = Canned::get();
    of_a_workspace(canned, &text);
    as_base_url(&text);
    as_path(canned, &text);
}

fn of_a_workspace(canned: &Canned, text: &str) {
    let Ok(workspace) = Workspace::from_url(canned.client.clone(), text) else { return };
    let (organization, workspace) = (workspace.organization_id().0, workspace.workspace_id().0);
    assert!(organization > 0 && workspace > 0, "{text:?} gives the ids {organization} and {workspace}");
    let url = Url::parse(text.trim()).expect("an accepted address is a URL");
    let same = |text: &str, id: i64| text.parse() == Ok(id);
    let segments: Vec<&str> = url.path_segments().expect("it has a path").collect();
    assert!(
        segments
            .windows(3)
            .any(|part| same(part[0], organization) && part[1] == "workspaces" && same(part[2], workspace)),
        "{text:?} does not name the organization {organization} and the workspace {workspace}"
    );
}

fn as_base_url(text: &str) {
    match Client::builder().base_url(text).api_key(KEY).build() {
        Ok(_) => {
            let url = Url::parse(text.trim()).expect("an accepted base URL is a URL");
            let host = url.host_str().unwrap_or_default();
            let is_local = host.trim_end_matches('.').ends_with("localhost")
                || host.starts_with("127.")
                || host.starts_with("[::");
            assert!(
                url.scheme() == "https" || url.scheme() == "http" && is_local,
                "{text:?} would send the key unencrypted"
            );
            assert!(url.username().is_empty() && url.password().is_none() && url.query().is_none(), "{text:?}");
        }
        Err(error) => {
            let shown = format!("{error} {error:?}");
            // The text may be a key, or contain a password.
            assert!(text.trim().len() < 30 || !shown.contains(text.trim()), "the error repeats {text:?}: {shown}");
        }
    }
}

fn as_path(canned: &Canned, text: &str) {
    canned.respond_always(Response::json(200, b"{}"));
    let result = canned.run(async { canned.client.request(Method::GET, text).await });
    let targets = canned.take_targets();
    match result {
        Ok(_) => {
            let [target] = targets.as_slice() else { panic!("{text:?} sent {targets:?}") };
            let below = target.strip_prefix(BASE_PATH);
            assert!(below.is_some_and(|rest| rest.starts_with('/')), "{text:?} left the base URL: {target}");
            let is_up = |part: &str| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
            assert!(!target.split(['/', '\\']).any(is_up), "{text:?} was sent as {target}");
        }
        Err(error) => assert!(error.is_invalid_argument() && targets.is_empty(), "{text:?} sent {targets:?}: {error}"),
    }
}
