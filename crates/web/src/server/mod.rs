//! The server: which page answers at which address, and what every answer carries.
//!
//! Every page answers at its own address as HTML and, with `.csv` or `.json` after it, as its
//! twin. A page is a plain function from what was asked to an [`Answer`]; it runs on a thread
//! that may block, because the office reads files and counts.

mod act;
mod answer;
mod asked;
mod fields;
mod guard;
mod keep;
mod onward;
mod outcome;
mod provider;
mod refusal;
mod serve;
mod site;
mod tls;
mod visitor;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{ConnectInfo, RawPathParams, Request, State};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderValue, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use traction_office::District;

use crate::{
    budget, choice, disclosure, enrollment, files, gaps, graduation, home, measures, people, plan,
    schools, static_files, students,
};

use act::Action;
use visitor::{SAID, Sender, no_cookie};

pub use answer::{Answer, Form};
pub use asked::Asked;
pub use fields::{Fields, TOKEN_FIELD};
pub use outcome::Outcome;
pub use refusal::{Refusal, words_beside_a_form};
pub use serve::{Bounds, serve_site};
pub use site::{Reach, Site};
pub use tls::{Tls, TlsError};
pub use visitor::Visitor;

/// How a page is made.
type Page = fn(&Asked) -> Result<Answer, Refusal>;

/// Every page, by its address.
const PAGES: &[(&str, Page)] = &[
    ("/", home::page),
    ("/brief", home::brief_page),
    ("/gaps", gaps::page),
    ("/disclosure", disclosure::page),
    ("/graduation", graduation::district_page),
    ("/graduation/list", graduation::list_page),
    ("/graduation/schools/{id}", graduation::school_page),
    ("/graduation/students/{id}", graduation::student_page),
    ("/choice", choice::desk_page),
    ("/choice/policies/{id}", choice::policy_page),
    ("/choice/practice", choice::practice_page),
    ("/choice/compare", choice::compare_page),
    ("/choice/waitlist", choice::waitlist_page),
    ("/choice/turns", choice::turns_page),
    ("/choice/public", choice::public_files),
    ("/choice/letters", choice::letters_page),
    ("/choice/letters/all", choice::all_letters),
    ("/choice/letters/{id}", choice::letter_page),
    ("/choice/family", choice::family_page),
    ("/plan", plan::page),
    ("/plan/lines/{id}", plan::line_page),
    ("/plan/calendar", plan::calendar_page),
    ("/plan/contracts", plan::contracts_page),
    ("/plan/contracts/{id}", plan::contract_page),
    ("/plan/cabinet", plan::cabinet_page),
    ("/plan/cabinet/public", plan::public_page),
    ("/plan/reviews", plan::reviews_page),
    ("/plan/reviews/{id}", plan::review_page),
    ("/plan/surveys", plan::surveys_page),
    ("/plan/week", plan::week_page),
    ("/plan/visits", plan::visits_page),
    ("/plan/snapshot", plan::snapshot_page),
    ("/plan/log", plan::log_page),
    ("/plan/people/{name}", plan::person_page),
    ("/plan/reminders/{name}", plan::reminders_page),
    ("/plan/feed/{secret}", plan::feed_page),
    ("/schools", schools::list_page),
    ("/schools/{id}", schools::page),
    ("/enrollment", enrollment::page),
    ("/enrollment/schools/{id}", enrollment::school_page),
    ("/enrollment/backtest", enrollment::backtest_page),
    ("/enrollment/funnel", enrollment::funnel_page),
    ("/enrollment/versions", enrollment::versions_page),
    ("/budget", budget::district_page),
    ("/budget/ahead", budget::ahead_page),
    ("/budget/trade", budget::trade_page),
    ("/budget/fair", budget::fair_page),
    ("/budget/funds", budget::funds_page),
    ("/budget/compare", budget::compare_page),
    ("/budget/positions", budget::positions_page),
    ("/budget/keep", budget::keep_page),
    ("/budget/workbook", budget::workbook),
    ("/budget/schools/{id}", budget::school_page),
    ("/measures", measures::list_page),
    ("/measures/{id}", measures::page),
    ("/data", files::page),
    ("/data/findings", files::findings_page),
    ("/data/imports/{id}", files::import_page),
    ("/data/checks/{code}", files::check_page),
    ("/data/tables/{table}", files::table_page),
    ("/students", students::page),
    ("/sign-in", people::sign_in_page),
    ("/sign-in/password/{link}", people::password_page),
    ("/account", people::account_page),
    ("/people", people::list_page),
    ("/people/looks", people::looks_page),
    ("/people/changes", people::changes_page),
    ("/people/{email}", people::person_page),
];

/// Every action, by the address that its form is sent to. A page and an action may share one.
const ACTIONS: &[Action] = &[
    Action::at("/choice/commit", choice::commit),
    Action::at("/choice/seal", choice::seal),
    Action::at("/choice/run", choice::run),
    Action::at("/choice/adopt", choice::adopt),
    Action::at("/choice/answer", choice::answer),
    Action::taking_a_file("/budget/propose", budget::propose),
    Action::at("/budget/adopt", budget::adopt),
    Action::at("/enrollment/keep", enrollment::keep),
    Action::at("/sign-in", people::sign_in),
    Action::at("/sign-in/password/{link}", people::choose_password),
    Action::at("/sign-out", people::sign_out),
    Action::at("/account/password", people::change_password),
    Action::at("/account/sessions", people::end_session),
    Action::at("/graduation/students/{id}/decide", graduation::decide),
    Action::at("/graduation/students/{id}/allow", graduation::allow),
    Action::at("/graduation/students/{id}/withdraw", graduation::withdraw),
    Action::at("/plan/start", plan::start_from),
    Action::at("/plan/lines", plan::add_line),
    Action::at("/plan/lines/{id}", plan::change_line),
    Action::at("/plan/lines/{id}/drop", plan::drop_line),
    Action::at("/plan/lines/{id}/done", plan::mark_done),
    Action::at("/plan/lines/{id}/story", plan::write_story),
    Action::at("/plan/visits", plan::log_visit),
    Action::at("/plan/visits/schools", plan::assign_schools),
    Action::at("/plan/visits/schools/{id}", plan::change_schools),
    Action::at("/plan/snapshot", plan::answer_snapshot),
    Action::at("/plan/snapshot/open", plan::open_snapshot),
    Action::at("/plan/snapshot/close", plan::close_snapshot),
    Action::at("/plan/cabinet", plan::decide),
    Action::at("/plan/cabinet/done", plan::carry_out),
    Action::at("/plan/cabinet/meetings", plan::record_meeting),
    Action::at("/plan/cabinet/members", plan::add_member),
    Action::at("/plan/cabinet/members/{id}", plan::change_member),
    Action::at("/plan/cabinet/shared", plan::share_lines),
    Action::at("/plan/cabinet/groups", plan::set_up_group),
    Action::at("/plan/cabinet/groups/reported", plan::group_reported),
    Action::at("/plan/cabinet/pledges", plan::pledge),
    Action::at("/plan/contracts", plan::sign),
    Action::at("/plan/contracts/{id}/terms", plan::change_terms),
    Action::at("/plan/contracts/{id}/targets", plan::add_target),
    Action::at("/plan/handoffs", plan::hand_off),
    Action::at("/plan/week/feed", plan::make_feed),
    Action::at("/plan/week/feed/end", plan::end_feed),
    Action::at("/plan/reviews", plan::begin_review),
    Action::at("/plan/reviews/{id}/evidence", plan::ask_evidence),
    Action::at("/plan/reviews/{id}/received", plan::evidence_came),
    Action::at("/plan/reviews/{id}/interview", plan::write_interview),
    Action::at("/plan/reviews/{id}/finding", plan::write_finding),
    Action::at("/plan/reviews/{id}/recommendation", plan::recommend),
    Action::at("/plan/reviews/{id}/outcome", plan::take_up),
    Action::at("/plan/calendar", plan::release),
    Action::at("/plan/calendar/first-day", plan::first_day),
    Action::at("/plan/contracts/{id}/support", plan::support),
    Action::at("/plan/contracts/{id}/consequence", plan::consequence),
    Action::at("/plan/log", plan::undo),
    Action::at("/data/years/close", files::close_year),
    Action::at("/data/years/reopen", files::reopen_year),
    Action::at("/people", people::add),
    Action::at("/people/{email}/grant", people::grant),
    Action::at("/people/{email}/revoke", people::revoke),
    Action::at("/people/{email}/disable", people::disable),
    Action::at("/people/{email}/enable", people::enable),
    Action::at("/people/{email}/link", people::make_link),
    Action::taking_a_file("/people/{email}/caseload", people::set_caseload),
];

/// Pages that are there before anybody signs in. A family's own page is opened by its receipt and a
/// calendar feed by its secret, which are longer than anybody can guess.
const OPEN: [&str; 3] = ["/sign-in", "/choice/family", "/plan/feed"];

/// Pages of protected figures, which a district may open to everybody (`public_figures`).
const FIGURES: [&str; 10] = [
    "/",
    "/index",
    "/home",
    "/brief",
    "/gaps",
    "/schools",
    "/measures",
    "/graduation",
    "/enrollment",
    "/disclosure",
];

/// How long a page may take before the reader is told to come back.
const PATIENCE: Duration = Duration::from_secs(90);

/// The addresses of all pages, as routes write them.
pub fn list_pages() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(path, _)| *path)
}

/// The addresses of all actions, as routes write them.
pub fn list_actions() -> impl Iterator<Item = &'static str> {
    ACTIONS.iter().map(|action| action.path)
}

/// All pages of a district, on this machine.
pub fn router(district: District) -> Router {
    site_router(Site::of(district, Reach::LOOPBACK))
}

/// All pages of a site.
pub fn site_router(site: Site) -> Router {
    let mut router = Router::new().merge(static_files::router());
    for &(path, page) in PAGES {
        for path in addresses(path) {
            let answer =
                move |State(site): State<Site>,
                      params: Result<RawPathParams, RawPathParamsRejection>,
                      request: Request| read(site, names_of(params), request, page);
            router = router.route(&path, get(answer));
        }
    }
    for &action in ACTIONS {
        let answer = move |State(site): State<Site>,
                           params: Result<RawPathParams, RawPathParamsRejection>,
                           request: Request| {
            act::act(site, names_of(params), request, action)
        };
        router = router.route(action.path, post(answer));
    }
    router = router
        .route("/sign-in/provider", get(provider::begin))
        .route("/sign-in/provider/return", get(provider::come_back));
    let asked = site.clone();
    let elsewhere = move |_| Refusal::from_elsewhere().render(&Visitor::unknown(&asked));
    router
        .fallback(refusal::nothing_here)
        .method_not_allowed_fallback(refusal::not_here)
        .layer(CsrfLayer::new().with_rejection_response(elsewhere))
        .layer(CompressionLayer::new().gzip(true))
        .layer(from_fn_with_state(site.clone(), guard::guard))
        .with_state(site)
}

/// The addresses of a page and its twins. Where the last step is a name, the page takes the
/// ending off that name itself.
fn addresses(path: &str) -> Vec<String> {
    if path.ends_with('}') {
        return vec![path.to_owned()];
    }
    let twins: &[&str] = if path == "/" { &["/index", "/home"] } else { &[path] };
    let endings = twins.iter().flat_map(|twin| [format!("{twin}.csv"), format!("{twin}.json")]);
    [path.to_owned()].into_iter().chain(endings).collect()
}

/// The parts of the path that the route leaves open.
fn names_of(params: Result<RawPathParams, RawPathParamsRejection>) -> Vec<String> {
    params.iter().flatten().map(|(_, value)| value.to_owned()).collect()
}

/// What came in, besides a form.
struct Incoming {
    names: Vec<String>,
    uri: Uri,
    sender: Sender,
    now: Timestamp,
    reading: bool,
    /// Whether a page of another site led here.
    from_elsewhere: bool,
}

impl Incoming {
    fn of(site: &Site, names: Vec<String>, request: &Request) -> Incoming {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address = match site.reach.behind_proxy {
            true => guard::said_by_proxy(request.headers()).or(peer),
            false => peer,
        };
        Incoming {
            names,
            uri: request.uri().clone(),
            sender: Sender::of(request.headers(), address, site.reach.secure),
            now: Timestamp::now(),
            reading: request.method() != axum::http::Method::POST,
            from_elsewhere: request.headers().get("sec-fetch-site").is_some_and(|site| {
                site.as_bytes() != b"same-origin" && site.as_bytes() != b"none"
            }),
        }
    }
}

async fn read(site: Site, names: Vec<String>, request: Request, page: Page) -> Response {
    let incoming = Incoming::of(&site, names, &request);
    finish(site, incoming, move |asked, _| page(asked)?.render(asked)).await
}

/// Answers what came in, on a thread that may block: finds out who asks, does the work, and says
/// why when it cannot be done.
async fn finish(
    site: Site,
    incoming: Incoming,
    work: impl FnOnce(&Asked, &Site) -> Result<Response, Refusal> + Send + 'static,
) -> Response {
    let asking = site.clone();
    let answer = move || {
        let Incoming { names, uri, sender, now, reading, from_elsewhere } = incoming;
        let visitor = match Visitor::find(&asking, sender, now) {
            Ok(visitor) => visitor,
            Err(refusal) => return refusal.render(&Visitor::unknown(&asking)),
        };
        let cabinet = asking.district.opens_its_cabinet() && is_public_cabinet(&uri);
        let figures = reading && asking.district.opens_its_figures() && is_figure(&uri);
        let open = cabinet || figures || OPEN.iter().any(|path| is_at(uri.path(), path));
        if visitor.must_sign_in && !visitor.is_known() && !open {
            return sign_in_first(&visitor, &uri, reading, from_elsewhere);
        }
        let mut response = match Asked::read(visitor.clone(), names, &uri, now) {
            Ok(asked) => {
                work(&asked, &asking).unwrap_or_else(|refusal| refusal.render(&asked.visitor))
            }
            Err(refusal) => refusal.render(&visitor),
        };
        // What is said once was said on this page.
        if visitor.is_told() && !response.headers().contains_key(SET_COOKIE) {
            let secure = asking.reach.secure;
            if let Ok(value) = no_cookie(SAID.name(secure), secure).parse() {
                response.headers_mut().append(SET_COOKIE, value);
            }
        }
        // On a shared machine the way back must not show what the one before read.
        if visitor.must_sign_in {
            let headers = response.headers_mut();
            headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
        }
        response
    };
    let work = async {
        // Whoever comes when all hands are busy waits here and takes no memory.
        let _hand = site.hands.acquire().await;
        tokio::task::spawn_blocking(answer).await
    };
    let refusal = match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(response)) => return response,
        Ok(Err(broken)) => {
            tracing::error!(%broken, "a page broke");
            Refusal::broken()
        }
        Err(_) => Refusal::still_counting(),
    };
    refusal.render(&Visitor::unknown(&site))
}

/// Whether it is what the cabinet shows to everybody, or a twin of it, as of today: a past day's
/// page is for those who signed in.
fn is_public_cabinet(uri: &Uri) -> bool {
    let past = uri.query().is_some_and(|query| query.contains(asked::AS_OF));
    Form::of(uri.path()).0 == "/plan/cabinet/public" && !past
}

/// Whether it is a page of figures that a district may open to everybody, or a twin of it. What
/// such a page holds besides figures asks for its own reason.
fn is_figure(uri: &Uri) -> bool {
    let past = uri.query().is_some_and(|query| query.contains(asked::AS_OF));
    let path = Form::of(uri.path()).0;
    !past && FIGURES.iter().any(|open| path == *open || (*open != "/" && is_at(path, open)))
}

/// Whether a path is at an open address or below it.
fn is_at(path: &str, open: &str) -> bool {
    path.strip_prefix(open).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// To the page where one signs in, and back afterwards; a program that reads a twin is told so.
/// Whoever followed a link on another site may have a session that stayed behind: the page leads
/// to itself once more, and then it comes along.
fn sign_in_first(visitor: &Visitor, uri: &Uri, reading: bool, from_elsewhere: bool) -> Response {
    let (_, form) = Form::of(uri.path());
    if !reading || form != Form::Html {
        return Refusal::sign_in().render(visitor);
    }
    let then = uri.path_and_query().map(|path| path.as_str()).unwrap_or("/");
    if from_elsewhere {
        let place = Outcome::place(then);
        return onward::page(visitor, &place, "One moment").unwrap_or_else(|r| r.render(visitor));
    }
    let then = if then == "/" { "" } else { then };
    Redirect::to(&crate::links::href("/sign-in", &[("then", then)])).into_response()
}
