//! Decodes a thousand tasks `n` times, with the types of focus-api-raw or with a copy of them that has no field
//! `extra`.
//!
//! `decode with|without known|extended N`. `cargo xtask bench extra_members` makes the copy and builds this program in
//! a separate workspace.

#[path = "../src/canned.rs"]
#[allow(dead_code)]
mod canned;

use canned::Shape;
use serde::de::DeserializeOwned;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [types, shape, n] = arguments[..] else { panic!("usage: decode with|without known|extended N") };
    let shape = if shape == "extended" { Shape::Extended } else { Shape::Known };
    let tasks: Vec<String> = (0..1000).map(|index| canned::task(index, shape)).collect();
    let body = format!("[{}]", tasks.join(","));
    for _ in 0..n.parse().expect("N must be a number") {
        match types {
            "with" => decode::<with_extra::types::Task>(&body),
            _ => decode::<without_extra::types::Task>(&body),
        }
    }
}

fn decode<T: DeserializeOwned>(body: &str) {
    let tasks: Vec<T> = serde_json::from_str(body).expect("the canned tasks must be readable");
    assert_eq!(tasks.len(), 1000, "a task is missing");
}
