//! The adjusted cohorts that were to graduate in a school year.
//!
//! ESEA section 8101(25) (20 U.S.C. 7801(25)): a cohort is the students who were in grade 9 for the
//! first time in one school year, with those who transferred in later added and those who
//! transferred out, emigrated or died taken away. A transfer out counts only if it is confirmed,
//! as the exit code says; everyone else who left stays in the cohort. A graduate has a regular
//! diploma by the end of August of the year. Section 8101(23) is the same with years added.
//!
//! A year's rows hold two cohorts, told apart by `cohort_years`: those for whom it is the fourth
//! year, and those for whom it is the fifth. A student is a row at the last school attended.
//!
//! A student who left in an earlier year has no groups in the year itself, and still belongs to
//! them: the groups are those last recorded in the cohort's years, from the first grade 9 to the
//! year. A student with no row of groups in these years is of no known group.

use super::roster::{Member, Roster};
use super::{GrainRows, Reasons, Rows};
use crate::district::{ExitType, GradeLevel, SchoolYear};
use crate::gaps::expression::{Field, FieldColumn, FieldKind, decimal};

pub(super) const FIELDS: &[Field] = &[
    Field {
        name: "cohort_years",
        kind: FieldKind::Number,
        doc: "4 when the year is the fourth since first entering grade 9, 5 when it is the fifth.",
    },
    Field {
        name: "graduated",
        kind: FieldKind::Flag,
        doc: "Whether a regular diploma was earned by the end of August of the year.",
    },
    Field {
        name: "other_completer",
        kind: FieldKind::Flag,
        doc: "Whether school ended with another credential.",
    },
    Field {
        name: "dropped_out",
        kind: FieldKind::Flag,
        doc: "Whether the last membership ended in dropping out.",
    },
    Field { name: "still_enrolled", kind: FieldKind::Flag, doc: "Whether school had not ended." },
];

/// What a student had come to by the end of August.
#[derive(Clone, Copy, Default)]
struct Reached {
    /// The latest membership, and its year.
    last: Option<(SchoolYear, Member)>,
    graduated: bool,
    in_high_school: bool,
}

/// What orders a student's memberships in time.
fn when((year, member): &(SchoolYear, Member)) -> (SchoolYear, i32, i32) {
    (*year, member.entry, member.exit.unwrap_or(i32::MAX))
}

pub(super) fn derive(roster: &Roster, year: SchoolYear) -> GrainRows {
    let mut reasons = Reasons::default();
    let august = crate::district::column::days_since_epoch(jiff::civil::date(year.end(), 8, 31));
    let mut reached = vec![Reached::default(); roster.count_students()];
    for (of, members) in roster.years().filter(|(of, _)| *of <= year.next()) {
        for member in members.members() {
            let student = &mut reached[member.student as usize];
            let graduated = member.exit_type == Some(ExitType::Graduated);
            if of > year {
                // Only a diploma of the summer is still of this year.
                student.graduated |= graduated && member.exit.is_some_and(|day| day <= august);
                continue;
            }
            student.graduated |= graduated;
            let grade = GradeLevel::at(member.grade).and_then(GradeLevel::number);
            student.in_high_school |= grade.is_some_and(|grade| (9..=13).contains(&grade));
            let this = (of, *member);
            if student.last.is_none_or(|last| when(&last) <= when(&this)) {
                student.last = Some(this);
            }
        }
    }
    // A year that has only begun has no graduates yet, and no rate.
    let over = has_graduates(roster, year);
    let first = roster.first_ninth_years();
    let mut rows = Rows::default();
    let mut cohort_years = Vec::new();
    let mut flags: [Vec<u8>; 4] = Default::default();
    for (student, came) in (0_u32..).zip(&reached) {
        let years = first[student as usize].map(|first| year.end() - first.end() + 1);
        let Some(years @ (4 | 5)) = years else { continue };
        let Some((_, last)) = came.last.filter(|_| came.in_high_school) else { continue };
        if !over {
            reasons.count("no diploma of the year is recorded yet");
            continue;
        }
        let exit = last.exit_type;
        if !came.graduated {
            let away = match exit {
                Some(ExitType::TransferOut) => Some("transferred out, confirmed"),
                Some(ExitType::Emigrated) => Some("moved to another country"),
                Some(ExitType::Died) => Some("died"),
                _ => None,
            };
            if let Some(reason) = away {
                reasons.count(reason);
                continue;
            }
        }
        rows.push(student, last.school, last.grade);
        let began = SchoolYear::ending(year.end() - years + 1);
        rows.profile.push(roster.last_profile(student, began, year));
        cohort_years.push(decimal(f64::from(years)));
        let completer = !came.graduated && exit == Some(ExitType::OtherCompleter);
        let dropped = !came.graduated && exit == Some(ExitType::DroppedOut);
        let still = !came.graduated && !completer && !dropped;
        for (column, value) in flags.iter_mut().zip([came.graduated, completer, dropped, still]) {
            column.push(u8::from(value));
        }
    }
    rows.fields = vec![FieldColumn::Number(cohort_years)];
    rows.fields.extend(flags.map(FieldColumn::Flag));
    GrainRows { at_schools: rows, in_district: None, excluded: reasons.list() }
}

/// Whether anyone's diploma in the year is recorded.
fn has_graduates(roster: &Roster, year: SchoolYear) -> bool {
    let graduated = |member: &Member| member.exit_type == Some(ExitType::Graduated);
    roster.year(year).is_some_and(|members| members.members().iter().any(graduated))
}
