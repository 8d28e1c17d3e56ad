//! The committed snapshot is what the generator makes: people who depend on the crate compile the one, people who work
//! on it the other.
#![cfg(feature = "codegen")]

#[test]
fn the_snapshot_is_byte_for_byte_what_the_generator_made() {
    let generated = include_str!(concat!(env!("OUT_DIR"), "/client.rs"));
    let committed = include_str!("../src/generated/client.rs");
    // Comparing first and asserting the outcome: the difference of two files of half a megabyte helps nobody.
    assert!(
        generated == committed,
        "the snapshot is stale: run `cargo xtask regen`, look at the difference, and commit it"
    );
}
