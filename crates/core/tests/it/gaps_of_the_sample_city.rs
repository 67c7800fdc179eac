//! The gaps room over the sample city's town: every measure that its files can answer.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use traction_core::disclosure::Protection;
use traction_core::district::{Batch, Facts, Noun, SchoolYear, StudentGroups};
use traction_core::gaps::{Comparison, Measures, Query, Study, list_students};
use traction_core::sample::{Size, generate};

pub(super) fn town() -> Facts {
    sample(Size::Town)
}

/// The sample of a size, as facts.
pub(super) fn sample(size: Size) -> Facts {
    let mut batches: BTreeMap<(&'static str, Option<SchoolYear>), Batch> = BTreeMap::new();
    let done: Result<(), Infallible> = generate(size, 7, |year, batch| {
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

#[test]
fn the_towns_files_answer_every_measure_and_its_unfinished_year_none_of_results() {
    let study = Study::build(&town(), &Measures::shipped().unwrap(), Protection::default());
    let last = SchoolYear::ending(2026);
    for status in study.list_measures() {
        let id = &status.marks[0].id;
        assert!(!status.years.is_empty(), "{id} lacks {:?}", status.without);
        if status.marks[0].who.contains("performance_level") && !id.contains("kindergarten") {
            assert_eq!(status.years.last(), Some(&last), "{id}");
            assert!(!status.years.contains(&SchoolYear::ending(2020)), "{id}");
        }
    }
    let comparison = Comparison::find("economically_disadvantaged=true").unwrap();
    for id in
        ["chronic_absence", "proficiency_mathematics", "graduation_4yr", "algebra_1_by_grade_8"]
    {
        let report = study.report(&Query::of(id, comparison)).unwrap();
        assert_eq!(report.year, last, "{id}");
    }
    let brief = study.brief(5);
    assert!(!brief.findings.is_empty());
}

#[test]
fn everyone_of_the_towns_cohort_whose_groups_were_ever_recorded_is_in_a_group() {
    let facts = town();
    let measures = Measures::shipped().unwrap();
    let year = SchoolYear::ending(2026);
    let rows = list_students(&facts, &measures, "graduation_4yr", "federal", year).unwrap();
    let mut recorded = BTreeSet::new();
    for of in facts.list_years(&StudentGroups::TABLE).into_iter().filter(|of| *of <= year) {
        let batch = facts.find(&StudentGroups::TABLE, of).unwrap();
        let ids = batch.column("student_id");
        recorded.extend((0..batch.len()).filter_map(|row| ids.text(row)));
    }
    let cohort: Vec<_> = rows.reveal().iter().filter(|r| r.outcome != "not counted").collect();
    let mut graduates: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for row in &cohort {
        let (_, poor) = row.groups[1];
        let count = graduates.entry(poor).or_default();
        count.0 += 1;
        count.1 += u32::from(row.outcome == "yes");
        if recorded.contains(row.student_id.as_str()) {
            assert!(!poor.is_empty(), "a member of the cohort is in no group");
        }
    }
    let all = cohort.iter().filter(|row| row.outcome == "yes").count() as f64 / cohort.len() as f64;
    assert_eq!(graduates.values().map(|(n, _)| *n as usize).sum::<usize>(), cohort.len());
    let rate = |poor: &str| f64::from(graduates[poor].1) / f64::from(graduates[poor].0);
    assert!(rate("true") < all && all < rate("false"), "the whole lies between its parts");
}
