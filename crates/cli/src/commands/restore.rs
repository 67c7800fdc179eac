//! `traction restore`: a backup as a district folder.

use std::path::PathBuf;

use clap::Args;
use traction_office::{Person, Progress, backup};

use super::placed;
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::Done;
use crate::terminal::Bars;

/// Make a district folder of a backup
///
/// Every file is hashed and compared, and the catalog checked, before the folder gets its name.
/// Nothing that exists is written over.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  traction restore riverbend-2026-11-25T171200.zip riverbend-again")]
pub struct RestoreArgs {
    /// A file that `traction backup` wrote
    file: PathBuf,
    /// The folder to make
    dir: PathBuf,
}

/// Makes the folder.
pub fn run(args: &RestoreArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let (file, dir) = (placed(&args.file, everywhere), placed(&args.dir, everywhere));
    let bars = Bars::new();
    bars.begin("Unpacking and hashing", None);
    let person = Person::at_this_machine();
    let (district, restored) = backup::restore(&file, &dir, person)?;
    bars.end();
    eprintln!(
        "{} is restored in {}: {} files, {} bytes, every hash verified.",
        district.name(),
        dir.display(),
        restored.files,
        restored.bytes
    );
    Ok(Done::Well)
}
