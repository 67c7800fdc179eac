//! What is known of the things that lines are tied to: figures, budget, done days, lead times.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use traction_core::district::{BudgetLine, Noun, SchoolYear};
use traction_core::plan::engine::measure_lead_times;
use traction_core::plan::model::{Known, Line, Observed, Target, Tie};
use traction_store::Want;

use super::book::standing;
use super::edit::{DONE, Done};
use super::govern;
use crate::district::District;
use crate::error::OfficeError;
use crate::gaps::{self, Question};
use crate::progress::Progress;

/// Gathers what is known of a plan's lines on a day.
pub(super) fn gather(
    district: &District,
    lines: &[Line],
    on: Date,
    as_of: Option<Timestamp>,
    progress: &dyn Progress,
) -> Result<Known, OfficeError> {
    let mut known = Known::default();
    for line in lines {
        let Some(target) = &line.target else { continue };
        match figures(district, target, progress)? {
            None => {}
            Some(Ok(observed)) => drop(known.figures.insert(line.id.clone(), observed)),
            Some(Err(why)) => drop(known.unanswered.insert(line.id.clone(), why)),
        }
    }
    find_money(district, lines, on, &mut known)?;
    for entry in standing::<Done>(district, DONE, as_of)? {
        known.done.insert(entry.subject, entry.body.on);
    }
    known.days_sooner = find_days_sooner(district, on, as_of)?;
    Ok(known)
}

/// A target's figures by year, as far as they may be shown, or why the district's facts cannot
/// answer its measure; none where it names no measure.
pub(super) fn figures(
    district: &District,
    target: &Target,
    progress: &dyn Progress,
) -> Result<Option<Result<Vec<Observed>, String>>, OfficeError> {
    let Some(measure) = &target.measure else { return Ok(None) };
    let question = Question {
        measure: measure.clone(),
        authority: target.authority.clone(),
        group: target.group.clone(),
        school: target.school.clone(),
        cluster: target.cluster.clone(),
        ..Question::default()
    };
    match gaps::figures(district, &question, progress) {
        Ok(figures) => {
            let shown = figures.iter().filter_map(|(year, figure)| Some((year, figure.value()?)));
            let observed = shown.map(|(year, figure)| Observed {
                year: year.end(),
                value: figure.value,
                interval: figure.interval,
            });
            Ok(Some(Ok(observed.collect())))
        }
        // What the facts do not hold, or a measure that there is not, leaves the line untied.
        Err(error @ OfficeError::Unknown { .. }) => {
            Ok(Some(Err(format!("{error}; {}", error.hint()))))
        }
        Err(error) if error.is_no_answer() => Ok(Some(Err(error.to_string()))),
        Err(error) => Err(error),
    }
}

/// Finds the cents in the budget of the day's fiscal year for each line that is tied to it, and
/// those that its ledger says are spent.
fn find_money(
    district: &District,
    lines: &[Line],
    on: Date,
    known: &mut Known,
) -> Result<(), OfficeError> {
    let tied: Vec<(&Line, &Tie)> = lines
        .iter()
        .filter_map(|line| Some((line, &line.amount.as_ref()?.tie)))
        .filter(|(_, tie)| !tie.is_empty())
        .collect();
    if tied.is_empty() {
        return Ok(());
    }
    let year = SchoolYear::of(on);
    let want = Want::all(&BudgetLine::TABLE).years([year]);
    let facts = district.snapshot()?.load(&[want])?;
    let budget = facts
        .find(&BudgetLine::TABLE, year)
        .map(|batch| BudgetLine::list(batch).unwrap_or_default())
        .unwrap_or_default();
    let has_ledger = budget.iter().any(|line| line.version == LEDGER);
    for (line, tie) in tied {
        known.budgeted.insert(line.id.clone(), sum_tied(&budget, tie, version_of(&budget, tie)));
        if has_ledger {
            known.spent.insert(line.id.clone(), sum_tied(&budget, tie, Some(LEDGER)));
        }
    }
    Ok(())
}

/// The version in which a ledger's lines stand.
const LEDGER: &str = "actual";

/// The version that a tie is looked up in: the one that it names, else the one that comes last of
/// those that a district uses on the way from plan to ledger. The ledger itself is what is spent,
/// and no budget unless there is no other.
fn version_of<'a>(budget: &'a [BudgetLine], tie: &'a Tie) -> Option<&'a str> {
    const ON_THE_WAY: [&str; 5] = [LEDGER, "projected", "proposed", "adopted", "revised"];
    let rank = |version: &str| ON_THE_WAY.iter().position(|known| *known == version);
    let versions = budget.iter().map(|line| line.version.as_str());
    tie.version.as_deref().or_else(|| versions.max_by_key(|version| (rank(version), *version)))
}

/// The sum of a budget's lines of a version that a tie names.
fn sum_tied(budget: &[BudgetLine], tie: &Tie, version: Option<&str>) -> i64 {
    budget
        .iter()
        .filter(|line| Some(line.version.as_str()) == version)
        .filter(|line| match &tie.account {
            None => true,
            Some(words) => line.account.to_lowercase().contains(&words.to_lowercase()),
        })
        .filter(|line| match &tie.fund {
            None => true,
            Some(fund) => line.fund.as_ref().is_ok_and(|known| known.eq_ignore_ascii_case(fund)),
        })
        .filter(|line| {
            tie.schools.is_empty()
                || line
                    .school_id
                    .as_ref()
                    .is_ok_and(|school| tie.schools.iter().any(|known| known == school.as_str()))
        })
        .map(|line| line.amount.0)
        .sum()
}

/// Median days sooner by figure, in the newest school year that can be compared.
fn find_days_sooner(
    district: &District,
    on: Date,
    as_of: Option<Timestamp>,
) -> Result<BTreeMap<String, i32>, OfficeError> {
    let releases = govern::list_releases(district, as_of)?;
    let years: std::collections::BTreeSet<i16> = releases
        .iter()
        .map(|release| release.year)
        .filter(|year| *year <= SchoolYear::of(on).end() + 1)
        .collect();
    let figures = govern::planning_year(district)?.figures;
    let days = govern::first_days(district, as_of)?;
    // Of each figure the newest year that has one before it.
    let mut sooner = BTreeMap::new();
    for year in years {
        let times = measure_lead_times(&figures, &releases, &[], &days, year);
        sooner.extend(times.into_iter().filter_map(|t| Some((t.figure.id, t.median_sooner?))));
    }
    Ok(sooner)
}

#[cfg(test)]
mod tests {
    use traction_core::district::Cents;

    use super::*;

    fn line(
        version: &str,
        account: &str,
        fund: &str,
        school: Option<&str>,
        cents: i64,
    ) -> BudgetLine {
        BudgetLine {
            school_year: SchoolYear::ending(2027),
            version: version.to_owned(),
            line: format!("{version}-{account}-{cents}"),
            school_id: school
                .map(Into::into)
                .ok_or(traction_core::district::Missing::NotApplicable),
            account: account.to_owned(),
            fund: Ok(fund.to_owned()),
            amount: Cents(cents),
        }
    }

    #[test]
    fn an_amount_is_found_in_the_latest_version_only() {
        let budget = [
            line("adopted", "1000-110 Teacher stipends", "general", Some("0412"), 500),
            line("revised", "1000-110 Teacher stipends", "general", Some("0412"), 700),
            line("revised", "1000-110 Teacher stipends", "grant", Some("0520"), 40),
            line("revised", "2000 Coaches", "general", None, 9),
        ];
        let tie = |account: Option<&str>, fund: Option<&str>, schools: &[&str]| Tie {
            account: account.map(str::to_owned),
            fund: fund.map(str::to_owned),
            schools: schools.iter().map(|&school| school.to_owned()).collect(),
            version: None,
        };
        let found =
            |budget: &[BudgetLine], tie: &Tie| sum_tied(budget, tie, version_of(budget, tie));
        assert_eq!(found(&budget, &tie(Some("STIPENDS"), None, &[])), 740);
        assert_eq!(found(&budget, &tie(Some("stipends"), Some("general"), &[])), 700);
        assert_eq!(found(&budget, &tie(None, None, &["0520"])), 40);
        let adopted = Tie { version: Some("adopted".into()), ..tie(Some("stipends"), None, &[]) };
        assert_eq!(found(&budget, &adopted), 500);
        assert_eq!(found(&[], &tie(Some("stipends"), None, &[])), 0);
        // What was spent is no budget, unless there is no other.
        let mut with_ledger = budget.to_vec();
        with_ledger.push(line("actual", "1000-110 Teacher stipends", "general", None, 33));
        let stipends = tie(Some("stipends"), None, &[]);
        assert_eq!(found(&with_ledger, &stipends), 740);
        assert_eq!(sum_tied(&with_ledger, &stipends, Some(LEDGER)), 33);
        assert_eq!(found(&with_ledger[4..], &stipends), 33);
    }
}
