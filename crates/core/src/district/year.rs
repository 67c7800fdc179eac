//! School years and grade levels.

use std::fmt;

use jiff::civil::Date;

use super::cell::Cell;
use super::codes::codes;
use super::column::Column;
use super::table::Kind;

/// A school year. It is named by the calendar year in which it ends, as federal files name it, and
/// prints as people say it: `SchoolYear::ending(2027)` is "2026–27".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolYear(i16);

impl SchoolYear {
    /// The school year that ends in this calendar year.
    pub const fn ending(year: i16) -> Self {
        SchoolYear(year)
    }

    /// The school year that begins in this calendar year.
    pub const fn beginning(year: i16) -> Self {
        SchoolYear(year + 1)
    }

    /// The school year that a day falls in; years turn on 1 July, as fiscal years do.
    pub fn of(day: Date) -> Self {
        SchoolYear(if day.month() >= 7 { day.year() + 1 } else { day.year() })
    }

    /// The school year that is written with both of its years: `2026-27`, `2026–27`, `2026-2027`.
    pub fn parse(text: &str) -> Option<Self> {
        let (begin, end) = text.trim().split_once(['-', '–'])?;
        let (begin, end): (i16, i16) = (begin.parse().ok()?, end.parse().ok()?);
        let agrees = end == begin + 1 || end == (begin + 1) % 100;
        ((1900..2200).contains(&begin) && agrees).then(|| SchoolYear::beginning(begin))
    }

    /// The calendar year in which it ends.
    pub const fn end(self) -> i16 {
        self.0
    }

    /// The year after.
    pub const fn next(self) -> Self {
        SchoolYear(self.0 + 1)
    }

    /// The year before.
    pub const fn previous(self) -> Self {
        SchoolYear(self.0 - 1)
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{:02}", self.0 - 1, self.0.rem_euclid(100))
    }
}

impl fmt::Debug for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Cell for SchoolYear {
    const KIND: Kind = Kind::Year;

    fn read(column: &Column, row: usize) -> Option<Self> {
        column.year(row).map(SchoolYear)
    }

    fn write(&self, column: &mut Column) {
        column.push_year(self.0);
    }
}

codes! {
    /// A student's grade level, in CEDS's codes.
    GradeLevel, GRADE_LEVELS, "grade_level";
    /// Preschool, age 3.
    Preschool, "PR", "Preschool", ["PE", "P3", "Preschool/Prekindergarten"];
    /// Prekindergarten, age 4.
    Prekindergarten, "PK", "Prekindergarten", ["Pre-K", "PreK", "P4", "Pre-Kindergarten"];
    /// Transitional kindergarten.
    TransitionalKindergarten, "TK", "Transitional kindergarten", ["T1"];
    /// Kindergarten.
    Kindergarten, "KG", "Kindergarten", ["K", "00", "0", "Kinder"];
    /// Grade 1.
    Grade1, "01", "Grade 1", ["1", "1st", "1st Grade", "First grade"];
    /// Grade 2.
    Grade2, "02", "Grade 2", ["2", "2nd", "2nd Grade", "Second grade"];
    /// Grade 3.
    Grade3, "03", "Grade 3", ["3", "3rd", "3rd Grade", "Third grade"];
    /// Grade 4.
    Grade4, "04", "Grade 4", ["4", "4th", "4th Grade", "Fourth grade"];
    /// Grade 5.
    Grade5, "05", "Grade 5", ["5", "5th", "5th Grade", "Fifth grade"];
    /// Grade 6.
    Grade6, "06", "Grade 6", ["6", "6th", "6th Grade", "Sixth grade"];
    /// Grade 7.
    Grade7, "07", "Grade 7", ["7", "7th", "7th Grade", "Seventh grade"];
    /// Grade 8.
    Grade8, "08", "Grade 8", ["8", "8th", "8th Grade", "Eighth grade"];
    /// Grade 9.
    Grade9, "09", "Grade 9", ["9", "9th", "9th Grade", "Ninth grade"];
    /// Grade 10.
    Grade10, "10", "Grade 10", ["10th", "10th Grade", "Tenth grade"];
    /// Grade 11.
    Grade11, "11", "Grade 11", ["11th", "11th Grade", "Eleventh grade"];
    /// Grade 12.
    Grade12, "12", "Grade 12", ["12th", "12th Grade", "Twelfth grade"];
    /// Grade 13, for programs that keep students past grade 12.
    Grade13, "13", "Grade 13", ["13th"];
    /// Ungraded.
    Ungraded, "UG", "Ungraded", ["99"];
}

impl GradeLevel {
    /// The grade as a number: kindergarten is 0, grade 9 is 9, earlier levels are negative.
    /// `None` when ungraded.
    pub const fn number(self) -> Option<i8> {
        match self {
            GradeLevel::Ungraded => None,
            GradeLevel::TransitionalKindergarten => Some(-1),
            other => Some(other as i8 - GradeLevel::Kindergarten as i8),
        }
    }

    /// The grade that files write so, such as `KG` or `06`.
    pub fn find(code: &str) -> Option<Self> {
        GRADE_LEVELS.find_position(code).and_then(GradeLevel::at)
    }

    /// The grade of that number, from 0 (kindergarten) to 13.
    pub fn numbered(number: i8) -> Option<Self> {
        let position = u8::try_from(number).ok()? + GradeLevel::Kindergarten as u8;
        if (0..=13).contains(&number) { GradeLevel::at(position) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_year_prints_as_people_say_it() {
        assert_eq!(SchoolYear::ending(2027).to_string(), "2026–27");
        assert_eq!(SchoolYear::beginning(1999).to_string(), "1999–00");
        assert_eq!(SchoolYear::of(jiff::civil::date(2026, 7, 1)), SchoolYear::ending(2027));
        assert_eq!(SchoolYear::of(jiff::civil::date(2026, 6, 30)), SchoolYear::ending(2026));
    }

    #[test]
    fn grades_count_from_kindergarten() {
        assert_eq!(GradeLevel::Kindergarten.number(), Some(0));
        assert_eq!(GradeLevel::Grade9.number(), Some(9));
        assert_eq!(GradeLevel::Prekindergarten.number(), Some(-2));
        assert_eq!(GradeLevel::numbered(12), Some(GradeLevel::Grade12));
        assert_eq!(GradeLevel::numbered(14), None);
        assert_eq!(GradeLevel::numbered(-1), None);
    }
}
