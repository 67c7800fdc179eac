//! Sections: which classes a school opens, who sits in them, and who teaches them.

use std::collections::BTreeMap;

use crate::district::*;

use super::calendar::year_at;
use super::catalog::CourseNo;
use super::household::student_id;
use super::plan::Plan;
use super::record::school_id;

/// A student's place in a course at a time, before sections are formed. Sorted by school first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seat {
    pub year: u8,
    pub school: u16,
    pub course: CourseNo,
    pub term: u8,
    pub period: u8,
    pub student: u32,
    /// The student's first school day here, from 0.
    pub from: u8,
}

impl Seat {
    fn group(&self) -> Group {
        (self.year, self.school, self.course, self.term, self.period)
    }
}

/// Year, school, course, term, period.
type Group = (u8, u16, CourseNo, u8, u8);

/// A teaching department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Department {
    Classroom,
    English,
    Mathematics,
    Science,
    Society,
    Languages,
    ArtsAndBody,
    Careers,
    NewEnglish,
    SpecialEducation,
}

impl Department {
    pub const ALL: [Department; 10] = [
        Department::Classroom,
        Department::English,
        Department::Mathematics,
        Department::Science,
        Department::Society,
        Department::Languages,
        Department::ArtsAndBody,
        Department::Careers,
        Department::NewEnglish,
        Department::SpecialEducation,
    ];

    fn of(plan: &Plan, course: CourseNo) -> Self {
        match plan.catalog.subject(course) {
            _ if plan.catalog.id(course).starts_with("EL0")
                && !plan.catalog.id(course).starts_with("EL00") =>
            {
                Department::Classroom
            }
            _ if plan.catalog.id(course) == "EL0000" => Department::Classroom,
            AcademicSubject::Mathematics => Department::Mathematics,
            AcademicSubject::EnglishLanguageArts => Department::English,
            AcademicSubject::Science => Department::Science,
            AcademicSubject::SocialStudies => Department::Society,
            AcademicSubject::WorldLanguages => Department::Languages,
            AcademicSubject::Arts | AcademicSubject::PhysicalEducation => Department::ArtsAndBody,
            AcademicSubject::CareerTechnical => Department::Careers,
            AcademicSubject::EnglishLanguageDevelopment => Department::NewEnglish,
            AcademicSubject::SchoolReadiness | AcademicSubject::Other => Department::English,
        }
    }
}

/// One section to be opened, before it has a teacher.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub course: CourseNo,
    pub term: u8,
    pub period: u8,
    pub seats: i64,
    pub department: Department,
    /// Position of its first student in the sorted seats, and how many sit in it.
    first: usize,
    taken: usize,
}

/// All seats, and what they come to where nobody is named.
#[derive(Debug, Default)]
pub(super) struct Roster {
    seats: Vec<Seat>,
    counts: BTreeMap<Group, usize>,
}

impl Roster {
    /// Keeps seats; of years whose rosters are not written, only how many there are.
    pub fn keep(&mut self, plan: &Plan, seats: Vec<Seat>) {
        let from = plan.size.rosters_from();
        for seat in seats {
            if usize::from(seat.year) >= from {
                self.seats.push(seat);
            } else {
                *self.counts.entry(seat.group()).or_insert(0) += 1;
            }
        }
    }

    /// Sorts the seats, once all are kept.
    pub fn settle(&mut self) {
        self.seats.sort_unstable();
    }

    /// The sections of one school in one year.
    pub fn open(&self, plan: &Plan, year: usize, school: u16) -> Vec<Opened> {
        let key = (year as u8, school);
        if year < plan.size.rosters_from() {
            let from = (key.0, key.1, 0, 0, 0);
            let to = (key.0, key.1 + 1, 0, 0, 0);
            let groups = self.counts.range(from..to).map(|(group, taken)| (*group, 0, *taken));
            return groups
                .flat_map(|(group, first, taken)| divide(plan, group, first, taken))
                .collect();
        }
        let mut at = self.seats.partition_point(|seat| (seat.year, seat.school) < key);
        let mut opened = Vec::new();
        while let Some(seat) = self.seats.get(at).filter(|seat| (seat.year, seat.school) == key) {
            let group = seat.group();
            let taken = self.seats[at..].partition_point(|seat| seat.group() <= group);
            opened.extend(divide(plan, group, at, taken));
            at += taken;
        }
        opened
    }

    /// Writes a section's students.
    pub fn write_students(
        &self,
        plan: &Plan,
        year: usize,
        section: &Opened,
        id: &SectionId,
        to: &mut Batch,
    ) {
        if year < plan.size.rosters_from() {
            return;
        }
        let starts = if section.term == Term::Spring as u8 { 90 } else { 0 };
        for seat in &self.seats[section.first..section.first + section.taken] {
            SectionStudent {
                school_year: year_at(year),
                section_id: id.clone(),
                student_id: StudentId(student_id(plan.size, seat.student)),
                begin_date: Ok(plan.calendar.date(year, starts.max(usize::from(seat.from)))),
                end_date: Err(Missing::Blank),
            }
            .write(to);
        }
    }
}

/// Cuts a group into sections of nearly equal size.
fn divide(plan: &Plan, group: Group, first: usize, taken: usize) -> Vec<Opened> {
    let (_, _, course, term, period) = group;
    let department = Department::of(plan, course);
    let seats: usize = match department {
        Department::Classroom => 25,
        Department::NewEnglish => 20,
        Department::ArtsAndBody => 34,
        _ => 30,
    };
    let sections = taken.div_ceil(seats);
    (0..sections)
        .map(|n| {
            let (from, to) = (taken * n / sections, taken * (n + 1) / sections);
            Opened {
                course,
                term,
                period,
                seats: seats as i64,
                department,
                first: first + from,
                taken: to - from,
            }
        })
        .collect()
}

/// The row of a section.
pub(super) fn section(
    plan: &Plan,
    year: usize,
    school: u16,
    opened: &Opened,
    id: &SectionId,
    teacher: Option<StaffId>,
) -> Section {
    let periods = match opened.department {
        Department::Classroom => {
            let apart = (0..6).find(|grade| plan.catalog.is_for_grade(opened.course, *grade));
            let kept = (1..=6).filter(|period| Some(period - 1) != apart);
            kept.map(|period| period.to_string()).collect::<Vec<_>>().join(";")
        }
        _ => opened.period.to_string(),
    };
    Section {
        school_year: year_at(year),
        section_id: id.clone(),
        course_id: plan.catalog.id(opened.course).into(),
        school_id: school_id(plan, school),
        term: Term::at(opened.term).ok_or(Missing::Blank),
        periods: Ok(periods),
        staff_id: teacher.ok_or(Missing::Blank),
        seats: Ok(opened.seats),
    }
}
