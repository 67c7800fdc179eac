//! A student who was a member of a school in the year, and the actions taken.
//!
//! One row for each school that the student was a member of, with that school's actions; one row
//! in the district with all of them. A student without an action is a row with zeros: the table of
//! actions says who was disciplined, the enrollments say who was not.

use hashbrown::HashMap;

use super::attendance::grade_number;
use super::roster::{Member, Roster};
use super::{GrainRows, Reasons, Rows};
use crate::district::{Discipline, DisciplineAction, Facts, Noun, SchoolYear};
use crate::gaps::expression::{Field, FieldColumn, FieldKind, decimal};

pub(super) const FIELDS: &[Field] = &[
    Field { name: "grade", kind: FieldKind::Number, doc: "Grade as a number; kindergarten is 0." },
    Field {
        name: "out_of_school_suspensions",
        kind: FieldKind::Number,
        doc: "Out-of-school suspensions in the year.",
    },
    Field {
        name: "in_school_suspensions",
        kind: FieldKind::Number,
        doc: "In-school suspensions in the year.",
    },
    Field { name: "expulsions", kind: FieldKind::Number, doc: "Expulsions in the year." },
    Field {
        name: "days_suspended",
        kind: FieldKind::Number,
        doc: "School days of out-of-school suspension, as far as the file gives them.",
    },
];

#[derive(Clone, Copy, Default)]
struct Actions {
    out_of_school: u32,
    in_school: u32,
    expulsions: u32,
    days: f64,
}

impl Actions {
    fn add(&mut self, discipline: Option<Discipline>, days: f64) {
        match discipline {
            Some(Discipline::OutOfSchoolSuspension) => {
                self.out_of_school += 1;
                self.days += days;
            }
            Some(Discipline::InSchoolSuspension) => self.in_school += 1,
            Some(Discipline::Expulsion) => self.expulsions += 1,
            Some(Discipline::Other) | None => {}
        }
    }
}

pub(super) fn derive(facts: &Facts, roster: &Roster, year: SchoolYear) -> GrainRows {
    let mut reasons = Reasons::default();
    let mut at: HashMap<(u32, u32), Actions> = HashMap::new();
    let mut over_all: HashMap<u32, Actions> = HashMap::new();
    let members = roster.year(year);
    if let Some(batch) = facts.find(&DisciplineAction::TABLE, year) {
        for row in 0..batch.len() {
            let student = batch.column("student_id").text(row);
            let Some(student) = student.and_then(|id| roster.find_student(id)) else { continue };
            let school = batch.column("school_id").text(row);
            let Some(school) = school.and_then(|id| roster.find_school(id)) else { continue };
            let discipline = batch.column("discipline").code(row).and_then(Discipline::at);
            let days = batch.column("days").number(row).unwrap_or(0.0);
            if members.and_then(|m| m.main(student)).is_none() {
                reasons.count("an action for a student who was not a member in the year");
            } else if members.and_then(|m| m.at(student, school)).is_none() {
                reasons.count("an action by a school that the student was not a member of; counted in the district only");
            }
            at.entry((student, school)).or_default().add(discipline, days);
            over_all.entry(student).or_default().add(discipline, days);
        }
    }
    let (mut at_schools, mut in_district) = (Table::default(), Table::default());
    for member in members.map_or(&[][..], |m| m.members()) {
        let actions = at.get(&(member.student, member.school)).copied().unwrap_or_default();
        at_schools.push(member, actions);
    }
    for student in 0..roster.count_students() as u32 {
        if let Some(main) = members.and_then(|m| m.main(student)) {
            in_district.push(main, over_all.get(&student).copied().unwrap_or_default());
        }
    }
    GrainRows {
        at_schools: at_schools.rows(),
        in_district: Some(in_district.rows()),
        excluded: reasons.list(),
    }
}

#[derive(Default)]
struct Table {
    rows: Rows,
    columns: [Vec<i64>; 5],
}

impl Table {
    fn push(&mut self, member: &Member, actions: Actions) {
        self.rows.push(member.student, member.school, member.grade);
        let count = |number: u32| decimal(f64::from(number));
        let values = [
            grade_number(member.grade),
            count(actions.out_of_school),
            count(actions.in_school),
            count(actions.expulsions),
            decimal(actions.days),
        ];
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.push(value);
        }
    }

    fn rows(mut self) -> Rows {
        self.rows.fields = self.columns.map(FieldColumn::Number).into();
        self.rows
    }
}
