//! The pages of graduation over the sample town: read, and written to.

use std::sync::OnceLock;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use tempfile::TempDir;
use traction_office::access::Role;
use traction_office::import::{ImportOrder, import};
use traction_office::sample::{Size, write};
use traction_office::{District, NewDistrict, Person, Silent};
use traction_web::router;

use super::html::{attributes, balanced};
use super::town::{Said, read, run, send};

const NAOMI: &str = "0081242";

static TOWN: OnceLock<(TempDir, District)> = OnceLock::new();

fn town() -> District {
    let made = TOWN.get_or_init(|| {
        let home = tempfile::tempdir().expect("a folder");
        let exports = home.path().join("exports");
        write(&exports, Size::Town, 7, &Silent).expect("a sample");
        let new = NewDistrict { name: "Riverbend".to_owned(), nces_id: None };
        let person = Person::Operator { account: "ana".to_owned() };
        let district =
            District::create(&home.path().join("riverbend"), &new, person).expect("a district");
        let order = ImportOrder {
            files: vec![exports],
            add: false,
            replace: false,
            school_year: None,
            dry_run: false,
            mappings: Vec::new(),
            wait: true,
            now: "2026-11-02T09:00:00Z".parse().expect("a time"),
            today: jiff::civil::date(2026, 11, 2),
        };
        import(&district, &order, &Silent).expect("an import");
        (home, district)
    });
    made.1.clone()
}

async fn post(router: &Router, path: &str, body: &str) -> Said {
    let request = Request::post(path)
        .header("host", "127.0.0.1:7700")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()));
    send(router, request.expect("a request")).await
}

fn token(said: &Said) -> &str {
    let at = said.text.find("name=\"form_token\"").expect("a form");
    let value = &said.text[at..];
    value.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token")
}

#[test]
fn the_district_a_school_the_list_and_a_student_read_well_in_every_form() {
    run(async {
        let router = router(town());
        for path in [
            "/graduation",
            "/graduation?diploma=new_york",
            "/graduation/schools/0610",
            "/graduation/list",
            "/graduation/list?school=0610",
            "/graduation/students/0081242",
            "/graduation/students/0081242?language=es",
        ] {
            let said = read(&router, path).await;
            assert_eq!(said.status, StatusCode::OK, "{path}\n{}", said.text);
            assert!(balanced(&said.text).is_ok(), "{path}");
            for twin in attributes(&said.text, "href") {
                if twin.contains(".csv") || twin.contains(".json") {
                    let said = read(&router, &twin.replace("&#38;", "&")).await;
                    assert_eq!(said.status, StatusCode::OK, "{path}: {twin}");
                }
            }
        }
        for path in ["/graduation/schools/9999", "/graduation/students/12", "/graduation?diploma=x"]
        {
            assert_eq!(read(&router, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

#[test]
fn a_student_page_says_the_one_sentence_in_either_language() {
    run(async {
        let router = router(town());
        let english = read(&router, "/graduation/students/0081242").await;
        assert!(english.text.contains("half a credit is missing"), "{}", english.text);
        let spanish = read(&router, "/graduation/students/0081242?language=es").await;
        assert!(spanish.text.contains("falta medio crédito"), "{}", spanish.text);
        assert!(spanish.text.contains("<html lang=\"es\">"));
        // The masthead, the trail and the foot are in the language of the page.
        for words in ["Saltar al contenido", "Graduación", "La lista del lunes", "Los mismos datos"]
        {
            assert!(spanish.text.contains(words), "{words}");
        }
        for words in ["Skip to", ">Graduation<", ">Records<", "The list for Monday", "Made with"] {
            assert!(english.text.contains(words), "{words}");
            assert!(!spanish.text.contains(words), "{words} on the Spanish page");
        }
        for (words, english) in [
            ("Calificación", "<th scope=\"col\">Mark"),
            ("Primavera", "Spring semester"),
            ("lugares libres", "free seats"),
            ("Inglés", "Counts for"),
        ] {
            assert!(spanish.text.contains(words), "{words}");
            assert!(!spanish.text.contains(english), "{english}");
        }
        // Where each rule is written stands under it.
        assert!(english.text.contains("docs/methods/graduation.md"), "{}", english.text);
    });
}

/// What the forms of a student's page say: labels, hints, choices, buttons, and the words that open
/// them; sections and requirements are names and stand in choices of their own.
fn words_of_forms(html: &str) -> std::collections::BTreeSet<String> {
    let page = html.split("<main").nth(1).expect("the page in its language");
    let mut words = std::collections::BTreeSet::new();
    for (open, close) in [
        ("<label", "</label>"),
        ("<legend", "</legend>"),
        ("<option", "</option>"),
        ("<button", "</button>"),
        ("<summary", "</summary>"),
        ("<p class=\"hint\"", "</p>"),
    ] {
        for part in page.split(open).skip(1) {
            let inside = part.split(close).next().expect("its end");
            let (_, text) = inside.split_once('>').expect("its beginning");
            // The word for what may be left empty stands in the label; an unseen part is a name.
            let text = text.split("<span class=\"unseen\"").next().expect("its words");
            words.extend(
                text.split('<')
                    .map(|part| part.rsplit('>').next().expect("words").trim().to_owned()),
            );
        }
    }
    words.remove("");
    words
}

#[test]
fn no_word_of_the_forms_is_english_on_the_spanish_page() {
    run(async {
        let router = router(town());
        let path = format!("/graduation/students/{NAOMI}?diploma=plain_24");
        let page = read(&router, &path).await;
        let english = words_of_forms(&page.text);
        let spanish = words_of_forms(&read(&router, &format!("{path}&language=es")).await.text);
        assert!(english.len() > 20, "{english:?}");
        assert_eq!(english.len(), spanish.len(), "{english:?} {spanish:?}");
        let both: Vec<&String> = english.intersection(&spanish).collect();
        assert!(both.is_empty(), "in English on the Spanish page: {both:?}");
        for words in ["Decisión", "Aceptar", "Guardar", "(opcional)", "Registrar", "Otra escuela"]
        {
            assert!(spanish.contains(words), "{words} in {spanish:?}");
        }
    });
}

#[test]
fn what_is_entered_on_the_spanish_page_is_refused_kept_and_shown_in_spanish() {
    run(async {
        let router = router(town());
        let own = "/graduation/students/0081249";
        let path = format!("{own}?language=es");
        let page = read(&router, &path).await;
        let form = |rest: &str| format!("form_token={}&language=es&{rest}", token(&page));
        let allow = format!("{own}/allow");
        for (body, words) in [
            ("what=waiver&requirement=health&reason=", "Un registro sin motivo no se guarda."),
            ("what=waiver&requirement=health&credits=x&reason=y", "Los créditos son un número"),
            ("what=shown&requirement=health&reason=y", "pide créditos, que no se comprueban"),
            ("what=transfer&course=&from=&credits=1&requirement=&reason=y", "la otra escuela"),
            (
                "what=transfer&course=Biology&from=Elsewhere&credits=0.3&requirement=&reason=y",
                "no es un número entero",
            ),
            (
                "what=transfer&course=Biology&from=Elsewhere&credits=500&requirement=&reason=y",
                "que da un año de materias",
            ),
            ("what=substitution&course=NO0&requirement=health&reason=y", "en el expediente"),
            ("what=shown&requirement=nothing&reason=y", "No hay un requisito"),
        ] {
            let said = post(&router, &allow, &form(body)).await;
            assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", said.text);
            assert!(said.text.contains(words), "{words}: {}", said.text);
            assert!(said.text.contains("<html lang=\"es\">"), "the page stays in Spanish");
        }
        // What was chosen stays chosen.
        let said = post(&router, &allow, &form("what=shown&requirement=health&reason=")).await;
        assert!(said.text.contains("<option value=\"shown\" selected>"), "{}", said.text);
        let body = form("what=waiver&requirement=economics&reason=consta+en+su+nota");
        let done = post(&router, &allow, &body).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        assert_eq!(done.headers["location"].to_str().expect("an address"), path);
        let page = read(&router, &path).await.text;
        assert!(page.contains("Dispensa de economics: consta en su nota"), "{page}");
        assert!(page.contains("<summary>Retirarlo</summary>"), "{page}");
    });
}

#[test]
fn a_waiver_is_entered_shown_and_taken_back_on_the_page() {
    run(async {
        let router = router(town());
        let path = "/graduation/students/0081249";
        let page = read(&router, path).await;
        let form = |rest: &str| format!("form_token={}&{rest}", token(&page));
        let refused =
            post(&router, &format!("{path}/allow"), "what=waiver&requirement=health&reason=x")
                .await;
        assert_ne!(refused.status, StatusCode::SEE_OTHER, "a form without its token does nothing");
        let blank = post(
            &router,
            &format!("{path}/allow"),
            &form("what=waiver&requirement=health&reason="),
        )
        .await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(blank.text.contains("without a reason"), "{}", blank.text);
        let body = form("what=waiver&requirement=health&reason=a+note+on+file");
        let done = post(&router, &format!("{path}/allow"), &body).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let page_after = read(&router, path).await;
        assert!(
            page_after.text.contains("Health is waived: a note on file"),
            "{}",
            page_after.text
        );
        assert!(page_after.text.contains("Health: waived for you."));
        let at = page_after.text.find("name=\"entry\"").expect("an entry");
        let entry =
            page_after.text[at..].split("value=\"").nth(1).and_then(|v| v.split('"').next());
        let body = form(&format!("entry={}&reason=entered+for+another", entry.expect("a number")));
        let done = post(&router, &format!("{path}/withdraw"), &body).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let last = read(&router, path).await;
        assert!(last.text.contains("taken back by ana: entered for another"), "{}", last.text);
    });
}

#[test]
fn a_line_is_accepted_on_the_page_and_stands_in_the_file_to_type() {
    run(async {
        let router = router(town());
        let path = format!("/graduation/students/{NAOMI}");
        let page = read(&router, &path).await;
        let at = page.text.find("name=\"section\"").expect("a way back");
        let section = page.text[at..].split("value=\"").nth(1).and_then(|v| v.split('"').next());
        let section = section.expect("a section").to_owned();
        let body = format!(
            "form_token={}&section={section}&decision=accepted&reason=agreed",
            token(&page)
        );
        let done = post(&router, &format!("{path}/decide"), &body).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let typed = read(&router, "/graduation/list.csv?table=changes").await;
        assert!(typed.text.contains(&format!("{NAOMI},add,{section}")), "{}", typed.text);
        let body = format!("form_token={}&section={section}&decision=perhaps", token(&page));
        assert_eq!(
            post(&router, &format!("{path}/decide"), &body).await.status,
            StatusCode::BAD_REQUEST
        );
    });
}

#[test]
fn whoever_has_no_reason_finds_no_student_and_no_list() {
    run(async {
        let board = Person::with_role(
            "board@riverbend.example",
            Role::CabinetMember,
            traction_office::Scope::District,
        );
        let router = router(town().seen_by(board));
        assert_eq!(read(&router, "/graduation").await.status, StatusCode::OK);
        let said = read(&router, &format!("/graduation/students/{NAOMI}")).await;
        assert_eq!(said.status, StatusCode::NOT_FOUND);
        assert_eq!(read(&router, "/graduation/list").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_line_is_declined_on_the_list_itself_and_is_gone_from_it() {
    run(async {
        let router = router(town());
        let path = "/graduation/list?diploma=plain_24";
        let page = read(&router, path).await;
        assert_eq!(page.status, StatusCode::OK);
        // Another test decides about Naomi.
        let of_naomi = format!("id=\"declined-{NAOMI}");
        let buttons = page.text.match_indices("id=\"declined-").map(|(at, _)| at);
        let mut others = buttons.filter(|at| !page.text[*at..].starts_with(&of_naomi));
        let at = others.next().expect("three buttons a row");
        let form = &page.text[at..];
        let field = |name: &str| {
            let at = form.find(&format!("name=\"{name}\"")).expect("a field");
            form[at..].split("value=\"").nth(1).and_then(|rest| rest.split('"').next())
        };
        let section = field("section").expect("a section").to_owned();
        let action = form.split("action=\"").nth(1).and_then(|rest| rest.split('"').next());
        let action = action.expect("an address").to_owned();
        assert_eq!(field("diploma"), Some("plain_24"));
        let decide = |decision: &str| {
            format!(
                "form_token={}&section={section}&decision={decision}&from=list&diploma=plain_24",
                token(&page)
            )
        };
        let done = post(&router, &action, &decide("declined")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let id = format!("declined-{}", action.split('/').nth(3).expect("a student"));
        let after = read(&router, path).await;
        assert!(!after.text.contains(&format!("{id}-{section}")), "{}", after.text);
        // Taken up again by the one way that is left: the student's own page.
        let student = action.trim_end_matches("/decide");
        let own = read(&router, student).await;
        assert!(own.text.contains("Declined: "), "{}", own.text);
        post(&router, &action, &decide("deferred")).await;
        let again = read(&router, path).await;
        assert!(again.text.contains(&format!("{id}-{section}")), "{}", again.text);
    });
}
