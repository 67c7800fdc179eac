//! The commands, one file each. Every `run` asks the office and prints.

mod access;
mod choice;
mod completions;
mod demo;
mod export;
mod facts;
mod gaps;
mod graduation;
mod import;
mod measures;
mod new;
mod plan;
mod people;
mod sample;
mod serve;
mod template;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use traction_office::{District, Person};

use crate::app::App;
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::Done;

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a sample city, import its files, show its five findings and open the pages
    Demo(demo::DemoArgs),
    /// Start a district folder
    New(new::NewArgs),
    /// Read a district's files into facts
    Import(import::ImportArgs),
    /// Show who is served worse than whom, by how much, how surely, and whether it is closing
    Gaps(gaps::GapsArgs),
    /// Show what was promised, who owes what, and whether the gear turns
    Plan(plan::PlanArgs),
    /// Audit students against their diploma, say why, and find the schedule change that mends it
    Graduation(graduation::GraduationArgs),
    /// List the measures, or show one: what is counted, by whose rule
    Measures(measures::MeasuresArgs),
    /// Give out seats by the written policy: practise, commit, draw, check, explain, keep waitlists
    Choice(choice::ChoiceArgs),
    /// Open the pages in a browser on this machine
    Serve(serve::ServeArgs),
    /// Say who may sign in, with which roles, for which schools or students
    People(people::PeopleArgs),
    /// Show who looked at rows about students and staff, and why
    Access(access::AccessArgs),
    /// Look at the facts: imports, parts, what a file changed
    Facts(facts::FactsArgs),
    /// Write empty files with the columns that Traction reads
    Template(template::TemplateArgs),
    /// Write the facts as files
    Export(export::ExportArgs),
    /// Write the export files of an invented city
    Sample(sample::SampleArgs),
    /// Write the completions for a shell
    Completions(completions::CompletionsArgs),
}

/// Runs what was typed.
pub fn run(app: &App) -> Result<Done, Failure> {
    let everywhere = &app.everywhere;
    match &app.command {
        Command::Demo(args) => demo::run(args, everywhere),
        Command::New(args) => new::run(args, everywhere),
        Command::Import(args) => import::run(args, everywhere),
        Command::Gaps(args) => gaps::run(args, everywhere),
        Command::Graduation(args) => graduation::run(args, everywhere),
        Command::Measures(args) => measures::run(args, everywhere),
        Command::Plan(args) => plan::run(args, everywhere),
        Command::Choice(args) => choice::run(args, everywhere),
        Command::Serve(args) => serve::run(args, everywhere),
        Command::People(args) => people::run(args, everywhere),
        Command::Access(args) => access::run(args, everywhere),
        Command::Facts(args) => facts::run(args, everywhere),
        Command::Template(args) => template::run(args, everywhere),
        Command::Export(args) => export::run(args, everywhere),
        Command::Sample(args) => sample::run(args, everywhere),
        Command::Completions(args) => completions::run(args),
    }
}

/// The folder that commands start from.
fn start(everywhere: &Everywhere) -> PathBuf {
    everywhere.directory.clone().unwrap_or_else(|| PathBuf::from("."))
}

/// A path as typed, taken from the folder that commands start from.
fn placed(path: &Path, everywhere: &Everywhere) -> PathBuf {
    match &everywhere.directory {
        Some(directory) if path.is_relative() => directory.join(path),
        _ => path.to_owned(),
    }
}

/// The district folder that the command runs in.
fn district(everywhere: &Everywhere) -> Result<District, Failure> {
    Ok(District::find(&start(everywhere), Person::at_this_machine())?)
}
