//! What is done on the pages of enrollment.

use axum::http::StatusCode;
use traction_office::access::Role;
use traction_web::router;

use super::reader::Reader;
use super::roles::{Somebody, copy};
use super::town::run;

#[test]
fn a_projection_is_kept_on_its_page_by_those_who_bring_in_the_files() {
    let (_folder, district) = copy();
    let router = router(district.clone());
    Somebody::with(Role::Admin).join(&district, "admin@b");
    Somebody::with(Role::EnrollmentOffice).join(&district, "office@b");
    Somebody::with(Role::Finance).join(&district, "finance@b");
    run(async {
        let (page, to) = ("/enrollment/versions", "/enrollment/keep");
        let mut finance = Reader::signed_in(&router, &district, "finance@b");
        assert!(!finance.get(page).await.text.contains(to), "finance keeps none");
        let mut office = Reader::signed_in(&router, &district, "office@b");
        assert!(office.get(page).await.text.contains("No version is kept yet"));
        let said = office.fill_in(page, to, &[]).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let kept = office.get(page).await.text;
        assert!(kept.contains("is kept.") && !kept.contains("No version is kept yet"), "{kept}");
    });
}
