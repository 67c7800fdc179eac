//! Accounts as their people meet them: signing in, forms that are ours, and what is refused.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use hyper::body::Frame;
use tempfile::TempDir;
use traction_office::access::{Grant, Role};
use traction_office::{District, people};
use traction_web::router;

use super::reader::Reader;
use super::town::{Said, empty_district, run};

const PASSWORD: &str = "seven small boats";

fn grant(role: &str) -> Grant {
    let role = Role::parse(role).expect("a role");
    Grant::of(role, Default::default(), Default::default(), false).expect("a grant")
}

/// A district with one administrator.
fn with_admin() -> (TempDir, District, Router) {
    let (folder, district) = empty_district();
    let now = jiff::Timestamp::now();
    people::add(&district, "ana@b.example", "Ana Ruiz", &[grant("admin")], now).expect("added");
    people::set_password(&district, "ana@b.example", PASSWORD, now).expect("a password");
    let router = router(district.clone());
    (folder, district, router)
}

fn place(said: &Said) -> &str {
    said.headers.get("location").map(|value| value.to_str().expect("text")).unwrap_or_default()
}

async fn sign_in(reader: &mut Reader, password: &str) -> Said {
    let fields = [("email", "Ana@B.example"), ("password", password), ("then", "/people")];
    reader.fill_in("/sign-in", "/sign-in", &fields).await
}

#[test]
fn with_an_account_everybody_signs_in_and_comes_back_to_where_they_were() {
    let (_folder, _, router) = with_admin();
    run(async {
        let mut reader = Reader::new(&router);
        let said = reader.get("/schools?type=high").await;
        assert_eq!(said.status, StatusCode::SEE_OTHER);
        assert_eq!(place(&said), "/sign-in?then=%2Fschools%3Ftype%3Dhigh");
        for twin in ["/schools.csv", "/index.json", "/people.csv"] {
            assert_eq!(reader.get(twin).await.status, StatusCode::UNAUTHORIZED, "{twin}");
        }
        let wrong = sign_in(&mut reader, "not the password").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("No account in use has this address and this password."));
        assert!(wrong.text.contains(r#"value="Ana@B.example""#), "what was typed stays");
        assert!(!wrong.text.contains("not the password"), "but the password does not");
        let said = sign_in(&mut reader, PASSWORD).await;
        assert_eq!((said.status, place(&said)), (StatusCode::SEE_OTHER, "/people"));
        let page = reader.get("/people").await;
        assert!(page.text.contains("Ana Ruiz") && page.text.contains("ana@b.example"));
        assert_eq!(page.headers["cache-control"], "private, no-store");
        let out = reader.fill_in("/account", "/sign-out", &[]).await;
        assert_eq!(place(&out), "/sign-in");
        assert!(reader.cookie("traction-session").is_none());
        let said = reader.get("/sign-in").await;
        assert!(said.text.contains("You are signed out."), "{}", said.text);
        assert!(!reader.get("/sign-in").await.text.contains("You are signed out."), "once");
        assert_eq!(reader.get("/people").await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn nobody_is_sent_to_another_site_after_signing_in() {
    let (_folder, _, router) = with_admin();
    run(async {
        for then in ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/a\tb"]
        {
            let mut reader = Reader::new(&router);
            let fields = [("email", "ana@b.example"), ("password", PASSWORD), ("then", then)];
            let said = reader.fill_in("/sign-in", "/sign-in", &fields).await;
            assert_eq!((said.status, place(&said)), (StatusCode::SEE_OTHER, "/"), "{then}");
        }
    });
}

#[test]
fn a_person_is_added_given_a_link_and_chooses_a_password() {
    let (_folder, _, router) = with_admin();
    run(async {
        let mut admin = Reader::new(&router);
        sign_in(&mut admin, PASSWORD).await;
        let fields = [("email", "lee@b.example"), ("name", "Lee <Park>"), ("role", "principal")];
        let said = admin.fill_in("/people", "/people", &fields).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "no school was named");
        assert!(said.text.contains("is for some schools, and none is named"), "{}", said.text);
        assert!(said.text.contains(r#"value="Lee &#60;Park&#62;""#), "{}", said.text);
        let mut fields = fields.to_vec();
        fields.push(("schools", "0412, 0413"));
        let said = admin.fill_in("/people", "/people", &fields).await;
        assert_eq!(place(&said), "/people/lee%40b.example");
        let page = admin.get(place(&said)).await;
        assert!(page.text.contains("schools 0412, 0413"), "{}", page.text);
        let to = "/people/lee%40b.example/link";
        let said = admin.fill_in("/people/lee%40b.example", to, &[]).await;
        assert_eq!(said.status, StatusCode::OK);
        let (_, after) = said.text.split_once("<code>").expect("a link");
        let link = after.split("</code>").next().expect("a link").to_owned();

        let mut lee = Reader::new(&router);
        let short = lee.fill_in(&link, &link, &[("password", "boats")]).await;
        assert!(short.text.contains("A password has at least 12 characters; this has 5."));
        let said = lee.fill_in(&link, &link, &[("password", "eight large barges")]).await;
        assert_eq!((said.status, place(&said)), (StatusCode::SEE_OTHER, "/"));
        assert!(lee.get("/account").await.text.contains("Lee &#60;Park&#62;"));
        assert_eq!(lee.get(&link).await.status, StatusCode::NOT_FOUND, "it works once");
        for path in ["/people", "/people/looks", "/people/ana%40b.example", "/data"] {
            assert_eq!(lee.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let said = lee.fill_in("/account", "/account/password", &[("before", "x"), ("after", "y")]);
        assert!(said.await.text.contains("This is not your password so far."));

        let to = "/people/lee%40b.example/disable";
        let said = admin.fill_in("/people/lee%40b.example", to, &[]).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        assert_eq!(lee.get("/account").await.status, StatusCode::SEE_OTHER, "out at once");
        let log = admin.get("/people/changes.csv").await.text;
        assert!(log.contains("ana@b.example,lee@b.example,disabled"), "{log}");
    });
}

#[test]
fn a_form_that_is_not_ours_changes_nothing() {
    let (_folder, district, router) = with_admin();
    run(async {
        let mut admin = Reader::new(&router);
        sign_in(&mut admin, PASSWORD).await;
        let fields = [("email", "x@b.example"), ("name", "X"), ("role", "admin")];
        let without = admin.post("/people", &fields).await;
        assert_eq!(without.status, StatusCode::FORBIDDEN, "no token");
        let mut other = Reader::new(&router);
        let page = other.get("/sign-in").await;
        let strange = super::reader::token_of(&page.text, "/sign-in");
        let mut with = fields.to_vec();
        with.push(("form_token", strange.as_str()));
        assert_eq!(admin.post("/people", &with).await.status, StatusCode::FORBIDDEN, "another's");

        // A page of another site that knows the token all the same.
        let page = admin.get("/people").await;
        let token = super::reader::token_of(&page.text, "/people");
        let body = format!("form_token={token}&email=x%40b.example&name=X&role=admin");
        let cookie = format!("traction-session={}", admin.cookie("traction-session").expect("one"));
        let sent = |headers: &[(&str, &str)]| {
            let mut request = Request::post("/people")
                .header("host", "localhost:7700")
                .header("cookie", &cookie)
                .header("content-type", "application/x-www-form-urlencoded");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            request.body(Body::from(body.clone())).expect("a request")
        };
        for headers in [
            [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
            [("sec-fetch-site", "same-site"), ("origin", "http://other.localhost:7700")],
            [("x-nothing", ""), ("origin", "http://localhost:7701")],
            [("x-nothing", ""), ("origin", "null")],
        ] {
            let said = admin.send(sent(&headers)).await;
            assert_eq!(said.status, StatusCode::FORBIDDEN, "{headers:?}");
        }
        assert_eq!(people::list(&district).expect("accounts").len(), 1);
        let ours = [("sec-fetch-site", "same-origin"), ("origin", "http://localhost:7700")];
        assert_eq!(admin.send(sent(&ours)).await.status, StatusCode::SEE_OTHER);
        assert_eq!(people::list(&district).expect("accounts").len(), 2);
    });
}

#[test]
fn what_is_sent_is_small_and_a_form() {
    let (_folder, _, router) = with_admin();
    run(async {
        let mut reader = Reader::new(&router);
        let long = "x".repeat(70_000);
        let said = reader.fill_in("/sign-in", "/sign-in", &[("email", long.as_str())]).await;
        assert_eq!(said.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(said.text.contains("It may hold 64 kB."), "{}", said.text);
        // A length that is not said is found out as it arrives.
        let request = Request::post("/sign-in")
            .header("host", "localhost:7700")
            .header("content-type", "application/x-www-form-urlencoded");
        let body = Body::new(OfUnknownLength(100));
        let said = reader.send(request.body(body).expect("a request")).await;
        assert_eq!(said.status, StatusCode::PAYLOAD_TOO_LARGE);
        for kind in ["application/json", "multipart/form-data; boundary=x", "text/plain"] {
            let request = Request::post("/sign-in")
                .header("host", "localhost:7700")
                .header("content-type", kind)
                .body(Body::from("{}"));
            let said = reader.send(request.expect("a request")).await;
            assert_eq!(said.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        }
        for path in ["/schools", "/", "/people/looks", "/nowhere"] {
            let said = reader.post(path, &[("a", "b")]).await;
            let refused = [StatusCode::UNAUTHORIZED, StatusCode::METHOD_NOT_ALLOWED];
            assert!(refused.contains(&said.status), "{path}: {}", said.status);
        }
    });
}

#[test]
fn too_many_attempts_are_not_tried() {
    let (_folder, _, router) = with_admin();
    run(async {
        let mut reader = Reader::new(&router);
        for _ in 0..5 {
            assert_eq!(sign_in(&mut reader, "wrong again!").await.status.as_u16(), 422);
        }
        let said = sign_in(&mut reader, PASSWORD).await;
        assert_eq!(said.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(said.text.contains("quarter of an hour"), "{}", said.text);
    });
}

#[test]
fn the_first_account_made_on_a_page_keeps_the_others() {
    let (_folder, district) = empty_district();
    let router = router(district);
    run(async {
        let mut reader = Reader::new(&router);
        let mut fields = vec![("email", "a@b.example"), ("name", "A"), ("role", "analyst")];
        let said = reader.fill_in("/people", "/people", &fields).await;
        assert!(said.text.contains("The first account keeps the others."), "{}", said.text);
        fields[2].1 = "admin";
        let said = reader.fill_in("/people", "/people", &fields).await;
        let link = place(&said).to_owned();
        assert!(link.starts_with("/sign-in/password/"), "{link}");
        let said = reader.fill_in(&link, &link, &[("password", PASSWORD)]).await;
        assert_eq!(place(&said), "/");
        assert_eq!(reader.get("/people").await.status, StatusCode::OK);
    });
}

/// A body that does not say how long it is: so many parts of 8 kB.
struct OfUnknownLength(usize);

impl axum::body::HttpBody for OfUnknownLength {
    type Data = axum::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let more = self.0.checked_sub(1).map(|left| {
            self.0 = left;
            Ok(Frame::data(vec![b'x'; 8192].into()))
        });
        std::task::Poll::Ready(more)
    }
}
