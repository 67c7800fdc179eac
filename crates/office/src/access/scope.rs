//! Within what a reason holds: the whole district, some schools, some students.

use std::collections::BTreeSet;

use traction_core::district::{SchoolId, StudentId};

/// Within what a reason holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The whole district.
    District,
    /// These schools, and students while they are enrolled there.
    Schools(BTreeSet<SchoolId>),
    /// These students.
    Students(BTreeSet<StudentId>),
    /// Both, for somebody with two roles.
    Both(BTreeSet<SchoolId>, BTreeSet<StudentId>),
}

impl Scope {
    /// Some schools, by their numbers.
    pub fn of_schools<'a>(ids: impl IntoIterator<Item = &'a str>) -> Scope {
        Scope::Schools(ids.into_iter().map(SchoolId::from).collect())
    }

    /// Some students, by their numbers.
    pub fn of_students<'a>(ids: impl IntoIterator<Item = &'a str>) -> Scope {
        Scope::Students(ids.into_iter().map(StudentId::from).collect())
    }

    /// Whether it is the whole district.
    pub fn is_district(&self) -> bool {
        matches!(self, Scope::District)
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Scope::District => false,
            Scope::Schools(schools) => schools.is_empty(),
            Scope::Students(students) => students.is_empty(),
            Scope::Both(schools, students) => schools.is_empty() && students.is_empty(),
        }
    }

    /// Whether a school as a whole is in it.
    pub fn covers_school(&self, school: &str) -> bool {
        match self {
            Scope::District => true,
            Scope::Schools(schools) | Scope::Both(schools, _) => {
                schools.iter().any(|id| id.as_str() == school)
            }
            Scope::Students(_) => false,
        }
    }

    /// Whether a row about a student at a school is in it. Without a school, the row belongs to
    /// no school, and only the student's own number counts.
    pub fn covers_student(&self, student: &str, school: Option<&str>) -> bool {
        let listed = |students: &BTreeSet<StudentId>| students.contains(&StudentId::from(student));
        match self {
            Scope::District => true,
            Scope::Schools(_) => school.is_some_and(|school| self.covers_school(school)),
            Scope::Students(students) => listed(students),
            Scope::Both(_, students) => {
                listed(students) || school.is_some_and(|school| self.covers_school(school))
            }
        }
    }

    /// What either of two scopes covers.
    #[must_use]
    pub fn joined_with(&self, other: &Scope) -> Scope {
        if self.is_district() || other.is_district() {
            return Scope::District;
        }
        let (mut schools, mut students) = self.parts();
        let (more_schools, more_students) = other.parts();
        schools.extend(more_schools);
        students.extend(more_students);
        match (schools.is_empty(), students.is_empty()) {
            (_, true) => Scope::Schools(schools),
            (true, false) => Scope::Students(students),
            (false, false) => Scope::Both(schools, students),
        }
    }

    fn parts(&self) -> (BTreeSet<SchoolId>, BTreeSet<StudentId>) {
        match self {
            Scope::District => Default::default(),
            Scope::Schools(schools) => (schools.clone(), BTreeSet::new()),
            Scope::Students(students) => (BTreeSet::new(), students.clone()),
            Scope::Both(schools, students) => (schools.clone(), students.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_covers_its_students_and_a_caseload_no_school() {
        let school = Scope::of_schools(["0412"]);
        assert!(school.covers_student("1", Some("0412")) && !school.covers_student("1", None));
        assert!(!school.covers_student("1", Some("0413")));
        let caseload = Scope::of_students(["1", "2"]);
        assert!(caseload.covers_student("1", Some("0413")) && !caseload.covers_school("0412"));
        assert!(!caseload.covers_student("3", Some("0412")));
        let both = school.joined_with(&caseload);
        assert!(both.covers_student("2", None) && both.covers_student("9", Some("0412")));
        assert!(!both.covers_student("9", Some("0413")) && !both.covers_student("9", None));
        assert!(both.joined_with(&Scope::District).is_district());
        assert_eq!(school.joined_with(&Scope::of_schools(["0412"])), school);
        assert!(Scope::of_schools([]).is_empty() && !Scope::District.is_empty());
    }
}
