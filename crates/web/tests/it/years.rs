//! A year is closed and opened again on the data page, by whoever keeps years and nobody else.

use axum::http::StatusCode;
use traction_office::years;

use super::plan::district;
use super::reader::Reader;
use super::town::run;

#[test]
fn a_year_is_closed_and_opened_again_on_the_page() {
    let (_folder, district, pages) = district();
    let is_closed = |end: i16| {
        years::lines(&district)
            .expect("years")
            .into_iter()
            .any(|(year, line)| year.end() == end && line.is_some_and(|line| line.closed))
    };
    run(async {
        let mut lead = Reader::signed_in(&pages, &district, "super@b");
        let page = lead.get("/data").await.text;
        assert!(page.contains(r##"action="/data/years/close#"##), "{page}");
        assert!(!page.contains(r##"action="/data/years/reopen#"##), "none is closed: {page}");
        let said = lead.fill_in("/data", "/data/years/close", &[("year", "2026")]).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        assert!(is_closed(2026));

        let twice = lead.fill_in("/data", "/data/years/close", &[("year", "2026")]).await;
        assert!(twice.text.contains("2025–26 is closed already"), "{}", twice.text);
        let bare = [("year", "2026"), ("reason", " ")];
        let said = lead.fill_in("/data", "/data/years/reopen", &bare).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "no reason");
        assert!(is_closed(2026));
        let why = [("year", "2026"), ("reason", "the state sent new results")];
        let said = lead.fill_in("/data", "/data/years/reopen", &why).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        assert!(!is_closed(2026));
        let page = lead.get("/data").await.text;
        assert!(page.contains("the state sent new results"), "{page}");

        let mut principal = Reader::signed_in(&pages, &district, "principal@b");
        let said = principal.post("/data/years/close", &[("year", "2026")]).await;
        assert!(said.status.is_client_error(), "{}", said.status);
        assert!(!is_closed(2026));
    });
}
