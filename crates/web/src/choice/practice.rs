//! Practice lotteries of one policy: by group, on the map, by program and class.

use askama::Template;
use traction_core::disclosure::Shown;
use traction_office::Silent;
use traction_office::choice::{self, Practised};

use super::{LOTTERIES, SEED, area_map, chosen, group_chart, policies, select};
use crate::charts::words;
use crate::figures::{Around, table_of};
use crate::frame::{Frame, Section};
use crate::parts::{Figure, Filters, Picture, Stat, Stats, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "choice/practice.html")]
struct PracticePage {
    frame: Frame,
    lede: String,
    filters: Filters,
    stats: Stats,
    figures: Vec<Figure>,
    programs: Table,
    chances: Table,
    seats: Table,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such policy, or no applications are loaded.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["policy"])?;
    let policies = policies(&asked.district)?;
    let id = chosen(asked, "policy", &policies, 0)?;
    let draws = (LOTTERIES, SEED);
    let found = choice::practise(&asked.district, id, None, draws, &Silent)?;
    let worth = choice::seats(&asked.district, id, None, (SEATS, SEED), &Silent)?;
    let frame = asked
        .frame(&format!("Practice: {}", found.name), Section::Choice)?
        .after("Choice", "/choice");
    let sheets = vec![
        choice::groups_sheet("Groups", &found.groups),
        choice::areas_sheet("Home areas", &found.areas),
        choice::programs_sheet("Programs", &found.programs),
        choice::chances_sheet("Chances by program and class", &found.chances),
        choice::worth_sheet("One more seat", &worth),
    ];
    let around = Around {
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        ..Around::default()
    };
    let mut most: traction_office::Sheet = sheets[4].clone();
    most.rows.truncate(10);
    let page = PracticePage {
        frame,
        lede: lede(&found),
        filters: Filters {
            action: "/choice/practice".to_owned(),
            search: None,
            selects: vec![select("policy", "Policy", &policies, id)],
            button: "Practise".to_owned(),
        },
        stats: Stats { stats: stats(&found) },
        figures: vec![
            group_figure(&found, &around, table_of(&sheets[0])),
            map_figure(&found, &around, table_of(&sheets[1])),
        ],
        programs: table_of(&sheets[2]),
        chances: table_of(&sheets[3]),
        seats: table_of(&most),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}

/// Lotteries in which one more seat is tried; each is solved once for each program.
const SEATS: u32 = 10;

fn lede(found: &Practised) -> String {
    format!(
        "{} practice lotteries over the applications for {}, each solved like the real one. Figures \
         are means; the range holds 95% of lotteries.",
        words::count(u64::from(found.lotteries)),
        found.year
    )
}

pub(super) fn stats(found: &Practised) -> Vec<Stat> {
    let Some(all) = found.groups.first() else { return Vec::new() };
    let percent = |shown: &Shown<traction_core::choice::report::Band>| match shown.value() {
        Some(band) => (
            format!("{:.0}%", 100.0 * band.mean),
            format!("{:.0}–{:.0}% in 95% of lotteries", 100.0 * band.low, 100.0 * band.high),
        ),
        None => (String::from("–"), shown.words().unwrap_or_default().to_owned()),
    };
    let of = |name: &str, shown| {
        let (value, beside) = percent(shown);
        Stat::of(name, &value, &beside)
    };
    let left: f64 = found.programs.iter().map(|program| program.left).sum();
    let seats: u64 = found.programs.iter().map(|program| u64::from(program.seats)).sum();
    let beside = format!("of {}", words::count(seats));
    vec![
        of("First choice", &all.first),
        of("A choice of their own", &all.any),
        of("None of their choices", &all.none),
        Stat::of("Seats left", &words::count(left.round() as u64), &beside),
    ]
}

fn group_figure(found: &Practised, around: &Around, table: Table) -> Figure {
    let sheet = "groups";
    Figure {
        id: sheet.to_owned(),
        heading: "Who is offered their first choice".to_owned(),
        measured: format!("share of applicants, {}", found.name),
        picture: Picture::of(&group_chart(
            "groups-chart",
            "Share offered the first choice, by group",
            &found.groups,
        )),
        words: widest(found),
        table,
        source: around.source(sheet, None),
    }
}

/// The groups of one kind that are farthest apart, in words.
fn widest(found: &Practised) -> String {
    let mut best: Option<(f64, String)> = None;
    for by in ["Income", "Distance", "Race or ethnicity", "English learners", "Disability"] {
        let mut shown: Vec<(&str, f64)> = found
            .groups
            .iter()
            .filter(|group| group.by == by)
            .filter_map(|group| Some((group.group.as_str(), group.first.value()?.mean)))
            .collect();
        shown.sort_by(|a, b| a.1.total_cmp(&b.1));
        if let (Some(low), Some(high)) = (shown.first(), shown.last())
            && high.1 - low.1 >= 0.005
            && best.as_ref().is_none_or(|(gap, _)| high.1 - low.1 > *gap)
        {
            let sentence = format!(
                "Widest between {} ({:.0}%) and {} ({:.0}%).",
                low.0,
                100.0 * low.1,
                high.0,
                100.0 * high.1
            );
            best = Some((high.1 - low.1, sentence));
        }
    }
    best.map_or_else(|| "No two groups that can be shown are apart.".to_owned(), |(_, s)| s)
}

fn map_figure(found: &Practised, around: &Around, table: Table) -> Figure {
    let isolated = found.areas.iter().filter(|area| area.isolated).count();
    let words = match isolated {
        0 => "Each disc is a home area at its center.".to_owned(),
        1 => "One home area is isolated by this policy.".to_owned(),
        many => format!("{many} home areas are isolated by this policy."),
    };
    Figure {
        id: "areas".to_owned(),
        heading: "The chance of the first choice, by home area".to_owned(),
        measured: format!("share of applicants offered their first choice, {}", found.name),
        picture: Picture::of(&area_map(
            "areas-map",
            "The chance of the first choice, by home area",
            &found.areas,
            Vec::new(),
        )),
        words,
        table,
        source: around.source("areas", None),
    }
}
