//! `traction plan`: what was promised, who owes what, whether the gear turns.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use traction_core::plan::model::{Activity, Answer, Contact};
use traction_office::District;
use traction_office::plan::{self, Done as LineDone};

use super::{district, placed};
use crate::everywhere::{Everywhere, Format};
use crate::failure::Failure;
use crate::output::{Done, put, put_json, put_sheets};
use crate::terminal::Bars;
use crate::year::school_year;

const EXAMPLES: &str = "\
How to read it:
  A line turns when what it is tied to moves: its figure stands on its path, its amount stands in
  the budget, its milestones are done, schools have a figure as much sooner as promised. That is
  computed, never typed. A line that is tied to nothing says so. docs/methods/plan.md is the method.

Examples:
  traction plan start-from fresno                        begin with another system's plan
  traction plan                                          does the gear turn, and why not?
  traction plan export plan.xlsx                         edit in a spreadsheet …
  traction plan import plan.xlsx --over                  … and bring it back
  traction plan done M1 --on 2026-10-01 --evidence \"board minutes\"
  traction plan release budget 2028 --on 2027-02-01      every open school has its budget
  traction plan visit --school 0412 --minutes 90 --activity classrooms
  traction plan hand-over \"Rosa Diaz\"                    everything that one person owns and owes";

/// Show what was promised, who owes what, and whether the gear turns
///
/// With nothing after it: the plan, line by line, each with whether it turns and why.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct PlanArgs {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// The day to stand on [default: today]
    #[arg(long, value_name = "DAY", global = true)]
    on: Option<Date>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show every line, and whether it turns
    Show,
    /// Show the goals: where each began, should be, is
    Goals,
    /// Begin with the plan of one of eight systems
    StartFrom {
        /// Its name [default: list them]
        name: Option<String>,
    },
    /// Read a plan from a workbook (.xlsx) or a text (.toml), with done days and stories
    Import {
        /// The file
        file: PathBuf,
        /// Change the lines of the plan that is there; lines that the file lacks stay
        #[arg(long)]
        over: bool,
    },
    /// Write the plan as a workbook (.xlsx) or a text (.toml), with done days and stories
    Export {
        /// The file
        file: PathBuf,
    },
    /// Enter a line, contract, member, working group, pledge, meeting, hand-off or review
    Put {
        /// What it is: line, contract, member, working_group, pledge, meeting, handoff, review
        kind: String,
        /// Its text in TOML
        file: PathBuf,
    },
    /// Enter the records of a file: cabinet, meetings, contracts, visits, reviews, answers
    ///
    /// Each is entered as if by hand. `traction sample` writes such a file in plan/records.toml.
    Enter {
        /// The file (.toml)
        file: PathBuf,
    },
    /// Take a line out of the plan
    Drop {
        /// The line
        line: String,
        /// Why
        #[arg(long)]
        why: String,
    },
    /// Say that a milestone was done
    Done {
        /// The line
        line: String,
        /// What shows it
        #[arg(long, default_value = "")]
        evidence: String,
        /// Say that it was not done after all
        #[arg(long)]
        not: bool,
    },
    /// Write the story behind a goal's curve
    Story {
        /// The line
        line: String,
        /// The words
        words: String,
    },
    /// List everything that was entered, newest first
    Log {
        /// Only about this line or thing
        subject: Option<String>,
    },
    /// Undo an entry, by entering again what held before it
    Undo {
        /// Its number in the log
        entry: i64,
    },
    /// Say which day is the first of a school year
    FirstDay {
        /// The calendar year in which the school year ends
        #[arg(value_parser = school_year)]
        year: i16,
        /// The day
        day: Date,
    },
    /// Record that schools received a figure to plan with
    Release {
        /// The figure, such as budget
        figure: String,
        /// The calendar year in which the school year planned for ends
        #[arg(value_parser = school_year)]
        year: i16,
        /// Schools, by number [default: every open one]
        schools: Vec<String>,
    },
    /// Show the planning year worked backwards, and when schools had each figure
    Calendar {
        /// The calendar year in which the school year planned for ends
        #[arg(value_parser = school_year)]
        year: i16,
    },
    /// Show the cabinet: agenda from data, members, decisions, pledges
    Cabinet {
        /// The day of the meeting after this one [default: four weeks on]
        #[arg(long, value_name = "DAY")]
        next: Option<Date>,
        /// Say which lines of the plan the cabinet shares
        #[arg(long, value_name = "LINES", value_delimiter = ',')]
        share: Vec<String>,
    },
    /// Show lead partners' contracts with their scorecards
    Contracts,
    /// Choose what follows from a contract's year, from the contract's own list
    Consequence {
        /// The contract
        contract: String,
        /// The calendar year in which the school year ends
        #[arg(value_parser = school_year)]
        year: i16,
        /// The words of the list
        what: String,
    },
    /// Record that the central office gave a support that it owed
    Support {
        /// The contract
        contract: String,
        /// The support
        support: String,
    },
    /// Show peer reviews: findings, what they stand on, what became of each recommendation
    Review {
        /// The review [default: the newest]
        review: Option<String>,
    },
    /// Show surveys: response rate, favourable answers with intervals, protected
    Surveys {
        /// The calendar year in which the school year ends [default: latest]
        #[arg(value_parser = school_year)]
        year: Option<i16>,
    },
    /// Show which decision is held by central office, lead partner, school
    Tiers,
    /// Show where students really go on to, and the hand-offs between schools
    Feeders {
        /// The calendar year in which the year ends into which students stepped [default: latest]
        #[arg(value_parser = school_year)]
        year: Option<i16>,
    },
    /// Log a visit or a meeting of a supervisor
    Visit {
        /// Whose log [default: yours]
        #[arg(long)]
        supervisor: Option<String>,
        /// The school, by number
        #[arg(long)]
        school: Option<String>,
        /// Minutes
        #[arg(long)]
        minutes: u32,
        /// What it went to: classrooms, coaching, other_in_school, principal_elsewhere,
        /// central_meeting, desk
        #[arg(long)]
        activity: String,
        /// A few words
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Say which schools answer to a supervisor
    Assign {
        /// The supervisor
        supervisor: String,
        /// Schools, by number
        schools: Vec<String>,
    },
    /// Show where supervisors' time went, against 70% in schools
    Supervision {
        /// First day [default: 90 days before the day to stand on]
        #[arg(long, value_name = "DAY")]
        from: Option<Date>,
    },
    /// Show everything that one person owns, owes, decided and wrote
    HandOver {
        /// The person
        person: String,
    },
    /// Show what a person owes within two weeks, and what is overdue
    Digest {
        /// The person
        person: String,
    },
    /// Write what a person owes as an iCalendar file
    Reminders {
        /// The person
        person: String,
    },
    /// The snapshot: open a round, answer alone, close it and see the team's answers
    Snapshot {
        #[command(subcommand)]
        verb: SnapshotVerb,
    },
}

#[derive(Debug, Subcommand)]
enum SnapshotVerb {
    /// Open a round
    Open {
        /// Its name, such as 2026-autumn
        round: String,
    },
    /// Answer statements, each as ID=1 to ID=4 or ID=?
    Answer {
        /// The round
        round: String,
        /// Answers
        #[arg(required = true)]
        answers: Vec<String>,
    },
    /// Close a round, so that its answers are seen together
    Close {
        /// The round
        round: String,
    },
    /// Show one's own answers, or the team's once the round is closed
    Show {
        /// The round [default: the newest]
        round: Option<String>,
    },
}

/// Answers from the journal and the facts, or enters what was said.
pub fn run(args: &PlanArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let now = Timestamp::now();
    let on = args.on.unwrap_or_else(|| jiff::Zoned::now().date());
    match args.verb.as_ref().unwrap_or(&Verb::Show) {
        verb @ (Verb::Show
        | Verb::Goals
        | Verb::Log { .. }
        | Verb::Calendar { .. }
        | Verb::Contracts
        | Verb::Tiers
        | Verb::Review { .. }
        | Verb::Surveys { .. }
        | Verb::Feeders { .. }
        | Verb::Supervision { .. }
        | Verb::HandOver { .. }
        | Verb::Digest { .. }
        | Verb::Reminders { .. }
        | Verb::Snapshot { verb: SnapshotVerb::Show { .. } }) => {
            show(verb, &district, on, now, everywhere.format)?;
        }
        Verb::Cabinet { next, share } if share.is_empty() => {
            let next = next.unwrap_or_else(|| on.saturating_add(jiff::Span::new().days(28)));
            let view = plan::cabinet(&district, on, next, None, &Bars::new())?;
            match everywhere.format {
                Format::Json => put_json(&view)?,
                format => put_sheets(&plan::cabinet_sheets(&view), format)?,
            }
        }
        verb => put(&enter(verb, &district, on, now, everywhere)?)?,
    }
    Ok(Done::Well)
}

fn show(
    verb: &Verb,
    district: &District,
    on: Date,
    now: Timestamp,
    format: Format,
) -> Result<(), Failure> {
    let sheets = match verb {
        Verb::Show => {
            let report = plan::report(district, on, None, &Bars::new())?;
            if format == Format::Json {
                return put_json(&report);
            }
            vec![plan::plan_sheet(&report)]
        }
        Verb::Goals => {
            vec![plan::goal_sheet(&plan::report(district, on, None, &Bars::new())?)]
        }
        Verb::Log { subject } => vec![plan::log_sheet(&plan::log(district, subject.as_deref())?)],
        Verb::Calendar { year } => {
            plan::calendar_sheets(&plan::calendar(district, *year, on, None)?)
        }
        Verb::Contracts => {
            let views = plan::contracts(district, on, None, &Bars::new())?;
            if format == Format::Json {
                return put_json(&views);
            }
            vec![plan::contract_sheet(&views)]
        }
        Verb::Tiers => vec![plan::tier_sheet(&plan::tiers(district)?)],
        Verb::Surveys { year } => {
            let view = plan::surveys(district, *year)?;
            if format == Format::Json {
                return put_json(&view);
            }
            vec![plan::survey_sheet(&view, None)]
        }
        Verb::Review { review } => {
            let review = plan::find_review(district, review.as_deref())?;
            plan::review_sheets(&review, &plan::report(district, on, None, &Bars::new())?)
        }
        Verb::Feeders { year } => plan::feeder_sheets(&plan::feeders(district, *year, None)?),
        Verb::Supervision { from } => {
            let from = from.unwrap_or_else(|| on.saturating_sub(jiff::Span::new().days(90)));
            plan::supervision_sheets(&plan::supervision(district, from, on, None, &Bars::new())?)
        }
        Verb::HandOver { person } => {
            let over = plan::hand_over(district, person, on, None)?;
            plan::hand_over_sheets(&over, &plan::names_of(district)?)
        }
        Verb::Digest { person } => {
            let mut over = plan::hand_over(district, person, on, None)?;
            over.owes = plan::digest(district, person, on)?;
            plan::hand_over_sheets(&over, &BTreeMap::new()).into_iter().take(1).collect()
        }
        Verb::Reminders { person } => return put(&plan::ics(district, person, on, now)?),
        Verb::Snapshot { verb: SnapshotVerb::Show { round } } => {
            let result = plan::snapshot(district, round.as_deref(), on, &Bars::new())?;
            vec![plan::snapshot_sheet(&result)]
        }
        _ => Vec::new(),
    };
    put_sheets(&sheets, format)
}

fn enter(
    verb: &Verb,
    district: &District,
    on: Date,
    now: Timestamp,
    everywhere: &Everywhere,
) -> Result<String, Failure> {
    let entered = |id: i64| format!("Entered as number {id} of the log.\n");
    Ok(match verb {
        Verb::StartFrom { name: None } => {
            let examples = plan::list_examples()?;
            let line = |head: &traction_core::plan::model::PlanHead| {
                format!("{:<14} {}: {}\n", head.id, head.system, head.title)
            };
            examples.iter().map(line).collect()
        }
        Verb::StartFrom { name: Some(name) } => {
            let lines = plan::start_from(district, name, now)?;
            format!("{lines} lines entered. Each says what it lacks: traction plan\n")
        }
        Verb::Import { file, over } => import(district, &placed(file, everywhere), *over, now)?,
        Verb::Export { file } => export(district, &placed(file, everywhere))?,
        Verb::Put { kind, file } => {
            let text = read(&placed(file, everywhere))?;
            entered(plan::put_text(district, kind, &text, now)?)
        }
        Verb::Enter { file } => {
            let records = plan::read_records(&placed(file, everywhere))?;
            format!("Entered: {}.\n", plan::enter_records(district, &records, now)?)
        }
        Verb::Drop { line, why } => {
            let plan_now = plan::load(district, None)?;
            let seen = plan_now.find(line).map_or(0, |standing| standing.entry);
            entered(plan::drop_line(district, seen, line, why, now)?)
        }
        Verb::Done { line, evidence, not } => {
            let done = (!not).then(|| LineDone { on, evidence: evidence.clone() });
            entered(plan::mark_done(district, line, done, now)?)
        }
        Verb::Story { line, words } => entered(plan::write_story(district, line, words, now)?),
        Verb::Undo { entry } => entered(plan::undo(district, *entry, now)?),
        Verb::FirstDay { year, day } => entered(plan::put_first_day(district, *year, *day, now)?),
        Verb::Release { figure, year, schools } => {
            let count = plan::log_release(district, figure, *year, schools, on, now)?;
            format!("{count} schools have {figure} since {on}.\n")
        }
        Verb::Cabinet { share, .. } => entered(plan::share(district, share, now)?),
        Verb::Consequence { contract, year, what } => {
            entered(plan::choose_consequence(district, contract, *year, what, now)?)
        }
        Verb::Support { contract, support } => {
            entered(plan::mark_support(district, contract, support, on, now)?)
        }
        Verb::Visit { supervisor, school, minutes, activity, note } => {
            let Some(activity) = Activity::find(activity) else {
                let known: Vec<&str> = Activity::ALL.iter().map(|known| known.code()).collect();
                let what = format!("there is no activity called {activity}");
                return Err(Failure::new(what, format!("there are: {}", known.join(", "))));
            };
            let contact = Contact {
                supervisor: supervisor
                    .clone()
                    .unwrap_or_else(|| plan::own_name(district).to_owned()),
                on,
                activity,
                school_id: school.clone(),
                minutes: *minutes,
                note: note.clone(),
            };
            entered(plan::enter_contact(district, &contact, now)?)
        }
        Verb::Assign { supervisor, schools } => {
            entered(plan::write_assigned(district, supervisor, schools, now)?)
        }
        Verb::Snapshot { verb: SnapshotVerb::Open { round } } => {
            entered(plan::open_snapshot(district, round, now)?)
        }
        Verb::Snapshot { verb: SnapshotVerb::Answer { round, answers } } => {
            let answers = read_answers(answers)?;
            entered(plan::answer_snapshot(district, round, &answers, now)?)
        }
        Verb::Snapshot { verb: SnapshotVerb::Close { round } } => {
            entered(plan::close_snapshot(district, round, now)?)
        }
        _ => String::new(),
    })
}

fn read_answers(answers: &[String]) -> Result<BTreeMap<String, Answer>, Failure> {
    answers
        .iter()
        .map(|text| {
            let wrong = || Failure::new(format!("{text:?} is no answer"), "ID=1 to ID=4, or ID=?");
            let (id, level) = text.split_once('=').ok_or_else(wrong)?;
            let answer = match level {
                "?" => Answer::DoNotKnow,
                level => Answer::Level(level.parse().map_err(|_| wrong())?),
            };
            Ok((id.to_owned(), answer))
        })
        .collect()
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("{} could not be read: {error}", file.display()), ""))
}

fn import(district: &District, file: &Path, over: bool, now: Timestamp) -> Result<String, Failure> {
    let plan_in_file = plan::read_plan(file)?;
    if !over {
        let lines = plan::take_plan(district, &plan_in_file, now)?;
        return Ok(format!("{lines} lines entered.\n"));
    }
    let plan::Taken { changed, same, done, stories } =
        plan::put_over(district, &plan_in_file, now)?;
    Ok(format!(
        "{changed} lines entered or changed, {same} as they were; {done} done days and {stories} \
         stories entered.\n"
    ))
}

fn export(district: &District, file: &Path) -> Result<String, Failure> {
    let text = plan::whole(district)?;
    if plan::is_workbook(file) {
        plan::write_workbook(&text, file)?;
    } else {
        let written = text.write().map_err(|error| Failure::new(error.to_string(), ""))?;
        std::fs::write(file, written)?;
    }
    Ok(format!("{} lines written to {}.\n", text.lines.len(), file.display()))
}
