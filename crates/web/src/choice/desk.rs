//! The desk: where the round stands, step by step, and what comes next.

use askama::Template;
use traction_office::choice::{self, Desk, PolicyLine};

use super::without_applications;
use crate::charts::words;
use crate::frame::{Frame, Section};
use crate::links::below;
use crate::parts::{Empty, Link};
use crate::server::{Answer, Asked, Refusal};

/// One step of a round.
struct Step {
    name: &'static str,
    done: bool,
    says: String,
    command: Option<String>,
    way: Option<Link>,
}

#[derive(Template)]
#[template(path = "choice/desk.html")]
struct DeskPage {
    frame: Frame,
    lede: String,
    steps: Vec<Step>,
    policies: Vec<(PolicyLine, String)>,
    empty: Option<Empty>,
}

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["year"])?;
    let policies = choice::list_policies(&asked.district)?
        .into_iter()
        .map(|policy| {
            let href = below("/choice/policies", &policy.id);
            (policy, href)
        })
        .collect();
    let frame = asked.frame("Choice", Section::Choice)?;
    let columns = ["step|Step", "done|Done", "says|How it stands"];
    let mut sheet = traction_office::Sheet::of("desk", "The choice round", &columns);
    let page = match choice::desk(&asked.district, asked.number("year")?) {
        Ok(desk) => {
            let steps = steps(&desk);
            for step in &steps {
                let done = if step.done { "yes" } else { "no" };
                sheet.push(vec![step.name.into(), done.into(), step.says.clone().into()]);
            }
            DeskPage { frame, lede: lede(&desk), steps, policies, empty: None }
        }
        Err(error) if without_applications(&error) => {
            let empty = Empty {
                says: "No applications are loaded".to_owned(),
                because: "A round needs the programs, the applications and their choices.".to_owned(),
                way_on: Some(Link::to("/data/tables/applications", "What the table holds")),
            };
            let lede = "Who gets which seat under the written policy, and why.".to_owned();
            DeskPage { frame, lede, steps: Vec::new(), policies, empty: Some(empty) }
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Answer::of(page, vec![sheet]))
}

fn lede(desk: &Desk) -> String {
    let many = words::count(desk.applications);
    match desk.days {
        Some((closes, offers, answer_by)) => format!(
            "{many} applications for {}. Applications close on {}, offers are made on {}, answers \
             are due on {}.",
            desk.year,
            words::day(closes),
            words::day(offers),
            words::day(answer_by)
        ),
        None => format!("{many} applications for {}.", desk.year),
    }
}

fn steps(desk: &Desk) -> Vec<Step> {
    let day = |at: jiff::Timestamp| at.strftime("%B %-d, %Y").to_string();
    let committed = desk.commitment.as_ref();
    let run = desk.runs.first();
    let adopted = desk.adopted.as_ref();
    let step = |name, done, says: String, command: Option<&str>, way: Option<Link>| Step {
        name,
        done,
        says,
        command: command.filter(|_| !done).map(str::to_owned),
        way,
    };
    let policy_link = committed.map(|(_, policy)| {
        Link::to(&below("/choice/policies", &policy.id), "The policy in words")
    });
    let practice = Link::to("/choice/practice", "Practice lotteries");
    let compare = Link::to("/choice/compare", "Two policies beside each other");
    vec![
        step(
            "Policy",
            committed.is_some(),
            match committed {
                Some((_, policy)) => format!("{}, version {}.", policy.name, policy.version),
                None => "Choose one below, or write your own; what is wrong with it is said line \
                         by line."
                    .to_owned(),
            },
            Some("traction choice check-policy low_income_reserve"),
            policy_link,
        ),
        step(
            "Practise",
            committed.is_some(),
            "What the policy does to groups, programs and home areas, over many lotteries.".to_owned(),
            None,
            Some(practice),
        ),
        step(
            "Compare",
            committed.is_some(),
            "Who gains and who loses by another policy.".to_owned(),
            None,
            Some(compare),
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
                        "By {} on {}. Published: {}.{draw}",
                        entry.who,
                        day(entry.at),
                        entry.body.commitment
                    )
                }
                None => "Bind the district to a policy and a secret seed, and publish the hash \
                         before applications close."
                    .to_owned(),
            },
            Some("traction choice commit POLICY --drawn-from \"…\""),
            None,
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
                    let check = match run.violations {
                        0 => "Checked: nobody has a better claim to a seat than its holder.",
                        _ => "The check found something wrong: do not send letters.",
                    };
                    format!(
                        "Run {}: {} of {} applications are given a seat, {} their first choice.{families} \
                         {check}",
                        run.proposal,
                        words::count(run.given as u64),
                        words::count(run.applications as u64),
                        words::count(run.first as u64)
                    )
                }
                None => "Draws the numbers, gives out the seats, and checks them by other code.".to_owned(),
            },
            Some("traction choice run --public-draw \"…\""),
            None,
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
            None,
        ),
        step(
            "Publish and write",
            adopted.is_some(),
            "The public files, by which anybody can compute everything again, and a letter for each \
             family in English and Spanish."
                .to_owned(),
            Some("traction choice publish FOLDER && traction choice letters FOLDER"),
            adopted.map(|_| Link::to("/choice/family", "A family’s own page")),
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
            adopted.map(|_| Link::to("/choice/waitlist", "The lines")),
        ),
    ]
}
