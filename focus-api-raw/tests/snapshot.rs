//! The build script (feature `codegen`) and `cargo xtask regen` generate the same code.
#![cfg(feature = "codegen")]

#[test]
fn the_committed_snapshot_equals_the_output_of_the_build_script() {
    let generated = include_str!(concat!(env!("OUT_DIR"), "/client.rs"));
    let committed = include_str!("../src/generated/client.rs");
    // `assert_eq!` would print two files of 300 kB.
    assert!(
        generated == committed,
        "the snapshot is out of date: run `cargo xtask regen`, review the difference and commit it"
    );
}
