//! `traction verify`: is everything as it was written?

use clap::Args;
use traction_office::facts;

use super::district;
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put_sheets};

/// Hash every part again, check the catalog, and name whatever is not as it was written
///
/// Parts are compared with their hashes, the catalog with itself and with the parts that it names,
/// and closed years with what they were closed with. Exit status 1 when anything is wrong.
#[derive(Debug, Args)]
pub struct VerifyArgs {}

/// Verifies.
pub fn run(everywhere: &Everywhere) -> Result<Done, Failure> {
    let (sheet, sound) = facts::verify(&district(everywhere)?)?;
    put_sheets(&[sheet], everywhere.format)?;
    Ok(if sound { Done::Well } else { Done::WithBlockingFindings })
}
