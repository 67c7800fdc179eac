//! The audit of many transcripts, and the joint mend of a large school.
//!
//! `TRACTION_BENCH_SIZE` is `town` (5,000 students), `city` (the default, 50,000) or `metro`
//! (300,000 students with 12 million lines). With `TRACTION_BENCH_ROWS=PATH` the lines are also
//! written as CSV, for `peers/graduation_peer.py`, a straightforward first-fit audit in Python.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::sync::Arc;

use criterion::{Criterion, SamplingMode, Throughput};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use traction_core::district::*;
use traction_core::graduation::engine::mend::mend;
use traction_core::graduation::engine::seats::{Want, share_out};
use traction_core::graduation::engine::study::{Entered, Study};
use traction_core::graduation::engine::timetable::Timetable;
use traction_core::graduation::policy::SHIPPED;
use traction_core::graduation::reading::Roll;
use traction_core::graduation::{AsOf, Diploma, Records, Season};

/// Four years of courses, ten half-year pairs each: course, SCED code, subject, credits.
const COURSES: [(&str, &str, AcademicSubject, f64); 24] = [
    ("EN9", "01001", AcademicSubject::EnglishLanguageArts, 1.0),
    ("EN10", "01002", AcademicSubject::EnglishLanguageArts, 1.0),
    ("EN11", "01003", AcademicSubject::EnglishLanguageArts, 1.0),
    ("EN12", "01004", AcademicSubject::EnglishLanguageArts, 1.0),
    ("ALG1", "02052", AcademicSubject::Mathematics, 1.0),
    ("GEOM", "02072", AcademicSubject::Mathematics, 1.0),
    ("ALG2", "02056", AcademicSubject::Mathematics, 1.0),
    ("PREC", "02110", AcademicSubject::Mathematics, 1.0),
    ("BIOL", "03051", AcademicSubject::Science, 1.0),
    ("CHEM", "03101", AcademicSubject::Science, 1.0),
    ("PHYS", "03151", AcademicSubject::Science, 1.0),
    ("WGEO", "04001", AcademicSubject::SocialStudies, 1.0),
    ("WHIS", "04051", AcademicSubject::SocialStudies, 1.0),
    ("USHI", "04101", AcademicSubject::SocialStudies, 1.0),
    ("IBHI", "04054", AcademicSubject::SocialStudies, 1.0),
    ("GOVT", "04151", AcademicSubject::SocialStudies, 0.5),
    ("ECON", "04201", AcademicSubject::SocialStudies, 0.5),
    ("HEAL", "08051", AcademicSubject::PhysicalEducation, 0.5),
    ("PHED", "08001", AcademicSubject::PhysicalEducation, 0.5),
    ("SPA1", "24052", AcademicSubject::WorldLanguages, 1.0),
    ("SPA2", "24053", AcademicSubject::WorldLanguages, 1.0),
    ("ART1", "05155", AcademicSubject::Arts, 1.0),
    ("CULI", "16056", AcademicSubject::CareerTechnical, 1.0),
    ("WRIT", "01104", AcademicSubject::EnglishLanguageArts, 0.5),
];

fn courses() -> Vec<Course> {
    COURSES
        .iter()
        .map(|(id, sced, subject, credits)| Course {
            course_id: (*id).into(),
            course_title: (*id).to_owned(),
            sced_code: Ok((*sced).to_owned()),
            academic_subject: Ok(*subject),
            course_level: Err(Missing::Blank),
            credits: Ok(Credits(*credits)),
            tags: Err(Missing::Blank),
            prerequisites: Err(Missing::Blank),
            low_grade: Ok(GradeLevel::Grade9),
            high_grade: Ok(GradeLevel::Grade12),
        })
        .collect()
}

/// Students of grade 12 with forty lines: what most take in each year, and what they like.
fn facts(students: usize, csv: Option<&str>) -> Facts {
    let mut random = ChaCha8Rng::seed_from_u64(1954);
    let mut file = csv.map(|path| std::io::BufWriter::new(std::fs::File::create(path).unwrap()));
    if let Some(file) = &mut file {
        writeln!(file, "student,course,sced,subject,credits,year,term,grade,earned,mark,status")
            .unwrap();
    }
    let plan: [&[usize]; 4] =
        [&[0, 4, 8, 11, 17], &[1, 5, 9, 12, 19], &[2, 6, 10, 13], &[3, 7, 15]];
    // A course of half a credit takes one half of the year; another takes the other.
    let in_half = |course: usize, half: usize| match course {
        15 | 16 => [15, 16][half],
        17 | 18 => [17, 18][half],
        23 => [23, 17][half],
        whole => whole,
    };
    let mut years: Vec<Batch> = (0..4).map(|_| TranscriptLine::batch(&[])).collect();
    let mut enrollments = Enrollment::batch(&[]);
    let mut line = String::new();
    for student in 0..students {
        let id = format!("{student:07}");
        for (year, planned) in plan.iter().enumerate() {
            let mut taken: Vec<usize> = planned.to_vec();
            if year == 2 && random.random_bool(0.06) {
                taken[3] = 14;
            }
            while taken.len() < 5 {
                taken.push(14 + random.random_range(0..10usize));
            }
            for course in taken {
                for (half, term) in [(0, Term::Fall), (1, Term::Spring)] {
                    let (course_id, sced, subject, whole) = COURSES[in_half(course, half)];
                    let credits = whole.min(0.5);
                    let now = year == 3;
                    let fails = random.random_bool(0.07);
                    let (mark, earned) = if fails { ("F", 0.0) } else { ("C", credits) };
                    let status = match (now, half) {
                        (false, _) => CreditStatus::Earned,
                        (true, 0) => CreditStatus::InProgress,
                        (true, _) => CreditStatus::Planned,
                    };
                    TranscriptLine {
                        school_year: SchoolYear::ending(2024 + year as i16),
                        student_id: StudentId(id.clone()),
                        course_id: course_id.into(),
                        term,
                        school_id: Ok("0610".into()),
                        grade_level: GradeLevel::numbered(9 + year as i8).ok_or(Missing::Blank),
                        credits_attempted: Ok(Credits(credits)),
                        credits_earned: if now { Err(Missing::Blank) } else { Ok(Credits(earned)) },
                        mark: if now { Err(Missing::Blank) } else { Ok(mark.to_owned()) },
                        status,
                        credit_source: Ok(CreditSource::Local),
                    }
                    .write(&mut years[year]);
                    if let Some(file) = &mut file {
                        line.clear();
                        writeln!(
                            line,
                            "{id},{course_id},{sced},{},{whole},{},{},{},{},{},{}",
                            subject.code(),
                            2024 + year,
                            term.code(),
                            9 + year,
                            if now { credits } else { earned },
                            if now { "" } else { mark },
                            status.code()
                        )
                        .unwrap();
                        file.write_all(line.as_bytes()).unwrap();
                    }
                }
            }
        }
        Enrollment {
            school_year: SchoolYear::ending(2027),
            student_id: StudentId(id),
            school_id: "0610".into(),
            grade_level: GradeLevel::Grade12,
            entry_date: Err(Missing::Blank),
            exit_date: Err(Missing::Blank),
            exit_type: Err(Missing::Blank),
        }
        .write(&mut enrollments);
    }
    let mut facts = Facts::default();
    facts.insert(None, Arc::new(Course::batch(&courses())));
    facts.insert(Some(SchoolYear::ending(2027)), Arc::new(enrollments));
    for (year, batch) in years.into_iter().enumerate() {
        facts.insert(Some(SchoolYear::ending(2024 + year as i16)), Arc::new(batch));
    }
    facts
}

/// Peak memory of this process in MiB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

/// The sections of a school's spring: each course of the year in several periods, 30 seats each, and
/// sections that begin in spring for those who repeat a half.
fn add_sections(facts: &mut Facts) {
    let year = SchoolYear::ending(2027);
    let lines = facts.find(&TranscriptLine::TABLE, year).unwrap();
    let (ids, courses, terms) =
        (lines.column("student_id"), lines.column("course_id"), lines.column("term"));
    let mut sections: Vec<(String, String, usize, u32)> = Vec::new();
    let mut seated = SectionStudent::batch(&[]);
    let (mut last, mut place) = ("", 0);
    for row in 0..lines.len() {
        if terms.code(row) != Some(Term::Spring as u8) {
            continue;
        }
        let (id, course) = (ids.text(row).unwrap(), courses.text(row).unwrap());
        place = if id == last { place + 1 } else { 0 };
        last = id;
        let turn: usize = id.parse::<usize>().unwrap() % 7;
        let period = (place + turn) % 7 + 1;
        let open = sections.iter().position(|(_, c, p, n)| c == course && *p == period && *n < 27);
        let at = open.unwrap_or_else(|| {
            sections.push((format!("S{:04}", sections.len()), course.to_owned(), period, 0));
            sections.len() - 1
        });
        sections[at].3 += 1;
        SectionStudent {
            school_year: year,
            section_id: sections[at].0.as_str().into(),
            student_id: id.into(),
            begin_date: Err(Missing::Blank),
            end_date: Err(Missing::Blank),
        }
        .write(&mut seated);
    }
    let mut rows = Section::batch(&[]);
    let section = |id: &str, course: &str, period: usize, term, seats| Section {
        school_year: year,
        section_id: id.into(),
        course_id: course.into(),
        school_id: "0610".into(),
        term: Ok(term),
        periods: Ok(period.to_string()),
        staff_id: Err(Missing::Blank),
        seats: Ok(seats),
    };
    for (id, course, period, _) in &sections {
        section(id, course, *period, Term::Year, 30).write(&mut rows);
    }
    for (n, (course, ..)) in COURSES.iter().enumerate().take(14) {
        for period in 1..=7 {
            section(&format!("R{n:02}{period}"), course, period, Term::Spring, 12).write(&mut rows);
        }
    }
    facts.insert(Some(year), Arc::new(rows));
    facts.insert(Some(year), Arc::new(seated));
}

/// The plain diploma with one credit less than five courses a year give, so that some students are on
/// track, some can be brought back, and some cannot.
fn diploma() -> Diploma {
    let text = SHIPPED[0].1.replacen("total = 24.0", "total = 19.0", 1);
    Diploma::parse(&text.replacen("credits = 9.0", "credits = 4.0", 1)).unwrap()
}

/// Finds every change for a school of 4,000 and shares out its seats: students not on track, brought
/// back, and at most so many.
fn mend_school(facts: &Facts) -> (usize, u32, u32, bool) {
    let diploma = &diploma();
    let year = SchoolYear::ending(2027);
    let as_of = AsOf { year, next: Season::Spring };
    let entered = Entered::default();
    let records = Records::read(facts, year);
    let roll = Roll::read(facts, &records, year);
    let table = Timetable::read(facts, &records, &roll, as_of);
    let study = Study::build(&records, &roll, |_| diploma, as_of, &entered);
    let off: Vec<usize> =
        (0..roll.members.len()).filter(|at| study.stands[*at].tier.is_off_track()).collect();
    let wants: Vec<Vec<Want>> = off
        .par_iter()
        .map(|at| {
            let mending = mend(&study, &table, *at, &study.audit(*at));
            mending.ways.iter().map(|w| Want { sections: w.seats(), cost: w.cost }).collect()
        })
        .collect();
    let seats: Vec<u32> = table.slots.iter().map(|slot| slot.free()).collect();
    let found = share_out(&wants, &seats);
    (off.len(), found.mended, found.bound, found.proved)
}

fn main() {
    let students = match std::env::var("TRACTION_BENCH_SIZE").as_deref() {
        Ok("town") => 5_000,
        Ok("metro") => 300_000,
        _ => 50_000,
    };
    let rows = std::env::var("TRACTION_BENCH_ROWS").ok();
    let facts = facts(students, rows.as_deref());
    let before = peak();
    let diploma = &diploma();
    let year = SchoolYear::ending(2027);
    let as_of = AsOf { year, next: Season::Spring };
    let entered = Entered::default();
    let whole = || {
        let records = Records::read(&facts, year);
        let roll = Roll::read(&facts, &records, year);
        let study = Study::build(&records, &roll, |_| diploma, as_of, &entered);
        let done = study.stands.iter().filter(|stand| stand.will_complete).count();
        let wrong = study.stands.iter().filter(|stand| stand.wrongly_short != 0).count();
        (records.count_lines(), done, wrong)
    };
    let (lines, done, wrong) = whole();
    println!(
        "{students} students, {lines} lines: {done} complete with this year’s courses; first-fit wrong about {wrong}"
    );
    if let (Some(before), Some(after)) = (before, peak()) {
        println!("peak memory {after} MiB, of which {before} MiB the tables themselves");
    }
    let mut school = self::facts(4_000, None);
    add_sections(&mut school);
    let (off, mended, bound, proved) = mend_school(&school);
    println!(
        "a school of 4,000: {off} not on track, {mended} brought back, at most {bound}, proved: {proved}"
    );
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("graduation");
    group.sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Elements(students as u64));
    group.bench_function(format!("audit/{students}"), |b| b.iter(|| black_box(whole())));
    group.bench_function("mend/4000", |b| b.iter(|| black_box(mend_school(&school))));
    group.finish();
    criterion.final_summary();
}
