//! Real published counts as facts: Chicago's and Maryland's, where the shared data is.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

use traction_core::district::{
    Facts, GradeLevel, Missing, Noun, SchoolEnrollment, SchoolYear, find_table,
};

/// A publisher's file, and where in it things stand.
pub struct Publisher {
    pub name: &'static str,
    file: &'static str,
    school: &'static [usize],
    grade: usize,
    count: usize,
    /// 1 where the year is named by the fall in which it begins.
    ahead: i16,
}

pub const CHICAGO: Publisher = Publisher {
    name: "Chicago",
    file: "enrollment/chicago_cps_20thday_school_grade_2005_2025.csv.gz",
    school: &[1],
    grade: 5,
    count: 6,
    ahead: 1,
};

pub const MARYLAND: Publisher = Publisher {
    name: "Maryland",
    file: "enrollment/maryland_msde_school_grade_2009_2019.csv.gz",
    school: &[1, 3],
    grade: 5,
    count: 6,
    ahead: 0,
};

/// The cells of one line of CSV, quotes taken off.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

fn text(file: &str) -> Option<String> {
    let packed = std::fs::read(traction_testkit::needs::find_shared(file)?).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
    Some(text)
}

impl Publisher {
    /// The counts as the table `school_enrollment`; `None`, and words, where they are not there.
    pub fn facts(&self) -> Option<Facts> {
        let mut years: BTreeMap<SchoolYear, Vec<SchoolEnrollment>> = BTreeMap::new();
        for line in text(self.file)?.lines().skip(1) {
            let cells = cells(line);
            let grade = match cells[self.grade].as_str() {
                "PE" => GradeLevel::Preschool,
                "PK" => GradeLevel::Prekindergarten,
                "K" => GradeLevel::Kindergarten,
                number => GradeLevel::numbered(number.parse().unwrap()).unwrap(),
            };
            let school: Vec<&str> = self.school.iter().map(|at| cells[*at].as_str()).collect();
            let year = SchoolYear::ending(cells[0].parse::<i16>().unwrap() + self.ahead);
            let count = cells[self.count].as_str();
            years.entry(year).or_default().push(SchoolEnrollment {
                school_year: year,
                school_id: school.join("-").as_str().into(),
                grade_level: Ok(grade),
                student_group: "all".to_owned(),
                enrollment: if count.is_empty() {
                    Err(Missing::Suppressed)
                } else {
                    Ok(count.parse().unwrap())
                },
            });
        }
        let mut facts = Facts::default();
        assert!(find_table(SchoolEnrollment::TABLE.name).is_some());
        for (year, rows) in years {
            facts.insert(Some(year), Arc::new(SchoolEnrollment::batch(&rows)));
        }
        Some(facts)
    }
}
