#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| focus_tests::fuzz::target("filter_file")(input));
