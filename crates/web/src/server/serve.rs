//! Serving connections within bounds: slow, huge and too many clients are shed, so that the
//! others are answered.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::Service;

use super::{Site, Tls, site_router};

/// How much of the server one client, and all together, may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Connections at once; one more is turned away.
    pub connections: usize,
    /// How long the head of a request, or the next request, may take to arrive.
    pub head_within: Duration,
    /// How long a connection may last. Whoever reads slower than that is cut off.
    pub lasts: Duration,
    /// The most header fields of a request.
    pub headers: usize,
    /// The longest head of a request, in bytes.
    pub head_bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds {
            connections: 1024,
            head_within: Duration::from_secs(15),
            lasts: Duration::from_secs(300),
            headers: 64,
            head_bytes: 16 * 1024,
        }
    }
}

/// How long a TLS handshake may take.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// How long open connections may end their work when the server stops.
const ENDS_WITHIN: Duration = Duration::from_secs(5);

/// Serves a site until `shutdown` is done.
///
/// # Errors
/// None in practice: a connection that fails ends by itself.
pub async fn serve_site(
    listener: TcpListener,
    site: Site,
    tls: Option<Tls>,
    bounds: Bounds,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), io::Error> {
    let router = site_router(site);
    let places = Arc::new(Semaphore::new(bounds.connections));
    let open = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, most often: others must end first.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        stream.set_nodelay(true).ok();
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            tokio::spawn(turn_away(stream, tls.is_some()));
            continue;
        };
        let (router, tls, watcher) = (router.clone(), tls.clone(), open.watcher());
        tokio::spawn(async move {
            let _place = place;
            match tls {
                None => converse(stream, peer, router, bounds, watcher).await,
                Some(Tls(acceptor)) => {
                    let shaken = tokio::time::timeout(HANDSHAKE_WITHIN, acceptor.accept(stream));
                    if let Ok(Ok(stream)) = shaken.await {
                        converse(stream, peer, router, bounds, watcher).await;
                    }
                }
            }
        });
    }
    drop(listener);
    tokio::time::timeout(ENDS_WITHIN, open.shutdown()).await.ok();
    Ok(())
}

/// Answers the requests of one connection.
async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    router: Router,
    bounds: Bounds,
    watcher: Watcher,
) {
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head_within)
        .max_headers(bounds.headers)
        .max_header_size(bounds.head_bytes)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    let ended = tokio::time::timeout(bounds.lasts, watcher.watch(connection)).await;
    if let Ok(Err(error)) = ended {
        tracing::debug!(%error, %peer, "a connection ended early");
    }
}

/// Says that the server is full, to whoever does not speak TLS.
async fn turn_away(mut stream: TcpStream, over_tls: bool) {
    const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\
        retry-after: 10\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 49\r\n\r\n\
        Too many connections. Try again in a few seconds.";
    if !over_tls {
        let say = async {
            stream.write_all(FULL).await.ok();
            stream.shutdown().await.ok();
        };
        tokio::time::timeout(Duration::from_secs(1), say).await.ok();
    }
}
