//! Places and their hours: schools, clusters, home areas, bell periods.

use jiff::civil::Date;

use super::cell::Maybe;
use super::codes::SchoolType;
use super::ids::{AreaId, ClusterId, SchoolId};
use super::table::table;
use super::units::ClockTime;
use super::year::{GradeLevel, SchoolYear};

table! {
    /// One school.
    School, "schools", Standing;
    /// The district's number for the school.
    school_id: SchoolId, key(), edfi("School.schoolId"), ceds("School Identifier"), oneroster("orgs.identifier"), example("0412");
    /// Its name.
    school_name: String, edfi("School.nameOfInstitution"), ceds("Organization Name"), oneroster("orgs.name"), example("Alder Elementary");
    /// The levels that it teaches.
    school_type: Maybe<SchoolType>, edfi("School.schoolCategories"), ceds("School Level"), example("elementary");
    /// The K–12 cluster that it belongs to.
    cluster_id: Maybe<ClusterId>, refers("clusters"), example("NORTH");
    /// The home area that it stands in.
    area_id: Maybe<AreaId>, refers("areas"), example("A07");
    /// Lowest grade taught.
    low_grade: Maybe<GradeLevel>, edfi("School.gradeLevels"), ceds("Lowest Grade Level Offered"), oneroster("courses.grades"), example("KG");
    /// Highest grade taught.
    high_grade: Maybe<GradeLevel>, edfi("School.gradeLevels"), ceds("Highest Grade Level Offered"), example("05");
    /// Degrees north.
    latitude: Maybe<f64>, edfi("Address.latitude"), ceds("Latitude"), example("41.8300");
    /// Degrees east.
    longitude: Maybe<f64>, edfi("Address.longitude"), ceds("Longitude"), example("-87.6800");
    /// First day of its first school year.
    opened_on: Maybe<Date>, ceds("Organization Operational Status Effective Date"), example("1998-08-24");
    /// Last day of its last school year.
    closed_on: Maybe<Date>, edfi("School.operationalStatus"), example("");
    /// The federal identifier, 12 digits.
    nces_school_id: Maybe<String>, edfi("EducationOrganizationIdentificationCode (NCES)"), ceds("School Identifier (NCES)"), example("170993000412");
}

table! {
    /// A K–12 cluster: schools that feed one another, under one lead.
    Cluster, "clusters", Standing;
    /// The district's code for the cluster.
    cluster_id: ClusterId, key(), edfi("EducationOrganizationNetwork.educationOrganizationNetworkId"), example("NORTH");
    /// Its name.
    cluster_name: String, edfi("EducationOrganizationNetwork.nameOfInstitution"), example("North cluster");
    /// The lead partner that answers for it.
    lead_partner: Maybe<String>, example("");
}

table! {
    /// A home area: a neighbourhood that students live in.
    Area, "areas", Standing;
    /// The district's code for the area.
    area_id: AreaId, key(), example("A07");
    /// Its name.
    area_name: String, example("Riverside");
    /// Degrees north of its centre.
    latitude: Maybe<f64>, ceds("Latitude"), example("41.8310");
    /// Degrees east of its centre.
    longitude: Maybe<f64>, ceds("Longitude"), example("-87.6790");
    /// The elementary school that its children may attend by right.
    elementary_school_id: Maybe<SchoolId>, refers("schools"), example("0412");
    /// The middle school.
    middle_school_id: Maybe<SchoolId>, refers("schools"), example("0520");
    /// The high school.
    high_school_id: Maybe<SchoolId>, refers("schools"), example("0610");
}

table! {
    /// One period of a school's bell schedule.
    BellPeriod, "bell_periods", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), edfi("BellSchedule.schoolYear"), example("2026-27");
    /// The school.
    school_id: SchoolId, key(), refers("schools"), edfi("ClassPeriod.schoolId"), example("0610");
    /// Which day the schedule is for, such as `A`, `B`, `Mon` or `all`.
    day: String, key(), edfi("BellSchedule.bellScheduleName"), example("all");
    /// The period's name, which `sections.periods` repeats.
    period: String, key(), edfi("ClassPeriod.classPeriodName"), oneroster("classes.periods"), example("2");
    /// When it begins.
    start_time: ClockTime, edfi("ClassPeriod.meetingTimes.startTime"), ceds("Class Beginning Time"), example("09:05");
    /// When it ends.
    end_time: ClockTime, edfi("ClassPeriod.meetingTimes.endTime"), ceds("Class Ending Time"), example("09:55");
}
