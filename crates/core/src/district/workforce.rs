//! The people who work for the district, what they do, and the positions that they hold.

use jiff::civil::Date;

use super::cell::Maybe;
use super::codes::{Degree, PositionStatus, RaceEthnicity};
use super::ids::{PositionId, SchoolId, StaffId};
use super::people::PersonName;
use super::table::table;
use super::units::Fte;
use super::year::SchoolYear;

table! {
    /// One member of staff in one school year.
    Staff, "staff", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), example("2026-27");
    /// The district's number for the person.
    staff_id: StaffId, key(), edfi("Staff.staffUniqueId"), ceds("Staff Member Identifier"), oneroster("users.identifier (teacher)"), example("T0911");
    /// Last name. Shown only to people with a reason.
    last_surname: Maybe<PersonName>, edfi("Staff.lastSurname"), oneroster("users.familyName"), example("Reyes");
    /// First name. Shown only to people with a reason.
    first_name: Maybe<PersonName>, edfi("Staff.firstName"), oneroster("users.givenName"), example("Marta");
    /// Years taught before this one, anywhere.
    years_of_prior_teaching_experience: Maybe<f64>, edfi("Staff.yearsOfPriorTeachingExperience"), ceds("Years of Prior Teaching Experience"), example("6");
    /// Highest degree held.
    highest_degree: Maybe<Degree>, edfi("Staff.highestCompletedLevelOfEducation"), ceds("Highest Level of Education Completed"), example("masters");
    /// First day of employment.
    hire_date: Maybe<Date>, edfi("StaffEducationOrganizationEmploymentAssociation.hireDate"), ceds("Hire Date"), example("2020-08-10");
    /// One of the federal seven, as the person reports it.
    race_ethnicity: Maybe<RaceEthnicity>, edfi("Staff.races"), ceds("Race"), example("");
    /// The last evaluation's rating, counted from 1, the lowest, on the district's own scale.
    evaluation_rating: Maybe<i64>, ceds("Staff Evaluation Outcome"), example("");
}

table! {
    /// What one person does, where, for what share of a full-time job, paid from what.
    StaffAssignment, "staff_assignments", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), example("2026-27");
    /// The person.
    staff_id: StaffId, key(), refers("staff"), edfi("StaffEducationOrganizationAssignmentAssociation.staffUniqueId"), example("T0911");
    /// The school; not applicable for central staff.
    school_id: Maybe<SchoolId>, key(), refers("schools"), edfi("StaffEducationOrganizationAssignmentAssociation.educationOrganizationId"), example("0412");
    /// The job, such as `teacher`, `counselor`, `principal`.
    job: String, key(), edfi("StaffEducationOrganizationAssignmentAssociation.staffClassification"), ceds("Staff Classification"), example("teacher");
    /// Share of a full-time job.
    fte: Fte, edfi("StaffEducationOrganizationEmploymentAssociation.fullTimeEquivalency"), ceds("Staff Full-time Equivalency"), example("1.0");
    /// The fund that pays; one row for each fund of a split.
    fund: Maybe<String>, key(), edfi("FundDimension.code"), ceds("Financial Account Fund Classification"), example("general");
}

table! {
    /// One budgeted position.
    Position, "positions", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), example("2026-27");
    /// The position's number.
    position_id: PositionId, key(), edfi("OpenStaffPosition.requisitionNumber"), ceds("Position Identifier"), example("P-33107");
    /// The school; not applicable for the central office.
    school_id: Maybe<SchoolId>, refers("schools"), example("0412");
    /// The job.
    job: String, edfi("OpenStaffPosition.staffClassification"), ceds("Position Title"), example("teacher");
    /// Share of a full-time job.
    fte: Fte, edfi("OpenStaffPosition.fullTimeEquivalency"), example("1.0");
    /// The fund that pays.
    fund: Maybe<String>, example("title_i");
    /// Whether somebody holds it.
    status: PositionStatus, edfi("OpenStaffPosition"), example("filled");
    /// Who holds it.
    staff_id: Maybe<StaffId>, refers("staff"), example("T0911");
}
