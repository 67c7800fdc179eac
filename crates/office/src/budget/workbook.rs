//! An allocation as a workbook, and back: inputs that a person may change, the formula's text, and
//! what came out. Numbers that a workbook cannot hold exactly are text, so nothing is lost.

use std::io::Cursor;
use std::path::Path;

use traction_core::budget::expression::Value;
use traction_core::budget::model::School;
use traction_core::budget::policy::Unit;
use traction_core::budget::report;
use traction_core::disclosure::Shown;
use traction_core::exact::Exact;
use traction_intake::source::{Limits, Step, open_path};
use traction_intake::write::{PlainCell, PlainSheet, write_sheets};

use super::desk::{Desk, refuse};
use crate::error::OfficeError;
use crate::sheet::{Cell, Sheet};

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

/// What stands in place of a count that is withheld. A reader puts the facts' own in its place, so
/// that nothing has to be told and nothing is lost.
const WITHHELD: &str = "withheld";

/// A desk's inputs as a table: one row a school, withheld counts as a word.
fn input_table(desk: &Desk) -> PlainSheet {
    let formula = &desk.formula;
    let shields = report::shields(formula, &desk.given, desk.protection);
    let mut header = vec!["school_id".to_owned(), "school_name".to_owned()];
    header.extend(formula.inputs.iter().map(|input| input.name.clone()));
    let rows = desk.schools.iter().zip(&shields).map(|(school, shield)| {
        let values = formula.inputs.iter().enumerate().map(|(at, input)| {
            let hidden = input.unit == Unit::Students && shield.hides_input(at);
            match school.values.get(&input.name) {
                Some(_) if hidden => text(WITHHELD),
                Some(Value::Number(number)) => cell(*number),
                Some(other) => text(&other.print()),
                None => PlainCell::Empty,
            }
        });
        [text(&school.id), text(&school.name)].into_iter().chain(values).collect()
    });
    PlainSheet { name: "inputs".to_owned(), header, rows: rows.collect() }
}

/// A desk's inputs as a sheet, to be changed and brought back.
pub fn input_sheet(desk: &Desk) -> Sheet {
    let table = input_table(desk);
    let columns: Vec<String> = table.header.iter().map(|name| format!("{name}|{name}")).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut sheet = Sheet::of("inputs", "What the formula is fed with", &columns);
    for row in table.rows {
        let cells = row.into_iter().map(|cell| match cell {
            PlainCell::Number(value) => Cell::Number { value, printed: value.to_string() },
            PlainCell::Text(text) => text.into(),
            PlainCell::Empty => Cell::Empty,
        });
        sheet.push(cells.collect());
    }
    sheet
}

/// A desk's inputs, amounts and lines as a workbook.
///
/// # Errors
/// That it cannot be written.
pub fn workbook(desk: &Desk) -> Result<Vec<u8>, OfficeError> {
    let formula = &desk.formula;
    let report = report::allocation(formula, &desk.given, desk.protection);
    let amounts = desk.given.schools.iter().zip(&report.schools).flat_map(|(school, row)| {
        let lines = formula.lines.iter().zip(&school.amounts).zip(&row.lines);
        lines.map(|((line, amount), told)| {
            let (given, why) = match (told, &amount.amount) {
                (Shown::Value(_), Ok(amount)) => (cell(*amount), PlainCell::Empty),
                (Shown::Value(_), Err(why)) => (PlainCell::Empty, text(&why.to_string())),
                (other, _) => (text(WITHHELD), text(other.words().unwrap_or_default())),
            };
            let hidden = told.value().is_none();
            let money = |n: Option<Exact>| n.filter(|_| !hidden).map_or(PlainCell::Empty, cell);
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
        input_table(desk),
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
    let mut out = Cursor::new(Vec::new());
    write_sheets(&sheets, &mut out).map_err(|error| OfficeError::Refused {
        what: format!("the workbook cannot be written: {error}"),
        hint: String::new(),
    })?;
    Ok(out.into_inner())
}

/// Writes a desk's inputs, amounts and lines into a file.
///
/// # Errors
/// That the file cannot be written.
pub fn write_workbook(desk: &Desk, path: &Path) -> Result<(), OfficeError> {
    std::fs::write(path, workbook(desk)?).map_err(OfficeError::file(path, "written"))
}

/// Reads inputs that somebody pasted: the table `inputs`, from a workbook or a CSV.
///
/// # Errors
/// The same as [`read_workbook`].
pub fn read_pasted(desk: &Desk, pasted: &str) -> Result<Filed, OfficeError> {
    let mut tag = [0; 8];
    getrandom::fill(&mut tag).map_err(|error| OfficeError::Refused {
        what: format!("what was pasted cannot be put aside: {error}"),
        hint: String::new(),
    })?;
    let name = format!("traction-{:016x}.csv", u64::from_ne_bytes(tag));
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, pasted).map_err(OfficeError::file(&path, "written"))?;
    let filed = read_named(desk, &path, "what was pasted");
    std::fs::remove_file(&path).map_err(OfficeError::file(&path, "removed"))?;
    filed
}

/// Reads the sheet `inputs` of a workbook, or a CSV with the same columns. A withheld count is what
/// the facts have.
///
/// # Errors
/// That it cannot be read; a column that the formula does not know; a cell that is no number.
pub fn read_workbook(desk: &Desk, path: &Path) -> Result<Filed, OfficeError> {
    read_named(desk, path, &path.display().to_string())
}

/// The same of a file that messages call otherwise.
fn read_named(desk: &Desk, path: &Path, name: &str) -> Result<Filed, OfficeError> {
    let formula = &desk.formula;
    let said = |what: String, hint: &str| OfficeError::Refused { what, hint: hint.to_owned() };
    let limits = Limits::default();
    let broken = |error: traction_intake::source::SourceError| said(error.to_string(), "");
    let opened = open_path(path, &limits).map_err(broken)?;
    let one = opened.inputs.len() == 1;
    let Some(input) = opened.inputs.iter().find(|input| one || input.stem() == "inputs") else {
        return Err(said(
            format!("{name} has no sheet called inputs"),
            "traction budget allocate --to FILE.xlsx writes one",
        ));
    };
    let mut source = input.open(&limits).map_err(broken)?;
    let header: Vec<String> = source.header().to_vec();
    let place = |name: &str| header.iter().position(|column| column == name);
    let (Some(id), Some(called)) = (place("school_id"), place("school_name")) else {
        return Err(said(
            format!("{name} has no columns school_id and school_name"),
            "traction budget allocate --to FILE.xlsx writes them",
        ));
    };
    let mut columns = Vec::new();
    for (at, column) in
        header.iter().enumerate().filter(|(at, c)| *at != id && *at != called && !c.is_empty())
    {
        match formula.find_input(column) {
            Some(input) => columns.push((at, input)),
            None => {
                let problem = traction_core::budget::Problem {
                    file: name.to_owned(),
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
        let mut school = School::of(at(id), at(called));
        for (column, input) in &columns {
            let input = &formula.inputs[*input];
            let written = at(*column);
            if written.is_empty() {
                continue;
            }
            if written == WITHHELD {
                let facts = desk.schools.iter().find(|known| known.id == school.id);
                if let Some(value) = facts.and_then(|known| known.values.get(&input.name)) {
                    school.values.insert(input.name.clone(), value.clone());
                }
                continue;
            }
            let value = if input.unit == Unit::Text {
                Some(Value::Text(written.to_owned()))
            } else {
                Exact::from_fraction(written).map(Value::Number)
            };
            let Some(value) = value else {
                return Err(said(
                    format!(
                        "{} row {}: {} is “{written}”, which is not a number",
                        name, row.number, input.name
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

    use traction_core::budget::{Formula, Formulas, allocate};
    use traction_core::disclosure::Protection;
    use traction_core::district::SchoolYear;

    use super::*;

    fn desk(formula: Formula, schools: Vec<School>) -> Desk {
        Desk {
            given: allocate(&formula, &schools),
            formula,
            year: SchoolYear::ending(2027),
            all: Arc::new(schools.clone()),
            whole: true,
            schools,
            protection: Protection::default(),
            counts: Arc::default(),
            history: Arc::default(),
            posts: Arc::default(),
            days: Arc::default(),
            ledger: Arc::default(),
        }
    }

    fn schools() -> Vec<School> {
        let third = Exact::of(1, 3).unwrap();
        vec![
            School::of("0412", "Alder Elementary")
                .with_text("level", "elementary")
                .with("students", Exact::whole(412))
                .with("low_income", Exact::whole(300))
                .with("last_teachers", Exact::parse("23.45").unwrap()),
            School::of("0610", "Birch, \"High\"")
                .with_text("level", "high")
                .with("students", Exact::whole(1833))
                .with("homeless", third.plus(Exact::whole(62)).unwrap()),
        ]
    }

    #[test]
    fn a_workbook_goes_out_and_comes_back_without_loss() {
        let desk = desk(Formulas::shipped().unwrap().list()[0].clone(), schools());
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("budget.xlsx");
        write_workbook(&desk, &path).unwrap();
        let filed = read_workbook(&desk, &path).unwrap();
        assert_eq!(filed.schools, schools());
        let before = serde_json::to_string(&desk.given).unwrap();
        let after = serde_json::to_string(&allocate(&desk.formula, &filed.schools)).unwrap();
        assert_eq!(before, after);
        let again = workbook(&Desk { schools: filed.schools, ..desk }).unwrap();
        assert_eq!(std::fs::read(path).unwrap(), again);
    }

    #[test]
    fn a_workbook_that_somebody_edited_gives_what_was_edited_and_tells_no_small_group() {
        let formula = Formulas::shipped().unwrap().list()[0].clone();
        let mut small = schools();
        small[0] = small[0].clone().with("homeless", Exact::whole(4));
        let desk = desk(formula, small);
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("edited.xlsx");
        // Forty students more at the first school, by hand; the rest as it was written.
        let mut inputs = input_table(&desk);
        let place = |name: &str| inputs.header.iter().position(|column| column == name).unwrap();
        let (students, homeless) = (place("students"), place("homeless"));
        assert_eq!(inputs.rows[0][homeless], PlainCell::Text("withheld".to_owned()));
        assert_eq!(inputs.rows[0][students], PlainCell::Number(412.0));
        inputs.rows[0][students] = PlainCell::Number(452.0);
        let out = std::fs::File::create(&path).unwrap();
        write_sheets(&[inputs], std::io::BufWriter::new(out)).unwrap();
        let filed = read_workbook(&desk, &path).unwrap();
        let given = allocate(&desk.formula, &filed.schools);
        let teachers = desk.formula.find_line("teachers").unwrap();
        let of = |given: &traction_core::budget::Allocation| {
            given.schools[0].amounts[teachers].amount.clone().unwrap()
        };
        // 412 are 20.6, and 452 are 22.6 of twenty.
        assert_eq!((of(&desk.given), of(&given)), (Exact::whole(21), Exact::whole(23)));
        // What was withheld is what the facts have.
        assert_eq!(filed.schools[0].values["homeless"], desk.schools[0].values["homeless"]);
        assert_eq!(filed.schools[1], desk.schools[1]);
    }

    #[test]
    fn a_cell_that_is_no_number_names_its_row_and_column() {
        let desk = desk(Formulas::shipped().unwrap().list()[0].clone(), Vec::new());
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("inputs.csv");
        std::fs::write(&path, "school_id,school_name,students\n1,A,ten\n").unwrap();
        let error = read_workbook(&desk, &path).unwrap_err().to_string();
        assert!(error.contains("row 2") && error.contains("students"), "{error}");
        std::fs::write(&path, "school_id,school_name,studnets\n1,A,10\n").unwrap();
        let error = read_workbook(&desk, &path).unwrap_err().to_string();
        assert!(error.contains("Did you mean “students”"), "{error}");
    }
}
