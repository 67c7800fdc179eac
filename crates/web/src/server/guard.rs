//! What every request must be and every answer carries.
//!
//! On one machine, a page of another site that a browser has open could point its own name at the
//! loopback address and read ours (DNS rebinding); so there only loopback names are answered.
//! Pages are read; a form may be sent, and it must come from a page of ours.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::visitor::Visitor;
use super::{Refusal, Site};
use crate::static_files;

/// What every answer carries. Under the policy `same-origin` another site learns nothing, and a
/// form of ours still says where it comes from.
const HEADERS: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, static_files::CONTENT_SECURITY_POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Figures change with the files, so a browser asks again each time and shares with nobody.
const UNLESS_SAID: &str = "private, no-cache";

/// A browser that saw us over TLS comes back over TLS only, for half a year.
const TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=15552000");

/// Lets requests through that read or send a form, under a name that is ours.
pub(super) async fn guard(State(site): State<Site>, request: Request, next: Next) -> Response {
    let known = matches!(*request.method(), Method::GET | Method::HEAD | Method::POST);
    let mut response = if site.reach.loopback_only && !is_local(&request) {
        Refusal::strange_host().render(&Visitor::unknown(&site))
    } else if site.reach.behind_proxy && !came_by_proxy(&request) {
        Refusal::not_by_proxy().render(&Visitor::unknown(&site))
    } else if !known {
        Refusal::only_reading().render(&Visitor::unknown(&site))
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    if site.reach.secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, TRANSPORT);
    }
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(UNLESS_SAID));
    response
}

/// Whether a request came from a proxy on this machine, which got it over TLS.
fn came_by_proxy(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let proto = request.headers().get_all("x-forwarded-proto").iter().next_back();
    peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback())
        && proto.is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https"))
}

/// The address that a proxy speaks for: the last one it names, which is the one that it saw.
pub(super) fn said_by_proxy(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    line.rsplit(',').next()?.trim().parse().ok()
}

/// Whether the request names this machine itself, wherever it names one.
fn is_local(request: &Request) -> bool {
    let headers = request.headers().get_all(HOST).iter().map(|host| host.to_str().ok());
    let address = request.uri().authority().map(|authority| Some(authority.as_str()));
    let mut named = headers.chain(address).peekable();
    named.peek().is_some() && named.all(|host| host.is_some_and(is_loopback))
}

/// Whether a host is exactly a name or an address of the loopback interface, with or without a
/// port, and nothing before or after it.
fn is_loopback(host: &str) -> bool {
    let (local, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, port)) => {
            let local = name.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback());
            (local, port)
        }
        None => {
            let (name, port) = host.split_at(host.find(':').unwrap_or(host.len()));
            let local = name.eq_ignore_ascii_case("localhost")
                || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback());
            (local, port)
        }
    };
    local && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

/// Whether text is a port number: digits only, and not too large.
fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_are_answered() {
        for host in ["localhost", "LOCALHOST:7700", "127.0.0.1:7700", "127.8.8.8", "[::1]:7700"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "riverbend.example", "10.0.0.1", "localhost.example", "[::2]", "x:1"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn of_the_addresses_that_a_proxy_names_the_last_is_the_one_it_saw() {
        let mut headers = HeaderMap::new();
        assert_eq!(said_by_proxy(&headers), None);
        headers.append("x-forwarded-for", HeaderValue::from_static("10.9.9.9"));
        headers.append("x-forwarded-for", HeaderValue::from_static("1.2.3.4, 203.0.113.7"));
        assert_eq!(said_by_proxy(&headers), "203.0.113.7".parse().ok());
        headers.append("x-forwarded-for", HeaderValue::from_static("nobody"));
        assert_eq!(said_by_proxy(&headers), None);
    }

    #[test]
    fn a_loopback_name_with_anything_but_a_port_is_refused() {
        for host in [
            "127.0.0.1:7733@evil.example",
            "localhost:7700@evil.example",
            "localhost@evil.example",
            "user@localhost",
            "localhost:",
            "localhost:+80",
            "localhost:99999",
            "localhost:80:80",
            "localhost/",
            "localhost ",
            "[::1]evil.example",
            "[::1]:7700@evil.example",
            "[127.0.0.1]",
            "[::1",
            "::1",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
