//! What holds for the parts and for the frame around them.

use askama::Template;

use super::*;
use crate::charts::{IntervalChart, IntervalRow, Named, Point, Unit};
use crate::frame::{Frame, Section};

#[derive(Template)]
#[template(
    source = r#"{% extends "base.html" %}{% block main %}<h1>{{ frame.title }}</h1>{{ figure }}{% endblock %}"#,
    ext = "html"
)]
struct OnePage {
    frame: Frame,
    figure: Figure,
}

fn table() -> Table {
    Table {
        caption: "Absence by group".to_owned(),
        columns: vec![Column::words("Group"), Column::numbers("Share"), Column::words("Note")],
        rows: vec![
            Row::of("<i>Asian</i>", ["12%".into(), "as filed".into()]).linked("/gaps?g=1&h=2"),
            Row::of("Pacific", [Cell::Instead("too few to show".to_owned()), "".into()]),
        ],
    }
}

fn figure() -> Figure {
    let chart = IntervalChart {
        named: Named::as_chart("absence-chart", "Absence"),
        unit: Unit::Percent(0),
        rows: vec![IntervalRow::of("Asian", Point::value(0.12))],
        reference: None,
        counted: "students".to_owned(),
    };
    Figure {
        id: "absence".to_owned(),
        heading: "Absence is <high> & rising".to_owned(),
        measured: "Share of students, 2025–26".to_owned(),
        picture: Picture::of(&chart),
        words: "12% were absent.".to_owned(),
        table: table(),
        source: Source {
            n: Some("n = 412".to_owned()),
            definition: Some(Link::to("/measures/absence", "How it is counted")),
            files: None,
            csv: Some("/gaps.csv".to_owned()),
            json: Some("/gaps.json".to_owned()),
        },
    }
}

fn page() -> String {
    let frame = Frame::of("Absence", "Riverbend <City>", Section::Gaps)
        .after("Home", "/")
        .standing_on("3f9a", jiff::civil::date(2026, 11, 22));
    OnePage { frame, figure: figure() }.render().unwrap()
}

#[test]
fn a_page_says_where_it_is_and_on_which_facts_it_stands() {
    let page = page();
    assert!(page.starts_with("<!doctype html>"));
    assert!(page.contains("<title>Absence – Riverbend &#60;City&#62;</title>"), "{page}");
    assert!(page.contains(r#"<a href="/gaps" aria-current="page">Gaps</a>"#));
    assert_eq!(page.matches(r#" aria-current="page""#).count(), 2, "masthead and trail");
    assert!(page.contains("3f9a") && page.contains("November 22, 2026"));
    assert!(page.find(r##"href="#main""##).unwrap() < page.find("<header").unwrap());
    assert!(page.contains(&crate::static_files::stylesheet_url()));
}

#[test]
fn nothing_on_a_page_needs_more_than_the_strict_policy_allows() {
    let page = page();
    for forbidden in ["<script", " style=", "<style", "javascript:", " onclick", "http://"] {
        let allowed = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!allowed.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn no_id_is_used_twice() {
    let page = page();
    let mut ids: Vec<&str> =
        page.split(r#" id=""#).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(all > 4);
    assert_eq!(ids.len(), all);
}

#[test]
fn a_figure_carries_its_picture_words_table_and_source() {
    let html = figure().render().unwrap();
    assert_eq!(html.matches("<svg").count(), 2, "one for each width, not escaped");
    assert!(html.contains("Absence is &#60;high&#62; &#38; rising"), "{html}");
    let order = ["<h3", "<svg", "12% were absent", "<details>", "<table>", r#"class="source""#];
    let places: Vec<usize> = order.iter().map(|part| html.find(part).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(html.contains(r#"<a href="/gaps.csv">CSV</a> · <a href="/gaps.json">JSON</a>"#));
}

#[test]
fn a_table_has_a_caption_scoped_headings_and_numbers_to_the_right() {
    let html = table().render().unwrap();
    assert!(html.contains("<caption>Absence by group</caption>"));
    assert_eq!(html.matches(r#"<th scope="col""#).count(), 3);
    assert_eq!(html.matches(r#"<th scope="row""#).count(), 2);
    assert!(html.contains(r#"<td class="num">12%</td><td>as filed</td>"#), "{html}");
    assert!(html.contains(r#"<td class="num words">too few to show</td>"#));
    assert!(!html.contains("<i>") && html.contains("/gaps?g=1&#38;h=2"));
}

#[test]
fn a_filter_keeps_what_was_chosen_and_names_every_field() {
    let filters = Filters {
        action: "/gaps".to_owned(),
        search: None,
        selects: vec![Select::of("year", "School year", &[("1", "one"), ("2", "two")], "2")],
        button: "Show".to_owned(),
    };
    let html = filters.render().unwrap();
    assert!(html.contains(r#"<form class="filters" method="get" action="/gaps">"#));
    assert!(html.contains(r#"<label for="filter-year">School year</label>"#));
    assert!(html.contains(r#"<option value="2" selected>two</option>"#));
    assert_eq!(html.matches(" selected").count(), 1);
}

#[test]
fn a_caution_says_so_in_words_and_not_in_colour_alone() {
    let notice = |tone| Notice { tone, says: "The rule changed.".to_owned(), more: String::new() };
    assert!(notice(Tone::Caution).render().unwrap().contains("Take care: The rule changed."));
    assert!(!notice(Tone::Plain).render().unwrap().contains("Take care"));
}

#[test]
fn pages_stats_findings_definitions_and_empty_states_hold_what_they_are_given() {
    let pages = Pages {
        shown: "1–25 of 61".to_owned(),
        before: None,
        after: Some(Link::to("?page=2", "26–50")),
    };
    let html = pages.render().unwrap();
    assert!(html.contains(r#"rel="next" href="?page=2""#) && !html.contains("prev"));

    let stats = Stats { stats: vec![Stat::of("Enrolled", "48,212", "")] };
    let html = stats.render().unwrap();
    assert!(html.contains("<dt>Enrolled</dt>") && !html.contains("beside"));

    let finding = Finding {
        headline: "Most absent".to_owned(),
        number: "41%".to_owned(),
        number_words: "of English learners".to_owned(),
        picture: None,
        why: Link::to("/gaps", "Why we say so"),
    };
    let html = finding.render().unwrap();
    assert!(html.contains("<h2>Most absent</h2>") && html.contains("Why we say so"));
    assert!(!html.contains("picture"));

    let definition = Definition {
        term: "Chronic absence".to_owned(),
        meaning: "10% of days".to_owned(),
        authority: None,
        more: None,
    };
    let html = definition.render().unwrap();
    assert!(html.contains("<summary>Chronic absence</summary>") && html.contains("10% of days"));

    let empty =
        Empty { says: "Nothing yet".to_owned(), because: "No files.".to_owned(), way_on: None };
    assert!(empty.render().unwrap().contains("Nothing yet"));
}
