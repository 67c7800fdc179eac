//! What holds for every command: where it runs, and how its result is written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options that every command takes.
#[derive(Debug, Args)]
pub struct Everywhere {
    /// Run as if started in DIR
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,
    /// How results are written
    #[arg(long, value_enum, default_value = "text", global = true)]
    pub format: Format,
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns, for people
    Text,
    /// One JSON document
    Json,
    /// Comma-separated values with a header row
    Csv,
}
