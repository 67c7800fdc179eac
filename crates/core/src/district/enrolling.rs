//! What is known about who will come: events, offers, kindergarten pools, and registrations.

use jiff::civil::Date;

use super::cell::Maybe;
use super::codes::{EnrollmentEventKind, RegistrationStage};
use super::ids::{ApplicationId, AreaId, SchoolId};
use super::table::table;
use super::year::{GradeLevel, SchoolYear};

table! {
    /// Something that will change, or has changed, who goes to a school: an opening, a closing, a merger, a change of grades, a boundary, new seats.
    EnrollmentEvent, "enrollment_events", ByYear;
    /// The first school year in which it holds.
    school_year: SchoolYear, key(), example("2027-28");
    /// The school that it happens to.
    school_id: SchoolId, key(), refers("schools"), ceds("School Identifier"), example("0412");
    /// What happens.
    event: EnrollmentEventKind, key(), example("closing");
    /// The grade; not applicable where it holds for all grades of the school.
    grade_level: Maybe<GradeLevel>, key(), example("");
    /// The school that students go to, or come from; blank for the district's schools at large.
    other_school_id: Maybe<SchoolId>, key(), refers("schools"), example("0520");
    /// Students who come (or, of a boundary, who move), where that is known.
    students: Maybe<i64>, example("");
    /// The share of the school's students that the other school takes, in percent; 100 where blank.
    share_percent: Maybe<f64>, example("60");
}

table! {
    /// Seats that a choice round gave away: what is known of a grade's entrants before they come.
    SchoolOffer, "school_offers", ByYear;
    /// The school year that the seats are for.
    school_year: SchoolYear, key(), example("2027-28");
    /// The school.
    school_id: SchoolId, key(), refers("schools"), example("0610");
    /// The entry grade.
    grade_level: GradeLevel, key(), example("09");
    /// Seats offered.
    offers: i64, example("120");
    /// Offers taken up, in percent of offers; blank while it is not known.
    take_up_percent: Maybe<f64>, example("82");
    /// Students who took an offer and did not come, in percent of those who took one.
    no_show_percent: Maybe<f64>, example("6");
}

table! {
    /// Children who may enter kindergarten in a school year: births five years before, or a count of an area's children.
    KindergartenPool, "kindergarten_pool", ByYear;
    /// The school year in which they would enter kindergarten.
    school_year: SchoolYear, key(), example("2027-28");
    /// The home area; not applicable where the row is about the whole district.
    area_id: Maybe<AreaId>, key(), refers("areas"), example("A07");
    /// Children.
    children: i64, example("214");
}

table! {
    /// One stage that one expected student reached on the way into one school.
    Registration, "registrations", ByYear;
    /// The school year that the student would come in.
    school_year: SchoolYear, key(), example("2027-28");
    /// The application's own key, or the student's number where there is no application.
    application_id: ApplicationId, key(), example("R27-004417");
    /// The school.
    school_id: SchoolId, key(), refers("schools"), example("0610");
    /// The grade.
    grade_level: GradeLevel, example("09");
    /// The stage.
    stage: RegistrationStage, key(), example("accepted");
    /// The day on which it was reached.
    stage_date: Date, example("2027-03-18");
}
