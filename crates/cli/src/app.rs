//! The grammar of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};

use crate::commands::Command;

const AFTER_HELP: &str = "\
Commands run inside a district folder (found upward from where you are, as git does) or with -C DIR.

First time here:   traction demo
Your own files:    traction new riverbend && cd riverbend && traction import ~/exports
                   traction serve

Exit status: 0 done; 1 done, with findings that block; 2 not done.";

/// Decision engine for urban school systems: a district's own files in, gaps with their
/// intervals, definitions and sources out.
#[derive(Debug, Parser)]
#[command(name = "traction", version, after_help = AFTER_HELP, disable_help_subcommand = false)]
pub struct App {
    /// What holds for every command.
    #[command(flatten)]
    pub everywhere: Everywhere,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

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
