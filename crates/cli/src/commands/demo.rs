//! `traction demo`: a sample city from nothing to its pages.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use traction_office::import::{self, ImportOrder};
use traction_office::sheet::group_thousands;
use traction_office::{District, NewDistrict, Person, Progress, choice, gaps, plan, sample};

use super::placed;
use super::sample::SizeName;
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put, put_json, put_sheets};
use crate::terminal::Bars;

/// Make a sample city, import its files, show its five findings and open the pages
///
/// The city's files are written as a student information system would write them and read as any
/// district's are. Nobody in it exists. Run it again on the same folder and it opens what is there.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder to make [default: traction-demo-SIZE]
    #[arg(long)]
    dir: Option<PathBuf>,
    /// How large a city
    #[arg(long, value_enum, default_value = "city")]
    size: SizeName,
    /// Which city: the same seed gives the same city
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Port for the pages
    #[arg(long, default_value_t = 7700)]
    port: u16,
    /// End after the summary, without opening the pages
    #[arg(long)]
    no_serve: bool,
}

/// Makes, imports, computes, summarises, serves.
pub fn run(args: &DemoArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let bars = Bars::new();
    let default = format!("traction-demo-{:?}", args.size).to_lowercase();
    let root = placed(&args.dir.clone().unwrap_or_else(|| PathBuf::from(default)), everywhere);
    let exports = root.join("exports");
    let folder = root.join("riverbend");
    let person = Person::at_this_machine();
    let district = match District::open(&folder, person.clone()) {
        Ok(district) if import::has_facts(&district)? => district,
        _ => {
            sample::write(&exports, args.size.into(), args.seed, &bars)?;
            let new = NewDistrict { name: "Riverbend (sample)".to_owned(), nces_id: None };
            let district = match District::open(&folder, person.clone()) {
                Ok(district) => district,
                Err(_) => District::create(&folder, &new, person)?,
            };
            import::adopt_mappings(&district, &exports)?;
            let order = ImportOrder {
                files: vec![exports],
                add: false,
                replace: false,
                dry_run: false,
                school_year: None,
                mappings: Vec::new(),
                wait: true,
                now: jiff::Timestamp::now(),
                today: jiff::Zoned::now().date(),
            };
            let account = import::import(&district, &order, &bars)?;
            for line in account.closing_words() {
                bars.say(&line);
            }
            enter_governing(&district, &root.join("exports/plan"), &bars)?;
            hold_round(&district, args.seed, &bars)?;
            district
        }
    };
    let brief = gaps::brief(&district, &bars)?;
    match everywhere.format {
        crate::everywhere::Format::Text => put(&gaps::summary(&district, &brief)?)?,
        crate::everywhere::Format::Json => put_json(&*brief)?,
        format @ crate::everywhere::Format::Csv => {
            put_sheets(&[gaps::brief_sheet(&brief)], format)?;
        }
    }
    if args.no_serve {
        return Ok(Done::Well);
    }
    let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), args.port);
    super::serve::serve(district, address)
}

/// Enters the plan and the records that lie beside the exports, each at its own day.
fn enter_governing(
    district: &District,
    folder: &std::path::Path,
    bars: &Bars,
) -> Result<(), Failure> {
    let now = jiff::Timestamp::now();
    let text = plan::read_plan(&folder.join("plan.toml"))?;
    let records = plan::read_records(&folder.join("records.toml"))?;
    let (lines, entered) = plan::enter_history(district, &text, &records, now)?;
    bars.say(&format!("The plan: {lines} lines. Entered: {entered}."));
    Ok(())
}

/// Gives out the seats of the coming year by the city's own policy, with what its families answered.
fn hold_round(district: &District, seed: u64, bars: &Bars) -> Result<(), Failure> {
    let held = choice::hold_sample_round(district, seed, jiff::Timestamp::now())?;
    let [applications, given, answers] =
        [held.applications, held.given, held.answers].map(|n| group_thousands(n as u64));
    bars.say(&format!(
        "The choice round of {}: {given} of {applications} applications were given a seat. Answers \
         entered: {answers}.",
        held.year
    ));
    if let Some(receipt) = &held.receipt {
        bars.say(&format!("A family’s own page: /choice/family?receipt={receipt}"));
    }
    Ok(())
}
