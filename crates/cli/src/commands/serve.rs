//! `traction serve`: the pages, on this machine.

use std::net::{IpAddr, SocketAddr};

use clap::Args;
use traction_office::{District, Silent, gaps};

use super::district;
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::Done;

/// Open the pages in a browser on this machine
///
/// The pages answer on the loopback address only: nobody on the network can reach them. Stop with
/// Ctrl-C.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Port to answer on
    #[arg(long, default_value_t = 7700)]
    port: u16,
    /// Address to answer on; until there are accounts, only a loopback address
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    host: IpAddr,
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
    serve(district, SocketAddr::new(args.host, args.port))
}

/// Serves a district until Ctrl-C.
pub fn serve(district: District, address: SocketAddr) -> Result<Done, Failure> {
    if !address.ip().is_loopback() {
        return Err(Failure::new(
            format!(
                "{} can be reached from the network, and pages hold student figures",
                address.ip()
            ),
            "serve on this machine only (leave out --host); other addresses need accounts, which come later",
        ));
    }
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| {
            Failure::new(
                format!("port {} of {} cannot be used: {error}", address.port(), address.ip()),
                "choose another: --port 7701 (or --port 0 for any free one)",
            )
        })?;
        let bound = listener.local_addr()?;
        eprintln!("{} at http://{bound}  (Ctrl-C stops)", district.name());
        // Counted before the first page asks; whoever comes sooner waits for the same count. What
        // is wrong with the facts, the page will say.
        let counting = district.clone();
        tokio::task::spawn_blocking(move || gaps::brief(&counting, &Silent).ok());
        traction_web::serve(listener, district, async {
            // When no signal can be listened for, serving goes on until the process is ended.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
        .await?;
        Ok(Done::Well)
    })
}
