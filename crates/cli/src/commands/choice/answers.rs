//! A file of answers.

use std::path::PathBuf;

use clap::Args;
use traction_core::choice::waitlist::Answer;
use traction_office::OfficeError;
use traction_office::choice::{self, GivenAnswer};
use traction_office::sheet::group_thousands;

use super::{super::placed, district};
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put};
use crate::year::school_year;

#[derive(Debug, Args)]
pub(super) struct AnswersArgs {
    /// The file, as CSV
    file: PathBuf,
    /// School year, by the calendar year in which it ends [default: the latest with applications]
    #[arg(long, value_name = "YEAR", value_parser = school_year)]
    year: Option<i16>,
}

const COLUMNS: [&str; 4] = ["application_id", "program_id", "answer", "answered_on"];

pub(super) fn run(args: &AnswersArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let path = placed(&args.file, everywhere);
    let file = std::fs::File::open(&path).map_err(OfficeError::file(&path, "read"))?;
    let given = read(file)?;
    let district = district(everywhere)?;
    let many = choice::answers(&district, args.year, &given, jiff::Timestamp::now())?;
    put(&format!(
        "Answers entered: {}. What follows from them: traction choice waitlist\n",
        group_thousands(many as u64)
    ))?;
    Ok(Done::Well)
}

/// The rows of a file of answers.
fn read(file: impl std::io::Read) -> Result<Vec<GivenAnswer>, OfficeError> {
    let hint = || format!("the columns are {}, with a heading", COLUMNS.join(", "));
    let refuse = |line: usize, what: &str| OfficeError::Refused {
        what: format!("line {line} of the file of answers: {what}"),
        hint: hint(),
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let headings = reader.headers().map_err(|error| refuse(1, &error.to_string()))?.clone();
    let mut places = [0; 4];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        *place = headings
            .iter()
            .position(|heading| heading.trim_start_matches('\u{feff}') == column)
            .ok_or_else(|| refuse(1, &format!("there is no column {column}")))?;
    }
    let mut given = Vec::new();
    for (at, row) in reader.records().enumerate() {
        let line = at + 2;
        let row = row.map_err(|error| refuse(line, &error.to_string()))?;
        let [application, program, said, on] =
            places.map(|place| row.get(place).unwrap_or_default());
        let answer = match said {
            "accepted" => Answer::Accepted,
            "declined" => Answer::Declined,
            "withdrawn" => Answer::Withdrawn,
            other => {
                let what = format!("“{other}” is none of accepted, declined, withdrawn");
                return Err(refuse(line, &what));
            }
        };
        let on = on
            .parse()
            .map_err(|_| refuse(line, &format!("“{on}” is no day; write it as 2027-03-10")))?;
        let (application, program) = (application.to_owned(), program.to_owned());
        given.push(GivenAnswer { application, program, answer, on });
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_answers_reads_whatever_the_order_of_its_columns() {
        let text = "answered_on,answer,application_id,program_id,remark\n\
                    2027-03-10,accepted,R-001,0530-STEM,by phone\n";
        let read = read(text.as_bytes()).expect("it reads");
        assert_eq!(read[0].application, "R-001");
        assert_eq!(read[0].on, jiff::civil::date(2027, 3, 10));
    }

    #[test]
    fn a_row_that_cannot_be_read_is_named_by_its_line() {
        for (row, words) in [
            ("R-001,0530-STEM,maybe,2027-03-10", "“maybe” is none of"),
            ("R-001,0530-STEM,accepted,10 March", "“10 March” is no day"),
        ] {
            let text = format!(
                "application_id,program_id,answer,answered_on\nR-000,0530-STEM,declined,2027-03-09\n{row}\n"
            );
            let said = read(text.as_bytes()).expect_err("it does not read").to_string();
            assert!(said.contains("line 3") && said.contains(words), "{said}");
        }
        let said = read("application_id,answer\n".as_bytes()).expect_err("no").to_string();
        assert!(said.contains("there is no column program_id"), "{said}");
    }
}
