//! Writes one page with every chart and every part, from made-up figures, to look at.
//!
//! `cargo run -p traction-web --example gallery -- gallery.html` writes the page and, beside it,
//! the stylesheet. The figures are invented and mean nothing.

mod made_up;

use std::path::Path;

use askama::Template;
use traction_web::charts::Chart;
use traction_web::frame::{Frame, Section};
use traction_web::parts::{
    Cell, Choice, Column, Definition, Empty, Figure, Filters, Finding, Link, Notice, Pages,
    Picture, Row, Select, Source, Stat, Stats, Table, Tone,
};
use traction_web::static_files::STYLESHEET;

use made_up::*;

#[derive(Template)]
#[template(path = "parts/gallery.html")]
struct Gallery {
    frame: Frame,
    stats: Stats,
    findings: Vec<Finding>,
    definition: Definition,
    filters: Filters,
    figures: Vec<Figure>,
    sparks: Vec<(String, String)>,
    schools: Table,
    pages: Pages,
    notices: Vec<Notice>,
    empty: Empty,
}

fn main() -> std::io::Result<()> {
    let out = std::env::args().nth(1).unwrap_or_else(|| "gallery.html".to_owned());
    let page = gallery().render().map_err(std::io::Error::other)?;
    let folder = Path::new(&out).parent().unwrap_or(Path::new("."));
    std::fs::write(folder.join("style.css"), STYLESHEET)?;
    std::fs::write(&out, page)
}

fn gallery() -> Gallery {
    Gallery {
        frame: Frame::of("Every chart and part", "Riverbend City Schools", Section::Gaps)
            .after("Home", "/")
            .after("Gaps", "/gaps")
            .standing_on("3f9a·c2e1·77b0", jiff::civil::date(2026, 11, 22)),
        stats: Stats {
            stats: vec![
                Stat::of("Students enrolled", "48,212", "October 1, 2025; 61 schools"),
                Stat::of("Graduate in four years", "81%", "95% interval 80–82%; 79% a year ago"),
                Stat::of("Chronically absent", "27%", "Federal rule: absent 10% of days or more"),
                Stat::of("Money per student", "$14,380", "From $11,920 to $19,460 by school"),
            ],
        },
        findings: findings(),
        definition: Definition {
            term: "What counts as chronically absent".to_owned(),
            meaning: "A student enrolled at least ten days who missed 10% of them or more, for \
                      any reason."
                .to_owned(),
            authority: Some("U.S. Department of Education, EDFacts file 195.".to_owned()),
            more: Some(Link::to("/measures/chronic-absence", "The measure in full")),
        },
        filters: filters(),
        figures: vec![
            figure(
                "groups",
                "English learners are absent most, and the interval is clear of the district’s",
                &intervals(),
            ),
            figure("years", "The gap in graduation narrowed by a third in six years", &trend()),
            figure(
                "gaps-years",
                "The gap is wider than in 2019–20 for one group of six",
                &gap_trend(),
            ),
            figure("gaps-now", "Three gaps are clear of zero", &gap_intervals()),
            figure("slope", "Both groups gained, the lower one more", &slope()),
            figure(
                "schools",
                "In 4 of 26 schools the gap is closed; in 6 it is over 20 points",
                &multiples(),
            ),
            figure(
                "where",
                "Most of the gap lies within schools, not between them",
                &composition(),
            ),
            figure("strip", "Lincoln stands among the lower third of 61 schools", &strip()),
        ],
        sparks: sparks(),
        schools: schools(),
        pages: Pages {
            shown: "Schools 26–50 of 61".to_owned(),
            before: Some(Link::to("?page=1", "Schools 1–25")),
            after: Some(Link::to("?page=3", "Schools 51–61")),
        },
        notices: notices(),
        empty: Empty {
            says: "No school has this measure yet".to_owned(),
            because: "The course files for 2025–26 have not been loaded.".to_owned(),
            way_on: Some(Link::to("/data", "See which files are loaded")),
        },
    }
}

fn findings() -> Vec<Finding> {
    vec![
        Finding {
            headline: "English learners are absent nearly twice as often as their classmates"
                .to_owned(),
            number: "41%".to_owned(),
            number_words: "of English learners were chronically absent in 2025–26 (95% interval \
                           39–43%, n = 2,140); 23% of others."
                .to_owned(),
            picture: Some(Picture::of(&finding_chart())),
            why: Link::to("/gaps/chronic-absence", "Why we say so"),
        },
        Finding {
            headline: "The gap in four-year graduation is a third of the way to closed".to_owned(),
            number: "−9 pts".to_owned(),
            number_words: "between Black and White students in 2025–26 (95% interval −11 to −7); \
                           −14 in 2019–20."
                .to_owned(),
            picture: Some(Picture::of(&trend())),
            why: Link::to("/gaps/graduation", "Why we say so"),
        },
    ]
}

fn filters() -> Filters {
    let years = Select {
        name: "year".to_owned(),
        label: "School year".to_owned(),
        choices: (2022..=2026)
            .rev()
            .map(|y| Choice {
                value: y.to_string(),
                text: traction_web::charts::words::school_year(y),
                chosen: y == 2026,
            })
            .collect(),
    };
    Filters {
        action: "/gaps".to_owned(),
        search: None,
        selects: vec![
            Select::of(
                "measure",
                "Measure",
                &[("absence", "Chronic absence"), ("graduation", "Four-year graduation")],
                "absence",
            ),
            Select::of("group", "Groups", &[("race", "Race and ethnicity")], "race"),
            years,
        ],
        button: "Show".to_owned(),
    }
}

fn figure(id: &str, heading: &str, chart: &dyn Chart) -> Figure {
    Figure {
        id: id.to_owned(),
        heading: heading.to_owned(),
        measured: "Share of students, all grades, 2025–26".to_owned(),
        picture: Picture::of(chart),
        words: "In 2025–26, 41% of English learners were chronically absent, 14 percentage points \
                more than the district as a whole; the difference is far larger than chance would \
                give."
            .to_owned(),
        table: Table {
            caption: "Chronic absence by group, 2025–26".to_owned(),
            columns: vec![
                Column::words("Group"),
                Column::numbers("Share"),
                Column::numbers("95% interval"),
                Column::numbers("Students"),
            ],
            rows: vec![
                Row::of("English learners", ["41%", "39–43%", "2,140"].map(Cell::from)),
                Row::of(
                    "American Indian or Alaska Native",
                    [Cell::Instead("too few to show".to_owned()), "".into(), "".into()],
                ),
            ],
        },
        source: Source {
            n: Some("n = 42,050 students".to_owned()),
            definition: Some(Link::to("/measures/chronic-absence", "How it is counted")),
            files: Some("attendance.csv and enrollments.csv, October 14, 2026".to_owned()),
            csv: Some(format!("/gaps/{id}.csv")),
            json: Some(format!("/gaps/{id}.json")),
        },
    }
}

fn schools() -> Table {
    let row =
        |name: &str, cells: [&str; 4]| Row::of(name, cells.map(Cell::from)).linked("/schools/1");
    let mut suppressed = row("Olmsted Early College", ["212", "", "", ""]);
    suppressed.cells[2] = Cell::Instead("too few to show".to_owned());
    let mut rows = vec![
        row("Carver Academy", ["1,204", "78%", "76–80%", "−6"]),
        row("Lincoln High", ["1,880", "74%", "72–76%", "−12"]),
        suppressed,
        row("Roosevelt High", ["956", "89%", "87–91%", "+1"]),
    ];
    rows[1].emphasis = true;
    Table {
        caption: "High schools, four-year graduation, 2025–26".to_owned(),
        columns: vec![
            Column::words("School"),
            Column::numbers("Students"),
            Column::numbers("Graduate"),
            Column::numbers("95% interval"),
            Column::numbers("Gap, points"),
        ],
        rows,
    }
}

fn notices() -> Vec<Notice> {
    vec![
        Notice {
            tone: Tone::Plain,
            says: "These figures are from a sample city.".to_owned(),
            more: "Load your own files to see yours.".to_owned(),
        },
        Notice {
            tone: Tone::Caution,
            says: "The rule for absence changed in 2022–23.".to_owned(),
            more: "Years before and after do not compare.".to_owned(),
        },
    ]
}
