//! `traction new`: start a district folder.

use std::path::PathBuf;

use clap::Args;
use traction_office::{District, NewDistrict, Person};

use super::placed;
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::Done;

/// Start a district folder
///
/// A district folder holds everything: settings, facts, catalog, rules, mappings. `traction backup`
/// copies it while it is in use.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The folder to make
    dir: PathBuf,
    /// The district's name as pages show it [default: the folder's name]
    #[arg(long)]
    name: Option<String>,
    /// The district's federal (NCES) identifier, seven digits
    #[arg(long, value_name = "ID")]
    nces_id: Option<String>,
}

/// Makes the folder.
pub fn run(args: &NewArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let path = placed(&args.dir, everywhere);
    let folder_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = args.name.clone().or(folder_name).ok_or_else(|| {
        Failure::new("the folder has no name to take", "say one: traction new DIR --name NAME")
    })?;
    if let Some(id) = &args.nces_id
        && (id.len() != 7 || !id.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(Failure::new(
            format!("{id} is not an NCES district identifier"),
            "it has seven digits, such as 0628050; leave it out if you do not know it",
        ));
    }
    let new = NewDistrict { name, nces_id: args.nces_id.clone() };
    let district = District::create(&path, &new, Person::at_this_machine())?;
    eprintln!("{} is ready in {}", district.name(), path.display());
    eprintln!("\nnext: cd {} && traction import FILES", path.display());
    Ok(Done::Well)
}
