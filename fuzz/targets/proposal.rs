//! Any bytes as a CSV file for which a mapping is proposed.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    traction_fuzz::entries::proposal(traction_fuzz::folder(), data);
});
