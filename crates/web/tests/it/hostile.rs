//! Slow, huge and too many clients, over real connections: they are shed, and others are answered.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use traction_web::{Bounds, Reach, Site, Tls, serve_site};

use super::town::district;

/// A server that ends with the test.
struct Server {
    address: SocketAddr,
    _stop: oneshot::Sender<()>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn start(site: Site, tls: Option<Tls>, bounds: Bounds) -> Server {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    runtime.spawn(serve_site(listener, site, tls, bounds, async {
        stopped.await.ok();
    }));
    Server { address, _stop: stop, runtime: Some(runtime) }
}

fn open_site() -> Site {
    Site::of(district(), Reach::LOOPBACK)
}

impl Server {
    /// Connects and sends; an answer must come or the connection must end within a minute.
    fn send(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
        stream.write_all(bytes).ok();
        stream
    }

    /// All that comes back until the connection ends.
    fn exchange(&self, bytes: &[u8]) -> String {
        read_all(&mut self.send(bytes))
    }

    fn is_well(&self) {
        let said = self
            .exchange(b"GET /measures HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    }
}

fn read_all(stream: &mut impl Read) -> String {
    let mut said = Vec::new();
    // A connection that is cut off has said what it said.
    stream.read_to_end(&mut said).map_err(|error| assert!(!is_timeout(&error), "no end")).ok();
    String::from_utf8_lossy(&said).into_owned()
}

fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
}

#[test]
fn whoever_sends_the_head_slowly_is_cut_off() {
    let bounds = Bounds { head_within: Duration::from_millis(200), ..Bounds::default() };
    let server = start(open_site(), None, bounds);
    let half = server.exchange(b"GET / HTTP/1.1\r\nhost: localhost\r\nx-slow");
    assert!(!half.contains(" 200 "), "{half}");
    let nothing = server.exchange(b"");
    assert!(nothing.is_empty(), "{nothing}");
    // A connection that was of use and waits for the next request ends as well.
    let kept = server.exchange(b"GET /measures HTTP/1.1\r\nhost: localhost\r\n\r\n");
    assert!(kept.starts_with("HTTP/1.1 200"), "{kept}");
    server.is_well();
}

#[test]
fn whoever_sends_a_form_slowly_is_told_so() {
    let mut site = open_site();
    site.form_within = Duration::from_millis(200);
    let server = start(site, None, Bounds::default());
    let said = server.exchange(
        b"POST /people HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
          content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nemail=a",
    );
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(said.contains("The form took too long"));
    server.is_well();
}

#[test]
fn whoever_reads_slowly_is_cut_off() {
    let bounds = Bounds { lasts: Duration::from_millis(300), ..Bounds::default() };
    let server = start(open_site(), None, bounds);
    // Many requests at once whose answers nobody reads fill every buffer on the way.
    let request = b"GET /gaps?measure=chronic_absence HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let mut stream = server.send(&request.repeat(400));
    let mut byte = [0; 1];
    stream.read_exact(&mut byte).ok();
    let ended = read_all(&mut stream);
    assert!(ended.matches("HTTP/1.1 200").count() < 400, "all were answered");
    server.is_well();
}

#[test]
fn a_flood_of_headers_is_refused() {
    let server = start(open_site(), None, Bounds::default());
    let many: String = (0..100).map(|at| format!("x-{at}: 1\r\n")).collect();
    let long = format!("x-long: {}\r\n", "y".repeat(40_000));
    for head in [many, long] {
        let said =
            server.exchange(format!("GET / HTTP/1.1\r\nhost: localhost\r\n{head}\r\n").as_bytes());
        assert!(said.starts_with("HTTP/1.1 431"), "{}", &said[..said.len().min(200)]);
    }
    let long = format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "z".repeat(40_000));
    let said = server.exchange(long.as_bytes());
    assert!(said.starts_with("HTTP/1.1 4"), "{}", &said[..said.len().min(200)]);
    server.is_well();
}

#[test]
fn one_connection_too_many_is_turned_away_and_the_place_is_free_again_afterwards() {
    let server = start(open_site(), None, Bounds { connections: 3, ..Bounds::default() });
    let request = b"GET /measures HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let mut held: Vec<TcpStream> = (0..3).map(|_| server.send(request)).collect();
    for stream in &mut held {
        let mut head = [0; 12];
        stream.read_exact(&mut head).expect("an answer");
        assert_eq!(&head, b"HTTP/1.1 200");
    }
    let said = server.exchange(b"");
    assert!(said.starts_with("HTTP/1.1 503"), "{said}");
    assert!(said.ends_with("Try again in a few seconds."), "{said}");
    let length: usize = said
        .split_once("content-length: ")
        .and_then(|(_, rest)| rest.split("\r\n").next())
        .and_then(|text| text.parse().ok())
        .expect("a length");
    assert_eq!(said.split_once("\r\n\r\n").expect("a body").1.len(), length);
    held.clear();
    // The server learns of the end a moment later.
    let again = (0..1000).any(|_| {
        let close = b"GET /measures HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        server.exchange(close).starts_with("HTTP/1.1 200")
    });
    assert!(again);
}

#[test]
fn over_tls_cookies_are_secret_and_browsers_are_told_to_come_back_over_tls() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = rcgen::generate_simple_self_signed(vec!["traction.example".to_owned()]);
    let made = made.expect("a certificate");
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).expect("a file");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("a file");
    let other = rcgen::generate_simple_self_signed(vec!["other.example".to_owned()]);
    let strange = folder.path().join("strange.pem");
    let other = other.expect("a certificate").signing_key.serialize_pem();
    std::fs::write(&strange, other).expect("a file");
    let wrong = Tls::load(&cert, &strange).expect_err("not its key").to_string();
    assert!(wrong.contains("do not go together"), "{wrong}");
    let wrong = Tls::load(&key, &key).expect_err("no certificate").to_string();
    assert!(wrong.contains("holds no certificate"), "{wrong}");

    let reach = Reach { loopback_only: false, secure: true, behind_proxy: false };
    let tls = Tls::load(&cert, &key).expect("a pair");
    let server = start(Site::of(district(), reach), Some(tls), Bounds::default());
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).expect("a root");
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("traction.example").expect("a name");
    let client = ClientConnection::new(Arc::new(config), name).expect("a client");
    let mut stream = StreamOwned::new(client, server.send(b""));
    stream
        .write_all(b"GET /schools HTTP/1.1\r\nhost: traction.example\r\nconnection: close\r\n\r\n")
        .expect("sent");
    let said = read_all(&mut stream);
    assert!(said.starts_with("HTTP/1.1 303"), "everybody signs in: {said}");
    assert!(said.contains("location: /sign-in?then=%2Fschools"), "{said}");
    assert!(said.contains("strict-transport-security: max-age="), "{said}");

    let plain = server.exchange(b"GET / HTTP/1.1\r\nhost: traction.example\r\n\r\n");
    assert!(!plain.contains("HTTP/1.1"), "nothing is said in the clear: {plain}");
}

#[test]
fn behind_a_proxy_only_what_came_over_tls_is_answered() {
    let reach = Reach { loopback_only: false, secure: true, behind_proxy: true };
    let server = start(Site::of(district(), reach), None, Bounds::default());
    let ask = |more: &str| {
        server.exchange(
            format!("GET /sign-in HTTP/1.1\r\nhost: t.example\r\nconnection: close\r\n{more}\r\n")
                .as_bytes(),
        )
    };
    assert!(ask("").starts_with("HTTP/1.1 403"));
    assert!(ask("x-forwarded-proto: http\r\n").starts_with("HTTP/1.1 403"));
    let said = ask("x-forwarded-proto: https\r\nx-forwarded-for: 203.0.113.7\r\n");
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
}
