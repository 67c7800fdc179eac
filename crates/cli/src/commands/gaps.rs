//! `traction gaps`: who is served worse than whom.

use clap::{Args, ValueEnum};
use traction_office::gaps::{self, Question};

use super::district;
use crate::everywhere::{Everywhere, Format};
use crate::failure::Failure;
use crate::output::{Done, put_json, put_sheets};
use crate::terminal::Bars;

const EXAMPLES: &str = "\
How to read it:
  Rates carry Wilson's 95% interval and differences Newcombe's; means carry Student's and Welch's.
  A figure about fewer students than the district's minimum is not shown, and says so.
  \"Beyond chance\" holds after Benjamini and Hochberg's control over all gaps looked at.
  Every figure's definition: traction measures MEASURE. The method: docs/methods/gaps.md.

Groups:
  economically_disadvantaged   english_learner   english_learner=former   student_with_disability
  homeless   foster_care   migrant   sex=male   race_ethnicity=black   (any group of any of these)
  A yes-or-no group is compared with those who are not; English learners with those who never
  were; a group of race or sex with all other students. --versus chooses another.

Examples:
  traction gaps                                            the five gaps to look at first
  traction gaps chronic_absence                            every group's gap
  traction gaps chronic_absence --group homeless           one gap: size, trend, schools
  traction gaps proficiency_mathematics --group race_ethnicity=black --versus race_ethnicity=white
  traction gaps graduation_4yr --group english_learner --among economically_disadvantaged=true
  traction gaps proficiency_mathematics --group homeless --school 0412
  traction gaps chronic_absence --group homeless --table schools --format csv";

/// Show who is served worse than whom, by how much, how surely, and whether it is closing
///
/// With no measure: the five gaps that somebody who runs the district should see first. With a
/// measure: every group's gap. With a measure and a group: that gap in full, by group, year and
/// school, and where it lives.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct GapsArgs {
    /// A measure; `traction measures` lists them
    measure: Option<String>,
    /// The group that the gap is about, such as english_learner or race_ethnicity=black
    #[arg(long, value_name = "GROUP", requires = "measure")]
    group: Option<String>,
    /// The group to compare with
    #[arg(long, value_name = "GROUP", requires = "group")]
    versus: Option<String>,
    /// Look only among the students of this group of another dimension
    #[arg(long, value_name = "GROUP", requires = "group")]
    among: Option<String>,
    /// Whose definition to count by [default: the measure's first]
    #[arg(long, value_name = "ID", requires = "measure")]
    authority: Option<String>,
    /// Only this school
    #[arg(long, value_name = "SCHOOL_ID", conflicts_with = "cluster", requires = "measure")]
    school: Option<String>,
    /// Only the schools of this cluster
    #[arg(long, value_name = "CLUSTER_ID", requires = "measure")]
    cluster: Option<String>,
    /// Only these grades, such as 03,04,05
    #[arg(long, value_name = "GRADES", value_delimiter = ',', requires = "measure")]
    grade: Vec<String>,
    /// First school year, by the calendar year in which it ends; it is the baseline
    #[arg(long, value_name = "YEAR", requires = "measure")]
    from: Option<i16>,
    /// Last school year, which single figures are about
    #[arg(long, value_name = "YEAR", requires = "measure")]
    to: Option<i16>,
    /// Only one of the tables
    #[arg(long, value_enum, requires = "group")]
    table: Option<TableName>,
}

/// The tables of one gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TableName {
    /// Every group in the latest year
    Groups,
    /// The group crossed with the groups of other dimensions
    Crossed,
    /// The gap in each year
    Years,
    /// Each school
    Schools,
    /// Where the gap lives: within and between schools, segregation
    Location,
}

/// Answers from the facts.
pub fn run(args: &GapsArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?.for_one_question();
    let Some(measure) = &args.measure else {
        let brief = gaps::brief(&district, &Bars::new())?;
        match everywhere.format {
            Format::Json => put_json(&*brief)?,
            format => put_sheets(&[gaps::brief_sheet(&brief)], format)?,
        }
        return Ok(Done::Well);
    };
    let question = Question {
        measure: measure.clone(),
        group: args.group.clone(),
        versus: args.versus.clone(),
        among: args.among.clone(),
        authority: args.authority.clone(),
        school: args.school.clone(),
        cluster: args.cluster.clone(),
        grades: args.grade.clone(),
        from: args.from,
        to: args.to,
    };
    if question.group.is_none() {
        let overview = gaps::overview(&district, &question, &Bars::new())?;
        put_sheets(&[gaps::overview_sheet(&overview)], everywhere.format)?;
        return Ok(Done::Well);
    }
    let report = gaps::ask(&district, &question, &Bars::new())?;
    if everywhere.format == Format::Json && args.table.is_none() {
        put_json(&report)?;
        return Ok(Done::Well);
    }
    let wanted = args.table.map(|table| match table {
        TableName::Groups => "groups",
        TableName::Crossed => "crossed",
        TableName::Years => "years",
        TableName::Schools => "schools",
        TableName::Location => "location",
    });
    put_sheets(&gaps::report_sheets(&report, wanted), everywhere.format)?;
    Ok(Done::Well)
}
