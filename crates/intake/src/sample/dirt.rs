//! What goes wrong in real files, put in on purpose, seldom, and counted.
//!
//! Rows of the cast are left alone, so that their facts arrive exactly.

use std::collections::BTreeMap;

use traction_core::district::Batch;
use traction_core::sample::Size;
use traction_core::sample::cast::is_cast;
use traction_core::sample::dice::{Dice, Purpose};

/// One kind of mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dirt {
    /// The same row twice.
    ExactDuplicate,
    /// Two rows with one key that disagree.
    ConflictingDuplicate,
    /// A second membership at another school while the first lasts.
    OverlappingEnrollment,
    /// An exit date before the entry date.
    ExitBeforeEntry,
    /// An id whose leading zeros a spreadsheet ate.
    LostZeros,
    /// A school that is not in the list of schools.
    UnknownSchool,
    /// A grade that no school teaches.
    BadGrade,
    /// More credits earned than attempted.
    EarnedOverAttempted,
    /// A mark that no scale knows.
    UnknownMark,
    /// More days absent than enrolled.
    AbsentOverEnrolled,
    /// Race and ethnicity left blank.
    BlankRace,
    /// Birth date left blank.
    BlankBirthDate,
    /// A date typed in the American order.
    ForeignDate,
    /// Empty lines at the end of a file.
    TrailingEmptyLines,
}

impl Dirt {
    /// How it is written in messages and tests.
    pub const fn word(self) -> &'static str {
        match self {
            Dirt::ExactDuplicate => "exact duplicate",
            Dirt::ConflictingDuplicate => "conflicting duplicate",
            Dirt::OverlappingEnrollment => "overlapping enrollment",
            Dirt::ExitBeforeEntry => "exit before entry",
            Dirt::LostZeros => "lost zeros",
            Dirt::UnknownSchool => "unknown school",
            Dirt::BadGrade => "bad grade",
            Dirt::EarnedOverAttempted => "earned over attempted",
            Dirt::UnknownMark => "unknown mark",
            Dirt::AbsentOverEnrolled => "absent over enrolled",
            Dirt::BlankRace => "blank race",
            Dirt::BlankBirthDate => "blank birth date",
            Dirt::ForeignDate => "foreign date",
            Dirt::TrailingEmptyLines => "trailing empty lines",
        }
    }

    /// The table that it is put in, and how often, per row.
    const fn list() -> [(Dirt, &'static str, f64); 18] {
        [
            (Dirt::ExactDuplicate, "enrollments", 0.000_6),
            (Dirt::ExactDuplicate, "attendance", 0.000_4),
            (Dirt::ExactDuplicate, "transcripts", 0.000_2),
            (Dirt::ConflictingDuplicate, "student_groups", 0.000_6),
            (Dirt::ConflictingDuplicate, "attendance", 0.000_3),
            (Dirt::OverlappingEnrollment, "enrollments", 0.001),
            (Dirt::ExitBeforeEntry, "enrollments", 0.000_4),
            (Dirt::ForeignDate, "enrollments", 0.000_3),
            (Dirt::LostZeros, "attendance", 0.003),
            (Dirt::LostZeros, "discipline_actions", 0.004),
            (Dirt::LostZeros, "assessments", 0.002),
            (Dirt::UnknownSchool, "enrollments", 0.000_3),
            (Dirt::BadGrade, "enrollments", 0.000_3),
            (Dirt::EarnedOverAttempted, "transcripts", 0.000_3),
            (Dirt::UnknownMark, "transcripts", 0.000_2),
            (Dirt::AbsentOverEnrolled, "attendance", 0.000_4),
            (Dirt::BlankRace, "student_groups", 0.002),
            (Dirt::BlankBirthDate, "students", 0.001),
        ]
    }
}

/// Puts dirt into one file and counts it.
#[derive(Debug)]
pub(super) struct Dirtier {
    dice: Dice,
    kinds: Vec<(Dirt, f64)>,
    total: f64,
    student_column: Option<usize>,
    spares_cast: bool,
}

impl Dirtier {
    /// For the file of a table and a year (its ending year; 0 for a standing table).
    pub fn of(size: Size, seed: u64, batch: &Batch, year: i16) -> Self {
        let table = batch.table();
        let subject = table.name.bytes().fold(u64::from(year.unsigned_abs()), |sum, byte| {
            sum.wrapping_mul(257).wrapping_add(u64::from(byte))
        });
        // The town is small: a kind that comes once in thousands of rows would never come.
        let factor = if size == Size::Town { 4.0 } else { 1.0 };
        let kinds: Vec<(Dirt, f64)> = Dirt::list()
            .into_iter()
            .filter(|(_, name, _)| *name == table.name)
            .map(|(kind, _, rate)| (kind, rate * factor))
            .collect();
        Dirtier {
            dice: Dice::of(seed, Purpose::Dirt, subject),
            total: kinds.iter().map(|(_, rate)| rate).sum(),
            kinds,
            student_column: table.find_column("student_id"),
            spares_cast: size == Size::Town,
        }
    }

    /// What is wrong with a row; mostly nothing.
    pub fn find(&mut self, batch: &Batch, row: usize) -> Option<Dirt> {
        if self.kinds.is_empty() || !self.dice.chance(self.total) {
            return None;
        }
        let weights: Vec<f64> = self.kinds.iter().map(|(_, rate)| *rate).collect();
        let kind = self.kinds[self.dice.weighted(&weights)].0;
        let student = self.student_column.and_then(|at| batch.columns()[at].text(row));
        if self.spares_cast && student.is_some_and(is_cast) { None } else { Some(kind) }
    }

    /// Whether the file ends in empty lines: one file in five.
    pub fn trails(&mut self) -> bool {
        !self.kinds.is_empty() && self.dice.chance(0.2)
    }

    /// The lines that a row becomes; `None` when this mistake cannot be made in this row.
    pub fn soil(
        &mut self,
        kind: Dirt,
        batch: &Batch,
        cells: &[String],
    ) -> Option<Vec<Vec<String>>> {
        let at = |name: &str| batch.table().find_column(name);
        let changed = |name: &str, to: &dyn Fn(&str) -> Option<String>| {
            let column = at(name)?;
            let mut row = cells.to_vec();
            row[column] = to(&row[column])?;
            Some(row)
        };
        let one = |row: Option<Vec<String>>| row.map(|row| vec![row]);
        let also = |row: Option<Vec<String>>| row.map(|row| vec![cells.to_vec(), row]);
        match kind {
            Dirt::ExactDuplicate => Some(vec![cells.to_vec(), cells.to_vec()]),
            Dirt::ConflictingDuplicate if at("economically_disadvantaged").is_some() => {
                also(changed("economically_disadvantaged", &|old| {
                    Some(if old == "true" { "false" } else { "true" }.to_owned())
                }))
            }
            Dirt::ConflictingDuplicate => also(changed("days_absent", &|old| {
                Some((old.parse::<f64>().ok()? + 3.0).to_string())
            })),
            Dirt::OverlappingEnrollment => {
                let digit = self.dice.below(9);
                also(changed("school_id", &|old| {
                    let other = format!("{}{}", &old[..old.len() - 1], digit);
                    (other != old).then_some(other)
                }))
            }
            Dirt::ExitBeforeEntry => {
                let column = at("entry_date")?;
                let entry = cells[column].clone();
                let year: i16 = entry.get(..4)?.parse().ok()?;
                one(changed("exit_date", &|old| {
                    (!old.is_empty()).then(|| format!("{}{}", year - 1, &entry[4..]))
                }))
            }
            Dirt::ForeignDate => one(changed("entry_date", &|old| {
                Some(format!("{}/{}/{}", old.get(5..7)?, old.get(8..10)?, old.get(..4)?))
            })),
            Dirt::LostZeros => one(changed("student_id", &|old| {
                old.starts_with('0').then(|| old.trim_start_matches('0').to_owned())
            })),
            Dirt::UnknownSchool => one(changed("school_id", &|_| Some("9999".to_owned()))),
            Dirt::BadGrade => {
                let bad = *self.dice.pick(&["14", "0K", "5B"]);
                one(changed("grade_level", &|_| Some(bad.to_owned())))
            }
            Dirt::EarnedOverAttempted => {
                one(changed("credits_earned", &|old| (!old.is_empty()).then(|| "5".to_owned())))
            }
            Dirt::UnknownMark => {
                one(changed("mark", &|old| (!old.is_empty()).then(|| "Z".to_owned())))
            }
            Dirt::AbsentOverEnrolled => one(changed("days_absent", &|_| Some("199".to_owned()))),
            Dirt::BlankRace => one(changed("race_ethnicity", &|_| Some(String::new()))),
            Dirt::BlankBirthDate => one(changed("birth_date", &|_| Some(String::new()))),
            Dirt::TrailingEmptyLines => None,
        }
    }
}

/// How often each mistake was made.
pub type DirtCounts = BTreeMap<Dirt, u64>;
