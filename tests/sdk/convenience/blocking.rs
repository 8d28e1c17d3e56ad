//! `focus_api::blocking`: the same requests without `async`.

use focus_api::blocking::{IterBlocking, SendBlocking};
use focus_api::{ErrorKind, Task, Tasks};
use focus_fake::FakeFocus;
use focus_tests::{FIRST, fake_of, ids, ids_of, lines, tasks};

/// Starts a server on a separate runtime and runs `test` outside of any runtime.
fn with_server(count: usize, test: impl FnOnce(Tasks, &FakeFocus)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let fake = runtime.block_on(fake_of(count));
    test(tasks(&fake), &fake);
}

#[test]
fn a_request_is_sent_and_waited_for() {
    with_server(1, |tasks, fake| {
        let task: Task = tasks.get(FIRST).send_blocking().unwrap();
        assert_eq!(task.id.0, FIRST);
        assert_eq!(fake.requests().len(), 1, "{:?}", lines(&fake.requests()));
        assert_eq!(tasks.get(1).send_blocking().unwrap_err().kind(), ErrorKind::NotFound);
    });
}

#[test]
fn lists_pages_and_streams_are_iterators() {
    with_server(250, |tasks, fake| {
        let mut items = tasks.list().items().iter_blocking();
        let listed: Vec<Task> = items.by_ref().collect::<Result<_, _>>().unwrap();
        assert_eq!(ids(&listed), ids_of(0..250));
        assert!(items.get_ref().is_complete());
        assert_eq!(fake.requests().len(), 3, "{:?}", lines(&fake.requests()));

        let pages = tasks.list().pages().iter_blocking().count();
        assert_eq!(pages, 3);
        let streamed: Vec<Task> =
            tasks.stream().send_blocking().unwrap().iter_blocking().collect::<Result<_, _>>().unwrap();
        assert_eq!(ids(&streamed), ids_of(0..250));
    });
}

#[test]
fn a_bulk_change_returns_its_report() {
    with_server(3, |tasks, _| {
        let report = tasks.bulk().archive(ids_of(0..3)).send_blocking().unwrap();
        assert!(report.is_complete(), "{report:?}");
    });
}

#[test]
fn two_threads_wait_at_the_same_time() {
    with_server(2, |tasks, _| {
        std::thread::scope(|scope| {
            let reads = [FIRST, FIRST + 1].map(|id| {
                let tasks = tasks.clone();
                scope.spawn(move || tasks.get(id).send_blocking().unwrap().id.0)
            });
            assert_eq!(reads.map(|read| read.join().unwrap()), [FIRST, FIRST + 1]);
        });
    });
}

#[tokio::test]
async fn inside_a_runtime_a_blocking_call_is_refused_before_anything_is_sent() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    let error = tasks.get(FIRST).send_blocking().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("await the request"), "{error}");
    let mut items = tasks.list().items().iter_blocking();
    assert_eq!(items.next().unwrap().unwrap_err().kind(), ErrorKind::Configuration);
    assert!(items.next().is_none(), "an iterator must end after it was refused");
    assert!(fake.requests().is_empty());
}
