//! The grammar of the command line.

use clap::{Command as Grammar, CommandFactory, FromArgMatches, Parser};

use crate::commands::Command;
use crate::everywhere::Everywhere;
use crate::examples;

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

/// The whole grammar, with examples under the help of every command.
pub fn grammar() -> Grammar {
    examples::add(App::command())
}

/// What was typed; a mistake ends the program with its words, and help with its page.
pub fn parse() -> App {
    let matches = grammar().get_matches();
    App::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::path::Path;

    use super::grammar;

    fn write_page(command: &mut clap::Command, path: &str, page: &mut String) {
        let help = command.render_long_help().to_string();
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        writeln!(page, "\n## {path}\n\n```text\n{}\n```", lines.join("\n").trim_end())
            .unwrap_or_default();
        for inner in command.get_subcommands_mut() {
            if inner.get_name() != "help" {
                let path = format!("{path} {}", inner.get_name());
                write_page(inner, &path, page);
            }
        }
    }

    #[test]
    fn the_reference_page_says_what_help_says() {
        let mut page = String::from(
            "# The command line\n\nWritten by `TRACTION_BLESS=1 cargo test`; do not edit.\n",
        );
        let mut command = grammar().term_width(100);
        command.build();
        write_page(&mut command, "traction", &mut page);
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/cli.md");
        if std::env::var_os("TRACTION_BLESS").is_some() {
            std::fs::write(&file, &page).expect("the page is written");
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(written == page, "docs/reference/cli.md is old: TRACTION_BLESS=1 cargo test");
    }

    #[test]
    fn the_grammar_is_sound() {
        grammar().debug_assert();
    }
}
