//! Reproducing a published budget: a formula fed from files, beside the results in them.

use std::path::{Path, PathBuf};

use traction_core::budget::Formula;
use traction_core::budget::engine::reproduce::{LongFile, Match, compare, feed, is_even};
use traction_intake::source::{Limits, Step, open_path};

use crate::error::OfficeError;

/// Which schools are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// All.
    All,
    /// Those whose number has an even SHA-256: rules were found from them.
    Even,
    /// The others: rules are judged by them.
    Odd,
}

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Reproduced {
    /// The formula.
    pub formula: Formula,
    /// Schools that the files feed.
    pub schools: usize,
    /// Lines and numbers beside what is published.
    pub matches: Vec<Match>,
    /// Which schools were compared.
    pub half: Half,
}

/// Feeds a formula from published files, in the order in which it names them, and compares.
///
/// # Errors
/// A file that cannot be read; columns that are not there.
pub fn reproduce(
    formula: &Formula,
    files: &[PathBuf],
    half: Half,
) -> Result<Reproduced, OfficeError> {
    let read: Vec<LongFile> = files.iter().map(|file| read_long(file)).collect::<Result<_, _>>()?;
    let fed = feed(formula, &read).map_err(|error| OfficeError::Refused {
        what: error.to_string(),
        hint: format!(
            "traction budget reproduce --formula {} FILE …: see its [[file]] entries",
            formula.id
        ),
    })?;
    let asked = |id: &str| match half {
        Half::All => true,
        Half::Even => is_even(id),
        Half::Odd => !is_even(id),
    };
    Ok(Reproduced {
        formula: formula.clone(),
        schools: fed.schools.iter().filter(|school| asked(&school.id)).count(),
        matches: compare(formula, &fed, asked),
        half,
    })
}

/// A file's rows as text: CSV, packed or not, or one sheet of a workbook.
fn read_long(path: &Path) -> Result<LongFile, OfficeError> {
    let refuse = |what: String| OfficeError::Refused { what, hint: String::new() };
    let limits = Limits::default();
    let opened = open_path(path, &limits).map_err(|error| refuse(error.to_string()))?;
    let Some(input) = opened.inputs.first() else {
        return Err(refuse(format!("{} holds no table", path.display())));
    };
    let mut source = input.open(&limits).map_err(|error| refuse(error.to_string()))?;
    let header: Vec<String> = source.header().to_vec();
    let width = header.len();
    let mut rows = Vec::new();
    loop {
        match source.step().map_err(|error| refuse(error.to_string()))? {
            Step::Row(row) => {
                let mut cells: Vec<String> = row.iter().map(str::to_owned).collect();
                cells.resize(width, String::new());
                rows.push(cells);
            }
            Step::SetAside(_) => {}
            Step::End => break,
        }
    }
    Ok(LongFile { header, rows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use traction_core::budget::Formulas;

    /// The folder of real data: `TRACTION_DATA`, or `shared/data` beside or above the repository.
    fn find_data() -> Option<PathBuf> {
        if let Some(folder) = std::env::var_os("TRACTION_DATA") {
            return Some(PathBuf::from(folder));
        }
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        here.ancestors().map(|folder| folder.join("shared/data")).find(|folder| folder.is_dir())
    }

    /// Chicago's published positions, on the half of the schools that no rule was found from.
    #[test]
    fn chicago_comes_out_as_published_on_the_schools_held_back() {
        let Some(data) = find_data() else {
            #[allow(clippy::print_stderr)]
            {
                eprintln!("skipped: no folder of real data");
            }
            return;
        };
        let files = [
            data.join("finance/chicago_cps_school_budget_positions_FY2025_2027_long.csv.gz"),
            data.join("enrollment/chicago_cps_20thday_school_grade_2005_2025.csv.gz"),
        ];
        let formulas = Formulas::shipped().unwrap();
        for id in ["chicago_fy2026", "chicago_fy2027"] {
            let found = reproduce(formulas.find(id).unwrap(), &files, Half::Odd).unwrap();
            assert!(found.matches.len() >= 12 && found.schools > 200, "{}", found.schools);
            for line in &found.matches {
                assert!(line.rate() >= 0.95, "{id} {}: {:.4}", line.id, line.rate());
            }
            // Flexible dollars can be seen at few schools, so at all that show them.
            let all = reproduce(formulas.find(id).unwrap(), &files, Half::All).unwrap();
            let dollars = |line: &&Match| ["need_based", "flexible"].contains(&line.id.as_str());
            let seen = all.matches.iter().find(dollars).unwrap();
            let (schools, exact) = (seen.schools, seen.exact);
            assert!(schools >= 3 && exact == schools, "{id}: {exact} of {schools}");
        }
    }
}
