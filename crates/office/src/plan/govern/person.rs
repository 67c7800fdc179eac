//! One person: the hand-over of any day, the week's digest, what is due as a calendar feed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use traction_core::plan::engine::{self, HandOver, Owed, Papers};
use traction_core::plan::model::Review;

use super::reviews::REVIEW;
use super::supervision::{Visits, may_supervise};
use super::{cabinet, contracts};
use crate::access::Deed;
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, Entry};
use crate::plan::book::standing;
use crate::plan::edit::{DONE, Done, STORY, Story};
use crate::plan::names::{Names, is_own};
use crate::plan::{ROOM, load, may_see, may_write};

/// Days that a digest looks ahead.
const AHEAD: i32 = 14;

/// Everything of one person on a day: what they own, owe, decided and wrote.
///
/// # Errors
/// The catalog's errors; that the person who asks may not.
pub fn hand_over(
    district: &District,
    person: &str,
    on: Date,
    as_of: Option<Timestamp>,
) -> Result<HandOver, OfficeError> {
    may_see(district)?;
    let own = is_own(district, person);
    if !own {
        may_write(district, Deed::Plan)?;
    }
    // An agency outside the district sees nobody's visits.
    let visits = match own || may_supervise(district).is_ok() {
        true => Visits::read(district, as_of)?,
        false => Visits::default(),
    };
    gather(district, person, on, as_of, &visits)
}

/// The same for whoever was found to have a reason, with the visits that they may see.
pub(super) fn gather(
    district: &District,
    person: &str,
    on: Date,
    as_of: Option<Timestamp>,
    visits: &Visits,
) -> Result<HandOver, OfficeError> {
    let lines = load(district, as_of)?.list_lines();
    let cabinet = cabinet::read(district, as_of)?;
    let contracts = contracts::read(district, as_of)?;
    let reviews: Vec<Review> =
        standing::<Review>(district, REVIEW, as_of)?.into_iter().map(|entry| entry.body).collect();
    let mut done: BTreeMap<String, Date> = standing::<Done>(district, DONE, as_of)?
        .into_iter()
        .map(|entry| (entry.subject, entry.body.on))
        .collect();
    done.extend(contracts::list_given(district, as_of)?);
    let stories: Vec<Entry<Story>> = journal::list(district, ROOM, STORY, None, as_of)?;
    let wrote: Vec<(String, String, Date, String)> = stories
        .into_iter()
        .map(|entry| {
            let (by, day) = Story::told(&entry);
            (by.to_owned(), entry.subject, day, entry.body.words)
        })
        .collect();
    let papers = Papers {
        lines: &lines,
        cabinet: &cabinet,
        contracts: &contracts,
        reviews: &reviews,
        done: &done,
        wrote: &wrote,
        assigned: &visits.assigned,
        contacts: &visits.contacts,
    };
    Ok(engine::hand_over(&Names::load(district)?.all_of(person), on, &papers))
}

/// What a person owes that is overdue or falls due within two weeks.
///
/// # Errors
/// As [`hand_over`].
pub fn digest(district: &District, person: &str, on: Date) -> Result<Vec<Owed>, OfficeError> {
    let until = on.saturating_add(Span::new().days(AHEAD));
    let over = hand_over(district, person, on, None)?;
    Ok(over
        .owes
        .into_iter()
        .filter(|owed| !owed.done && owed.due.is_some_and(|due| due <= until))
        .collect())
}

/// What a person owes as an iCalendar file (RFC 5545), an all-day entry each.
///
/// # Errors
/// As [`hand_over`].
pub fn ics(
    district: &District,
    person: &str,
    on: Date,
    now: Timestamp,
) -> Result<String, OfficeError> {
    Ok(write_owed(district, &hand_over(district, person, on, None)?, now))
}

/// What is not done yet of what a person owes, as an iCalendar file.
pub(super) fn write_owed(district: &District, over: &HandOver, now: Timestamp) -> String {
    let owed: Vec<&Owed> = over.owes.iter().filter(|owed| !owed.done).collect();
    write_ics(district.name(), &owed, now)
}

fn write_ics(district: &str, owed: &[&Owed], now: Timestamp) -> String {
    let mut out = String::new();
    let mut put = |line: &str| fold(line, &mut out);
    put("BEGIN:VCALENDAR");
    put("VERSION:2.0");
    put("PRODID:-//Traction//Plan//EN");
    put(&format!("X-WR-CALNAME:{}", escape(&format!("{district}: what I owe"))));
    let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    for owed in owed {
        let Some(due) = owed.due else { continue };
        let next = due.saturating_add(Span::new().days(1));
        put("BEGIN:VEVENT");
        put(&format!("UID:{}-{}@traction", owed.kind.replace(' ', "-"), escape(&owed.id)));
        put(&format!("DTSTAMP:{stamp}"));
        put(&format!("DTSTART;VALUE=DATE:{}", due.strftime("%Y%m%d")));
        put(&format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")));
        put(&format!("SUMMARY:{}", escape(&owed.what)));
        put(&format!("CATEGORIES:{}", escape(owed.kind)));
        put("TRANSP:TRANSPARENT");
        // On the morning three days before: an all-day entry begins at midnight.
        put("BEGIN:VALARM");
        put("ACTION:DISPLAY");
        put(&format!("DESCRIPTION:{}", escape(&owed.what)));
        put("TRIGGER:-P2DT16H");
        put("END:VALARM");
        put("END:VEVENT");
    }
    put("END:VCALENDAR");
    out
}

/// Text as RFC 5545, section 3.3.11, writes it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A line of at most 75 octets, longer ones folded (RFC 5545, section 3.1).
fn fold(line: &str, out: &mut String) {
    let mut octets = 0;
    for letter in line.chars() {
        if octets + letter.len_utf8() > 75 {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(letter);
        octets += letter.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_is_written_as_the_standard_asks() {
        let owed = Owed {
            kind: "decision",
            id: "D1".to_owned(),
            what: format!("Open two sites, both by spring; then report.\n{}", "é".repeat(60)),
            due: Some(jiff::civil::date(2026, 12, 31)),
            done: false,
        };
        let text = write_ics("Riverbend", &[&owed], Timestamp::from_second(1_790_000_000).unwrap());
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        assert!(text.split("\r\n").all(|line| !line.contains('\n')));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("SUMMARY:Open two sites\\, both by spring\\; then report.\\né"));
        assert!(unfolded.contains("DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"));
        assert!(unfolded.contains("DTSTAMP:20260921T141320Z"));
        // RFC 5545, section 3.6.6: an alarm stands inside its entry and says when, how and what.
        let (_, alarm) = unfolded.split_once("BEGIN:VALARM\r\n").unwrap();
        let (alarm, after) = alarm.split_once("END:VALARM\r\n").unwrap();
        assert!(alarm.starts_with("ACTION:DISPLAY\r\nDESCRIPTION:Open two sites"), "{alarm}");
        assert!(alarm.ends_with("TRIGGER:-P2DT16H\r\n"), "{alarm}");
        assert!(after.starts_with("END:VEVENT"));
        assert!(
            unfolded.starts_with("BEGIN:VCALENDAR\r\n") && unfolded.ends_with("END:VCALENDAR\r\n")
        );
    }
}
