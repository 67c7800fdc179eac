//! Any bytes as expression.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    traction_fuzz::entries::expression(traction_fuzz::folder(), data);
});
