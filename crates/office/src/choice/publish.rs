//! Public files written, and verified by anybody, with or without a district.

use std::path::{Path, PathBuf};

use traction_core::choice::ledger::{self, Files, Verified, Written};
use traction_core::choice::lottery::{Receipt, print_number};

use super::draw::{find_adopted, load_commitment, load_drawn, receipts};
use super::rounds::round_of;
use super::seal::find_sealed;
use super::{load_any_round, year_of};
use crate::district::District;
use crate::error::OfficeError;
use crate::sheet::{Sheet, group_thousands};

fn write(folder: &Path, files: &Files) -> Result<Vec<PathBuf>, OfficeError> {
    std::fs::create_dir_all(folder).map_err(OfficeError::file(folder, "written"))?;
    files
        .iter()
        .map(|(name, text)| {
            let path = folder.join(name);
            std::fs::write(&path, text).map_err(OfficeError::file(&path, "written"))?;
            Ok(path)
        })
        .collect()
}

/// The files of a round, of the latest that has a commitment when none is named: the public ones, and where the register is sealed, the auditors'. Before an
/// assignment is adopted neither the seed nor an assignment is among them.
///
/// # Errors
/// When nothing is sealed yet, or the rows are not those that were sealed.
pub fn public_files(
    district: &District,
    year: Option<i16>,
    round: Option<u8>,
) -> Result<Written, OfficeError> {
    super::may_assign(district)?;
    let year = year_of(district, year)?;
    let round = round_of(district, year, round)?;
    let entry = load_commitment(district, year, round)?;
    let committed = &entry.body;
    let Some(sealed) = find_sealed(district, year, &entry)? else {
        return Err(OfficeError::NotYet {
            what: format!("the applications for {year} are not sealed yet"),
            hint: format!("traction choice seal --year {}", year.end()),
        });
    };
    let mut facts = ledger::Facts {
        policy: &committed.policy,
        commitment: &committed.commitment,
        committed_at: entry.at,
        sealed_at: Some(sealed.at),
        seed: None,
        public_draw: "",
    };
    let salt = committed.salt()?;
    let (seal, written) = match find_adopted(district, year, round)? {
        Some(adopted) => {
            let drawn = load_drawn(district, adopted.body.proposal)?.result;
            facts.seed = Some(committed.seed());
            facts.public_draw = &drawn.public_draw;
            let receipts = receipts(&drawn.round, &salt);
            let given = Some(&drawn.assignment);
            (drawn.sealed, ledger::write(&drawn.round, &drawn.own, &receipts, &facts, given))
        }
        None => {
            let policy = committed.policy()?;
            let (round, _) = load_any_round(district, &policy, year, round)?;
            (sealed.id, ledger::write(&round, &[], &receipts(&round, &salt), &facts, None))
        }
    };
    if seal != sealed.id || ledger::seal(&written.public) != sealed.body.seal {
        return Err(OfficeError::Refused {
            what: format!(
                "the applications or seats are not those that were sealed on {}",
                sealed.at.strftime("%Y-%m-%d")
            ),
            hint: "put the rows back as they were, or seal them again and say why".to_owned(),
        });
    }
    Ok(written)
}

/// Writes the files of a round into `folder/public` and, where the register is sealed, the auditors'
/// into `folder/auditor`.
///
/// # Errors
/// As [`public_files`]; when a file cannot be written.
pub fn publish(
    district: &District,
    year: Option<i16>,
    round: Option<u8>,
    folder: &Path,
) -> Result<Vec<PathBuf>, OfficeError> {
    let written = public_files(district, year, round)?;
    let mut paths = write(&folder.join("public"), &written.public)?;
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
    for name in ledger::NAMES {
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

/// Computes everything again that a folder's files allow; with a receipt, finds its own line; with
/// the folder of before the draw, says whether what was bound then is bound now.
///
/// # Errors
/// When a file cannot be read, or the receipt is none.
pub fn verify_folder(
    folder: &Path,
    receipt: Option<&str>,
    before: Option<&Path>,
) -> Result<(Sheet, Verified), OfficeError> {
    let files = read_files(folder)?;
    let broken = |error: ledger::Broken| OfficeError::Refused {
        what: error.to_string(),
        hint: "ask for the file again".to_owned(),
    };
    let mut verified = ledger::verify(&files).map_err(broken)?;
    if let Some(before) = before {
        let bound = ledger::compare_before(&read_files(before)?, &files).map_err(broken)?;
        verified.agrees.extend(bound.agrees);
        verified.differs.extend(bound.differs);
    }
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
