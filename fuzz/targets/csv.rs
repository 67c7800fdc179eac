//! Any bytes as csv.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    traction_fuzz::entries::csv(traction_fuzz::folder(), data);
});
