//! `traction graduation`: who is not on track, why, and what mends it.

mod args;

use jiff::Timestamp;
use traction_core::graduation::Grant;
use traction_core::graduation::explain::Language;
use traction_office::graduation::{self, Decision, Question};
use traction_office::{Cell, Sheet};

use args::{
    AccessArgs, AllowArgs, AuditArgs, CheckPolicyArgs, CohortsArgs, DecideArgs, DiplomasArgs,
    ExplainArgs, GrantName, MendArgs, PlaceArgs, TableName, What, WithdrawArgs,
};

pub use args::GraduationArgs;

use super::{district, placed};
use crate::everywhere::{Everywhere, Format};
use crate::failure::Failure;
use crate::output::{Done, put, put_json, put_sheets};
use crate::terminal::Bars;

/// Answers from the facts, or keeps an entry.
pub fn run(args: &GraduationArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    match &args.what {
        What::Audit(args) => audit(args, everywhere),
        What::Explain(args) => explain(args, everywhere),
        What::Mend(args) => mend(args, everywhere),
        What::Decide(args) => decide(args, everywhere),
        What::Allow(args) => allow(args, everywhere),
        What::Withdraw(args) => withdraw(args, everywhere),
        What::Access(args) => access(args, everywhere),
        What::Cohorts(args) => cohorts(args, everywhere),
        What::Place(args) => place(args, everywhere),
        What::CheckPolicy(args) => check_policy(args, everywhere),
        What::Diplomas(args) => diplomas(args, everywhere),
    }
}

fn audit(args: &AuditArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let question = args.whom.question(args.tier);
    if args.students {
        let rows = graduation::students(&district, &question, Timestamp::now(), &Bars::new())?;
        put_sheets(&[graduation::rows_sheet(&rows)], everywhere.format)?;
        return Ok(Done::Well);
    }
    if args.check {
        let sheet = graduation::check(&district, &question, Timestamp::now(), &Bars::new())?;
        let done = if sheet.rows.is_empty() { Done::Well } else { Done::WithBlockingFindings };
        put_sheets(&[sheet], everywhere.format)?;
        return Ok(done);
    }
    let report = graduation::audit(&district, &question, &Bars::new())?;
    if everywhere.format == Format::Json && args.table.is_none() {
        put_json(&report)?;
        return Ok(Done::Well);
    }
    let mut sheets = graduation::report_sheets(&report);
    if let Some(table) = args.table {
        let wanted = match table {
            TableName::Tiers => "tiers",
            TableName::Requirements => "requirements",
            TableName::Groups => "groups",
            TableName::More => "more",
            TableName::Cohorts => "cohorts",
            TableName::Schools => "schools",
        };
        sheets.retain(|sheet| sheet.id == wanted);
    }
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}

fn explain(args: &ExplainArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let Some(language) = Language::find(&args.language) else {
        let known: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
        return Err(Failure::new(
            format!("there are no sentences in {}", args.language),
            format!("there are: {}", known.join(", ")),
        ));
    };
    let (now, diploma) = (Timestamp::now(), args.diploma.as_deref());
    let page = graduation::student(&district, &args.student, diploma, language, now, &Bars::new())?;
    let either = |english: &'static str, spanish: &'static str| match language {
        Language::English => english,
        Language::Spanish => spanish,
    };
    let mut whole = Sheet::of(
        "student",
        &page.sentence,
        &[
            either("requirement|Requirement", "requirement|Requisito"),
            either("met|Met", "met|Cumplido"),
            either("sentence|In a sentence", "sentence|En una frase"),
            either("citation|Where it is written", "citation|Dónde está escrito"),
        ],
    );
    for standing in &page.standings {
        let met = match standing.met {
            _ if standing.waived => either("waived", "dispensado"),
            (true, _) => either("yes", "sí"),
            (_, true) => either("if passed", "si se aprueba"),
            _ => "no",
        };
        whole.push(vec![
            standing.name.as_str().into(),
            met.into(),
            standing.sentence.as_str().into(),
            standing.citation.as_str().into(),
        ]);
    }
    whole.notes.extend(page.next.iter().cloned());
    let mut options = Sheet::of(
        "options",
        either(
            "Ways back, the least disruption first",
            "Caminos de regreso, primero el que menos cambia",
        ),
        &[
            either("way|Way|n", "way|Camino|n"),
            either("course|Course", "course|Materia"),
            either("section|Section", "section|Sección"),
            either("period|Period", "period|Periodo"),
            either("seats|Seats|n", "seats|Lugares|n"),
            either("instead_of|Instead of", "instead_of|En lugar de"),
        ],
    );
    for (at, way) in page.options.iter().enumerate() {
        for line in &way.lines {
            options.push(vec![
                (at as u64 + 1).into(),
                line.course_title.as_str().into(),
                line.line.section.as_str().into(),
                line.period.as_str().into(),
                u64::from(line.seats).into(),
                line.instead.as_str().into(),
            ]);
        }
    }
    let mut sheets = vec![whole];
    sheets.extend([options].into_iter().filter(|sheet| !sheet.rows.is_empty()));
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}

fn mend(args: &MendArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let (question, now) = (args.whom.question(None), Timestamp::now());
    if args.openings {
        let lines = graduation::openings(&district, &question, &Bars::new())?;
        put_sheets(&[graduation::opening_sheet(&lines)], everywhere.format)?;
    } else if args.accepted {
        put_sheets(&[graduation::accepted_sheet(&district, now)?], everywhere.format)?;
    } else {
        let (lines, schools) = graduation::mend(&district, &question, now, &Bars::new())?;
        let mut sheet = graduation::mend_sheet(&lines);
        for (name, school) in &schools {
            let few = || format!("{name}: too few students to sum up.");
            sheet.notes.push(school.sentence(name).unwrap_or_else(few));
        }
        put_sheets(&[sheet], everywhere.format)?;
    }
    Ok(Done::Well)
}

fn decide(args: &DecideArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let Some(decision) = Decision::find(&args.decision) else {
        return Err(Failure::new(
            format!("“{}” is no decision", args.decision),
            "there are: accepted, declined, deferred",
        ));
    };
    let (now, diploma) = (Timestamp::now(), args.diploma.as_deref());
    let line =
        graduation::find_line(&district, &args.student, &args.section, diploma, now, &Bars::new())?;
    let line = graduation::LineDecision { decision, reason: args.reason.clone(), ..line };
    graduation::decide(Language::English, &district, &line, now)?;
    put(&format!("kept: {} to {}, {}\n", line.student, line.section, decision.code()))?;
    Ok(Done::Well)
}

fn allow(args: &AllowArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let need = |value: &Option<String>, name: &str| {
        value.clone().ok_or_else(|| Failure::new(format!("--{name} is needed for this"), ""))
    };
    let grant = match args.what {
        GrantName::Substitution => Grant::Substitution {
            course: need(&args.course, "course")?,
            requirement: need(&args.requirement, "requirement")?,
        },
        GrantName::Waiver => Grant::Waiver {
            requirement: need(&args.requirement, "requirement")?,
            credits: args.credits,
        },
        GrantName::Transfer => Grant::Transfer {
            title: need(&args.course, "course")?,
            from: need(&args.from, "from")?,
            credits: args
                .credits
                .ok_or_else(|| Failure::new("--credits is needed for this", ""))?,
            requirement: args.requirement.clone(),
        },
        GrantName::Shown => Grant::Shown { requirement: need(&args.requirement, "requirement")? },
    };
    let now = Timestamp::now();
    let id = graduation::enter_allowance(
        Language::English,
        &district,
        &args.student,
        grant,
        &args.reason,
        now,
    )?;
    put(&format!("kept as entry {id}\n"))?;
    Ok(Done::Well)
}

fn withdraw(args: &WithdrawArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let now = Timestamp::now();
    graduation::withdraw_allowance(
        Language::English,
        &district,
        &args.student,
        args.entry,
        &args.reason,
        now,
    )?;
    put(&format!("entry {} no longer counts; it stays in the journal\n", args.entry))?;
    Ok(Done::Well)
}

fn access(args: &AccessArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let question = Question { diploma: args.diploma.clone(), ..Question::default() };
    let figures = graduation::access(&district, &question, &Bars::new())?;
    put_sheets(&graduation::access_sheets(&figures), everywhere.format)?;
    Ok(Done::Well)
}

fn cohorts(args: &CohortsArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let years = graduation::years(&district, args.diploma.as_deref(), &Bars::new())?;
    let lines = years.iter().flat_map(|year| &year.cohorts);
    put_sheets(&[graduation::cohorts_sheet(lines)], everywhere.format)?;
    Ok(Done::Well)
}

fn place(args: &PlaceArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let file = graduation::place_file(&placed(&args.file, everywhere), args.seed)?;
    put_sheets(&graduation::placed_sheets(&file), everywhere.format)?;
    Ok(Done::Well)
}

fn check_policy(args: &CheckPolicyArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let path = placed(&args.file, everywhere);
    match graduation::check_policy(&path)? {
        Ok(diploma) => {
            let mut sheet = Sheet::of(
                "requirements",
                &format!("{}: {} credits", diploma.name, diploma.print(diploma.total)),
                &[
                    "id|Id",
                    "requirement|Requirement",
                    "asks|Asks",
                    "entering|Entering",
                    "verified|Checked against its source",
                    "citation|Where it is written",
                ],
            );
            for requirement in &diploma.requirements {
                let year = |year: Option<traction_core::district::SchoolYear>| {
                    year.map(|year| year.to_string()).unwrap_or_default()
                };
                let (from, until) =
                    (year(requirement.cohorts.from), year(requirement.cohorts.until));
                let entering = match (from.is_empty(), until.is_empty()) {
                    (true, true) => String::new(),
                    (false, true) => format!("from {from}"),
                    (true, false) => format!("until {until}"),
                    (false, false) => format!("{from} to {until}"),
                };
                let note = match requirement.grounds.verified {
                    true => "yes".to_owned(),
                    false => format!("no: {}", requirement.grounds.note),
                };
                sheet.push(vec![
                    requirement.id.as_str().into(),
                    requirement.name.as_str().into(),
                    graduation::asks_words(&diploma, requirement).into(),
                    Cell::Text(entering),
                    note.into(),
                    requirement.grounds.citation.as_str().into(),
                ]);
            }
            put_sheets(&[sheet], everywhere.format)?;
            Ok(Done::Well)
        }
        Err(mistakes) => {
            let mut sheet = Sheet::of(
                "mistakes",
                &format!("{}: {} to correct", args.file.display(), mistakes.len()),
                &["line|Line|n", "what|What is wrong", "remedy|What to do"],
            );
            for mistake in mistakes {
                sheet.push(vec![
                    (mistake.line as u64).into(),
                    mistake.what.into(),
                    mistake.remedy.into(),
                ]);
            }
            put_sheets(&[sheet], everywhere.format)?;
            Ok(Done::WithBlockingFindings)
        }
    }
}

fn diplomas(args: &DiplomasArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    if let Some(id) = &args.diploma {
        put(graduation::shipped_text(id)?)?;
        return Ok(Done::Well);
    }
    let district = district(everywhere)?;
    let columns = [
        "id|Id",
        "name|Name",
        "place|Place",
        "credits|Credits|n",
        "adopted|Adopted",
        "unverified|Rules not checked|n",
    ];
    let mut sheet = Sheet::of("diplomas", "Diplomas", &columns);
    for diploma in graduation::diplomas(&district)? {
        sheet.push(vec![
            diploma.id.as_str().into(),
            diploma.name.as_str().into(),
            diploma.place.as_str().into(),
            diploma.print(diploma.total).into(),
            if diploma.adopted { "yes" } else { "" }.into(),
            (diploma.list_unverified().len() as u64).into(),
        ]);
    }
    put_sheets(&[sheet], everywhere.format)?;
    Ok(Done::Well)
}
