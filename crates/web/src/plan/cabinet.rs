//! The cabinet's desk: agenda, members, meetings, working groups, funds.

use traction_core::plan::model::{Line, Member};
use traction_office::journal::Entry as Kept;
use traction_office::{Silent, plan};

use super::choices::{choices, line_choices, line_or_none};
use super::desk::{SEEN, Wrong, desk, refuse};
use crate::frame::Frame;
use crate::links::{below, href};
use crate::parts::{Choice, Entry, Field, Input, Link};
use crate::server::{Answer, Asked, Refusal};

/// The cabinet's desk.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn cabinet_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["member"])?;
    show_cabinet(asked, None)
}

/// The desk, with what is wrong beside the form that it is wrong in.
pub(super) fn show_cabinet(asked: &Asked, wrong: Option<Wrong<'_>>) -> Result<Answer, Refusal> {
    let on = asked.today();
    let next = on.saturating_add(jiff::Span::new().days(28));
    let view = plan::cabinet(&asked.district, on, next, None, &Silent)?;
    let headline = match view.agenda.len() {
        0 => "Nothing is off its path, and nothing is owed".to_owned(),
        1 => "One thing for the next meeting".to_owned(),
        n => format!("{n} things for the next meeting"),
    };
    let lede = "The agenda comes from data: shared goals off their path first, then what is owed. \
                Figures of groups only.";
    let lines = plan::load(&asked.district, None)?.list_lines();
    let governs = plan::governs(&asked.district);
    let members = plan::members(&asked.district)?;
    // The form is asked for by its page's address, or was sent to the member's own.
    let chosen = asked.find("member").unwrap_or(asked.name());
    let chosen = members.iter().find(|entry| entry.subject == chosen);
    let sheets = plan::cabinet_sheets(&view);
    desk(asked, "Cabinet", &headline, lede, sheets, |frame, mut page| {
        let hundredths = view.cabinet.staff_hundredths;
        if hundredths > 0 {
            let fte = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            page.list.push(("Staff".to_owned(), format!("{fte} full-time positions")));
        }
        page.links = vec![Link::to("/plan/cabinet/public", "What everybody sees")];
        page.links.extend(view.cabinet.members.iter().map(|member| {
            let says = format!("Hand-over of {}", member.name);
            Link::to(&below("/plan/people", &member.name), &says)
        }));
        if governs {
            page.links.extend(view.cabinet.members.iter().map(|member| {
                let at = href("/plan/cabinet", &[("member", &member.id)]);
                Link::to(&at, &format!("Change the seat of {}", member.name))
            }));
            page.forms = cabinet_forms(frame, &view, &lines, on);
            page.main_form = chosen.map(|member| change_member(frame, member));
            if let Some(member) = chosen {
                page.form_heading = format!("The seat of {}", member.body.name);
            }
            refuse(&mut page.forms, wrong);
            if let Some((form, wrong)) = page.main_form.as_mut().zip(wrong) {
                wrong.put_on(form);
            }
        }
        page
    })
}

fn cabinet_forms(
    frame: &Frame,
    view: &plan::CabinetView,
    lines: &[Line],
    on: jiff::civil::Date,
) -> Vec<(&'static str, Entry)> {
    let mut forms = meeting_forms(frame, view, lines, on);
    forms.push((
        "Add a member",
        member_fields(
            Entry::of(frame, "member", "/plan/cabinet/members", "Add the member")
                .with(Field::of("id", "Short name", Input::Text).saying("Such as mayor.")),
            None,
        ),
    ));
    forms.extend(group_forms(frame, view, on));
    if lines.is_empty() {
        return forms;
    }
    forms.push((
        "Pledge a fund",
        Entry::of(frame, "pledge", "/plan/cabinet/pledges", "Record the pledge")
            .with(Field::of("line", "For which line", Input::Choose(line_choices(lines))))
            .with(Field::of("agency", "Agency", Input::Text))
            .with(Field::of("fund", "Fund", Input::Text))
            .with(Field::of("amount", "A year", Input::Text).saying("In dollars: 250,000."))
            .with(Field::of("from", "First school year ends in", Input::Number))
            .with(
                Field::of("until", "Last school year ends in", Input::Number)
                    .saying("Empty where it has no end.")
                    .optional(),
            )
            .with(Field::of("restrictions", "What it may not pay for", Input::Text).optional()),
    ));
    let mut shared = line_choices(lines);
    for choice in &mut shared {
        choice.chosen = view.shared.contains(&choice.value);
    }
    let seen = view.shared_entry.map(|entry| entry.to_string()).unwrap_or_default();
    forms.push((
        "Choose the lines that all answer for",
        Entry::of(frame, "shared", "/plan/cabinet/shared", "Keep the choice")
            .with(Field::hidden(SEEN, &seen))
            .with(
                Field::of("lines", "Shared", Input::Tick(shared))
                    .saying("Everybody sees these, and the agenda begins with them.")
                    .optional(),
            ),
    ));
    forms
}

/// What is recorded of meetings: who came, what was said and decided, what was carried out.
fn meeting_forms(
    frame: &Frame,
    view: &plan::CabinetView,
    lines: &[Line],
    on: jiff::civil::Date,
) -> Vec<(&'static str, Entry)> {
    let members = || choices(view.cabinet.members.iter().map(|m| (m.id.as_str(), m.name.as_str())));
    let today = on.to_string();
    let mut forms = Vec::new();
    if !members().is_empty() {
        let came = |form: Entry| {
            form.with(Field::of("on", "Meeting of", Input::Date).holding(&today))
                .with(Field::of("present", "Who came", Input::Tick(members())).optional())
                .with(
                    Field::of("by_delegate", "Whose delegate came", Input::Tick(members()))
                        .optional(),
                )
        };
        forms.push((
            "Record a decision",
            came(Entry::of(frame, "decide", "/plan/cabinet", "Record it"))
                .with(Field::of("what", "What was decided", Input::Text))
                .with(Field::of("owner", "Who carries it out", Input::Choose(members())))
                .with(Field::of("due", "By", Input::Date))
                .with(
                    Field::of("line", "It is about", Input::Choose(line_or_none(lines))).optional(),
                ),
        ));
        forms.push((
            "Write down a meeting",
            came(Entry::of(frame, "meeting", "/plan/cabinet/meetings", "Keep it")).with(
                Field::of("notes", "Notes", Input::Long(4))
                    .saying("They are added to what stands, and no part of the public page.")
                    .optional(),
            ),
        ));
    }
    let open: Vec<(&str, &str)> = view
        .cabinet
        .meetings
        .iter()
        .flat_map(|meeting| &meeting.decisions)
        .filter(|decision| decision.done_on.is_none())
        .map(|decision| (decision.id.as_str(), decision.what.as_str()))
        .collect();
    if !open.is_empty() {
        forms.push((
            "A decision was carried out",
            Entry::of(frame, "carried", "/plan/cabinet/done", "It is done")
                .with(Field::of("decision", "Which", Input::Choose(choices(open.into_iter()))))
                .with(Field::of("on", "Done on", Input::Date).holding(&today)),
        ));
    }
    forms
}

fn group_forms(
    frame: &Frame,
    view: &plan::CabinetView,
    on: jiff::civil::Date,
) -> Vec<(&'static str, Entry)> {
    let mut forms = vec![(
        "Set up a working group",
        Entry::of(frame, "group", "/plan/cabinet/groups", "Set it up")
            .with(Field::of("charge", "What it is to do", Input::Text))
            .with(Field::of("lead", "Who leads it", Input::Text))
            .with(
                Field::of("members", "Who works in it", Input::Long(3))
                    .saying("One a line.")
                    .optional(),
            )
            .with(Field::of("reports_on", "Reports on", Input::Date).optional()),
    )];
    let open = view.cabinet.groups.iter().filter(|group| !group.has_reported(on));
    let open = choices(open.map(|group| (group.id.as_str(), group.charge.as_str())));
    if !open.is_empty() {
        forms.push((
            "A working group reported",
            Entry::of(frame, "reported", "/plan/cabinet/groups/reported", "It reported")
                .with(Field::of("group", "Which", Input::Choose(open)))
                .with(Field::of("on", "Reported on", Input::Date).holding(&on.to_string())),
        ));
    }
    forms
}

/// The form that changes what stands of a member.
fn change_member(frame: &Frame, member: &Kept<Member>) -> Entry {
    let at = below("/plan/cabinet/members", &member.subject);
    let form = Entry::of(frame, "change-member", &at, "Keep the change")
        .with(Field::hidden(SEEN, &member.id.to_string()));
    member_fields(form, Some(&member.body))
}

fn member_fields(form: Entry, stands: Option<&Member>) -> Entry {
    let text = |name: &str, label: &str, of: &dyn Fn(&Member) -> &str| {
        Field::of(name, label, Input::Text).holding(stands.map(of).unwrap_or_default())
    };
    let chairs = Choice {
        value: "yes".to_owned(),
        text: "Leads the meetings".to_owned(),
        chosen: stands.is_some_and(|member| member.chairs),
    };
    form.with(text("name", "Name", &|member| &member.name))
        .with(text("agency", "Agency", &|member| &member.agency))
        .with(text("office", "Office", &|member| &member.office))
        .with(text("authority", "What they can decide without asking", &|member| &member.authority))
        .with(text("delegate", "Who comes in their place", &|member| &member.delegate).optional())
        .with(Field::of("chairs", "Chair", Input::Tick(vec![chairs])).optional())
}
