//! Public files written, and verified by anybody, with or without a district.

use std::path::{Path, PathBuf};

use traction_core::choice::ledger::{self, Files, Verified};
use traction_core::choice::lottery::{Receipt, print_number};

use super::draw::{find_adopted, find_commitment, load_drawn, receipts};
use super::{ROOM, load_round, year_of};
use crate::district::District;
use crate::error::OfficeError;
use crate::sheet::{Sheet, group_thousands};

/// The names of the files of a folder that is verified.
const NAMES: [&str; 6] =
    ["lottery.csv", "programs.csv", "sealed.csv", "register.csv", "blinds.csv", "assignment.csv"];

fn write(folder: &Path, files: &Files) -> Result<Vec<PathBuf>, OfficeError> {
    let failed =
        |path: &Path, source| OfficeError::File { path: path.to_owned(), verb: "written", source };
    std::fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
    files
        .iter()
        .map(|(name, text)| {
            let path = folder.join(name);
            std::fs::write(&path, text).map_err(|source| failed(&path, source))?;
            Ok(path)
        })
        .collect()
}

/// Writes the public files of a year into `folder/public` and, where the register is sealed, the
/// auditors' into `folder/auditor`. Before an assignment is adopted neither the seed nor an
/// assignment is among them.
///
/// # Errors
/// When nothing was committed to, or a file cannot be written.
pub fn publish(
    district: &District,
    year: Option<i16>,
    folder: &Path,
) -> Result<Vec<PathBuf>, OfficeError> {
    super::may_assign(district)?;
    let year = year_of(district, year)?;
    let Some(entry) = find_commitment(district, year)? else {
        return Err(OfficeError::Refused {
            what: format!("nothing was committed to for {year}"),
            hint: format!("traction {ROOM} commit POLICY --year {}", year.end()),
        });
    };
    let committed = &entry.body;
    let salt = committed.salt()?;
    let mut facts =
        ledger::Facts { commitment: &committed.commitment, seed: None, public_draw: "" };
    let written = match find_adopted(district, year)? {
        Some(adopted) => {
            let drawn = load_drawn(district, adopted.body.proposal)?.result;
            facts.seed = Some(committed.seed());
            facts.public_draw = &drawn.public_draw;
            let receipts = receipts(&drawn.round, &salt);
            ledger::write(&drawn.round, &receipts, &facts, Some(&drawn.assignment))
        }
        None => {
            let policy = traction_core::choice::policy::check_policy(&committed.policy).policy;
            let Some(policy) = policy else {
                return Err(OfficeError::Refused {
                    what: "the policy that was committed to cannot be read any more".to_owned(),
                    hint: "use the version of Traction that it was committed with".to_owned(),
                });
            };
            let (round, _) = load_round(district, &policy, year)?;
            ledger::write(&round, &receipts(&round, &salt), &facts, None)
        }
    };
    let mut public = written.public;
    public.insert("policy.toml".to_owned(), committed.policy.clone());
    let mut paths = write(&folder.join("public"), &public)?;
    if !written.auditor.is_empty() {
        paths.extend(write(&folder.join("auditor"), &written.auditor)?);
    }
    Ok(paths)
}

/// The files of a folder, as somebody received them.
///
/// # Errors
/// When there is no `lottery.csv`, or a file cannot be read.
pub fn read_files(folder: &Path) -> Result<Files, OfficeError> {
    let mut files = Files::new();
    for name in NAMES {
        let path = folder.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                files.insert(name.to_owned(), text);
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(OfficeError::File { path, verb: "read", source }),
        }
    }
    if files.contains_key("lottery.csv") {
        Ok(files)
    } else {
        Err(OfficeError::Refused {
            what: format!("there is no lottery.csv in {}", folder.display()),
            hint: "name the folder that holds the public files".to_owned(),
        })
    }
}

/// Computes everything again that a folder's files allow; with a receipt, finds its own line.
///
/// # Errors
/// When a file cannot be read, or the receipt is none.
pub fn verify_folder(
    folder: &Path,
    receipt: Option<&str>,
) -> Result<(Sheet, Verified), OfficeError> {
    let files = read_files(folder)?;
    let broken = |error: ledger::Broken| OfficeError::Refused {
        what: error.to_string(),
        hint: "ask for the file again".to_owned(),
    };
    let mut verified = ledger::verify(&files).map_err(broken)?;
    if let Some(receipt) = receipt {
        let receipt = Receipt::parse(receipt).map_err(|error| OfficeError::Refused {
            what: error.to_string(),
            hint: "it stands on the letter, in four groups of five".to_owned(),
        })?;
        match ledger::find_own(&files, &receipt).map_err(broken)? {
            None => verified.differs.push("The receipt’s ticket is not in sealed.csv.".to_owned()),
            Some(own) => {
                verified.agrees.push(match own.number {
                    Some(number) => format!(
                        "Your number is {} among {}; it follows from your receipt and the seed.",
                        print_number(number),
                        group_thousands(own.among as u64)
                    ),
                    None => "Your ticket is in sealed.csv.".to_owned(),
                });
            }
        }
    }
    let title = match verified.differs.len() {
        0 => "Everything that could be computed again agrees".to_owned(),
        1 => "One thing does not agree".to_owned(),
        many => format!("{many} things do not agree"),
    };
    let mut sheet = Sheet::of("verified", &title, &["result|Result", "what|What"]);
    for (result, all) in [
        ("agrees", &verified.agrees),
        ("DIFFERS", &verified.differs),
        ("not looked at", &verified.not_looked_at),
    ] {
        for what in all {
            sheet.push(vec![result.into(), what.clone().into()]);
        }
    }
    Ok((sheet, verified))
}
