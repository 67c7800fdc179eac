//! The server: which page answers at which address, and what every answer carries.
//!
//! Every page answers at its own address as HTML and, with `.csv` or `.json` after it, as its
//! twin. A page is a plain function from what was asked to an [`Answer`]; it runs on a thread
//! that may block, because the office reads files and counts.

mod answer;
mod asked;
mod guard;
mod refusal;

use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, State};
use axum::http::Uri;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use traction_office::District;

use crate::{budget, files, gaps, home, measures, schools, static_files};

pub use answer::{Answer, Form};
pub use asked::Asked;
pub use refusal::Refusal;

/// How a page is made.
type Page = fn(&Asked) -> Result<Answer, Refusal>;

/// Every page, by its address.
const PAGES: [(&str, Page); 19] = [
    ("/", home::page),
    ("/brief", home::brief_page),
    ("/gaps", gaps::page),
    ("/schools", schools::list_page),
    ("/schools/{id}", schools::page),
    ("/budget", budget::district_page),
    ("/budget/ahead", budget::ahead_page),
    ("/budget/trade", budget::trade_page),
    ("/budget/fair", budget::fair_page),
    ("/budget/funds", budget::funds_page),
    ("/budget/compare", budget::compare_page),
    ("/budget/schools/{id}", budget::school_page),
    ("/measures", measures::list_page),
    ("/measures/{id}", measures::page),
    ("/data", files::page),
    ("/data/findings", files::findings_page),
    ("/data/imports/{id}", files::import_page),
    ("/data/checks/{code}", files::check_page),
    ("/data/tables/{table}", files::table_page),
];

/// How long a page may take before the reader is told to come back.
const PATIENCE: Duration = Duration::from_secs(90);

/// All pages of a district.
pub fn router(district: District) -> Router {
    let mut router = Router::new().merge(static_files::router());
    for (path, page) in PAGES {
        for path in addresses(path) {
            let answer =
                move |State(district): State<District>,
                      params: Result<RawPathParams, RawPathParamsRejection>,
                      uri: Uri| answer(district, params.ok(), uri, page);
            router = router.route(&path, get(answer));
        }
    }
    router
        .fallback(refusal::nothing_here)
        .layer(RequestBodyLimitLayer::new(0))
        .layer(CompressionLayer::new().gzip(true))
        .layer(from_fn_with_state(district.clone(), guard::guard))
        .with_state(district)
}

/// Serves a district's pages until `shutdown` is done.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    district: District,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), std::io::Error> {
    axum::serve(listener, router(district)).with_graceful_shutdown(shutdown).await
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

async fn answer(
    district: District,
    params: Option<RawPathParams>,
    uri: Uri,
    page: Page,
) -> Response {
    let names = params.iter().flatten().map(|(_, value)| value.to_owned()).collect();
    let asking = district.clone();
    let work = move || {
        let asked = Asked::read(asking, names, &uri)?;
        page(&asked)?.render(&asked)
    };
    let done = tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(work)).await;
    let refusal = match done {
        Ok(Ok(Ok(response))) => return response,
        Ok(Ok(Err(refusal))) => refusal,
        Ok(Err(broken)) => {
            tracing::error!(%broken, "a page broke");
            Refusal::broken()
        }
        Err(_) => Refusal::still_counting(),
    };
    refusal.render(&district)
}
