//! `traction sample`: the export files of an invented city.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use traction_office::sample::{self, Size};

use super::placed;
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::Done;
use crate::terminal::Bars;

/// Write the export files of an invented city
///
/// Realistic and messy, as a student information system would write them: a OneRoster zip,
/// tables, duplicates, bad ids, a year in an old encoding. The same seed gives the same bytes.
/// Nobody in it exists.
#[derive(Debug, Args)]
pub struct SampleArgs {
    /// Folder to write the files into
    dir: PathBuf,
    /// How large a city
    #[arg(long, value_enum, default_value = "city")]
    size: SizeName,
    /// Which city: the same seed gives the same bytes
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

/// How large the sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SizeName {
    /// Five schools, small enough to read
    Town,
    /// 50,000 students in about 90 schools
    City,
    /// A million students
    Metro,
}

impl From<SizeName> for Size {
    fn from(name: SizeName) -> Self {
        match name {
            SizeName::Town => Size::Town,
            SizeName::City => Size::City,
            SizeName::Metro => Size::Metro,
        }
    }
}

/// Writes the files.
pub fn run(args: &SampleArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let path = placed(&args.dir, everywhere);
    let written = sample::write(&path, args.size.into(), args.seed, &Bars::new())?;
    eprintln!("{written}");
    let path = std::path::absolute(&path)?;
    eprintln!("\nnext: traction new DIR && cd DIR && traction import {}", path.display());
    Ok(Done::Well)
}
