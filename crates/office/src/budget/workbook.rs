//! An allocation as a workbook, and back: inputs that a person may change, the formula's text, and
//! what came out. Numbers that a workbook cannot hold exactly are text, so nothing is lost.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use traction_core::budget::Formula;
use traction_core::budget::expression::Value;
use traction_core::budget::model::School;
use traction_core::exact::Exact;
use traction_intake::source::{Limits, Step, open_path};
use traction_intake::write::{PlainCell, PlainSheet, write_sheets};

use super::desk::{Desk, refuse};
use crate::error::OfficeError;

/// What a workbook brought back.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// Schools with their inputs, as the workbook has them.
    pub schools: Vec<School>,
}

/// A number as a cell: as a number where a workbook holds it exactly, as a text otherwise.
fn cell(number: Exact) -> PlainCell {
    let value = number.to_f64();
    match Exact::parse(&value.to_string()) {
        Some(back) if back == number => PlainCell::Number(value),
        _ => PlainCell::Text(number.to_fraction()),
    }
}

fn text(text: &str) -> PlainCell {
    PlainCell::Text(text.to_owned())
}

/// Writes a desk's inputs, amounts and lines.
///
/// # Errors
/// That the file cannot be written.
pub fn write_workbook(desk: &Desk, path: &Path) -> Result<(), OfficeError> {
    let formula = &desk.formula;
    let mut header = vec!["school_id".to_owned(), "school_name".to_owned()];
    header.extend(formula.inputs.iter().map(|input| input.name.clone()));
    let inputs = desk.schools.iter().map(|school| {
        let values = formula.inputs.iter().map(|input| match school.values.get(&input.name) {
            Some(Value::Number(number)) => cell(*number),
            Some(other) => text(&other.print()),
            None => PlainCell::Empty,
        });
        [text(&school.id), text(&school.name)].into_iter().chain(values).collect::<Vec<_>>()
    });
    let amounts = desk.given.schools.iter().flat_map(|school| {
        formula.lines.iter().zip(&school.amounts).map(|(line, amount)| {
            let (given, why) = match &amount.amount {
                Ok(amount) => (cell(*amount), PlainCell::Empty),
                Err(why) => (PlainCell::Empty, text(&why.to_string())),
            };
            let money = |n: Option<Exact>| n.map_or(PlainCell::Empty, cell);
            vec![
                text(&school.id),
                text(&school.name),
                text(&line.id),
                given,
                money(amount.price),
                money(amount.dollars),
                why,
            ]
        })
    });
    let lines = formula.lines.iter().map(|line| {
        vec![
            text(&line.id),
            text(&line.name),
            text(line.fund.as_deref().unwrap_or_default()),
            text(line.tier.words()),
            text(&line.because),
            text(&line.note),
        ]
    });
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
    let sheets = [
        PlainSheet { name: "inputs".to_owned(), header, rows: inputs.collect() },
        PlainSheet {
            name: "amounts".to_owned(),
            header: names(&[
                "school_id",
                "school_name",
                "line",
                "amount",
                "price",
                "dollars",
                "why_not",
            ]),
            rows: amounts.collect(),
        },
        PlainSheet {
            name: "lines".to_owned(),
            header: names(&["line", "name", "fund", "who_decides", "because", "note"]),
            rows: lines.collect(),
        },
        PlainSheet {
            name: "formula".to_owned(),
            header: names(&["what", "value"]),
            rows: vec![
                vec![text("id"), text(&formula.id)],
                vec![text("name"), text(&formula.name)],
                vec![text("version"), text(&formula.version)],
                vec![text("citation"), text(&formula.citation)],
                vec![text("facts"), text(&desk.year.to_string())],
            ],
        },
    ];
    let failed = |source| OfficeError::File { path: path.to_owned(), verb: "write", source };
    let out = BufWriter::new(File::create(path).map_err(failed)?);
    write_sheets(&sheets, out).map_err(|error| OfficeError::Refused {
        what: format!("{}: {error}", path.display()),
        hint: String::new(),
    })
}

/// Reads the sheet `inputs` of a workbook, or a CSV with the same columns.
///
/// # Errors
/// That it cannot be read; a column that the formula does not know; a cell that is no number.
pub fn read_workbook(formula: &Formula, path: &Path) -> Result<Filed, OfficeError> {
    let said = |what: String, hint: &str| OfficeError::Refused { what, hint: hint.to_owned() };
    let limits = Limits::default();
    let broken = |error: traction_intake::source::SourceError| said(error.to_string(), "");
    let opened = open_path(path, &limits).map_err(broken)?;
    let one = opened.inputs.len() == 1;
    let Some(input) = opened.inputs.iter().find(|input| one || input.stem() == "inputs") else {
        return Err(said(
            format!("{} has no sheet called inputs", path.display()),
            "traction budget allocate --to FILE.xlsx writes one",
        ));
    };
    let mut source = input.open(&limits).map_err(broken)?;
    let header: Vec<String> = source.header().to_vec();
    let place = |name: &str| header.iter().position(|column| column == name);
    let (Some(id), Some(name)) = (place("school_id"), place("school_name")) else {
        return Err(said(
            format!("{} has no columns school_id and school_name", path.display()),
            "traction budget allocate --to FILE.xlsx writes them",
        ));
    };
    let mut columns = Vec::new();
    for (at, column) in
        header.iter().enumerate().filter(|(at, c)| *at != id && *at != name && !c.is_empty())
    {
        match formula.find_input(column) {
            Some(input) => columns.push((at, input)),
            None => {
                let problem = traction_core::budget::Problem {
                    file: path.display().to_string(),
                    line: 1,
                    gravity: traction_core::budget::policy::Gravity::Wrong,
                    what: format!("the formula {} has no input “{column}”", formula.id),
                    remedy: match formula.names.nearest(column) {
                        Some(word) => format!("Did you mean “{word}”?"),
                        None => "Take the column out, or add the input to the formula".to_owned(),
                    },
                };
                return Err(refuse(&[problem]));
            }
        }
    }
    let mut schools = Vec::new();
    loop {
        let row = match source.step().map_err(broken)? {
            Step::Row(row) => row,
            Step::SetAside(_) => continue,
            Step::End => break,
        };
        if row.is_blank() {
            continue;
        }
        let at = |column: usize| row.cell(column).unwrap_or_default().trim();
        let mut school = School::of(at(id), at(name));
        for (column, input) in &columns {
            let input = &formula.inputs[*input];
            let written = at(*column);
            if written.is_empty() {
                continue;
            }
            let value = if input.unit == traction_core::budget::policy::Unit::Text {
                Some(Value::Text(written.to_owned()))
            } else {
                Exact::from_fraction(written).map(Value::Number)
            };
            let Some(value) = value else {
                return Err(said(
                    format!(
                        "{} row {}: {} is “{written}”, which is not a number",
                        path.display(),
                        row.number,
                        input.name
                    ),
                    "write it in digits, such as 410 or 12.5",
                ));
            };
            school.values.insert(input.name.clone(), value);
        }
        schools.push(school);
    }
    Ok(Filed { schools })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use traction_core::budget::{Formulas, allocate};
    use traction_core::disclosure::Protection;
    use traction_core::district::SchoolYear;

    use super::*;

    #[test]
    fn a_workbook_goes_out_and_comes_back_without_loss() {
        let formula = Formulas::shipped().unwrap().list()[0].clone();
        let third = Exact::of(1, 3).unwrap();
        let schools = vec![
            School::of("0412", "Alder Elementary")
                .with_text("level", "elementary")
                .with("students", Exact::whole(412))
                .with("low_income", Exact::whole(300))
                .with("last_teachers", Exact::parse("23.45").unwrap()),
            School::of("0610", "Birch, \"High\"")
                .with_text("level", "high")
                .with("students", Exact::whole(1833))
                .with("homeless", third.plus(Exact::whole(12)).unwrap()),
        ];
        let desk = Desk {
            given: allocate(&formula, &schools),
            formula: formula.clone(),
            year: SchoolYear::ending(2027),
            all: schools.clone(),
            whole: true,
            schools: schools.clone(),
            protection: Protection::default(),
            counts: Arc::default(),
            history: Arc::default(),
            posts: Arc::default(),
            days: Arc::default(),
            ledger: Arc::default(),
        };
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("budget.xlsx");
        write_workbook(&desk, &path).unwrap();
        let filed = read_workbook(&formula, &path).unwrap();
        assert_eq!(filed.schools, schools);
        let before = serde_json::to_string(&desk.given).unwrap();
        let after = serde_json::to_string(&allocate(&formula, &filed.schools)).unwrap();
        assert_eq!(before, after);
        write_workbook(&Desk { schools: filed.schools, ..desk }, &home.path().join("2.xlsx"))
            .unwrap();
        let bytes = |name: &str| std::fs::read(home.path().join(name)).unwrap();
        assert_eq!(bytes("budget.xlsx"), bytes("2.xlsx"));
    }

    #[test]
    fn a_cell_that_is_no_number_names_its_row_and_column() {
        let formula = Formulas::shipped().unwrap().list()[0].clone();
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("inputs.csv");
        std::fs::write(&path, "school_id,school_name,students\n1,A,ten\n").unwrap();
        let error = read_workbook(&formula, &path).unwrap_err().to_string();
        assert!(error.contains("row 2") && error.contains("students"), "{error}");
        std::fs::write(&path, "school_id,school_name,studnets\n1,A,10\n").unwrap();
        let error = read_workbook(&formula, &path).unwrap_err().to_string();
        assert!(error.contains("Did you mean “students”"), "{error}");
    }
}
