//! What holds for the way from reports to charts and tables.

use traction_core::disclosure::{Reason, Shown};
use traction_core::gaps::policy::Unit as RoomUnit;
use traction_core::gaps::report::{Figure, Measured};
use traction_office::{Cell as SheetCell, Sheet};

use super::*;

fn shown() -> Shown<Figure> {
    Shown::Value(Figure { value: 0.41, interval: Some((0.39, 0.43)), n: 2140 })
}

#[test]
fn a_figure_that_is_withheld_becomes_words_in_chart_and_table() {
    for (hidden, words) in [
        (Shown::Suppressed(Reason::SmallGroup), "too few to show"),
        (Shown::Suppressed(Reason::SmallComplement), "withheld: too few others"),
        (Shown::Suppressed(Reason::ToProtectOthers), "withheld: protects a smaller group"),
        (Shown::Suppressed(Reason::AtSource), "withheld by the source"),
        (Shown::Suppressed(Reason::Protected), "withheld: small groups"),
        (Shown::NoStudents, "no students"),
        (Shown::NotCollected, "not collected"),
    ] {
        assert_eq!(point_of(&hidden).words(), Some(words));
        assert!(point_of(&hidden).shown().is_none());
        let [value, interval, n] = figure_cells(&hidden, Unit::Percent(0));
        match &value {
            Cell::Linked(link) => {
                assert_eq!(link.text, words);
                assert!(link.href.starts_with("/disclosure#"), "one click says which rule");
            }
            other => assert_eq!(*other, Cell::Instead(words.to_owned())),
        }
        assert_eq!((interval, n), ("".into(), "".into()));
        assert_eq!(say(&hidden, Unit::Percent(0)), words);
    }
}

#[test]
fn a_figure_carries_its_interval_and_count() {
    assert_eq!(point_of(&shown()), Point::measured(0.41, 0.39, 0.43, 2140));
    let cells = figure_cells(&shown(), Unit::Percent(0));
    assert_eq!(cells, ["41%".into(), "39–43%".into(), "2,140".into()]);
    let gap = Shown::Value(Measured { value: -0.12, interval: Some((-0.15, -0.09)), p: None });
    assert_eq!(gap_cells(&gap, Unit::Points(0)), ["−12".into(), "−15 to −9".into()]);
    let why = Shown::<Measured>::NotEstimated("every school has one side only".to_owned());
    let [cell, _] = gap_cells(&why, Unit::Points(0));
    assert_eq!(cell, Cell::Instead("every school has one side only".to_owned()));
    assert_eq!(gap_point(&why).words(), Some("no estimate"));
}

#[test]
fn a_difference_of_shares_is_in_points_and_of_scores_in_scores() {
    assert_eq!(gap_unit_of(RoomUnit::Percent), Unit::Points(0));
    assert_eq!(gap_unit_of(RoomUnit::ScorePoints), Unit::Signed(1));
    assert_eq!(unit_of(RoomUnit::Percent), Unit::Percent(0));
}

#[test]
fn a_sheet_becomes_a_table_of_the_same_rows() {
    let mut sheet = Sheet::of("x", "Title", &["name|Name", "n|Students|n"]);
    sheet.push(vec!["Alder".into(), SheetCell::Count(1204)]);
    sheet.push(vec!["Birch".into(), "too few to show".into()]);
    let table = linked_table(&sheet, |at| (at == 0).then(|| "/schools/1".to_owned()));
    assert_eq!(table.caption, "Title");
    assert!(table.columns[1].numeric);
    assert_eq!(table.rows[0].href.as_deref(), Some("/schools/1"));
    assert_eq!(table.rows[0].cells, ["1,204".into()]);
    assert_eq!(table.rows[1].cells, [Cell::Instead("too few to show".to_owned())]);
    assert_eq!(table_of(&sheet).rows[1].head, "Birch");
}

#[test]
fn a_figures_downloads_name_its_own_table() {
    let around = Around { csv: "/gaps.csv?measure=a".to_owned(), ..Around::default() };
    let source = around.source("years", None);
    assert_eq!(source.csv.as_deref(), Some("/gaps.csv?measure=a&table=years"));
    assert_eq!(source.json, None);
}
