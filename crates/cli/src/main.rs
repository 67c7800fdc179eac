//! The command `traction`: parses what was typed, asks the office, prints the answer.
//!
//! Results go to standard output, everything else to standard error. Exit status: 0 done, 1 done
//! with findings that block, 2 not done.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod app;
mod commands;
mod everywhere;
mod examples;
mod failure;
mod output;
mod terminal;
mod year;

use std::process::ExitCode;

fn main() -> ExitCode {
    let app = app::parse();
    match commands::run(&app) {
        Ok(done) => done.exit_code(),
        Err(failure) => {
            failure.print();
            ExitCode::from(2)
        }
    }
}
