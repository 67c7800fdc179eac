//! One person: the week, the hand-over of any day, reminders for a calendar.

use traction_office::people::SessionToken;
use traction_office::plan;

use super::desk::desk;
use crate::links::below;
use crate::parts::{Entry, Link};
use crate::server::{Answer, Asked, Fields, Outcome, Refusal};

/// One's own week: what is overdue or falls due within two weeks.
///
/// # Errors
/// When the office cannot answer.
pub fn week_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show_week(asked, None)
}

/// The week; with the address of a calendar feed when one was just made.
fn show_week(asked: &Asked, secret: Option<&SessionToken>) -> Result<Answer, Refusal> {
    let name = plan::own_name(&asked.district);
    let has_feed = plan::has_feed(&asked.district)?;
    let on = asked.today();
    let owed = plan::digest(&asked.district, name, on)?;
    let late = owed.iter().filter(|owed| owed.due.is_some_and(|due| due < on)).count();
    let headline = match (owed.len(), late) {
        (0, _) => "Nothing is due within two weeks".to_owned(),
        (n, 0) => format!("{n} due within two weeks"),
        (n, late) => format!("{n} to do, {late} of them overdue"),
    };
    let mut over = plan::hand_over(&asked.district, name, on, None)?;
    over.owes = owed;
    let mut sheets = plan::hand_over_sheets(&over, &plan::names_of(&asked.district)?);
    sheets.truncate(1);
    let lede = format!("What {name} owes by the plan, the cabinet, contracts and reviews.");
    desk(asked, &format!("The week of {name}"), &headline, &lede, sheets, |frame, mut page| {
        page.links = vec![
            Link::to(&below("/plan/people", name), "Everything, as for a hand-over"),
            Link::to(&below("/plan/reminders", name), "As a calendar file"),
        ];
        if let Some(secret) = secret {
            let says = "Copy the address of “What I owe” below into your calendar. It is told this \
                        once; whoever has it reads what you owe.";
            page.list.push(("Your calendar’s address".to_owned(), says.to_owned()));
            page.links.insert(0, Link::to(&below("/plan/feed", secret.reveal()), "What I owe"));
        }
        let (says, button) = match has_feed {
            true => ("Another address for my calendar", "Make it; the one before opens nothing"),
            false => ("An address for my calendar", "Make it"),
        };
        page.forms.push((says, Entry::of(frame, "feed", "/plan/week/feed", button)));
        if has_feed {
            let form = Entry::of(frame, "end-feed", "/plan/week/feed/end", "Take it back");
            page.forms.push(("Take my calendar’s address back", form));
        }
        page
    })
}

/// Makes an address at which a calendar reads what whoever asks owes; it is told once.
///
/// # Errors
/// When the office cannot answer.
pub fn make_feed(asked: &Asked, _: &Fields) -> Result<Outcome, Refusal> {
    let secret = plan::make_feed(&asked.district, asked.now)?;
    Ok(Outcome::shown_once(show_week(asked, Some(&secret))?))
}

/// Takes the address back.
///
/// # Errors
/// When the office cannot answer.
pub fn end_feed(asked: &Asked, _: &Fields) -> Result<Outcome, Refusal> {
    plan::end_feed(&asked.district, asked.now)?;
    Ok(Outcome::to("/plan/week").saying("Taken back. The address opens nothing any more."))
}

/// A calendar feed, for whoever has its address.
///
/// # Errors
/// When the address opens nothing, or the office cannot answer.
pub fn feed_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let text = plan::feed(&asked.district, asked.name(), asked.today(), asked.now)?;
    Ok(Answer::of_file("text/calendar; charset=utf-8", "plan.ics", text))
}

/// One person: the hand-over of the day.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn person_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let over = plan::hand_over(&asked.district, asked.name(), asked.today(), None)?;
    let open = over.owes.iter().filter(|owed| !owed.done).count();
    let headline = match open {
        0 => format!("{} owes nothing", over.person),
        1 => format!("{} owes one thing", over.person),
        n => format!("{} owes {n} things", over.person),
    };
    let lede = "Everything that this person answers for, owes, leads, looks after, decided and \
                wrote, on this day. Print it the day that they leave.";
    let sheets = plan::hand_over_sheets(&over, &plan::names_of(&asked.district)?);
    desk(asked, &over.person, &headline, lede, sheets, |_, mut page| {
        page.links = vec![Link::to(&below("/plan/reminders", &over.person), "As a calendar file")];
        page
    })
}

/// What a person owes as an iCalendar file.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn reminders_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let text = plan::ics(&asked.district, asked.name(), asked.today(), asked.now)?;
    let page = person_page(asked)?;
    Ok(page.as_file("text/calendar; charset=utf-8", "plan.ics", text))
}
