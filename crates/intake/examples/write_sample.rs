//! Writes a sample to a folder: `cargo run --example write_sample -- DIR [town|city|metro] [SEED]`.
#![allow(clippy::print_stderr)]

use std::path::Path;
use std::process::ExitCode;

use traction_core::sample::Size;
use traction_intake::sample::write;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(dir) = words.first() else {
        eprintln!("error: which folder?");
        return ExitCode::from(2);
    };
    let size = words.get(1).and_then(|word| Size::find(word)).unwrap_or(Size::Town);
    let seed = words.get(2).and_then(|word| word.parse().ok()).unwrap_or(7);
    match write(Path::new(dir), size, seed, |_| ()) {
        Ok(written) => {
            for (table, rows) in &written.rows {
                eprintln!("{rows:>12}  {table}");
            }
            for (kind, count) in &written.dirt {
                eprintln!("{count:>12}  {}", kind.word());
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
