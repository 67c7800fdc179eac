//! scratch
#![allow(missing_docs, clippy::all)]
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;
use traction_core::disclosure::Protection;
use traction_core::district::{Batch, Facts, SchoolYear};
use traction_core::gaps::check::attack_release;
use traction_core::gaps::{Measures, Study};
use traction_core::sample::{Size, generate};

fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let size = if args.iter().any(|a| a == "city") { Size::City } else { Size::Town };
    let t = Instant::now();
    let mut batches: BTreeMap<(&'static str, Option<SchoolYear>), Batch> = BTreeMap::new();
    let _: Result<(), Infallible> = generate(size, 7, |year, batch| {
        batches.entry((batch.table().name, year)).and_modify(|w| w.append(batch)).or_insert_with(|| batch.clone());
        Ok(())
    });
    let mut facts = Facts::default();
    for ((_, year), batch) in batches { facts.insert(year, Arc::new(batch)); }
    println!("facts {:?}", t.elapsed());
    let modes: Vec<bool> = if args.iter().any(|a| a == "both") { vec![false, true] } else if args.iter().any(|a| a == "sum") { vec![false] } else { vec![true] };
    for together in modes {
        let rule = if together { Protection::default().with_tables_together() } else { Protection::default() };
        println!("== together {together}");
        let (t, c) = (Instant::now(), cpu());
        let study = Study::build(&facts, &Measures::shipped().unwrap(), rule);
        println!("build {:?} cpu {:.1}", t.elapsed(), cpu() - c);
        let (t, c) = (Instant::now(), cpu());
        let release = study.release(None, None);
        println!("release {:?} cpu {:.1}", t.elapsed(), cpu() - c);
        let mut by: BTreeMap<(String, String), [usize; 6]> = BTreeMap::new();
        let mut big: Vec<String> = Vec::new();
        for table in &release.tables {
            for cell in &table.cells {
                let (place, who) = cell.cell.split_once('/').unwrap();
                let place = place.split(':').next().unwrap().to_owned();
                let who = if who == "all" { "all" } else if who.contains("!") { "others" } else if who.contains("ever") && who.ends_with("ever") { "ever" } else { "one" };
                let row = by.entry((place.clone(), who.to_owned())).or_default();
                row[0] += 1;
                if cell.students == Some(0) { row[1] += 1 }
                else if cell.figure.is_some() { row[2] += 1 }
                else if cell.students.is_some() && cell.instead.as_deref().is_some_and(|w| w.contains('%')) { row[3] += 1 }
                else if cell.students.is_some() { row[4] += 1 }
                else { row[5] += 1 }
                if place == "district" && cell.figure.is_none() && cell.students != Some(0) && !cell.instead.as_deref().is_some_and(|w| w.contains('%')) {
                    big.push(format!("{} {} {} n={:?} {:?}", table.measure, table.authority, cell.cell, cell.students, cell.instead));
                }
            }
        }
        println!("{:20} cells none told range n-only withheld", "");
        for (k, v) in &by { println!("{:20} {:?}", format!("{} {}", k.0, k.1), v); }
        if args.iter().any(|a| a == "big") { for b in &big { println!("{b}"); } }
        let (t, c) = (Instant::now(), cpu());
        let brief = study.brief(5);
        println!("brief {} findings of {} looked at, told {} in {:?} cpu {:.1}", brief.findings.len(), brief.looked_at, brief.told_from_chance, t.elapsed(), cpu() - c);
        for f in &brief.findings { println!("  - {}", f.headline); }
        if !args.iter().any(|a| a == "noattack") {
            let t = Instant::now();
            let found = attack_release(&release, rule.protection_width());
            println!("attack {} found {:?}", found.len(), t.elapsed());
            let mut kinds: BTreeMap<(String, String, &str, &str), usize> = BTreeMap::new();
            for f in &found {
                let (place, who) = f.cell.split_once('/').unwrap();
                let who = if who.contains('!') { "others" } else { who.split('=').next().unwrap() };
                *kinds.entry((place.split(':').next().unwrap().to_owned(), who.to_owned(), f.what, f.how)).or_default() += 1;
            }
            for (k, v) in kinds { println!("  {v} {k:?}"); }
            if args.iter().any(|a| a == "list") { for f in &found { println!("{f:?}"); } }
        }
    }
}
