//! What a district is made of: schools, students, staff, time and money, as typed nouns.
//!
//! Each noun is a struct and, at the same time, a table: `table!` writes both from one text, so
//! the reader, the template, the Parquet schema, the reference page and the glossary cannot
//! disagree. Rows travel in columns ([`Batch`]); a noun is a view of one row. Words follow Ed-Fi,
//! then CEDS, then OneRoster, then the registrar.

pub mod batch;
pub mod cell;
pub mod choice;
pub mod codes;
pub mod column;
pub mod counts;
pub mod enrolling;
pub mod facts;
pub mod ids;
pub mod learning;
pub mod money;
pub mod people;
pub mod places;
pub mod students;
pub mod table;
pub mod text;
pub mod units;
pub mod workforce;
pub mod year;

pub use batch::Batch;
pub use cell::{Cell, Maybe};
pub use choice::{Application, Choice, Program};
pub use codes::*;
pub use column::{Column, Missing, Values};
pub use counts::{SchoolAttendance, SchoolEnrollment, Survey};
pub use enrolling::{EnrollmentEvent, KindergartenPool, Registration, SchoolOffer};
pub use facts::{Facts, PartMark};
pub use ids::*;
pub use learning::{AssessmentResult, Course, Section, SectionStudent, TranscriptLine};
pub use money::BudgetLine;
pub use people::{BirthDate, PersonName};
pub use places::{Area, BellPeriod, Cluster, School};
pub use students::{
    Attendance, DisciplineAction, Enrollment, PostGraduationPlan, Student, StudentGroups,
};
pub use table::{Kind, Noun, Period, Spec, Table};
pub use text::TextColumn;
pub use units::{Cents, ClockTime, Credits, Days, Fte};
pub use workforce::{Position, Staff, StaffAssignment};
pub use year::{GradeLevel, SchoolYear};

/// All tables, in the order in which a reader should load them: what is referred to comes first.
pub const TABLES: [&Table; 29] = [
    &School::TABLE,
    &Cluster::TABLE,
    &Area::TABLE,
    &Student::TABLE,
    &StudentGroups::TABLE,
    &Enrollment::TABLE,
    &Attendance::TABLE,
    &DisciplineAction::TABLE,
    &AssessmentResult::TABLE,
    &Course::TABLE,
    &TranscriptLine::TABLE,
    &PostGraduationPlan::TABLE,
    &Staff::TABLE,
    &StaffAssignment::TABLE,
    &Position::TABLE,
    &Section::TABLE,
    &SectionStudent::TABLE,
    &Program::TABLE,
    &Application::TABLE,
    &Choice::TABLE,
    &BudgetLine::TABLE,
    &BellPeriod::TABLE,
    &Survey::TABLE,
    &SchoolEnrollment::TABLE,
    &SchoolAttendance::TABLE,
    &EnrollmentEvent::TABLE,
    &SchoolOffer::TABLE,
    &KindergartenPool::TABLE,
    &Registration::TABLE,
];

/// The table of that name, if there is one.
pub fn find_table(name: &str) -> Option<&'static Table> {
    TABLES.into_iter().find(|table| table.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn tables_refer_only_to_single_column_keys_of_listed_tables() {
        for table in TABLES {
            for column in table.columns {
                let Some(target) = column.references else { continue };
                let target = find_table(target).unwrap();
                let id = target.columns.iter().find(|c| c.key && c.name != "school_year").unwrap();
                assert!(id.kind == Kind::Id, "{}.{}", table.name, column.name);
            }
        }
    }

    #[test]
    fn tables_have_a_key_documents_and_a_year_when_cut_by_year() {
        let names: BTreeSet<_> = TABLES.iter().map(|t| t.name).collect();
        assert_eq!(names.len(), TABLES.len());
        for table in TABLES {
            assert!(table.list_key().next().is_some(), "{}", table.name);
            assert!(!table.doc.is_empty());
            assert!(table.columns.iter().all(|c| !c.doc.is_empty()), "{}", table.name);
            assert_eq!(table.period == Period::ByYear, table.find_year_column().is_some());
        }
    }

    #[test]
    fn a_row_written_reads_back_with_its_missing_reasons() {
        let row = Attendance {
            school_year: SchoolYear::ending(2026),
            student_id: "0081234".into(),
            school_id: "0412".into(),
            days_enrolled: Days(178.0),
            days_absent: Days(11.5),
        };
        let batch = Attendance::batch([&row]);
        assert_eq!(Attendance::read(&batch, 0), Ok(row));
        let groups = StudentGroups {
            school_year: SchoolYear::ending(2026),
            student_id: "1".into(),
            race_ethnicity: Ok(RaceEthnicity::Asian),
            economically_disadvantaged: Err(Missing::Suppressed),
            english_learner: Ok(EnglishLearner::Former),
            student_with_disability: Err(Missing::NotCollected),
            homeless: Err(Missing::Blank),
            foster_care: Ok(false),
            migrant: Err(Missing::NotApplicable),
            home_area: Ok("A07".into()),
        };
        let batch = StudentGroups::batch([&groups, &groups]);
        assert_eq!(StudentGroups::list(&batch), Ok(vec![groups.clone(), groups]));
        assert_eq!(batch.take([1]).len(), 1);
    }
}
