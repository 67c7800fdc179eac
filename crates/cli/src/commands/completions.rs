//! `traction completions`: completions for a shell.

use clap::Args;
use clap_complete::Shell;

use crate::app;
use crate::failure::Failure;
use crate::output::{Done, put};

/// Write the completions for a shell
#[derive(Debug, Args)]
#[command(
    after_help = "For bash:  traction completions bash > ~/.local/share/bash-completion/completions/traction"
)]
pub struct CompletionsArgs {
    /// Which shell
    shell: Shell,
}

/// Writes the completions to standard output.
pub fn run(args: &CompletionsArgs) -> Result<Done, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut app::grammar(), "traction", &mut text);
    put(&String::from_utf8_lossy(&text))?;
    Ok(Done::Well)
}
