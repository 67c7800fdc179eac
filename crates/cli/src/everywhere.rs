//! What holds for every command: where it runs, and how its result is written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use traction_office::AsOf;

/// Options that every command takes.
#[derive(Debug, Args)]
pub struct Everywhere {
    /// Run as if started in DIR
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true, display_order = 900)]
    pub directory: Option<PathBuf>,
    /// Answer as of a past moment: a day (2026-03-01), an instant, or the number of an import
    #[arg(long, value_name = "WHEN", global = true, display_order = 901)]
    pub as_of: Option<AsOf>,
    /// How results are written
    #[arg(long, value_enum, default_value = "text", global = true, display_order = 902)]
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
