//! Which courses a rule means: by number, SCED code, subject, tag or level.

use crate::district::{AcademicSubject, Course, CourseLevel};

/// A course fits when all that is said fits.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matcher {
    /// The district's number for the course.
    pub course: Option<String>,
    /// A SCED code, or its beginning with a star after it: `0205*`.
    pub sced: Option<String>,
    /// A subject.
    pub subject: Option<AcademicSubject>,
    /// A tag of the course.
    pub tag: Option<String>,
    /// A level.
    pub level: Option<CourseLevel>,
    /// Any course at all.
    pub any: bool,
}

impl Matcher {
    /// Whether a course of the catalog fits.
    pub fn fits(&self, course: &Course) -> bool {
        let by_number = self.course.as_ref().is_none_or(|id| course.course_id.as_str() == id);
        let by_sced = self.sced.as_ref().is_none_or(|wanted| {
            let Ok(code) = &course.sced_code else { return false };
            match wanted.strip_suffix('*') {
                Some(start) => code.starts_with(start),
                None => code == wanted,
            }
        });
        let by_subject = self.subject.is_none_or(|s| course.academic_subject == Ok(s));
        let by_level = self.level.is_none_or(|level| course.course_level == Ok(level));
        let by_tag = self.tag.as_ref().is_none_or(|wanted| {
            course.tags.as_ref().is_ok_and(|tags| tags.split(';').any(|tag| tag.trim() == wanted))
        });
        by_number && by_sced && by_subject && by_level && by_tag
    }

    /// Whether it means every course, a course of another school that the catalog lacks included.
    pub fn is_any(&self) -> bool {
        self.any
            && self.course.is_none()
            && self.sced.is_none()
            && self.subject.is_none()
            && self.tag.is_none()
            && self.level.is_none()
    }
}
