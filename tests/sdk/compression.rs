//! The feature `gzip`, which is on by default: lists, streams and errors may be compressed.

use focus_fake::FakeFocus;
use focus_tests::tasks;

#[tokio::test]
async fn compressed_responses_are_requested_and_decoded() {
    let plain = FakeFocus::builder().tasks(120).start().await;
    let compressed = FakeFocus::builder().tasks(120).gzip(true).start().await;
    let expected = tasks(&plain).list().items().try_collect().await.unwrap();

    assert_eq!(tasks(&compressed).list().items().try_collect().await.unwrap(), expected);
    let streamed = tasks(&compressed).stream().await.unwrap().try_collect().await.unwrap();
    assert_eq!(streamed.len(), tasks(&plain).stream().await.unwrap().try_collect().await.unwrap().len());
    let error = tasks(&compressed).get(1).await.unwrap_err();
    assert_eq!(error.code(), Some("not_found"));

    for request in compressed.take_requests() {
        assert_eq!(request.header("accept-encoding"), Some("gzip"), "enable the feature `gzip` of focus-api");
    }
}
