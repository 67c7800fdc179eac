//! Any bytes as xlsx.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    traction_fuzz::entries::xlsx(traction_fuzz::folder(), data);
});
