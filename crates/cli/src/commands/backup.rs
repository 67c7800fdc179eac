//! `traction backup`: the whole folder as one file.

use std::path::PathBuf;

use clap::Args;
use traction_office::backup;

use super::{district, placed};
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::Done;

/// Write the district folder into one zip file
///
/// Settings, rules, mappings, catalog and every part, as they stand at one instant: an import may
/// run and pages may be served meanwhile. Any unzip opens the file; `traction restore` also
/// verifies every hash in it. The file gets its name only when it is whole. It holds student
/// rows: keep it as you keep the folder.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  traction backup /mnt/backups             riverbend-2026-11-25T171200.zip in that folder
  traction backup riverbend.zip
  traction restore riverbend.zip riverbend-again")]
pub struct BackupArgs {
    /// The file to write, or a folder to write it into
    to: PathBuf,
}

/// Writes the file.
pub fn run(args: &BackupArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let to = placed(&args.to, everywhere);
    let done = backup::back_up(&district, &to, jiff::Timestamp::now())?;
    eprintln!(
        "{} files, {} parts among them, {} bytes: {}",
        done.files,
        done.parts,
        done.bytes,
        done.path.display()
    );
    Ok(Done::Well)
}
