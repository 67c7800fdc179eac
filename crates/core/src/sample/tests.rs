//! The sample city is as unequal, as messy and as whole as it says.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use super::cast::list_cast;
use super::catalog::Catalog;
use super::dice::{Dice, Purpose};
use super::workforce;
use super::*;
use crate::district::*;

fn facts_of(size: Size, seed: u64) -> Facts {
    let mut batches: BTreeMap<(&'static str, Option<SchoolYear>), Batch> = BTreeMap::new();
    let done: Result<(), Infallible> = generate(size, seed, |year, batch| {
        batches
            .entry((batch.table().name, year))
            .and_modify(|whole| whole.append(batch))
            .or_insert_with(|| batch.clone());
        Ok(())
    });
    let Ok(()) = done;
    let mut facts = Facts::default();
    for ((_, year), batch) in batches {
        facts.insert(year, Arc::new(batch));
    }
    facts
}

fn town() -> &'static Facts {
    static TOWN: OnceLock<Facts> = OnceLock::new();
    TOWN.get_or_init(|| facts_of(Size::Town, 7))
}

/// A tenth of the city's households, which is the city in small.
fn slice() -> &'static (plan::Plan, record::Chunk) {
    static SLICE: OnceLock<(plan::Plan, record::Chunk)> = OnceLock::new();
    SLICE.get_or_init(|| {
        let plan = plan::Plan::draw(Size::City, 7);
        let chunk = record::Chunk::of_households(&plan, 0..9_400);
        (plan, chunk)
    })
}

fn digest(size: Size, seed: u64, batches: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut left = batches;
    let _ = generate(size, seed, |year, batch| {
        (year, batch.table().name, format!("{:?}", batch.columns())).hash(&mut hasher);
        left -= 1;
        if left == 0 { Err(()) } else { Ok(()) }
    });
    hasher.finish()
}

fn share(of: usize, all: usize) -> f64 {
    of as f64 / all.max(1) as f64
}

fn within(what: &str, value: f64, low: f64, high: f64) {
    assert!((low..=high).contains(&value), "{what} is {value}, not {low} to {high}");
}

#[test]
fn the_same_seed_gives_the_same_rows_and_another_seed_others() {
    assert_eq!(digest(Size::Town, 7, 400), digest(Size::Town, 7, 400));
    assert_ne!(digest(Size::Town, 7, 400), digest(Size::Town, 8, 400));
    assert_eq!(digest(Size::City, 7, 30), digest(Size::City, 7, 30));
}

#[test]
fn households_drawn_in_any_order_are_the_same() {
    let plan = plan::Plan::draw(Size::City, 3);
    let whole = record::Chunk::of_households(&plan, 100..140);
    let mut parts = record::Chunk::of_households(&plan, 100..117).students;
    parts.append(&record::Chunk::of_households(&plan, 117..140).students);
    assert_eq!(whole.students, parts);
}

#[test]
fn chance_is_even_and_normal() {
    let mut dice = Dice::of(1, Purpose::Plan, 2);
    let draws: Vec<f64> = (0..20_000).map(|_| dice.normal()).collect();
    let mean = draws.iter().sum::<f64>() / 20_000.0;
    let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 20_000.0;
    within("mean", mean, -0.03, 0.03);
    within("variance", variance, 0.97, 1.03);
    let mean = (0..20_000).map(|_| dice.unit()).sum::<f64>() / 20_000.0;
    within("mean of units", mean, 0.49, 0.51);
    let counted: usize = (0..20_000).map(|_| dice.count(0.7)).sum();
    within("Poisson mean", counted as f64 / 20_000.0, 0.67, 0.73);
}

#[test]
fn every_id_that_a_row_names_is_written() {
    let facts = town();
    let mut keys: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let batches_of = |table: &'static Table| -> Vec<&Batch> {
        let years = facts.list_years(table).into_iter().filter_map(|year| facts.find(table, year));
        years.chain(facts.find_standing(table)).collect()
    };
    for table in TABLES {
        let key = table.columns.iter().find(|c| c.key && c.kind == Kind::Id).map(|c| c.name);
        let Some(key) = key else { continue };
        for batch in batches_of(table) {
            let column = batch.column(key);
            let ids = (0..batch.len()).filter_map(|row| column.text(row).map(str::to_owned));
            keys.entry(table.name).or_default().extend(ids);
        }
    }
    let mut named = 0;
    for table in TABLES {
        for spec in table.columns {
            let Some(target) = spec.references else { continue };
            for batch in batches_of(table) {
                let column = batch.column(spec.name);
                for row in 0..batch.len() {
                    let Some(id) = column.text(row) else { continue };
                    named += 1;
                    assert!(keys[target].contains(id), "{}.{} names {id}", table.name, spec.name);
                }
            }
        }
    }
    assert!(named > 100_000);
}

#[test]
fn every_table_is_written_and_no_key_twice() {
    let facts = town();
    for table in TABLES {
        let years = facts.list_years(table);
        let batches: Vec<&Batch> = years
            .into_iter()
            .filter_map(|year| facts.find(table, year))
            .chain(facts.find_standing(table))
            .collect();
        assert!(batches.iter().any(|batch| !batch.is_empty()), "{}", table.name);
        for batch in batches {
            let mut seen = BTreeSet::new();
            for row in 0..batch.len() {
                let key: Vec<String> = table
                    .list_key()
                    .map(|at| {
                        let column = &batch.columns()[at];
                        format!(
                            "{:?}{:?}{:?}{:?}{:?}",
                            column.text(row),
                            column.code(row),
                            column.date(row),
                            column.integer(row),
                            column.year(row)
                        )
                    })
                    .collect();
                assert!(seen.insert(key.clone()), "{} has {key:?} twice", table.name);
            }
        }
    }
}

#[test]
fn the_catalog_is_whole() {
    let catalog = Catalog::of_riverbend();
    let courses = catalog.list();
    assert!((110..=128).contains(&courses.len()), "{}", courses.len());
    for course in &courses {
        assert!(course.sced_code.as_ref().is_ok_and(|code| code.len() == 5), "{course:?}");
        if let Ok(before) = &course.prerequisites {
            catalog.no(before);
        }
    }
}

#[test]
fn groups_are_as_many_as_in_a_large_city() {
    let (_, chunk) = slice();
    let groups = StudentGroups::list(&chunk.groups[NOW - 1]).unwrap();
    let all = groups.len();
    let of = |test: &dyn Fn(&StudentGroups) -> bool| {
        share(groups.iter().filter(|g| test(g)).count(), all)
    };
    within("students", all as f64, 4_600.0, 5_600.0);
    within("low income", of(&|g| g.economically_disadvantaged == Ok(true)), 0.58, 0.70);
    within(
        "English learners",
        of(&|g| g.english_learner == Ok(EnglishLearner::Current)),
        0.13,
        0.20,
    );
    within("former learners", of(&|g| g.english_learner == Ok(EnglishLearner::Former)), 0.07, 0.14);
    within("disability", of(&|g| g.student_with_disability == Ok(true)), 0.12, 0.18);
    within("homeless", of(&|g| g.homeless == Ok(true)), 0.025, 0.055);
    within("foster care", of(&|g| g.foster_care == Ok(true)), 0.003, 0.012);
}

/// Share of students chronically absent in a year of the slice.
fn chronic(chunk: &record::Chunk, year: usize) -> f64 {
    let mut days: BTreeMap<StudentId, (f64, f64)> = BTreeMap::new();
    for row in Attendance::list(&chunk.attendance[year]).unwrap() {
        let sum = days.entry(row.student_id).or_default();
        sum.0 += row.days_enrolled.0;
        sum.1 += row.days_absent.0;
    }
    let counted: Vec<_> = days.values().filter(|(enrolled, _)| *enrolled >= 10.0).collect();
    share(
        counted.iter().filter(|(enrolled, absent)| *absent >= 0.1 * enrolled).count(),
        counted.len(),
    )
}

#[test]
fn absence_doubles_after_the_pandemic_and_comes_half_way_back() {
    let (_, chunk) = slice();
    within("before", chronic(chunk, 2), 0.12, 0.19);
    within("at the peak", chronic(chunk, 5), 0.26, 0.36);
    within("now", chronic(chunk, NOW - 1), 0.20, 0.30);
}

#[test]
fn within_a_year_about_one_in_eleven_moves() {
    let (_, chunk) = slice();
    let rows = Enrollment::list(&chunk.enrollments[NOW - 1]).unwrap();
    let calendar = Calendar::of_riverbend();
    let (first, near_end) = (calendar.date(NOW - 1, 0), calendar.date(NOW - 1, 170));
    let all: BTreeSet<_> = rows.iter().map(|row| &row.student_id).collect();
    let moved: BTreeSet<_> = rows
        .iter()
        .filter(|row| row.entry_date != Ok(first) || row.exit_date.is_ok_and(|day| day < near_end))
        .map(|row| &row.student_id)
        .collect();
    within("mobility", share(moved.len(), all.len()), 0.06, 0.13);
}

#[test]
fn schools_are_segregated() {
    let (_, chunk) = slice();
    let race: BTreeMap<StudentId, RaceEthnicity> = StudentGroups::list(&chunk.groups[NOW - 1])
        .unwrap()
        .into_iter()
        .filter_map(|g| Some((g.student_id, g.race_ethnicity.ok()?)))
        .collect();
    let mut schools: BTreeMap<SchoolId, [f64; 7]> = BTreeMap::new();
    let mut city = [0.0; 7];
    for row in Enrollment::list(&chunk.enrollments[NOW - 1]).unwrap() {
        let at = race[&row.student_id] as usize;
        schools.entry(row.school_id).or_default()[at] += 1.0;
        city[at] += 1.0;
    }
    let entropy = |counts: &[f64; 7]| -> f64 {
        let all: f64 = counts.iter().sum();
        counts.iter().filter(|n| **n > 0.0).map(|n| -(n / all) * (n / all).ln()).sum()
    };
    let (all, e) = (city.iter().sum::<f64>(), entropy(&city));
    let h: f64 = schools
        .values()
        .map(|counts| counts.iter().sum::<f64>() * (e - entropy(counts)))
        .sum::<f64>()
        / (all * e);
    within("Theil's H", h, 0.20, 0.42);
}

#[test]
fn about_eight_in_ten_graduate_in_four_years() {
    let (_, chunk) = slice();
    let mut last: BTreeMap<StudentId, (jiff::civil::Date, Maybe<ExitType>)> = BTreeMap::new();
    for year in 0..NOW {
        for row in Enrollment::list(&chunk.enrollments[year]).unwrap() {
            let Ok(entry) = row.entry_date else { continue };
            let later = last.get(&row.student_id).is_none_or(|(before, _)| *before <= entry);
            if later {
                last.insert(row.student_id, (entry, row.exit_type));
            }
        }
    }
    let cohort: Vec<Maybe<ExitType>> = Student::list(&chunk.students)
        .unwrap()
        .into_iter()
        .filter(|student| student.first_ninth_grade_year == Ok(SchoolYear::ending(2023)))
        .filter_map(|student| last.get(&student.student_id).map(|(_, exit)| *exit))
        .filter(|exit| {
            !matches!(exit, Ok(ExitType::TransferOut | ExitType::Emigrated | ExitType::Died))
        })
        .collect();
    let graduates = cohort.iter().filter(|exit| **exit == Ok(ExitType::Graduated)).count();
    assert!(cohort.len() > 250);
    within("graduation", share(graduates, cohort.len()), 0.74, 0.88);
}

#[test]
fn scores_fall_in_2021_and_are_not_collected_in_2020() {
    let (_, chunk) = slice();
    let met = |year: usize| {
        let rows = AssessmentResult::list(&chunk.assessments[year]).unwrap();
        let met: Vec<bool> = rows
            .iter()
            .filter(|row| row.assessment == "STATE")
            .filter_map(|row| row.performance_level_met.ok())
            .collect();
        (met.len(), share(met.iter().filter(|met| **met).count(), met.len()))
    };
    assert_eq!(met(3).0, 0);
    within("before", met(2).1, 0.28, 0.46);
    assert!(met(2).1 - met(4).1 > 0.05);
    assert!(met(NOW - 1).1 > met(4).1);
}

/// Mean state score of white and Asian students less that of Black and Hispanic ones, in points of
/// the scale less the grade's own middle, in the schools of some clusters.
fn gap(plan: &plan::Plan, chunk: &record::Chunk, clusters: &[usize], years: [usize; 3]) -> f64 {
    let inside = |id: &SchoolId| {
        let school = plan.schools.iter().find(|school| school.id == id.as_str());
        let cluster = school.and_then(|school| school.cluster);
        cluster.is_some_and(|cluster| clusters.contains(&usize::from(cluster)))
    };
    let mut sums = [(0.0, 0usize); 2];
    for year in years {
        let groups = StudentGroups::list(&chunk.groups[year]).unwrap();
        let race: BTreeMap<_, _> =
            groups.iter().map(|g| (&g.student_id, g.race_ethnicity)).collect();
        for row in AssessmentResult::list(&chunk.assessments[year]).unwrap() {
            let (Ok(scale), Ok(grade), Ok(school)) =
                (row.scale_score, row.grade_level, &row.school_id)
            else {
                continue;
            };
            let at = match race[&row.student_id] {
                Ok(RaceEthnicity::White | RaceEthnicity::Asian) => 0,
                Ok(RaceEthnicity::Black | RaceEthnicity::Hispanic) => 1,
                _ => continue,
            };
            if row.assessment == "STATE" && inside(school) {
                sums[at].0 += scale - 14.0 * f64::from(grade.number().unwrap());
                sums[at].1 += 1;
            }
        }
    }
    assert!(sums.iter().all(|(_, n)| *n > 200), "{sums:?}");
    sums[0].0 / sums[0].1 as f64 - sums[1].0 / sums[1].1 as f64
}

#[test]
fn gaps_narrow_in_two_clusters_and_not_in_the_others() {
    let plan = plan::Plan::draw(Size::City, 7);
    let lives_in = |number: u32, clusters: &[u16]| {
        let area = &plan.areas[number as usize % plan.areas.len()];
        let school = &plan.schools[usize::from(area.zoned[0])];
        school.cluster.is_some_and(|cluster| clusters.contains(&cluster))
    };
    let mut chunk = record::Chunk::of_lives(&plan, &[]);
    for number in (0..plan.households).filter(|n| lives_in(*n, &[2, 7])).take(6_000) {
        let more = record::Chunk::of_households(&plan, number..number + 1);
        for year in 0..YEARS {
            chunk.groups[year].append(&more.groups[year]);
            chunk.assessments[year].append(&more.assessments[year]);
        }
    }
    let narrowed = gap(&plan, &chunk, &[2, 7], [0, 1, 2]) - gap(&plan, &chunk, &[2, 7], [7, 8, 9]);
    let (plan, chunk) = slice();
    let rest = [0, 1, 3, 5, 6, 8, 9, 10, 11];
    let stayed = gap(plan, chunk, &rest, [0, 1, 2]) - gap(plan, chunk, &rest, [7, 8, 9]);
    assert!(narrowed > stayed + 3.0, "narrowed by {narrowed}, elsewhere by {stayed}");
}

#[test]
fn schools_with_more_need_have_less_experienced_teachers() {
    let (plan, _) = slice();
    let need = workforce::Need {
        members: &[600.0; YEARS],
        with_disability: &[80.0; YEARS],
        teachers: &[[20, 2, 2, 2, 2, 1, 2, 0, 2, 0]; 3],
    };
    let experience = |schools: &[usize]| {
        let years: Vec<f64> = schools
            .iter()
            .flat_map(|no| workforce::staff_school(plan, *no as u16, &need).pop().unwrap().workers)
            .filter(|worker| worker.job == "teacher")
            .map(|worker| worker.experience(NOW))
            .collect();
        years.iter().sum::<f64>() / years.len() as f64
    };
    let mut order: Vec<usize> = (0..plan.schools.len()).collect();
    order.sort_by(|a, b| plan.schools[*a].need.total_cmp(&plan.schools[*b].need));
    let (least, most) = (experience(&order[..20]), experience(&order[order.len() - 20..]));
    assert!(least > most + 2.0, "{least} against {most} years");
}

#[test]
fn nobody_is_in_two_sections_at_once() {
    let facts = town();
    let year = SchoolYear::ending(2027);
    let sections = Section::list(facts.find(&Section::TABLE, year).unwrap()).unwrap();
    let by_id: BTreeMap<_, _> =
        sections.iter().map(|section| (&section.section_id, section)).collect();
    let mut seen = BTreeSet::new();
    let mut taught = BTreeSet::new();
    let times = |section: &Section| -> Vec<(bool, String)> {
        let halves = match section.term {
            Ok(Term::Fall) => vec![false],
            Ok(Term::Spring) => vec![true],
            _ => vec![false, true],
        };
        let periods = section.periods.clone().unwrap();
        let each = periods.split(';').map(str::to_owned);
        each.flat_map(|period| halves.iter().map(move |half| (*half, period.clone()))).collect()
    };
    for place in SectionStudent::list(facts.find(&SectionStudent::TABLE, year).unwrap()).unwrap() {
        for time in times(by_id[&place.section_id]) {
            assert!(seen.insert((place.student_id.clone(), time)), "{place:?}");
        }
    }
    for section in &sections {
        for time in times(section) {
            let Ok(teacher) = section.staff_id.clone() else { continue };
            assert!(taught.insert((teacher, time)), "{section:?}");
        }
    }
    assert!(seen.len() > 4_000);
}

#[test]
fn the_cast_has_exactly_its_facts() {
    let facts = town();
    let cast = list_cast();
    assert!((58..=70).contains(&cast.len()), "{}", cast.len());
    let ids: BTreeSet<_> = cast.iter().map(|member| member.student_id.as_str()).collect();
    assert_eq!(ids.len(), cast.len());
    let students = Student::list(facts.find_standing(&Student::TABLE).unwrap()).unwrap();
    for member in &cast {
        let row = students.iter().find(|s| s.student_id.as_str() == member.student_id).unwrap();
        let names = [row.first_name.as_ref(), row.last_surname.as_ref()]
            .map(|name| name.unwrap().reveal().to_owned());
        assert_eq!(names, [member.first_name, member.last_surname]);
    }
    let days = |id: &str| -> (f64, f64) {
        let rows =
            Attendance::list(facts.find(&Attendance::TABLE, SchoolYear::ending(2026)).unwrap())
                .unwrap();
        rows.iter()
            .filter(|row| row.student_id.as_str() == id)
            .fold((0.0, 0.0), |sum, row| (sum.0 + row.days_enrolled.0, sum.1 + row.days_absent.0))
    };
    assert_eq!(days("0081201"), (180.0, 18.0));
    assert_eq!(days("0081202"), (180.0, 17.5));
    assert_eq!(days("0081203"), (9.0, 3.0));
    assert_eq!(days("0081205"), (44.0, 20.0));
    assert_eq!(days("0081206"), (45.0, 4.5));
    assert_eq!(days("0081208"), (180.0, 17.0));
    let english = |id: &str, year: i16| {
        let rows = StudentGroups::list(
            facts.find(&StudentGroups::TABLE, SchoolYear::ending(year)).unwrap(),
        )
        .unwrap();
        rows.iter()
            .find(|row| row.student_id.as_str() == id)
            .and_then(|row| row.english_learner.ok())
    };
    assert_eq!(english("0081234", 2022), Some(EnglishLearner::Current));
    assert_eq!(english("0081234", 2023), Some(EnglishLearner::Former));
    let lines = |id: &str, year: i16| -> Vec<TranscriptLine> {
        let rows = TranscriptLine::list(
            facts.find(&TranscriptLine::TABLE, SchoolYear::ending(year)).unwrap(),
        )
        .unwrap();
        rows.into_iter().filter(|row| row.student_id.as_str() == id).collect()
    };
    let earned = |id: &str, year: i16| -> f64 {
        lines(id, year).iter().filter_map(|line| line.credits_earned.ok()).map(|c| c.0).sum()
    };
    let failed =
        |id: &str| lines(id, 2026).iter().filter(|line| line.mark.as_deref() == Ok("F")).count();
    assert_eq!((earned("0081235", 2026), failed("0081235")), (5.0, 2));
    assert_eq!((earned("0081238", 2026), failed("0081238")), (5.0, 1));
    assert_eq!((earned("0081239", 2026), failed("0081239")), (4.5, 0));
    let exit = |id: &str, year: i16| {
        let rows =
            Enrollment::list(facts.find(&Enrollment::TABLE, SchoolYear::ending(year)).unwrap())
                .unwrap();
        rows.iter()
            .filter(|row| row.student_id.as_str() == id)
            .map(|row| row.exit_type)
            .collect::<Vec<_>>()
    };
    assert_eq!(exit("0081256", 2026), [Ok(ExitType::Graduated)]);
    assert_eq!(exit("0081257", 2024), [Ok(ExitType::TransferOut)]);
    assert_eq!(exit("0081260", 2026), [Ok(ExitType::OtherCompleter)]);
    assert_eq!(exit("0081262", 2027), [Err(Missing::Blank)]);
    assert_eq!(exit("0081209", 2026).len(), 2);
}
