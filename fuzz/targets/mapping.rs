//! Any bytes as mapping.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    traction_fuzz::entries::mapping(traction_fuzz::folder(), data);
});
