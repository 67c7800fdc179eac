//! `traction serve`: the pages, on this machine or for people with accounts.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use traction_office::{District, Silent, gaps, people};
use traction_web::{Bounds, Reach, Site, Tls, TlsError};

use super::{district, placed};
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::Done;

/// Open the pages in a browser
///
/// Without accounts the pages answer on this machine only, to whoever works on it. With accounts
/// (traction people) everybody signs in, and the pages may answer on other addresses as well, over
/// TLS: with a certificate of their own, or behind a proxy on this machine that speaks TLS.
/// Stop with Ctrl-C.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  traction serve
  traction serve --host 0.0.0.0 --port 443 --tls-cert chain.pem --tls-key key.pem
  traction serve --behind-proxy")]
pub struct ServeArgs {
    /// Port to answer on
    #[arg(long, default_value_t = 7700)]
    port: u16,
    /// Address to answer on; another than a loopback address needs accounts and TLS
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    host: IpAddr,
    /// The certificate and those that it stands on, in PEM form
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The key of the certificate, in PEM form
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Answer only what a proxy on this machine got over TLS; it says so with X-Forwarded-Proto
    /// and names whom it speaks for with X-Forwarded-For
    #[arg(long, conflicts_with = "tls_cert")]
    behind_proxy: bool,
}

/// Serves until stopped.
pub fn run(args: &ServeArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    if everywhere.as_of.is_some() {
        return Err(Failure::new(
            "pages are served as they are now",
            "serve without --as-of, and add ?as_of=2026-03-01 to a page's address",
        ));
    }
    let district = district(everywhere)?;
    let tls = match (&args.tls_cert, &args.tls_key) {
        (Some(cert), Some(key)) => {
            Some(Tls::load(&placed(cert, everywhere), &placed(key, everywhere))?)
        }
        _ => None,
    };
    let address = SocketAddr::new(args.host, args.port);
    let beyond = !address.ip().is_loopback();
    let shared = beyond || args.behind_proxy || tls.is_some();
    if shared && !people::has_accounts(&district)? {
        return Err(Failure::new(
            "pages that can be reached from the network are for people who sign in, and nobody has an account",
            "make the first account: traction people add EMAIL --name NAME --admin",
        ));
    }
    if beyond && tls.is_none() && !args.behind_proxy {
        return Err(Failure::new(
            format!(
                "{} can be reached from the network, and what is read there would not be secret",
                address.ip()
            ),
            "name a certificate (--tls-cert FILE --tls-key FILE), or serve behind a proxy on this machine that speaks TLS (--behind-proxy)",
        ));
    }
    let reach = Reach {
        loopback_only: !shared,
        secure: tls.is_some() || args.behind_proxy,
        behind_proxy: args.behind_proxy,
    };
    serve_reached(district, address, reach, tls)
}

/// Serves a district on this machine until Ctrl-C.
pub fn serve(district: District, address: SocketAddr) -> Result<Done, Failure> {
    serve_reached(district, address, Reach::LOOPBACK, None)
}

fn serve_reached(
    district: District,
    address: SocketAddr,
    reach: Reach,
    tls: Option<Tls>,
) -> Result<Done, Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| {
            Failure::new(
                format!("port {} of {} cannot be used: {error}", address.port(), address.ip()),
                "choose another: --port 7701 (or --port 0 for any free one)",
            )
        })?;
        let bound = listener.local_addr()?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        eprintln!("{} at {scheme}://{bound}  (Ctrl-C stops)", district.name());
        if reach.behind_proxy {
            eprintln!("Only what a proxy on this machine got over TLS is answered.");
        }
        // Counted before the first page asks; whoever comes sooner waits for the same count. What
        // is wrong with the facts, the page will say.
        let counting = district.clone();
        tokio::task::spawn_blocking(move || gaps::brief(&counting, &Silent).ok());
        let site = Site::of(district, reach);
        traction_web::serve_site(listener, site, tls, Bounds::default(), async {
            // When no signal can be listened for, serving goes on until the process is ended.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
        .await?;
        Ok(Done::Well)
    })
}

impl From<TlsError> for Failure {
    fn from(error: TlsError) -> Self {
        Failure::new(
            error.to_string(),
            "both files are text that begins with -----BEGIN; the key is the one that the certificate was asked for with",
        )
    }
}
