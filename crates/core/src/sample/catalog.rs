//! The course catalog of the invented city: about 125 courses with SCED codes, tags, prerequisites.
//!
//! SCED codes are from the School Courses for the Exchange of Data, version 13.

use hashbrown::HashMap;

use crate::district::{AcademicSubject, Course, CourseLevel, Credits, GradeLevel, Missing};

use AcademicSubject as S;
use CourseLevel as L;

/// One course as it is listed below: id, title, SCED code, subject, level, credits, tags,
/// prerequisites, lowest and highest grade.
type Entry =
    (&'static str, &'static str, &'static str, S, L, f64, &'static str, &'static str, i8, i8);

#[rustfmt::skip]
const COURSES: &[Entry] = &[
    ("EL0000", "Kindergarten classroom", "01028", S::Other, L::General, 0.0, "core;grade_level", "", 0, 0),
    ("EL0100", "Grade 1 classroom", "01029", S::Other, L::General, 0.0, "core;grade_level", "", 1, 1),
    ("EL0200", "Grade 2 classroom", "01030", S::Other, L::General, 0.0, "core;grade_level", "", 2, 2),
    ("EL0300", "Grade 3 classroom", "01031", S::Other, L::General, 0.0, "core;grade_level", "", 3, 3),
    ("EL0400", "Grade 4 classroom", "01032", S::Other, L::General, 0.0, "core;grade_level", "", 4, 4),
    ("EL0500", "Grade 5 classroom", "01033", S::Other, L::General, 0.0, "core;grade_level", "", 5, 5),
    ("EL0090", "Art, music and movement", "05183", S::Arts, L::General, 0.0, "grade_level", "", 0, 5),
    ("EL0080", "English language development, elementary", "01008", S::EnglishLanguageDevelopment, L::General, 0.0, "eld", "", 0, 5),
    ("EN0600", "Language Arts 6", "01034", S::EnglishLanguageArts, L::General, 0.0, "core;grade_level", "", 6, 6),
    ("EN0700", "Language Arts 7", "01035", S::EnglishLanguageArts, L::General, 0.0, "core;grade_level", "", 7, 7),
    ("EN0800", "Language Arts 8", "01036", S::EnglishLanguageArts, L::General, 0.0, "core;grade_level", "", 8, 8),
    ("MA0600", "Mathematics 6", "02036", S::Mathematics, L::General, 0.0, "core;grade_level", "", 6, 6),
    ("MA0700", "Mathematics 7", "02037", S::Mathematics, L::General, 0.0, "core;grade_level", "", 7, 7),
    ("MA0710", "Mathematics 7 Accelerated", "02051", S::Mathematics, L::Honors, 0.0, "core;grade_level", "", 7, 7),
    ("MA0800", "Mathematics 8", "02038", S::Mathematics, L::General, 0.0, "core;grade_level", "", 8, 8),
    ("SC0600", "Science 6", "03236", S::Science, L::General, 0.0, "core;grade_level", "", 6, 6),
    ("SC0700", "Science 7", "03237", S::Science, L::General, 0.0, "core;grade_level", "", 7, 7),
    ("SC0800", "Science 8", "03238", S::Science, L::General, 0.0, "core;grade_level", "", 8, 8),
    ("SS0600", "Social Studies 6", "04436", S::SocialStudies, L::General, 0.0, "core;grade_level", "", 6, 6),
    ("SS0700", "Social Studies 7", "04437", S::SocialStudies, L::General, 0.0, "core;grade_level", "", 7, 7),
    ("SS0800", "Social Studies 8", "04438", S::SocialStudies, L::General, 0.0, "core;grade_level", "", 8, 8),
    ("PE0600", "Physical Education, middle grades", "08039", S::PhysicalEducation, L::General, 0.0, "grade_level", "", 6, 8),
    ("AR0600", "Art, middle grades", "05186", S::Arts, L::General, 0.0, "", "", 6, 8),
    ("MU0600", "Band, middle grades", "05101", S::Arts, L::General, 0.0, "", "", 6, 8),
    ("MU0610", "Chorus, middle grades", "05110", S::Arts, L::General, 0.0, "", "", 6, 8),
    ("CS0600", "Computer Science Discoveries", "10021", S::CareerTechnical, L::General, 0.0, "", "", 6, 8),
    ("CT0600", "Introduction to Engineering", "21001", S::CareerTechnical, L::General, 0.0, "", "", 6, 8),
    ("WL0700", "Exploring Languages", "24050", S::WorldLanguages, L::General, 0.0, "", "", 6, 8),
    ("OT0600", "Reading and Mathematics Support", "01049", S::Other, L::Basic, 0.0, "support", "", 6, 8),
    ("LD0600", "English Language Development, middle grades", "01008", S::EnglishLanguageDevelopment, L::General, 0.0, "eld", "", 6, 8),
    ("LD0610", "Newcomer Literacy, middle grades", "01008", S::EnglishLanguageDevelopment, L::Basic, 0.0, "eld;newcomer", "", 6, 8),
    ("LD0620", "Newcomer Mathematics, middle grades", "02003", S::Mathematics, L::Basic, 0.0, "newcomer", "", 6, 8),
    ("EN0901", "English 9", "01001", S::EnglishLanguageArts, L::General, 1.0, "core;grade_level;ag:b", "", 9, 9),
    ("EN0902", "English 9 Honors", "01001", S::EnglishLanguageArts, L::Honors, 1.0, "core;grade_level;ag:b", "", 9, 9),
    ("EN1001", "English 10", "01002", S::EnglishLanguageArts, L::General, 1.0, "core;grade_level;ag:b", "", 10, 10),
    ("EN1002", "English 10 Honors", "01002", S::EnglishLanguageArts, L::Honors, 1.0, "core;grade_level;ag:b", "", 10, 10),
    ("EN1101", "English 11", "01003", S::EnglishLanguageArts, L::General, 1.0, "core;grade_level;ag:b", "", 11, 11),
    ("EN1103", "AP English Language and Composition", "01005", S::EnglishLanguageArts, L::Enriched, 1.0, "core;grade_level;ap;ag:b", "", 11, 12),
    ("EN1201", "English 12", "01004", S::EnglishLanguageArts, L::General, 1.0, "core;grade_level;ag:b", "", 12, 12),
    ("EN1203", "AP English Literature and Composition", "01006", S::EnglishLanguageArts, L::Enriched, 1.0, "core;grade_level;ap;ag:b", "", 12, 12),
    ("EN1204", "IB Language A: Literature", "01007", S::EnglishLanguageArts, L::Enriched, 1.0, "core;grade_level;ib;ag:b", "", 11, 12),
    ("EN1205", "College Composition (dual)", "01102", S::EnglishLanguageArts, L::College, 1.0, "core;grade_level;dual;ag:b", "", 12, 12),
    ("EN0950", "Creative Writing", "01104", S::EnglishLanguageArts, L::General, 0.5, "ag:g", "", 9, 12),
    ("EN0960", "Journalism", "01999", S::EnglishLanguageArts, L::General, 1.0, "ag:g", "", 9, 12),
    ("EN0970", "Public Speaking", "01151", S::EnglishLanguageArts, L::General, 0.5, "ag:g", "", 9, 12),
    ("LD0901", "English Language Development 1", "01008", S::EnglishLanguageDevelopment, L::General, 1.0, "eld", "", 9, 12),
    ("LD0902", "English Language Development 2", "01008", S::EnglishLanguageDevelopment, L::General, 1.0, "eld", "LD0901", 9, 12),
    ("LD0910", "Newcomer Literacy", "01008", S::EnglishLanguageDevelopment, L::Basic, 1.0, "eld;newcomer", "", 9, 12),
    ("LD0920", "Newcomer Mathematics", "02003", S::Mathematics, L::Basic, 1.0, "newcomer", "", 9, 12),
    ("MA0901", "Algebra I", "02052", S::Mathematics, L::General, 1.0, "core;algebra_1;grade_level;ag:c", "", 8, 10),
    ("MA1001", "Geometry", "02072", S::Mathematics, L::General, 1.0, "core;grade_level;ag:c", "MA0901", 9, 11),
    ("MA1002", "Geometry Honors", "02072", S::Mathematics, L::Honors, 1.0, "core;grade_level;ag:c", "MA0901", 9, 11),
    ("MA1101", "Algebra II", "02056", S::Mathematics, L::General, 1.0, "core;grade_level;ag:c", "MA0901", 9, 12),
    ("MA1102", "Algebra II Honors", "02056", S::Mathematics, L::Honors, 1.0, "core;grade_level;ag:c", "MA0901", 9, 12),
    ("MA1201", "Pre-Calculus", "02110", S::Mathematics, L::General, 1.0, "core;grade_level;ag:c", "MA0901", 10, 12),
    ("MA1202", "Financial Mathematics", "02154", S::Mathematics, L::General, 1.0, "core;grade_level", "MA0901", 11, 12),
    ("MA1203", "AP Calculus AB", "02124", S::Mathematics, L::Enriched, 1.0, "core;grade_level;ap;ag:c", "MA1201", 11, 12),
    ("MA1204", "AP Statistics", "02203", S::Mathematics, L::Enriched, 1.0, "core;grade_level;ap;ag:c", "MA0901", 11, 12),
    ("MA1205", "College Algebra (dual)", "02057", S::Mathematics, L::College, 1.0, "core;grade_level;dual;ag:c", "MA0901", 11, 12),
    ("MA1206", "Probability and Statistics", "02201", S::Mathematics, L::General, 1.0, "core;grade_level;ag:c", "MA0901", 11, 12),
    ("MA0950", "Algebra Support Lab", "02055", S::Mathematics, L::Basic, 0.5, "support", "", 9, 10),
    ("SC0901", "Biology", "03051", S::Science, L::General, 1.0, "core;grade_level;ag:d", "", 9, 10),
    ("SC0902", "Biology Honors", "03051", S::Science, L::Honors, 1.0, "core;grade_level;ag:d", "", 9, 10),
    ("SC1001", "Chemistry", "03101", S::Science, L::General, 1.0, "core;grade_level;ag:d", "", 10, 12),
    ("SC1002", "Chemistry Honors", "03101", S::Science, L::Honors, 1.0, "core;grade_level;ag:d", "", 10, 12),
    ("SC1003", "Earth and Space Science", "03008", S::Science, L::General, 1.0, "core;grade_level;ag:d", "", 9, 12),
    ("SC1101", "Physics", "03151", S::Science, L::General, 1.0, "core;grade_level;ag:d", "MA0901", 11, 12),
    ("SC1102", "AP Physics 1", "03165", S::Science, L::Enriched, 1.0, "core;grade_level;ap;ag:d", "MA0901", 11, 12),
    ("SC1103", "Environmental Science", "03003", S::Science, L::General, 1.0, "core;grade_level;ag:d", "", 11, 12),
    ("SC1201", "AP Biology", "03056", S::Science, L::Enriched, 1.0, "core;grade_level;ap;ag:d", "", 11, 12),
    ("SC1202", "AP Environmental Science", "03207", S::Science, L::Enriched, 1.0, "core;grade_level;ap;ag:d", "", 11, 12),
    ("SC1203", "IB Biology", "03057", S::Science, L::Enriched, 1.0, "core;grade_level;ib;ag:d", "", 11, 12),
    ("SC1204", "Anatomy and Physiology", "03053", S::Science, L::General, 1.0, "core;grade_level;ag:d", "", 11, 12),
    ("SS0901", "World Geography", "04001", S::SocialStudies, L::General, 1.0, "core;grade_level;ag:a", "", 9, 9),
    ("SS0902", "AP Human Geography", "04004", S::SocialStudies, L::Enriched, 1.0, "core;grade_level;ap;ag:a", "", 9, 12),
    ("SS1001", "World History", "04051", S::SocialStudies, L::General, 1.0, "core;grade_level;ag:a", "", 10, 10),
    ("SS1002", "AP World History: Modern", "04067", S::SocialStudies, L::Enriched, 1.0, "core;grade_level;ap;ag:a", "", 10, 12),
    ("SS1101", "United States History", "04101", S::SocialStudies, L::General, 1.0, "core;grade_level;ag:a", "", 11, 11),
    ("SS1102", "AP United States History", "04104", S::SocialStudies, L::Enriched, 1.0, "core;grade_level;ap;ag:a", "", 11, 12),
    ("SS1103", "IB History", "04054", S::SocialStudies, L::Enriched, 1.0, "core;grade_level;ib;ag:a", "", 11, 12),
    ("SS1104", "US History (dual)", "04101", S::SocialStudies, L::College, 1.0, "core;grade_level;dual;ag:a", "", 11, 12),
    ("SS1201", "United States Government", "04151", S::SocialStudies, L::General, 0.5, "core;grade_level;ag:a", "", 12, 12),
    ("SS1202", "Economics", "04201", S::SocialStudies, L::General, 0.5, "core;grade_level;ag:g", "", 12, 12),
    ("SS1203", "AP United States Government and Politics", "04157", S::SocialStudies, L::Enriched, 1.0, "core;grade_level;ap;ag:a", "", 12, 12),
    ("SS0950", "Psychology", "04254", S::SocialStudies, L::General, 0.5, "ag:g", "", 10, 12),
    ("SS0960", "AP Psychology", "04256", S::SocialStudies, L::Enriched, 1.0, "ap;ag:g", "", 11, 12),
    ("PE0901", "Physical Education 9", "08001", S::PhysicalEducation, L::General, 0.5, "", "", 9, 12),
    ("PE1001", "Weight Training", "08009", S::PhysicalEducation, L::General, 0.5, "", "", 10, 12),
    ("HE0901", "Health", "08051", S::PhysicalEducation, L::General, 0.5, "", "", 9, 12),
    ("WL0901", "Spanish I", "24052", S::WorldLanguages, L::General, 1.0, "ag:e", "", 8, 12),
    ("WL1001", "Spanish II", "24053", S::WorldLanguages, L::General, 1.0, "ag:e", "WL0901", 9, 12),
    ("WL1101", "Spanish III", "24054", S::WorldLanguages, L::General, 1.0, "ag:e", "WL1001", 10, 12),
    ("WL1201", "AP Spanish Language and Culture", "24064", S::WorldLanguages, L::Enriched, 1.0, "ap;ag:e", "WL1101", 11, 12),
    ("WL0911", "Spanish for Native Speakers", "24057", S::WorldLanguages, L::General, 1.0, "ag:e", "", 9, 12),
    ("WL0902", "French I", "24102", S::WorldLanguages, L::General, 1.0, "ag:e", "", 9, 12),
    ("WL1002", "French II", "24103", S::WorldLanguages, L::General, 1.0, "ag:e", "WL0902", 9, 12),
    ("WL1102", "French III", "24104", S::WorldLanguages, L::General, 1.0, "ag:e", "WL1002", 10, 12),
    ("WL0903", "Chinese I", "24402", S::WorldLanguages, L::General, 1.0, "ag:e", "", 9, 12),
    ("WL1003", "Chinese II", "24403", S::WorldLanguages, L::General, 1.0, "ag:e", "WL0903", 9, 12),
    ("AR0901", "Drawing and Painting", "05155", S::Arts, L::General, 1.0, "ag:f", "", 9, 12),
    ("AR0902", "Ceramics", "05159", S::Arts, L::General, 0.5, "ag:f", "", 9, 12),
    ("AR0903", "Photography", "05167", S::Arts, L::General, 0.5, "ag:f", "", 9, 12),
    ("AR0904", "Theater Arts", "05052", S::Arts, L::General, 1.0, "ag:f", "", 9, 12),
    ("AR1101", "AP Drawing", "05172", S::Arts, L::Enriched, 1.0, "ap;ag:f", "AR0901", 11, 12),
    ("MU0901", "Concert Band", "05102", S::Arts, L::General, 1.0, "ag:f", "", 9, 12),
    ("MU0902", "Chorus", "05110", S::Arts, L::General, 1.0, "ag:f", "", 9, 12),
    ("MU0903", "Guitar", "05108", S::Arts, L::General, 0.5, "ag:f", "", 9, 12),
    ("CS0901", "Exploring Computer Science", "10012", S::CareerTechnical, L::General, 1.0, "ag:g", "", 9, 12),
    ("CS1001", "AP Computer Science Principles", "10019", S::CareerTechnical, L::Enriched, 1.0, "ap;ag:g", "", 10, 12),
    ("CS1101", "AP Computer Science A", "10157", S::CareerTechnical, L::Enriched, 1.0, "ap;ag:c", "MA0901", 11, 12),
    ("CT0901", "Principles of Engineering", "21004", S::CareerTechnical, L::General, 1.0, "cte", "", 9, 12),
    ("CT1001", "Robotics", "21009", S::CareerTechnical, L::General, 1.0, "cte", "CT0901", 10, 12),
    ("CT0902", "Health Science", "14251", S::CareerTechnical, L::General, 1.0, "cte", "", 9, 12),
    ("CT1002", "Nursing Assistant", "14051", S::CareerTechnical, L::General, 1.0, "cte", "CT0902", 11, 12),
    ("CT0903", "Culinary Arts", "16056", S::CareerTechnical, L::General, 1.0, "cte", "", 9, 12),
    ("CT0904", "Automotive Mechanics", "20104", S::CareerTechnical, L::General, 1.0, "cte", "", 10, 12),
    ("CT0905", "Construction", "17002", S::CareerTechnical, L::General, 1.0, "cte", "", 9, 12),
    ("CT0906", "Principles of Marketing", "12164", S::CareerTechnical, L::General, 0.5, "cte", "", 9, 12),
    ("CT0907", "Accounting", "12104", S::CareerTechnical, L::General, 1.0, "cte", "", 10, 12),
    ("CT0908", "Child Development", "19052", S::CareerTechnical, L::General, 0.5, "cte", "", 9, 12),
    ("OT0901", "AVID", "22007", S::Other, L::General, 1.0, "ag:g", "", 9, 12),
    ("OT0902", "Leadership", "22101", S::Other, L::General, 0.5, "", "", 10, 12),
    ("OT0903", "Study Hall", "22006", S::Other, L::General, 0.0, "", "", 9, 12),
];

/// A course by its position in the catalog.
pub(super) type CourseNo = u16;

/// The catalog, with courses found by id.
#[derive(Debug, Clone)]
pub(super) struct Catalog {
    by_id: HashMap<&'static str, CourseNo>,
    /// Of each course the one that must have been passed first.
    prerequisites: Vec<Option<CourseNo>>,
}

impl Catalog {
    pub fn of_riverbend() -> Self {
        let by_id: HashMap<&'static str, CourseNo> =
            COURSES.iter().enumerate().map(|(at, entry)| (entry.0, at as CourseNo)).collect();
        let prerequisites = COURSES.iter().map(|entry| by_id.get(entry.7).copied()).collect();
        Catalog { by_id, prerequisites }
    }

    /// The course of an id that is written in this program.
    pub fn no(&self, id: &str) -> CourseNo {
        match self.by_id.get(id) {
            Some(no) => *no,
            None => panic!("no course {id} in the catalog"),
        }
    }

    pub fn id(&self, no: CourseNo) -> &'static str {
        COURSES[usize::from(no)].0
    }

    pub fn subject(&self, no: CourseNo) -> S {
        COURSES[usize::from(no)].3
    }

    pub fn level(&self, no: CourseNo) -> L {
        COURSES[usize::from(no)].4
    }

    pub fn credits(&self, no: CourseNo) -> f64 {
        COURSES[usize::from(no)].5
    }

    pub fn is_tagged(&self, no: CourseNo, tag: &str) -> bool {
        COURSES[usize::from(no)].6.split(';').any(|t| t == tag)
    }

    /// The course that must have been passed first.
    pub fn find_prerequisite(&self, no: CourseNo) -> Option<CourseNo> {
        self.prerequisites[usize::from(no)]
    }

    pub fn is_for_grade(&self, no: CourseNo, grade: i8) -> bool {
        let entry = &COURSES[usize::from(no)];
        (entry.8..=entry.9).contains(&grade)
    }

    /// The catalog as rows.
    pub fn list(&self) -> Vec<Course> {
        let filled =
            |text: &str| if text.is_empty() { Err(Missing::Blank) } else { Ok(text.to_owned()) };
        COURSES
            .iter()
            .map(|(id, title, sced, subject, level, credits, tags, before, low, high)| Course {
                course_id: (*id).into(),
                course_title: (*title).to_owned(),
                sced_code: filled(sced),
                academic_subject: Ok(*subject),
                course_level: Ok(*level),
                credits: Ok(Credits(*credits)),
                tags: filled(tags),
                prerequisites: filled(before),
                low_grade: GradeLevel::numbered(*low).ok_or(Missing::Blank),
                high_grade: GradeLevel::numbered(*high).ok_or(Missing::Blank),
            })
            .collect()
    }
}
