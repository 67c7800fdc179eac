//! The sample city's whole release under attack: every table of every year, none of which may give a
//! withheld figure away. The latest years are attacked in every run, all of them on request.

use std::collections::BTreeSet;

use rayon::prelude::*;
use traction_core::disclosure::Protection;
use traction_core::district::SchoolYear;
use traction_core::gaps::check::attack_release;
use traction_core::gaps::released::{Release, Tally};
use traction_core::gaps::{Measures, Study};
use traction_core::sample::Size;

/// Years that are attacked in every run; `TRACTION_ALL_YEARS=1` attacks all.
const LATEST: usize = 3;

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unoptimized: cargo test --release")]
fn nothing_is_recovered_from_any_table_of_the_city_in_any_year() {
    let facts = super::gaps_of_the_sample_city::sample(Size::City);
    let rule = Protection::default();
    let study = Study::build(&facts, &Measures::shipped().unwrap(), rule);
    drop(facts);
    let mut years: BTreeSet<SchoolYear> =
        study.list_measures().into_iter().flat_map(|status| status.years).collect();
    // The latest years, and the one in which remote instruction makes measures differ most.
    let latest: Vec<SchoolYear> = years.iter().rev().take(LATEST).copied().collect();
    if std::env::var_os("TRACTION_ALL_YEARS").is_none() {
        years.retain(|year| latest.contains(year) || *year == SchoolYear::ending(2021));
    }
    let (mut tables, mut withheld, mut cells) = (0, 0, 0);
    for year in years {
        let release = study.release(None, Some(year));
        let Tally { cells: of_year, withheld: withheld_of_year, .. } = release.tally();
        tables += release.tables.len();
        cells += of_year;
        withheld += withheld_of_year;
        let found: Vec<_> = release
            .tables
            .par_iter()
            .flat_map_iter(|table| {
                let one =
                    Release { clusters: release.clusters.clone(), tables: vec![table.clone()] };
                attack_release(&one, rule.protection_width())
            })
            .collect();
        let some = &found[..found.len().min(4)];
        assert!(found.is_empty(), "{year}: {} found, such as {some:?}", found.len());
    }
    assert!(tables > 40, "{tables} tables");
    assert!(cells > 30_000 && withheld > 3_000, "{withheld} of {cells} cells are withheld");
}
