//! Tests the stream with bodies of several chunks.

use futures_util::stream;

use super::*;

type Chunk = Result<&'static str, &'static str>;

/// Returns the ids of the tasks, with errors at their positions.
async fn read(chunks: Vec<Chunk>, guard: FilterGuard) -> Vec<Result<i64, String>> {
    let body = stream::iter(chunks).map(|chunk| chunk.map(|text| Bytes::from_static(text.as_bytes())));
    let mut elements = ElementStream::<Task, _>::new("stream_tasks", Some(body), guard, Conditions::default(), 1000);
    let mut seen = Vec::new();
    let describe = |count, failure| match failure {
        Failure::Element(error) => error,
        Failure::Body(error) => Error::truncated_list("stream_tasks", count, error),
    };
    while let Some(element) = std::future::poll_fn(|cx| elements.poll(cx, describe)).await {
        seen.push(element.map(|task| task.id.0).map_err(|error| error.to_string()));
    }
    assert!(elements.body.is_none(), "the body is kept after the end of the stream");
    seen
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn seen(chunks: Vec<Chunk>) -> Vec<Result<i64, String>> {
    block_on(read(chunks, FilterGuard::default()))
}

#[test]
fn tasks_are_returned_before_an_error_of_the_body() {
    let broken = |count| {
        let error = Error::truncated_list("stream_tasks", count, "broken");
        Err(error.to_string())
    };
    for chunks in
        [vec![r#"[{"id":1},{"id":2},{"i"#], vec![r#"[{"id":1},{"i"#, r#"d":2}"#], vec!["[", r#"{"id":1},{"id":2}"#]]
    {
        let chunks: Vec<_> = chunks.into_iter().map(Ok).chain([Err("broken")]).collect();
        assert_eq!(seen(chunks), [Ok(1), Ok(2), broken(2)]);
    }
    assert_eq!(seen(vec![Ok("[]"), Err("broken")]), [broken(0)]);
}

#[test]
fn the_error_of_a_malformed_list_precedes_an_error_of_the_body() {
    let found = seen(vec![Ok(r#"[{"id":1} <html>"#), Err("broken")]);
    assert_eq!(found[0], Ok(1));
    assert!(
        found[1].as_ref().unwrap_err().contains("after 1 tasks: unexpected text between the elements of the list"),
        "{found:?}"
    );
}

#[test]
fn an_undecodable_task_does_not_end_the_stream() {
    let found = seen(vec![Ok(r#"[{"id":1},{"id":"x","name":"n"},7,null,{"#), Ok(r#""id":3}]"#)]);
    assert_eq!((found.len(), &found[0], &found[4]), (5, &Ok(1), &Ok(3)));
    assert!(found[1].as_ref().unwrap_err().contains("element 1 of the list cannot be decoded at id"), "{found:?}");
}

#[test]
fn a_task_that_contradicts_a_filter_ends_the_stream() {
    let guard = FilterGuard { pinned: Some(true), ..FilterGuard::default() };
    let body = r#"[{"id":1,"name":"n","pinned":true},{"id":2,"name":"n"},{"id":3}]"#;
    let found = block_on(read(vec![Ok(body)], guard));
    assert_eq!((found.len(), &found[0]), (2, &Ok(1)));
    assert!(found[1].as_ref().unwrap_err().contains("`pinned`"), "{found:?}");
}

#[test]
fn a_stream_is_sync_if_its_body_is() {
    const fn shared<T: Send + Sync + Unpin + 'static>() {}
    const { shared::<TaskStream>() };
}
