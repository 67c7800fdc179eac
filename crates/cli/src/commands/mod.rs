//! The commands, one file each. Every `run` asks the office and prints.

mod access;
mod backup;
mod budget;
mod choice;
mod completions;
mod demo;
mod disclosure;
mod enrollment;
mod export;
mod facts;
mod gaps;
mod graduation;
mod import;
mod measures;
mod new;
mod people;
mod plan;
mod restore;
mod sample;
mod serve;
mod template;
mod verify;
mod year;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use traction_office::{District, Person};

use crate::app::App;
use crate::everywhere::{Everywhere, Format};
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
    /// Say what each school gets and why, what each trade is worth, and whether its plan lasts
    Budget(budget::BudgetArgs),
    /// List the measures, or show one: what is counted, by whose rule
    Measures(measures::MeasuresArgs),
    /// Give out seats by the written policy: practise, commit, draw, check, explain, keep waitlists
    Choice(choice::ChoiceArgs),
    /// Say what may be shown, keep releases, attack what was published
    Disclosure(disclosure::DisclosureArgs),
    /// Project enrollment by school and grade, with bands and with the errors of past projections
    Enrollment(enrollment::EnrollmentArgs),
    /// Open the pages in a browser on this machine
    Serve(serve::ServeArgs),
    /// Say who may sign in, with which roles, for which schools or students
    People(people::PeopleArgs),
    /// Show who looked at rows about students and staff, and why
    Access(access::AccessArgs),
    /// Look at the facts: imports, parts, what a file changed
    Facts(facts::FactsArgs),
    /// Close a school year, so that its figures never move; reopen one; list them
    Year(year::YearArgs),
    /// Hash every part again, check the catalog, and name whatever is not as it was written
    Verify(verify::VerifyArgs),
    /// Write the district folder into one zip file
    Backup(backup::BackupArgs),
    /// Make a district folder of a backup
    Restore(restore::RestoreArgs),
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
    let makes = match &app.command {
        Command::Demo(_) => Some("a demo"),
        Command::New(_) => Some("a new district"),
        Command::Sample(_) => Some("a sample"),
        Command::Template(_) => Some("a template"),
        Command::Restore(_) => Some("a restored district"),
        _ => None,
    };
    if let Some(what) = makes.filter(|_| everywhere.as_of.is_some()) {
        return Err(Failure::new(format!("{what} has no past to look at"), "leave out --as-of"));
    }
    match &app.command {
        Command::Demo(args) => demo::run(args, everywhere),
        Command::New(args) => new::run(args, everywhere),
        Command::Import(args) => import::run(args, everywhere),
        Command::Gaps(args) => gaps::run(args, everywhere),
        Command::Graduation(args) => graduation::run(args, everywhere),
        Command::Budget(args) => budget::run(args, everywhere),
        Command::Measures(args) => measures::run(args, everywhere),
        Command::Plan(args) => plan::run(args, everywhere),
        Command::Choice(args) => choice::run(args, everywhere),
        Command::Disclosure(args) => disclosure::run(args, everywhere),
        Command::Enrollment(args) => enrollment::run(args, everywhere),
        Command::Serve(args) => serve::run(args, everywhere),
        Command::People(args) => people::run(args, everywhere),
        Command::Access(args) => access::run(args, everywhere),
        Command::Facts(args) => facts::run(args, everywhere),
        Command::Year(args) => year::run(args, everywhere),
        Command::Verify(_) => verify::run(everywhere),
        Command::Backup(args) => backup::run(args, everywhere),
        Command::Restore(args) => restore::run(args, everywhere),
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

/// The district folder that the command runs in, as it is or as it stood.
fn district(everywhere: &Everywhere) -> Result<District, Failure> {
    let district = District::find(&start(everywhere), Person::at_this_machine())?;
    match everywhere.as_of {
        None => Ok(district),
        Some(as_of) => {
            if everywhere.format == Format::Text {
                eprintln!("as of {as_of}: facts, settings and definitions as they stood then\n");
            }
            Ok(district.as_of(as_of)?)
        }
    }
}
