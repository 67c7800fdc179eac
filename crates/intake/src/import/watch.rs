//! Checks that need all enrollments at once: overlaps, grades out of order, students without
//! groups. What they remember of a row is 40 bytes.

use std::collections::BTreeMap;

use hashbrown::HashTable;
use traction_core::district::{Batch, GradeLevel, SchoolYear, Values};

use crate::checks;
use crate::findings::{Findings, Place};
use crate::fingerprint::Fingerprints;

/// One enrollment, as far as it matters here. Ids are hashes.
#[derive(Debug, Clone, Copy)]
struct Seen {
    student: u64,
    entry: i32,
    exit: i32,
    row: u32,
    file: u16,
    year: i16,
    grade: Option<i8>,
}

/// What was seen of enrollments and student groups.
#[derive(Debug, Clone, Default)]
pub(super) struct Watched {
    files: Vec<String>,
    seen: Vec<Seen>,
    /// Students with a row of groups, by year.
    groups: BTreeMap<i16, HashTable<u64>>,
}

impl Watched {
    /// The batches that follow are of this file.
    pub(super) fn begin(&mut self, file: &str) {
        self.files.push(file.to_owned());
    }

    /// Remembers what matters of kept rows.
    pub(super) fn observe(
        &mut self,
        year: Option<SchoolYear>,
        batch: &Batch,
        rows: &[u64],
        makes: &Fingerprints,
    ) {
        let Some(year) = year.map(SchoolYear::end) else { return };
        match batch.table().name {
            "enrollments" => {}
            "student_groups" => {
                let groups = self.groups.entry(year).or_default();
                if let Values::Text(students) = batch.column("student_id").values() {
                    for student in students.iter().map(|id| makes.short(id)) {
                        groups
                            .entry(student, |there| *there == student, |there| *there)
                            .or_insert(student);
                    }
                }
                return;
            }
            _ => return,
        }
        let (grades, entries, exits) =
            (batch.column("grade_level"), batch.column("entry_date"), batch.column("exit_date"));
        let days = |values: &Values, row: usize| match values {
            Values::Date(days) => days[row],
            _ => 0,
        };
        let Values::Text(students) = batch.column("student_id").values() else { return };
        let file = self.files.len().saturating_sub(1).min(usize::from(u16::MAX)) as u16;
        for (row, student) in students.iter().enumerate() {
            let entry = match entries.missing(row) {
                None => days(entries.values(), row),
                Some(_) => i32::MIN,
            };
            let exit = match exits.missing(row) {
                None => days(exits.values(), row),
                Some(_) => i32::MAX,
            };
            self.seen.push(Seen {
                student: makes.short(student),
                entry,
                exit,
                row: u32::try_from(rows[row]).unwrap_or(u32::MAX),
                file,
                year,
                grade: grades.code(row).and_then(GradeLevel::at).and_then(GradeLevel::number),
            });
        }
    }

    /// Adds what another table's rows showed.
    pub(super) fn append(&mut self, mut other: Watched) {
        let base = self.files.len() as u16;
        for seen in &mut other.seen {
            seen.file = seen.file.saturating_add(base);
        }
        self.files.append(&mut other.files);
        self.seen.append(&mut other.seen);
        // Only one table has groups.
        self.groups.append(&mut other.groups);
    }

    /// Says what is wrong. Findings come in order of file and row.
    pub(super) fn judge(mut self, findings: &mut Findings) {
        // Nearly all order is in the student's hash; the few rows of one student are put in order
        // among themselves.
        self.seen.sort_unstable_by_key(|seen| seen.student);
        for student in self.seen.chunk_by_mut(|a, b| a.student == b.student) {
            student.sort_unstable_by_key(|s| (s.year, s.entry, s.file, s.row));
        }
        let mut said: BTreeMap<(u16, u32, &'static str), (String, String)> = BTreeMap::new();
        for student in self.seen.chunk_by(|a, b| a.student == b.student) {
            for year in student.chunk_by(|a, b| a.year == b.year) {
                self.judge_overlaps(year, &mut said);
                self.judge_groups(year, &mut said);
            }
            self.judge_grades(student, &mut said);
        }
        for ((file, row, code), (found, expected)) in said {
            let Some(check) = checks::find_check(code) else { continue };
            let place = Place::row(&self.files[usize::from(file)], u64::from(row));
            findings.add(check, place, || (found, expected));
        }
    }

    fn judge_overlaps(
        &self,
        year: &[Seen],
        said: &mut BTreeMap<(u16, u32, &'static str), (String, String)>,
    ) {
        let Some(mut longest) = year.first().copied() else { return };
        for next in &year[1..] {
            let dated = next.entry != i32::MIN && longest.entry != i32::MIN;
            if dated && next.entry < longest.exit {
                let earlier = self.name(&longest, next);
                said.insert(
                    (next.file, next.row, checks::overlapping_enrollments::CHECK.code),
                    (
                        format!("an entry before the exit of {earlier}"),
                        "one membership at a time".to_owned(),
                    ),
                );
            }
            if next.exit > longest.exit || longest.entry == i32::MIN {
                longest = *next;
            }
        }
    }

    fn judge_groups(
        &self,
        year: &[Seen],
        said: &mut BTreeMap<(u16, u32, &'static str), (String, String)>,
    ) {
        let first = year[0];
        let Some(groups) = self.groups.get(&first.year) else { return };
        if groups.find(first.student, |there| *there == first.student).is_none() {
            let year = SchoolYear::ending(first.year);
            said.insert(
                (first.file, first.row, checks::no_group_row::CHECK.code),
                (
                    format!("a student without groups in {year}"),
                    "a row of student_groups for the student and year".to_owned(),
                ),
            );
        }
    }

    fn judge_grades(
        &self,
        student: &[Seen],
        said: &mut BTreeMap<(u16, u32, &'static str), (String, String)>,
    ) {
        let mut before: Option<(Seen, i8)> = None;
        for year in student.chunk_by(|a, b| a.year == b.year) {
            let highest = year
                .iter()
                .filter_map(|seen| seen.grade.map(|grade| (*seen, grade.max(-1))))
                .max_by_key(|(seen, grade)| (*grade, std::cmp::Reverse((seen.file, seen.row))));
            let Some((seen, grade)) = highest else { continue };
            if let Some((earlier, from)) = before {
                let passed = i32::from(seen.year - earlier.year);
                let moved = i32::from(grade) - i32::from(from);
                if moved < 0 || moved > passed {
                    let from_words = self.name(&earlier, &seen);
                    said.insert(
                        (seen.file, seen.row, checks::grade_out_of_order::CHECK.code),
                        (
                            format!("grade {grade} after grade {from} in {from_words}"),
                            "the same grade or the next".to_owned(),
                        ),
                    );
                }
            }
            before = Some((seen, grade));
        }
    }

    fn name(&self, row: &Seen, beside: &Seen) -> String {
        if row.file == beside.file {
            format!("row {}", row.row)
        } else {
            format!("row {} of {}", row.row, self.files[usize::from(row.file)])
        }
    }
}
