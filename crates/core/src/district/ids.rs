//! Identifiers, one type each, so that a school's id is never taken for a student's.

use super::cell::wraps;
use super::table::Kind;

macro_rules! ids {
    ($( $(#[doc = $doc:literal])+ $name:ident; )+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(pub String);
            wraps!($name, String, Kind::Id);

            impl $name {
                /// The identifier as text; leading zeros count.
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl From<&str> for $name {
                fn from(text: &str) -> Self {
                    $name(text.to_owned())
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(&self.0)
                }
            }
        )+
    };
}

ids! {
    /// A school, as the district numbers it.
    SchoolId;
    /// A K–12 cluster of feeder schools.
    ClusterId;
    /// A home area: the neighbourhood that a student lives in.
    AreaId;
    /// A student, as the district numbers them.
    StudentId;
    /// A member of staff.
    StaffId;
    /// A budgeted position, whether or not somebody holds it.
    PositionId;
    /// A course in the district's catalog.
    CourseId;
    /// A section of a course: students, a teacher, a time.
    SectionId;
    /// A program that takes applications.
    ProgramId;
    /// One family's application in one choice round.
    ApplicationId;
}
