//! What a district opens to everybody, and what stays behind the sign-in.

use axum::http::StatusCode;
use traction_office::District;
use traction_office::access::Role;
use traction_web::router;
use traction_web::server::list_pages;

use super::reader::Reader;
use super::roles::{Somebody, address_of, copy, operator, students_in, town};
use super::town::run;

#[test]
fn a_district_may_open_its_figures_and_nothing_else_to_everybody() {
    let (folder, _) = copy();
    let file = folder.path().join("traction.toml");
    let text = std::fs::read_to_string(&file).expect("settings");
    let text = text.replace("public_figures = false", "public_figures = true");
    std::fs::write(&file, text).expect("written");
    let district = District::open(folder.path(), operator()).expect("a district");
    assert!(district.opens_its_figures());
    Somebody::with(Role::Admin).join(&district, "admin@b");
    let router = router(district.clone());
    run(async {
        let mut nobody = Reader::new(&router);
        for page in list_pages() {
            let said = nobody.get(&address_of(page)).await;
            let open = ["/brief", "/gaps", "/schools", "/measures", "/graduation", "/enrollment"];
            let open =
                page == "/" || page == "/disclosure" || open.iter().any(|o| page.starts_with(o));
            let asks_more = ["/graduation/list", "/graduation/students/{id}"].contains(&page);
            let always = ["/sign-in", "/choice/family", "/plan/feed"];
            let always = always.iter().any(|o| page.starts_with(o));
            match (open, asks_more) {
                (true, false) => assert_eq!(said.status, StatusCode::OK, "{page}"),
                (true, true) => assert_eq!(said.status, StatusCode::NOT_FOUND, "{page}"),
                _ => assert!(
                    always || said.status == StatusCode::SEE_OTHER,
                    "{page}: {}",
                    said.status
                ),
            }
            assert!(students_in(town(), &said).is_empty(), "{page} names a student");
        }
        let said = nobody.get("/gaps?as_of=2026-01-01").await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "the past is for those who signed in");
    });
}
