//! The graduation room over the sample city's town.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use traction_core::disclosure::Protection;
use traction_core::district::{Batch, Facts, SchoolYear};
use traction_core::graduation::check::check_audit;
use traction_core::graduation::engine::mend::mend;
use traction_core::graduation::engine::study::{Entered, Study};
use traction_core::graduation::engine::timetable::Timetable;
use traction_core::graduation::explain::{Language, explain_standing, explain_whole};
use traction_core::graduation::reading::Roll;
use traction_core::graduation::report::Tally;
use traction_core::graduation::{AsOf, Diplomas, Records, Season, Tier};
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
fn students_of_the_town_are_audited_by_every_diploma_and_the_check_finds_nothing() {
    let facts = town();
    let year = SchoolYear::ending(2027);
    let records = Records::read(&facts, year);
    let mut roll = Roll::read(&facts, &records, year);
    assert!(roll.members.len() > 100);
    // Every fifth student, of every grade.
    roll.members = roll.members.into_iter().step_by(5).collect();
    let diplomas = Diplomas::shipped().unwrap();
    let entered = Entered::default();
    let as_of = AsOf { year, next: Season::Spring };
    for diploma in diplomas.list() {
        let study = Study::build(&records, &roll, |_| diploma, as_of, &entered);
        let mut tiers = BTreeMap::new();
        for at in 0..roll.members.len() {
            let audit = study.audit(at);
            let ledger = |requirement: usize| {
                let id = &diploma.requirements[requirement].ledger;
                diploma.ledgers.iter().position(|known| known.id == *id).unwrap()
            };
            let shares: Vec<(usize, usize, u32)> =
                diploma.sharing.iter().map(|pair| (pair.first, pair.second, pair.units)).collect();
            let wrong = check_audit(&audit, ledger, &shares);
            assert!(wrong.is_empty(), "{}: {wrong:?}", roll.members[at].id);
            *tiers.entry(study.stands[at].tier).or_insert(0) += 1;
        }
        eprintln!("{}: {tiers:?}", diploma.id);
        let report = Tally::of(&study).report(&Protection::default());
        assert_eq!(report.tiers.len(), 4);
    }
}

#[test]
fn the_senior_who_misses_half_a_credit_of_english_is_brought_back_by_one_change() {
    let facts = town();
    let year = SchoolYear::ending(2027);
    let records = Records::read(&facts, year);
    let roll = Roll::read(&facts, &records, year);
    let as_of = AsOf { year, next: Season::Spring };
    let diplomas = Diplomas::shipped().unwrap();
    let diploma = diplomas.adopted().unwrap();
    let entered = Entered::default();
    let study = Study::build(&records, &roll, |_| diploma, as_of, &entered);
    let table = Timetable::read(&facts, &records, &roll, as_of);
    let at = study.find("0081242").unwrap();
    let audit = study.audit(at);
    let english = &audit.standings[0];
    assert_eq!((english.asked, english.have, english.will_have), (8, 5, 7));
    assert_eq!(study.stands[at].tier, Tier::InTheDay);
    let rules = study.rules_of(at);
    let sentence = explain_standing(rules, english, None, Language::English);
    assert_eq!(
        sentence,
        "English: with this year’s courses you reach 3.5 of 4 credits; half a credit will still be missing."
    );
    assert!(
        explain_whole(rules, &audit, Tier::InTheDay, true, Language::Spanish)
            .contains("medio crédito")
    );
    let mending = mend(&study, &table, at, &audit);
    assert!(!mending.would_mend.is_empty());
    for way in &mending.ways {
        for change in &way.changes {
            let slot = &table.slots[change.slot as usize];
            assert!(slot.free() > 0);
            let periods = slot.periods;
            let gone = |own: &u32| {
                change.gives_up.contains(own) || change.moves.iter().any(|(from, _)| from == own)
            };
            for own in table.of_member[at].iter().filter(|own| !gone(own)) {
                assert_eq!(table.slots[*own as usize].periods & periods, 0, "the period is free");
            }
        }
    }
}
