//! The lottery itself: commit, run, adopt, publish, verify, letters, answers, waitlists.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use traction_core::choice::waitlist::Answer;
use traction_office::choice::{self, RunSummary};
use traction_office::sheet::group_thousands;
use traction_office::{OfficeError, Sheet};

use super::{super::placed, district};
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put, put_sheets};
use crate::year::school_year;

const YEAR: &str = "YEAR";

#[derive(Debug, Args)]
pub(super) struct CommitArgs {
    /// A policy: a file, or the name of one of the district's or of those that ship
    policy: String,
    /// School year, by the calendar year in which it ends [default: the latest with applications]
    #[arg(long, value_name = YEAR, value_parser = school_year)]
    year: Option<i16>,
    /// A later draw that the district does not control, in words; its result is added to the seed
    #[arg(long, value_name = "WORDS", default_value = "")]
    drawn_from: String,
    /// Why an earlier commitment is replaced
    #[arg(long, value_name = "WHY")]
    because: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct SealArgs {
    /// School year, by the calendar year in which it ends [default: the latest with applications]
    #[arg(long, value_name = YEAR, value_parser = school_year)]
    year: Option<i16>,
    /// Why rows that were sealed already have changed
    #[arg(long, value_name = "WHY")]
    because: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// School year, by the calendar year in which it ends [default: the latest with applications]
    #[arg(long, value_name = YEAR, value_parser = school_year)]
    year: Option<i16>,
    /// What the public draw gave, as everybody can look it up
    #[arg(long, value_name = "DRAWN", default_value = "")]
    public_draw: String,
}

#[derive(Debug, Args)]
pub(super) struct AdoptArgs {
    /// The run's number
    run: i64,
    /// Who adopts it: where there are accounts, one of them or a member of the plan's cabinet
    #[arg(long, value_name = "NAME")]
    by: String,
}

#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    /// Folder to write into
    folder: PathBuf,
    /// School year, by the calendar year in which it ends [default: the latest with applications]
    #[arg(long, value_name = YEAR, value_parser = school_year)]
    year: Option<i16>,
    /// Round of the policy, from 1 [default: the latest committed to]
    #[arg(long, value_name = "ROUND")]
    round: Option<u8>,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Folder with the public files
    folder: PathBuf,
    /// A family's receipt, to find its own line
    #[arg(long, value_name = "RECEIPT")]
    receipt: Option<String>,
    /// The folder as it was published before the draw: what was bound then must be bound now
    #[arg(long, value_name = "FOLDER")]
    before: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct LettersArgs {
    /// Folder to write into
    folder: PathBuf,
    /// In which languages
    #[arg(long, value_enum, default_value = "both")]
    language: LanguageName,
    /// School year, by the calendar year in which it ends [default: the latest with applications]
    #[arg(long, value_name = YEAR, value_parser = school_year)]
    year: Option<i16>,
    /// Round of the policy, from 1 [default: the latest that is adopted]
    #[arg(long, value_name = "ROUND")]
    round: Option<u8>,
    /// Only the letter of this application
    #[arg(long, value_name = "APPLICATION_ID")]
    application: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LanguageName {
    /// English
    En,
    /// Spanish
    Es,
    /// Both, one after the other
    Both,
}

#[derive(Debug, Args)]
pub(super) struct AnswerArgs {
    /// The application's number
    application: String,
    /// The program's code
    program: String,
    /// What they said
    #[arg(value_enum)]
    answer: AnswerName,
    /// The day on which they said so [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Date>,
    /// School year, by the calendar year in which it ends [default: the latest with applications]
    #[arg(long, value_name = YEAR, value_parser = school_year)]
    year: Option<i16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AnswerName {
    /// They take the seat
    Accepted,
    /// They do not, or give it back
    Declined,
    /// They leave the round
    Withdrawn,
}

#[derive(Debug, Args)]
pub(super) struct WaitlistArgs {
    /// The day, which is taken as over [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Date>,
    /// School year, by the calendar year in which it ends [default: the latest with applications]
    #[arg(long, value_name = YEAR, value_parser = school_year)]
    year: Option<i16>,
}

#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// School year, by the calendar year in which it ends [default: the latest with applications]
    #[arg(long, value_name = YEAR, value_parser = school_year)]
    year: Option<i16>,
    /// Round of the policy, from 1 [default: the latest committed to]
    #[arg(long, value_name = "ROUND")]
    round: Option<u8>,
}

fn today() -> Date {
    jiff::Zoned::now().date()
}

pub(super) fn commit(args: &CommitArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let year = choice::year_of(&district, args.year)?;
    let because = args.because.as_deref();
    let now = jiff::Timestamp::now();
    let committed = choice::commit(&district, year, &args.policy, &args.drawn_from, because, now)?;
    let mut sheet = Sheet::of("commitment", "Committed", &["what|What", "value|Value"]);
    for (what, value) in [
        ("School year", year.to_string()),
        ("Policy", committed.mark.clone()),
        ("Round", committed.round.to_string()),
        ("Commitment, to publish now", committed.commitment.clone()),
        ("Receipts, for an auditor", committed.receipts_commitment.clone()),
        ("Public draw", committed.drawn_from.clone()),
    ] {
        sheet.push(vec![what.into(), value.into()]);
    }
    sheet.notes.push(
        "The seed is in the district's folder. Publish the commitment before applications close; \
         the seed follows after the draw."
            .to_owned(),
    );
    sheet.notes.extend(choice::desk(&district, Some(year.end()), None)?.late);
    put_sheets(&[sheet], everywhere.format)?;
    Ok(Done::Well)
}

pub(super) fn seal(args: &SealArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let now = jiff::Timestamp::now();
    let sealed = choice::seal(&district, args.year, args.because.as_deref(), now)?;
    put(&format!(
        "{} applications and the seats are sealed: {}\nNext, before the draw: traction choice publish \
         FOLDER\n",
        group_thousands(sealed.body.applications as u64),
        sealed.body.seal
    ))?;
    Ok(Done::Well)
}

fn runs_sheet(runs: &[RunSummary]) -> Sheet {
    let columns = [
        "run|Run|n",
        "at|Drawn at",
        "policy|Policy",
        "applications|Applications|n",
        "given|Given a seat|n",
        "first|First choice|n",
        "together|Families together|n",
        "apart|Apart|n",
        "no_common|No school in common|n",
        "check|Check",
    ];
    let mut sheet = Sheet::of("runs", "Runs", &columns);
    for run in runs {
        let [together, apart, no_common] = run.families.map(|n| n as u64);
        sheet.push(vec![
            (run.proposal as u64).into(),
            run.at.strftime("%Y-%m-%d %H:%M").to_string().into(),
            run.policy.clone().into(),
            (run.applications as u64).into(),
            (run.given as u64).into(),
            (run.first as u64).into(),
            together.into(),
            apart.into(),
            no_common.into(),
            run.checked().into(),
        ]);
    }
    sheet
}

pub(super) fn run(args: &RunArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let now = jiff::Timestamp::now();
    let summary = choice::run(&district, args.year, &args.public_draw, now)?;
    let mut sheet = runs_sheet(std::slice::from_ref(&summary));
    if summary.violations == 0 {
        sheet.notes.push(format!("Next: traction choice adopt {} --by NAME", summary.proposal));
    }
    put_sheets(&[sheet], everywhere.format)?;
    Ok(if summary.violations == 0 { Done::Well } else { Done::WithBlockingFindings })
}

pub(super) fn adopt(args: &AdoptArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    choice::adopt(&district, args.run, &args.by, jiff::Timestamp::now())?;
    put(&format!(
        "Run {} is adopted by {}. Next: traction choice letters FOLDER\n",
        args.run, args.by
    ))?;
    Ok(Done::Well)
}

pub(super) fn publish(args: &PublishArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let folder = placed(&args.folder, everywhere);
    let mut sheet = Sheet::of("files", "Written", &["file|File"]);
    for path in choice::publish(&district, args.year, args.round, &folder)? {
        sheet.push(vec![path.display().to_string().into()]);
    }
    sheet.notes.push(
        "public/ is for everybody. auditor/ is for those whom the district names.".to_owned(),
    );
    put_sheets(&[sheet], everywhere.format)?;
    Ok(Done::Well)
}

pub(super) fn verify(args: &VerifyArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let folder = placed(&args.folder, everywhere);
    let before = args.before.as_ref().map(|before| placed(before, everywhere));
    let (sheet, verified) =
        choice::verify_folder(&folder, args.receipt.as_deref(), before.as_deref())?;
    put_sheets(&[sheet], everywhere.format)?;
    Ok(if verified.differs.is_empty() { Done::Well } else { Done::WithBlockingFindings })
}

pub(super) fn letters(args: &LettersArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let now = jiff::Timestamp::now();
    let letters = match &args.application {
        Some(id) => vec![choice::letter(&district, args.year, id, today(), now)?],
        None => choice::letters(&district, args.year, args.round, today(), now)?,
    };
    let folder = placed(&args.folder, everywhere);
    let languages: &[&str] = match args.language {
        LanguageName::En => &["en"],
        LanguageName::Es => &["es"],
        LanguageName::Both => &["en", "es"],
    };
    let failed = |path: &PathBuf, source| {
        Failure::from(OfficeError::File { path: path.clone(), verb: "written", source })
    };
    std::fs::create_dir_all(&folder).map_err(|source| failed(&folder, source))?;
    for letter in &letters {
        let html = traction_web::render_letter(letter, languages);
        let path = folder.join(letter.file_name());
        std::fs::write(&path, html).map_err(|source| failed(&path, source))?;
    }
    let many = group_thousands(letters.len() as u64);
    put(&format!("{many} letters are in {}.\n", folder.display()))?;
    Ok(Done::Well)
}

pub(super) fn answer(args: &AnswerArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let said = match args.answer {
        AnswerName::Accepted => Answer::Accepted,
        AnswerName::Declined => Answer::Declined,
        AnswerName::Withdrawn => Answer::Withdrawn,
    };
    let on = args.on.unwrap_or_else(today);
    let now = jiff::Timestamp::now();
    choice::answer(&district, args.year, &args.application, &args.program, said, on, now)?;
    put(&format!("Entered. What follows from it: traction choice waitlist --on {on}\n"))?;
    Ok(Done::Well)
}

pub(super) fn waitlist(args: &WaitlistArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let on = args.on.unwrap_or_else(today);
    let day = choice::waitlist(&district, args.year, on, jiff::Timestamp::now())?;
    put_sheets(&choice::waitlist_sheets(&day), everywhere.format)?;
    Ok(Done::Well)
}

pub(super) fn offers(args: &WaitlistArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let on = args.on.unwrap_or_else(today);
    put_sheets(&[choice::offers_sheet(&district, args.year, on)?], everywhere.format)?;
    Ok(Done::Well)
}

pub(super) fn status(args: &StatusArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let desk = choice::desk(&district, args.year, args.round)?;
    let title = format!("Choice for {}", desk.year);
    let mut sheet = Sheet::of("status", &title, &["step|Step", "stands|How it stands"]);
    let many = group_thousands(desk.applications);
    sheet.push(vec!["Applications".into(), format!("{many} are loaded").into()]);
    if desk.rounds.len() > 1 {
        let name = desk.rounds.get(usize::from(desk.round) - 1).cloned().unwrap_or_default();
        let which = format!("{name}, {} of {}", desk.round, desk.rounds.len());
        sheet.push(vec!["Round".into(), which.into()]);
    }
    let committed = match &desk.commitment {
        None => "not yet: traction choice commit POLICY".to_owned(),
        Some((entry, policy)) => format!(
            "{} by {}, {}: {}",
            policy.name,
            entry.who,
            entry.at.strftime("%Y-%m-%d"),
            entry.body.commitment
        ),
    };
    sheet.push(vec!["Committed".into(), committed.into()]);
    let sealed = match &desk.sealed {
        None => "not yet: traction choice seal".to_owned(),
        Some(sealed) => format!(
            "{} applications by {}, {}: {}",
            group_thousands(sealed.body.applications as u64),
            sealed.who,
            sealed.at.strftime("%Y-%m-%d"),
            sealed.body.seal
        ),
    };
    sheet.push(vec!["Sealed".into(), sealed.into()]);
    sheet.notes.extend(desk.late.clone());
    let runs = match desk.runs.len() {
        0 => "none".to_owned(),
        many => format!("{many}; the latest is {}", desk.runs[0].proposal),
    };
    sheet.push(vec!["Runs".into(), runs.into()]);
    let adopted = match &desk.adopted {
        None => "not yet".to_owned(),
        Some((adopted, at)) => {
            format!("run {} by {}, {}", adopted.proposal, adopted.by, at.strftime("%Y-%m-%d"))
        }
    };
    sheet.push(vec!["Adopted".into(), adopted.into()]);
    let mut sheets = vec![sheet];
    if !desk.runs.is_empty() {
        sheets.push(runs_sheet(&desk.runs));
    }
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}
