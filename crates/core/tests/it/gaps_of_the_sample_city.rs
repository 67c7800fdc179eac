//! The gaps room over the sample city's town: every measure that its files can answer.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use traction_core::disclosure::Protection;
use traction_core::district::{Batch, Facts, SchoolYear};
use traction_core::gaps::{Comparison, Measures, Query, Study};
use traction_core::sample::{Size, generate};

fn town() -> Facts {
    let mut batches: BTreeMap<(&'static str, Option<SchoolYear>), Batch> = BTreeMap::new();
    let done: Result<(), Infallible> = generate(Size::Town, 7, |year, batch| {
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
    for id in ["chronic_absence", "proficiency_mathematics", "graduation_4yr"] {
        let report = study.report(&Query::of(id, comparison)).unwrap();
        assert_eq!(report.year, last, "{id}");
    }
    let brief = study.brief(5);
    assert!(!brief.findings.is_empty());
}
