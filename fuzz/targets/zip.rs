//! Any bytes as zip.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    traction_fuzz::entries::zip(traction_fuzz::folder(), data);
});
