//! The stylesheet and the mark, built into the binary and named by what they hold.
//!
//! A name carries a hash of its content, so a browser may keep a file for good and still gets the
//! new one after an upgrade. Nothing is read from disk and nothing is fetched from elsewhere.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::routing::get;

/// What a page may load: our own stylesheet and images, and forms that come back to us.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; \
     img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The stylesheet, in the order in which its parts build on each other.
pub const STYLESHEET: &str = concat!(
    include_str!("tokens.css"),
    include_str!("page.css"),
    include_str!("parts.css"),
    include_str!("charts.css"),
    include_str!("print.css"),
    include_str!("views.css"),
    include_str!("budget.css"),
);

/// The mark that stands in a browser's tab.
pub const MARK: &str = include_str!("mark.svg");

/// A file that is built in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticFile {
    /// Its address, with the hash of its content.
    pub url: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub content: &'static str,
}

/// Where the stylesheet is found.
pub fn stylesheet_url() -> String {
    format!("/static/style-{:016x}.css", fnv1a(STYLESHEET.as_bytes()))
}

/// Where the mark is found.
pub fn mark_url() -> String {
    format!("/static/mark-{:016x}.svg", fnv1a(MARK.as_bytes()))
}

/// Every file that is built in.
pub fn list_static_files() -> Vec<StaticFile> {
    vec![
        StaticFile {
            url: stylesheet_url(),
            media_type: "text/css; charset=utf-8",
            content: STYLESHEET,
        },
        StaticFile { url: mark_url(), media_type: "image/svg+xml", content: MARK },
    ]
}

/// Routes that serve the built-in files, to be kept by browsers for a year.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    list_static_files().into_iter().fold(Router::new(), |router, file| {
        let headers = [
            (CONTENT_TYPE, file.media_type),
            (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ];
        router.route(&file.url, get(move || async move { (headers, file.content) }))
    })
}

/// The 64-bit FNV-1a hash: names a file by its content; it is not a safeguard.
const fn fnv1a(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn the_stylesheet_loads_nothing_from_elsewhere() {
        for forbidden in ["http:", "https:", "@import", "url("] {
            assert!(!STYLESHEET.contains(forbidden), "{forbidden}");
        }
        assert_eq!(STYLESHEET.matches('{').count(), STYLESHEET.matches('}').count());
    }

    /// Relative luminance and contrast as WCAG 2.2 defines them.
    fn contrast(a: &str, b: &str) -> f64 {
        let luminance = |hex: &str| {
            let part = |at: usize| {
                let v = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
                if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        let (x, y) = (luminance(a), luminance(b));
        (x.max(y) + 0.05) / (x.min(y) + 0.05)
    }

    fn palette(css: &str) -> std::collections::BTreeMap<&str, &str> {
        let lines = css.lines().filter_map(|l| l.trim().strip_suffix(';')?.split_once(": "));
        lines.filter(|(_, value)| value.starts_with('#')).collect()
    }

    #[test]
    fn every_ink_stands_out_from_its_paper_in_light_dark_and_print() {
        let parts: Vec<&str> = include_str!("tokens.css").split("@media").collect();
        assert_eq!(parts.len(), 3);
        for part in parts {
            let palette = palette(part);
            for ink in
                ["--ink", "--soft", "--accent", "--s0", "--s1", "--s2", "--s3", "--s4", "--s5"]
            {
                for paper in ["--paper", "--wash"] {
                    let found = contrast(palette[ink], palette[paper]);
                    assert!(found >= 4.5, "{ink} on {paper}: {found:.2}");
                }
            }
            assert!(contrast(palette["--caution"], palette["--caution-wash"]) >= 4.5);
            assert!(contrast(palette["--ink"], palette["--accent-wash"]) >= 4.5);
            // Marks and edges of fields need 3 to 1.
            assert!(contrast(palette["--rest"], palette["--paper"]) >= 3.0);
            assert!(contrast(palette["--strong-rule"], palette["--paper"]) >= 3.0);
        }
    }
}
