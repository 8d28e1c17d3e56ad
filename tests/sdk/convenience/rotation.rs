//! Clients with another key, and headers that are sent with every request.

use focus_api::ErrorKind;
use focus_tests::{FIRST, builder, fake_of};

const OTHER: &str = "toggl_sk_ffffffffffffffffffffffffffffffff";

#[tokio::test]
async fn only_the_new_client_uses_the_new_key() {
    let fake = fake_of(1).await;
    let old = builder(&fake).user_agent("mirror/1.0").build().unwrap();
    let new = old.with_api_key(OTHER).unwrap();
    let get = |client: &focus_api::Client| {
        client.workspace(fake.organization_id(), fake.workspace_id()).tasks().get(FIRST).send()
    };
    let error = get(&new).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
    assert!(!format!("{error} {error:?} {new:?}").contains("ffffffff"));
    get(&old).await.unwrap();
    let sent = fake.requests();
    let header = |nth: usize, name: &str| sent[nth].header(name).map(ToOwned::to_owned);
    assert_eq!(header(0, "authorization").as_deref(), Some(&*format!("Bearer {OTHER}")));
    assert_eq!(header(0, "user-agent").as_deref(), Some("mirror/1.0"));
    assert_eq!((old.requests_sent(), new.requests_sent()), (1, 1));
    assert_eq!(old.with_api_key("hello").unwrap_err().kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn a_header_of_the_client_is_sent_with_every_request_unless_a_call_overrides_it() {
    let fake = fake_of(1).await;
    let client = builder(&fake).extra_header("x-team", "blue").build().unwrap();
    let tasks = client.workspace(fake.organization_id(), fake.workspace_id()).tasks();
    tasks.get(FIRST).await.unwrap();
    tasks.get(FIRST).extra_header("x-team", "red").await.unwrap();
    let sent: Vec<_> = fake.requests().iter().map(|request| request.header("x-team").map(ToOwned::to_owned)).collect();
    assert_eq!(sent, [Some("blue".to_owned()), Some("red".to_owned())]);
    let error = builder(&fake).extra_header("authorization", "Bearer x").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
}
