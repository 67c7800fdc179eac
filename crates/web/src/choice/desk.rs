//! The desk: where the round stands, step by step, and what comes next.

use askama::Template;
use traction_core::choice::ledger::Files;
use traction_core::choice::policy::RoundDays;
use traction_office::access::{Deed, why_may_do};
use traction_office::choice::{self, Desk, PolicyLine};
use traction_office::pack::pack;

use super::is_not_yet;
use crate::charts::words;
use crate::frame::{Frame, Section};
use crate::links::below;
use crate::parts::{Choice, Empty, Entry, Field, Input, Link};
use crate::server::{Answer, Asked, Fields, Refusal};

/// One step of a round.
struct Step {
    name: &'static str,
    done: bool,
    /// Whether it is the one to take now.
    next: bool,
    says: String,
    command: Option<String>,
    form: Option<Entry>,
    ways: Vec<Link>,
}

/// What is on the page besides where the round stands.
#[derive(Default)]
pub(super) struct Beside<'a> {
    /// What was typed into the form that is shown again.
    pub fields: Fields,
    /// The form's id, and what is wrong with it.
    pub wrong: Option<(&'a str, String)>,
}

#[derive(Template)]
#[template(path = "choice/desk.html")]
struct DeskPage {
    frame: Frame,
    lede: String,
    /// The rounds of the policy, where it has several; the one that is shown has no way.
    rounds: Vec<(String, Option<String>)>,
    steps: Vec<Step>,
    policies: Vec<(PolicyLine, String)>,
    empty: Option<Empty>,
}

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["year", "round"])?;
    show(asked, &Beside::default())
}

pub(super) fn show(asked: &Asked, beside: &Beside<'_>) -> Result<Answer, Refusal> {
    let listed = choice::list_policies(&asked.district)?;
    let usable: Vec<PolicyLine> = listed.iter().filter(|line| line.usable).cloned().collect();
    let policies = listed
        .into_iter()
        .map(|policy| {
            let href = below("/choice/policies", &policy.id);
            (policy, href)
        })
        .collect();
    let frame = asked.frame("Choice", Section::Choice)?;
    let columns = ["step|Step", "done|Done", "says|How it stands"];
    let mut sheet = traction_office::Sheet::of("desk", "The choice round", &columns);
    let year = match asked.number("year")? {
        Some(year) => Some(year),
        None => beside.fields.number("year")?,
    };
    let round = match asked.number("round")? {
        Some(round) => Some(round),
        None => beside.fields.number("round")?,
    };
    let page = match choice::desk(&asked.district, year, round) {
        Ok(desk) => {
            let mut steps = steps(&desk);
            mark_next(&mut steps);
            if why_may_do(asked.person(), Deed::Assign).is_some() {
                add_forms(&mut steps, &frame, &desk, &usable, beside);
            }
            for step in &steps {
                let done = if step.done { "yes" } else { "no" };
                sheet.push(vec![step.name.into(), done.into(), step.says.clone().into()]);
            }
            DeskPage {
                frame,
                lede: lede(&desk),
                rounds: rounds(&desk),
                steps,
                policies,
                empty: None,
            }
        }
        Err(error) if is_not_yet(&error) => {
            let empty = Empty {
                says: "No applications are loaded".to_owned(),
                because: "A round needs the programs, the applications and their choices."
                    .to_owned(),
                way_on: Some(Link::to("/data/tables/applications", "What the table holds")),
            };
            let lede = "Who gets which seat under the written policy, and why.".to_owned();
            let (rounds, steps) = (Vec::new(), Vec::new());
            DeskPage { frame, lede, rounds, steps, policies, empty: Some(empty) }
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Answer::of(page, vec![sheet]))
}

/// The public files of a round as one file, and the auditors' where the register is sealed.
///
/// # Errors
/// When nothing is sealed yet, or whoever asks does not assign seats.
pub fn public_files(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["year", "round"])?;
    let (year, round) = (asked.number("year")?, asked.number("round")?);
    let written = choice::public_files(&asked.district, year, round)?;
    let into = |folder: &'static str, files: Files| {
        files.into_iter().map(move |(name, text)| (format!("{folder}/{name}"), text))
    };
    let files = into("public", written.public).chain(into("auditor", written.auditor)).collect();
    Ok(Answer::of_file("application/zip", "lottery.zip", pack(&files)?))
}

/// The way to each round of the policy but the one that is shown; nothing where there is one.
fn rounds(desk: &Desk) -> Vec<(String, Option<String>)> {
    if desk.rounds.len() < 2 {
        return Vec::new();
    }
    let way = |(at, name): (u8, &String)| {
        let href = (at != desk.round).then(|| address("/choice", desk, at));
        (name.clone(), href)
    };
    (1..).zip(&desk.rounds).map(way).collect()
}

/// A page about a round of the desk's year.
fn address(path: &str, desk: &Desk, round: u8) -> String {
    let year = desk.year.end();
    match desk.rounds.len() {
        0 | 1 => format!("{path}?year={year}"),
        _ => format!("{path}?year={year}&round={round}"),
    }
}

fn lede(desk: &Desk) -> String {
    let many = words::count(desk.applications);
    match &desk.days {
        Some(RoundDays { closes, offers, answer_by, name, .. }) if desk.rounds.len() > 1 => {
            format!(
                "{many} applications for {}. {name}: applications close on {}, offers are made on {}, \
             answers are due on {}.",
                desk.year,
                words::day(*closes),
                words::day(*offers),
                words::day(*answer_by)
            )
        }
        Some(RoundDays { closes, offers, answer_by, .. }) => format!(
            "{many} applications for {}. Applications close on {}, offers are made on {}, answers \
             are due on {}.",
            desk.year,
            words::day(*closes),
            words::day(*offers),
            words::day(*answer_by)
        ),
        None => format!("{many} applications for {}.", desk.year),
    }
}

fn steps(desk: &Desk) -> Vec<Step> {
    let day = |at: jiff::Timestamp| at.strftime("%B %-d, %Y").to_string();
    let committed = desk.commitment.as_ref();
    let run = desk.runs.first();
    let adopted = desk.adopted.as_ref();
    let sealed = desk.sealed.as_ref();
    let step = |name, done, says: String, command: Option<&str>, ways: Vec<Link>| Step {
        name,
        done,
        next: false,
        says,
        command: command.map(str::to_owned),
        form: None,
        ways,
    };
    let year = desk.year.end();
    let to = |path: &str, text: &str| Link::to(&format!("{path}?year={year}"), text);
    let of_round = |path: &str, text: &str| Link::to(&address(path, desk, desk.round), text);
    let policy_link = desk
        .policy
        .as_ref()
        .map(|policy| Link::to(&below("/choice/policies", &policy.id), "The policy in words"));
    let files = of_round("/choice/public", "Download the public files");
    vec![
        step(
            "Policy",
            desk.policy.is_some(),
            match &desk.policy {
                Some(policy) => format!("{}, version {}.", policy.name, policy.version),
                None => "Choose one of those below, or write your own; what is wrong with it is said line \
                         by line."
                    .to_owned(),
            },
            Some("traction choice check-policy low_income_reserve"),
            policy_link.into_iter().collect(),
        ),
        step(
            "Practise",
            false,
            "What the policy does to groups, programs and home areas, over many lotteries.".to_owned(),
            None,
            vec![to("/choice/practice", "Practice lotteries")],
        ),
        step(
            "Compare",
            false,
            "Who gains and who loses by another policy.".to_owned(),
            None,
            vec![to("/choice/compare", "Two policies beside each other")],
        ),
        step(
            "Commit",
            committed.is_some(),
            match committed {
                Some((entry, _)) => {
                    let draw = match entry.body.drawn_from.as_str() {
                        "" => String::new(),
                        from => format!(" To the seed is added: {from}."),
                    };
                    format!(
                        "By {} on {}. Published: {}.{draw}{}",
                        entry.who,
                        day(entry.at),
                        entry.body.commitment,
                        desk.late.as_ref().map(|late| format!(" {late}")).unwrap_or_default()
                    )
                }
                None if desk.round > desk.current => {
                    "Begins when the round before it is adopted.".to_owned()
                }
                None if desk.round > 1 => {
                    "Bind the district to a seed for this round, by the policy of the first, and \
                     publish its hash before applications close."
                        .to_owned()
                }
                None => "Bind the district to a policy and a secret seed, and publish the hash of \
                         both before applications close."
                    .to_owned(),
            },
            Some("traction choice commit POLICY --drawn-from \"…\""),
            Vec::new(),
        ),
        step(
            "Seal",
            sealed.is_some(),
            match sealed {
                Some(sealed) => format!(
                    "{} applications and the seats, by {} on {}: {}.",
                    words::count(sealed.body.applications as u64),
                    sealed.who,
                    day(sealed.at),
                    sealed.body.seal
                ),
                None => "When applications have closed, bind them and the seats as they stand, and \
                         publish the files before the draw."
                    .to_owned(),
            },
            Some("traction choice seal"),
            sealed.map(|_| files.clone()).into_iter().collect(),
        ),
        step(
            "Run and check",
            run.is_some(),
            match run {
                Some(run) => {
                    let [together, apart, none] = run.families;
                    let families = match together + apart + none {
                        0 => String::new(),
                        all => format!(
                            " Of {all} pairs of brothers and sisters {together} are together, {apart} \
                             apart, {none} list no school in common."
                        ),
                    };
                    format!(
                        "Run {}: {} of {} applications are given a seat, {} their first choice.{families} \
                         {}",
                        run.proposal,
                        words::count(run.given as u64),
                        words::count(run.applications as u64),
                        words::count(run.first as u64),
                        run.checked()
                    )
                }
                None => "Draws the numbers, gives out the seats, and checks them by other code.".to_owned(),
            },
            Some("traction choice run --public-draw \"…\""),
            Vec::new(),
        ),
        step(
            "Adopt",
            adopted.is_some(),
            match adopted {
                Some((adopted, at)) => {
                    format!("Run {} was adopted by {} on {}.", adopted.proposal, adopted.by, day(*at))
                }
                None => "A named person adopts a run; it cannot be drawn again.".to_owned(),
            },
            Some("traction choice adopt RUN --by \"…\""),
            Vec::new(),
        ),
        step(
            "Publish and write",
            adopted.is_some(),
            "The public files, by which anybody can compute everything again, and a letter for each \
             family in English and Spanish."
                .to_owned(),
            Some("traction choice publish FOLDER && traction choice letters FOLDER"),
            adopted
                .map(|_| [files, Link::to("/choice/family", "A family’s own page")])
                .into_iter()
                .flatten()
                .collect(),
        ),
        step(
            "Waitlists",
            false,
            match adopted {
                Some(_) => "Answers are entered as they come in; a seat that comes free goes to the \
                            next in line."
                    .to_owned(),
                None => "Begin when a run is adopted.".to_owned(),
            },
            adopted.map(|_| "traction choice answer APPLICATION PROGRAM accepted"),
            adopted.map(|_| to("/choice/waitlist", "The lines")).into_iter().collect(),
        ),
    ]
}

/// Marks the first step that is open, and keeps a command only where it is of use now. Practice is
/// written down nowhere, so it is never done and never next. What a page cannot do, such as writing
/// files to a folder, keeps its command.
fn mark_next(steps: &mut [Step]) {
    let committed = steps.iter().any(|step| step.name == "Commit" && step.done);
    let adopted = steps.iter().any(|step| step.name == "Adopt" && step.done);
    let mut found = false;
    for step in steps {
        step.next = !step.done && !found && !matches!(step.name, "Practise" | "Compare");
        found |= step.next;
        let useful = match step.name {
            "Policy" => !committed && !step.done,
            "Commit" => !committed,
            "Publish and write" => adopted,
            _ => step.next,
        };
        if !useful {
            step.command = None;
        }
    }
}

/// Puts the form of each step that can be taken now beneath it.
fn add_forms(
    steps: &mut [Step],
    frame: &Frame,
    desk: &Desk,
    policies: &[PolicyLine],
    beside: &Beside<'_>,
) {
    let typed = |name: &str| beside.fields.text(name);
    let year = desk.year.end().to_string();
    let round = desk.round.to_string();
    let entry = |id: &str, action: &str, button: &str| {
        let form = Entry::of(frame, id, action, button).with(Field::hidden("year", &year));
        if desk.rounds.len() > 1 { form.with(Field::hidden("round", &round)) } else { form }
    };
    let mut forms: Vec<(&str, Entry)> = Vec::new();
    if desk.commitment.is_none() && desk.round != desk.current {
        // It begins when the round before it is adopted.
    } else if desk.commitment.is_none() {
        // A later round goes by the policy of the first.
        let bound = desk.policy.as_ref().map(|policy| policy.id.as_str());
        let choices = policies
            .iter()
            .filter(|policy| bound.is_none_or(|bound| bound == policy.id))
            .map(|policy| Choice {
                value: policy.id.clone(),
                text: policy.name.clone(),
                chosen: policy.id == typed("policy"),
            })
            .collect();
        let form = entry("commit", "/choice/commit", "Commit")
            .with(Field::of("policy", "Policy", Input::Choose(choices)))
            .with(
                Field::of("drawn_from", "Public draw to come", Input::Text)
                    .saying("A later draw that the district does not control, such as a state lottery on a day")
                    .holding(typed("drawn_from"))
                    .optional(),
            );
        forms.push(("Commit", form));
    } else if desk.adopted.is_none() {
        let refused = beside.wrong.as_ref().is_some_and(|(id, _)| matches!(*id, "run" | "seal"));
        if desk.sealed.is_none() {
            let form = entry("seal", "/choice/seal", "Seal applications and seats");
            forms.push(("Seal", form));
        } else if refused {
            let form = entry("seal", "/choice/seal", "Seal them as they are now").with(
                Field::of("because", "Why they are not what was sealed", Input::Text)
                    .holding(typed("because")),
            );
            forms.push(("Seal", form));
        }
        let draws = desk.commitment.iter().any(|(entry, _)| !entry.body.drawn_from.is_empty());
        let mut form = entry("run", "/choice/run", "Draw and give out the seats");
        if draws {
            form = form.with(
                Field::of("public_draw", "What the public draw gave", Input::Text)
                    .holding(typed("public_draw")),
            );
        }
        forms.push(("Run and check", form));
        if let Some(run) = desk.runs.iter().find(|run| run.violations == 0) {
            let form = entry("adopt", "/choice/adopt", "Adopt it")
                .with(Field::hidden("run", &run.proposal.to_string()))
                .with(
                    Field::of("by", "Who adopts it", Input::Text)
                        .saying("First and last name")
                        .holding(typed("by")),
                );
            forms.push(("Adopt", form));
        }
    } else {
        let said = [
            ("accepted", "takes the seat"),
            ("declined", "does not"),
            ("withdrawn", "leaves the round"),
        ];
        let choices = said.map(|(value, text)| Choice {
            value: value.to_owned(),
            text: text.to_owned(),
            chosen: value == typed("answer"),
        });
        let form = entry("answer", "/choice/answer", "Enter the answer")
            .with(
                Field::of("application", "Application", Input::Text).holding(typed("application")),
            )
            .with(Field::of("program", "Program’s code", Input::Text).holding(typed("program")))
            .with(Field::of("answer", "The family", Input::Choose(choices.to_vec())))
            .with(Field::of("on", "On", Input::Date).holding(typed("on")));
        forms.push(("Waitlists", form));
    }
    if desk.adopted.is_some()
        && let Some(step) = steps.iter_mut().find(|step| step.name == "Publish and write")
    {
        let to = |path: &str, text: &str| Link::to(&address(path, desk, desk.round), text);
        step.ways.push(to("/choice/letters", "Open a letter"));
        step.ways.push(to("/choice/letters/all", "Download all letters"));
    }
    if desk.adopted.is_some()
        && let Some(step) = steps.iter_mut().find(|step| step.name == "Waitlists")
    {
        step.ways.push(Link::to(&format!("/choice/turns?year={year}"), "Whose turn it is"));
    }
    for (name, mut form) in forms {
        if let Some((_, words)) = beside.wrong.as_ref().filter(|(id, _)| *id == form.id) {
            form.refuse("", words);
        }
        if let Some(step) = steps.iter_mut().find(|step| step.name == name) {
            step.command = None;
            step.form = Some(form);
        }
    }
}
