//! Fixed lists of codes: each an enum, its written codes, its words, and the spellings met in files.

/// One code of a set.
#[derive(Debug, PartialEq)]
pub struct Code {
    /// How Traction writes it.
    pub code: &'static str,
    /// In words.
    pub label: &'static str,
    /// Other spellings that are read as this code, in any letter case.
    pub aliases: &'static [&'static str],
}

/// A fixed list of codes. At most 255.
#[derive(Debug, PartialEq)]
pub struct CodeSet {
    /// Name of the list.
    pub name: &'static str,
    /// The codes; a cell stores the position.
    pub codes: &'static [Code],
}

impl CodeSet {
    /// The position of the code that a text stands for: by code, words or alias, in any case.
    pub fn find_position(&self, text: &str) -> Option<u8> {
        self.codes
            .iter()
            .position(|entry| {
                entry.code.eq_ignore_ascii_case(text)
                    || entry.label.eq_ignore_ascii_case(text)
                    || entry.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(text))
            })
            .and_then(|position| u8::try_from(position).ok())
    }
}

/// Declares a list of codes as an enum and a [`CodeSet`].
macro_rules! codes {
    (
        $(#[doc = $set_doc:literal])+
        $name:ident, $set:ident, $set_name:literal;
        $( $(#[doc = $doc:literal])+ $variant:ident, $code:literal, $label:literal, [$($alias:literal),*]; )+
    ) => {
        $(#[doc = $set_doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $( $(#[doc = $doc])+ $variant ),+ }

        /// The written codes of the enum of the same name.
        pub static $set: $crate::district::codes::CodeSet = $crate::district::codes::CodeSet {
            name: $set_name,
            codes: &[ $( $crate::district::codes::Code {
                code: $code, label: $label, aliases: &[$($alias),*] } ),+ ],
        };

        impl $name {
            /// Every code, in order.
            pub const ALL: &'static [$name] = &[ $( $name::$variant ),+ ];

            /// The code at a position of the set.
            pub fn at(position: u8) -> Option<Self> {
                Self::ALL.get(usize::from(position)).copied()
            }

            /// How it is written in a file.
            pub fn code(self) -> &'static str {
                $set.codes[self as usize].code
            }

            /// In words.
            pub fn label(self) -> &'static str {
                $set.codes[self as usize].label
            }
        }

        impl $crate::district::cell::Cell for $name {
            const KIND: $crate::district::table::Kind =
                $crate::district::table::Kind::Code(&$set);

            fn read(column: &$crate::district::column::Column, row: usize) -> Option<Self> {
                column.code(row).and_then(Self::at)
            }

            fn write(&self, column: &mut $crate::district::column::Column) {
                column.push_code(*self as u8);
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// The federal seven race and ethnicity categories (OMB 1997 as collected by the US Department
    /// of Education, 72 FR 59266).
    RaceEthnicity, RACE_ETHNICITIES, "race_ethnicity";
    /// American Indian or Alaska Native.
    AmericanIndian, "american_indian", "American Indian or Alaska Native", ["AmericanIndianOrAlaskaNative", "American Indian - Alaska Native", "Native American", "AM7", "I"];
    /// Asian.
    Asian, "asian", "Asian", ["AS7", "A"];
    /// Black or African American.
    Black, "black", "Black or African American", ["BlackOrAfricanAmerican", "African American", "Black - African American", "BL7", "B"];
    /// Hispanic or Latino of any race.
    Hispanic, "hispanic", "Hispanic or Latino", ["HispanicOrLatinoEthnicity", "Latino", "Hispanic/Latino", "HI7", "H"];
    /// Native Hawaiian or Other Pacific Islander.
    PacificIslander, "pacific_islander", "Native Hawaiian or Pacific Islander", ["NativeHawaiianOrOtherPacificIslander", "Native Hawaiian - Pacific Islander", "Native Hawaiian or Other Pacific Islander", "PI7", "P"];
    /// Two or more races.
    Multiracial, "multiracial", "Two or more races", ["DemographicRaceTwoOrMoreRaces", "Multiple", "Two or More", "MU7", "M"];
    /// White.
    White, "white", "White", ["WH7", "W"];
}

codes! {
    /// Where a student stands as an English learner in a school year.
    EnglishLearner, ENGLISH_LEARNERS, "english_learner";
    /// Never identified.
    Never, "never", "Never an English learner", ["N", "No", "false", "0"];
    /// Identified, and receiving or entitled to services this year.
    Current, "current", "Current English learner", ["Y", "Yes", "true", "1", "EL", "LEP"];
    /// Identified earlier and reclassified since.
    Former, "former", "Former English learner", ["F", "Reclassified", "RFEP", "Monitored"];
}

codes! {
    /// Sex as the district records it.
    Sex, SEXES, "sex";
    /// Female.
    Female, "female", "Female", ["F"];
    /// Male.
    Male, "male", "Male", ["M"];
    /// Neither or not specified; OneRoster 1.2's "other" and "unspecified".
    Other, "other", "Another or not specified", ["X", "unspecified", "Nonbinary", "Not Selected"];
}

codes! {
    /// The levels that a school teaches.
    SchoolType, SCHOOL_TYPES, "school_type";
    /// Elementary.
    Elementary, "elementary", "Elementary school", ["E", "Elem", "ES", "Primary"];
    /// Middle.
    Middle, "middle", "Middle school", ["M", "MS", "Junior High", "Intermediate"];
    /// High.
    High, "high", "High school", ["H", "HS", "Secondary"];
    /// Several levels, such as K–8 or 6–12.
    Combined, "combined", "Combined levels", ["K-8", "K8", "Multi-Level", "6-12"];
    /// Alternative, adult, or special programs.
    Alternative, "alternative", "Alternative school", ["Options", "Special Education", "Other"];
}

codes! {
    /// Why a membership ended (Ed-Fi ExitWithdrawType; CEDS Exit or Withdrawal Type, grouped by how
    /// the adjusted cohort graduation rate, 34 CFR 200.34, treats them).
    ExitType, EXIT_TYPES, "exit_type";
    /// The school year ended with the student still a member.
    EndOfYear, "end_of_year", "End of school year", ["Promoted", "Retained", "Completed year"];
    /// To another school of this district.
    TransferInDistrict, "transfer_in_district", "Transferred within the district", ["Transferred to another school in the same district"];
    /// To a school outside this district, confirmed in writing.
    TransferOut, "transfer_out", "Transferred out, confirmed", ["Transferred to another district", "Moved", "Transferred to private school", "Home schooled"];
    /// With a regular high-school diploma.
    Graduated, "graduated", "Graduated with a regular diploma", ["Graduated with regular, advanced, International Baccalaureate, or other type of diploma", "Diploma"];
    /// With a certificate, an equivalency or an alternate diploma.
    OtherCompleter, "other_completer", "Completed without a regular diploma", ["GED", "Certificate of attendance", "Completed school with other credentials"];
    /// Left school, or left without a confirmed transfer.
    DroppedOut, "dropped_out", "Dropped out", ["Discontinued schooling", "Dropout", "Unknown"];
    /// Left the country.
    Emigrated, "emigrated", "Moved to another country", ["Moved out of the United States"];
    /// Died.
    Died, "died", "Died", ["Deceased", "Died or is permanently incapacitated"];
    /// Expected but never came.
    NoShow, "no_show", "Never attended", ["Enrolled but never attended", "No Show"];
}

codes! {
    /// Subject area of a course or an assessment (Ed-Fi AcademicSubject, grouped).
    AcademicSubject, ACADEMIC_SUBJECTS, "academic_subject";
    /// Mathematics.
    Mathematics, "mathematics", "Mathematics", ["Math", "MATH", "MA", "MAT"];
    /// English language arts, reading included.
    EnglishLanguageArts, "english_language_arts", "English language arts", ["ELA", "English", "Reading", "READING", "Language Arts", "Reading/Language Arts", "RLA", "EN"];
    /// Science.
    Science, "science", "Science", ["SC", "SCI", "Life and Physical Sciences"];
    /// Social studies and history.
    SocialStudies, "social_studies", "Social studies", ["Social Science", "History", "Social Sciences and History", "SS"];
    /// World languages.
    WorldLanguages, "world_languages", "World languages", ["Foreign Language", "Foreign Language and Literature", "LOTE", "Language other than English"];
    /// Fine and performing arts.
    Arts, "arts", "Arts", ["Fine and Performing Arts", "Visual and performing arts", "Fine Arts", "Music"];
    /// Physical and health education.
    PhysicalEducation, "physical_education", "Physical and health education", ["PE", "Physical Education", "Health", "Physical, Health, and Safety Education"];
    /// Career and technical education.
    CareerTechnical, "career_technical", "Career and technical education", ["CTE", "Career and Technical Education", "Vocational"];
    /// English language development for English learners.
    EnglishLanguageDevelopment, "english_language_development", "English language development", ["ELD", "ESL", "ENL"];
    /// Readiness of children who enter kindergarten, all domains together.
    SchoolReadiness, "school_readiness", "School readiness", ["Kindergarten Readiness", "KRA", "Composite"];
    /// Anything else, electives included.
    Other, "other", "Other", ["Elective", "Electives", "Miscellaneous", "Advisory"];
}

codes! {
    /// When in the year a course is taken.
    Term, TERMS, "term";
    /// All year.
    Year, "year", "All year", ["Y", "YR", "Full Year", "Year Round"];
    /// First semester.
    Fall, "fall", "Fall semester", ["S1", "1", "Fall Semester", "Semester 1", "First Semester"];
    /// Second semester.
    Spring, "spring", "Spring semester", ["S2", "2", "Spring Semester", "Semester 2", "Second Semester"];
    /// Summer session.
    Summer, "summer", "Summer session", ["SS", "SU", "Summer Semester", "Summer Term"];
    /// First quarter.
    Quarter1, "q1", "First quarter", ["First Quarter"];
    /// Second quarter.
    Quarter2, "q2", "Second quarter", ["Second Quarter"];
    /// Third quarter.
    Quarter3, "q3", "Third quarter", ["Third Quarter"];
    /// Fourth quarter.
    Quarter4, "q4", "Fourth quarter", ["Fourth Quarter"];
}

codes! {
    /// Whether a transcript line's credit is in hand.
    CreditStatus, CREDIT_STATUSES, "status";
    /// Finished; credits earned may still be none.
    Earned, "earned", "Finished", ["Completed", "Final", "Pass", "Fail"];
    /// Being taken now.
    InProgress, "in_progress", "In progress", ["Current", "IP"];
    /// Asked for or scheduled later.
    Planned, "planned", "Planned", ["Requested", "Scheduled"];
}

codes! {
    /// Where a transcript line's credit comes from.
    CreditSource, CREDIT_SOURCES, "credit_source";
    /// A course of this district.
    Local, "local", "This district", ["", "In district"];
    /// Another school's transcript.
    Transfer, "transfer", "Transferred", ["Transferred in"];
    /// A college course that also counts here.
    DualEnrollment, "dual_enrollment", "Dual enrollment", ["Dual credit", "College"];
    /// Credit by examination.
    Examination, "examination", "By examination", ["Exam", "Credit by exam"];
    /// A retake that replaces or repairs an earlier mark.
    Recovery, "recovery", "Credit recovery", ["Credit recovery"];
}

codes! {
    /// How demanding a course is, in SCED's course levels.
    CourseLevel, COURSE_LEVELS, "course_level";
    /// Basic or remedial.
    Basic, "basic", "Basic or remedial", ["B", "Remedial"];
    /// General or regular.
    General, "general", "General", ["G", "Regular"];
    /// Enriched or advanced, Advanced Placement and International Baccalaureate included.
    Enriched, "enriched", "Enriched or advanced", ["E", "Advanced", "AP", "IB"];
    /// Honors.
    Honors, "honors", "Honors", ["H"];
    /// College level taken for dual credit.
    College, "college", "College", ["C", "Dual"];
}

codes! {
    /// What was done after an incident (CRDC and Ed-Fi Discipline, grouped).
    Discipline, DISCIPLINES, "discipline";
    /// Out of class, in the building.
    InSchoolSuspension, "in_school_suspension", "In-school suspension", ["ISS", "In School Suspension"];
    /// Sent home.
    OutOfSchoolSuspension, "out_of_school_suspension", "Out-of-school suspension", ["OSS", "Out of School Suspension", "Suspension"];
    /// Removed.
    Expulsion, "expulsion", "Expulsion", ["EXP"];
    /// Anything else.
    Other, "other", "Other", ["Detention", "Referral"];
}

codes! {
    /// Whether somebody holds a position.
    PositionStatus, POSITION_STATUSES, "position_status";
    /// Held by a person.
    Filled, "filled", "Filled", ["F", "Active", "Occupied"];
    /// Open.
    Vacant, "vacant", "Vacant", ["V", "Open", "Unfilled"];
    /// Held by a substitute or somebody out of field.
    Substitute, "substitute", "Covered by a substitute", ["Sub", "Long-term substitute"];
}

codes! {
    /// The highest degree a person holds.
    Degree, DEGREES, "highest_degree";
    /// None, or a high-school diploma.
    None, "none", "No degree", ["High School"];
    /// Associate.
    Associate, "associate", "Associate", ["AA", "Associate's"];
    /// Bachelor's.
    Bachelors, "bachelors", "Bachelor's", ["BA", "BS", "Bachelor's"];
    /// Master's.
    Masters, "masters", "Master's", ["MA", "MS", "Master's"];
    /// Doctorate.
    Doctorate, "doctorate", "Doctorate", ["PhD", "EdD", "Doctorate's"];
}

codes! {
    /// What a student plans to do after graduation (CEDS Post-Graduation Plan, grouped).
    PlanKind, PLAN_KINDS, "plan_kind";
    /// A college of four years.
    FourYearCollege, "four_year_college", "Four-year college", ["University", "4-year college", "Four Year College"];
    /// A college of two years.
    TwoYearCollege, "two_year_college", "Two-year college", ["Community college", "2-year college", "Junior college"];
    /// A trade, a certificate, an apprenticeship.
    Training, "training", "Training or apprenticeship", ["Trade school", "Apprenticeship", "Certificate program"];
    /// The armed forces.
    Military, "military", "Military", ["Armed forces", "Armed services"];
    /// A job.
    Employment, "employment", "Employment", ["Work", "Job"];
    /// Anything else.
    OtherPlan, "other", "Another plan", ["Gap year", "Service year"];
    /// Asked, and not decided.
    Undecided, "undecided", "Not decided", ["Unsure", "Unknown"];
}

codes! {
    /// Who answered a survey.
    RespondentRole, RESPONDENT_ROLES, "respondent_role";
    /// Students.
    Student, "student", "Students", [];
    /// Parents, guardians and other family.
    Family, "family", "Families", ["Parent", "Guardian"];
    /// Teachers.
    Teacher, "teacher", "Teachers", [];
    /// Principals and other leaders.
    Leader, "leader", "Leaders", ["Principal", "Administrator"];
    /// Other staff.
    Staff, "staff", "Other staff", [];
}

codes! {
    /// What happens to a school that changes who goes to it.
    EnrollmentEventKind, ENROLLMENT_EVENT_KINDS, "event";
    /// A new school, or a new campus.
    Opening, "opening", "Opens", ["open", "new school"];
    /// A school ends.
    Closing, "closing", "Closes", ["close", "closure"];
    /// A school becomes part of another.
    Merger, "merger", "Merges into another school", ["merge", "consolidation"];
    /// A school begins or stops teaching a grade.
    GradeSpan, "grade_span", "Teaches other grades", ["grade change", "reconfiguration"];
    /// An attendance boundary moves.
    Boundary, "boundary", "A boundary moves", ["boundary change", "rezoning"];
    /// Seats are added that students from elsewhere may take.
    NewSeats, "new_seats", "Gets new seats", ["seats", "expansion"];
}

codes! {
    /// How far an expected student has come on the way into a school.
    RegistrationStage, REGISTRATION_STAGES, "stage";
    /// The family applied.
    Applied, "applied", "Applied", ["application", "submitted"];
    /// A seat was offered.
    Offered, "offered", "Offered", ["offer"];
    /// The family took the seat.
    Accepted, "accepted", "Accepted", ["accept"];
    /// The papers are in.
    Registered, "registered", "Registered", ["registration complete"];
    /// The student came.
    Attending, "attending", "Attending", ["enrolled", "attended"];
    /// The family withdrew, or the seat was taken back.
    Withdrawn, "withdrawn", "Withdrawn", ["declined", "canceled", "cancelled"];
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_spelling_stands_for_one_code() {
        for table in crate::district::TABLES {
            for column in table.columns {
                let crate::district::Kind::Code(set) = column.kind else { continue };
                for (position, entry) in set.codes.iter().enumerate() {
                    for text in entry.aliases.iter().chain([&entry.code, &entry.label]) {
                        let found = set.find_position(text).map(usize::from);
                        assert_eq!(found, Some(position), "{text} in {}", set.name);
                    }
                }
            }
        }
    }
}
