//! A stream gives the same tasks wherever its body is split.

use focus_api::{Error, Tasks};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{fake_of, tasks};
use futures::FutureExt;

/// Returns a server and the tasks of its client.
fn connected(fake: FakeFocus) -> (FakeFocus, Tasks) {
    let tasks = tasks(&fake);
    (fake, tasks)
}

/// Returns the ids and the errors of a stream under a fault.
async fn read((fake, tasks): &(FakeFocus, Tasks), fault: Fault) -> (Vec<i64>, Vec<Error>) {
    fake.fault(fault);
    let mut stream = tasks.stream().send().await.unwrap();
    let (mut ids, mut errors) = (Vec::new(), Vec::new());
    while let Some(item) = stream.next().await {
        match item {
            Ok(task) => ids.push(task.id.0),
            Err(error) => errors.push(error),
        }
    }
    (ids, errors)
}

#[tokio::test]
async fn a_stream_gives_the_same_tasks_at_every_split() {
    let fake = connected(FakeFocus::builder().tasks(0).start().await);
    for body in [
        r#"[{"id":1,"new_field":0.5},{"id":2}]"#,
        r#"[{"id":1,"new_field":-1},{"id":2}]"#,
        r#"[{"id":1,"new_field":1e5},{"id":2}]"#,
        r#"[{"id":1,"name":"a\"]},{\\"},{"id":2,"notes":"ü😀\u00e9"}]"#,
        "\u{feff} [ {\"id\" : 1 } ,\n{\"id\":2}\t]\r\n",
        "{\"data\":[{\"id\":1},{\"id\":2}],\"total\":2}",
        "{\"id\":1}\n{\"id\":2}\n",
    ] {
        for offset in 1..body.len() {
            let (ids, errors) = read(&fake, Fault::status(200).json(1).body(body).split_at([offset])).await;
            assert_eq!((ids, errors.len()), (vec![1, 2], 0), "{body:?} split at {offset}: {errors:?}");
        }
        let (ids, errors) = read(&fake, Fault::status(200).json(1).body(body).drip(1)).await;
        assert_eq!((ids, errors.len()), (vec![1, 2], 0), "{body:?} byte by byte: {errors:?}");
    }
}

#[tokio::test]
async fn content_after_the_list_is_an_error_after_its_tasks() {
    let fake = connected(FakeFocus::builder().tasks(0).start().await);
    for tail in ["\n{\"error\":\"internal\"}", "x", "]", ",", "[]", "\0", "{\"id\":3}", "null"] {
        let body = format!("[{{\"id\":1}},{{\"id\":2}}]{tail}");
        let splits = [vec![], vec![body.len() - tail.len()], (1..body.len()).collect()];
        for split in splits {
            let (ids, errors) = read(&fake, Fault::status(200).json(1).body(body.clone()).split_at(split)).await;
            assert_eq!((ids, errors.len()), (vec![1, 2], 1), "{body:?}: {errors:?}");
        }
    }
}

#[tokio::test]
async fn an_object_without_an_id_among_tasks_on_lines_is_one_error() {
    let fake = connected(FakeFocus::builder().tasks(0).start().await);
    for (body, found) in [
        ("{\"id\":1}\n{\"name\":\"n\"}\n", vec![1]),
        ("{\"name\":\"n\"}\n{\"id\":2}\n", vec![2]),
        ("{\"id\":1}\n{\"name\":\"n\"}\n{\"id\":2}\n", vec![1, 2]),
    ] {
        let (ids, errors) = read(&fake, Fault::status(200).json(1).body(body)).await;
        assert_eq!((ids, errors.len()), (found, 1), "{body:?}: {errors:?}");
    }
}

#[tokio::test]
async fn a_task_is_yielded_when_its_last_byte_has_arrived() {
    let body = r#"[{"id":1,"name":"first"},{"id":2,"name":"second"}]"#;
    let end = body.find("},").unwrap() + 1;
    for splits in [vec![end - 1, end], vec![end / 2, end], vec![end * 9 / 10, end]] {
        let fake = FakeFocus::builder().tasks(0).start().await;
        let gate = focus_fake::Gate::new();
        fake.fault(Fault::status(200).json(1).body(body).split_at(splits).stall_after(end).until(&gate));
        let mut stream = tasks(&fake).stream().send().await.unwrap();
        // The second task is sent only after the gate opens, so this returns only if the first task is yielded before
        // it.
        assert_eq!(stream.next().await.unwrap().unwrap().id.0, 1);
        assert!(stream.next().now_or_never().is_none());
        gate.open();
        assert_eq!(stream.next().await.unwrap().unwrap().id.0, 2);
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test]
async fn complete_tasks_are_yielded_before_the_error_of_an_interrupted_connection() {
    let body = r#"[{"id":1,"name":"first"},{"id":2,"name":"second"},{"id":3}]"#;
    let first = body.find("},").unwrap() + 1;
    let second = first + body[first..].find("},").unwrap() + 1;
    let fake = connected(FakeFocus::builder().tasks(0).start().await);
    for (cut, expected) in
        [(first, vec![1]), (first + 5, vec![1]), (second, vec![1, 2]), (body.len() - 1, vec![1, 2, 3])]
    {
        for split in [vec![first * 4 / 5, first], vec![1], vec![first + 1]] {
            let fault = Fault::status(200).json(1).body(body).content_length().split_at(split).disconnect_after(cut);
            let (ids, errors) = read(&fake, fault).await;
            assert_eq!((&ids, errors.len()), (&expected, 1), "interrupted at {cut}: {errors:?}");
            assert!(errors[0].is_connect(), "{:?}", errors[0]);
        }
    }
}

#[tokio::test]
async fn chunks_of_any_size_give_the_same_stream() {
    let fake = connected(fake_of(60).await);
    let expected = read(&fake, Fault::response()).await.0;
    assert_eq!(expected.len(), 60);
    for size in [1, 7, 13, 64, 999, 1400, 4096, 16_384] {
        let (ids, errors) = read(&fake, Fault::response().drip(size)).await;
        assert_eq!((&ids, errors.len()), (&expected, 0), "chunks of {size} bytes: {errors:?}");
    }
}

#[tokio::test]
async fn numbers_in_a_list_are_the_same_at_every_split() {
    let fake = connected(FakeFocus::builder().tasks(0).start().await);
    for (body, expected) in [
        ("[1,234]", vec![1, 234]),
        ("[ 12 , 345\n,6 ]", vec![12, 345, 6]),
        ("{\"data\":[12,345],\"total\":2}", vec![12, 345]),
        ("[-12,0]", vec![-12, 0]),
    ] {
        for offset in 1..body.len() {
            fake.0.fault(Fault::status(200).json(1).body(body).split_at([offset]));
            let stream = fake.1.stream().decode_as::<i64>().send().await.unwrap();
            let numbers = stream.try_collect().await;
            assert_eq!(numbers.ok(), Some(expected.clone()), "{body:?} split at {offset}");
        }
    }
}

#[tokio::test]
async fn numeric_custom_fields_are_decoded_at_any_size_of_reads() {
    let fields = |n: i64| {
        format!(
            "{{\"id\":{},\"project\":{{\"id\":5,\"custom_field_values\":[{{\"value\":-{n}.{n}e-1}}]}},\"extra\":[{n}.5,true,null]}}",
            n + 1
        )
    };
    let body = format!("[{}]", (0..300).map(fields).collect::<Vec<_>>().join(","));
    let fake = connected(FakeFocus::builder().tasks(0).start().await);
    let expected: Vec<i64> = (1..=300).collect();
    for size in [3, 700, 1_399, 1_400, 1_401] {
        let (ids, errors) = read(&fake, Fault::status(200).json(1).body(body.clone()).drip(size)).await;
        assert_eq!((&ids, errors.len()), (&expected, 0), "reads of {size} bytes: {errors:?}");
    }
}

#[tokio::test]
async fn a_compressed_stream_is_the_same_at_every_split() {
    let fake = connected(fake_of(3).await);
    let expected = read(&fake, Fault::response()).await.0;
    for offset in 1..120 {
        let fault = Fault::response().coding(focus_fake::ContentCoding::Gzip).split_at([offset, offset + 1]);
        let (ids, errors) = read(&fake, fault).await;
        assert_eq!((&ids, errors.len()), (&expected, 0), "compressed, split at {offset}: {errors:?}");
    }
}
