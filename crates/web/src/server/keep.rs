//! A page as of a past moment leads to pages of the same moment: its links and its forms keep it.

use super::asked::AS_OF;
use crate::links::escape;

/// The mark of a link that leads back to now.
const TO_NOW: &str = "data-now";

/// A page whose links within the site, and whose forms, ask for the same past moment. Static files
/// and the way back to now stay as they are.
pub(super) fn keep_as_of(html: &str, when: &str) -> String {
    let when = escape(when);
    let mut kept = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(at) = rest.find(['<', 'h']) {
        let (before, found) = rest.split_at(at);
        kept.push_str(before);
        rest = match (link(found), form(found)) {
            (Some(address), _) if !kept.ends_with(&format!("{TO_NOW} ")) => {
                kept.push_str("href=\"");
                kept.push_str(&with_moment(address, &when));
                &found["href=\"".len() + address.len()..]
            }
            (_, Some(tag)) => {
                kept.push_str(tag);
                kept.push_str(&format!(
                    "<input type=\"hidden\" name=\"{AS_OF}\" value=\"{when}\">"
                ));
                &found[tag.len()..]
            }
            _ => {
                kept.push_str(&found[..1]);
                &found[1..]
            }
        };
    }
    kept + rest
}

/// The address of a link within the site.
fn link(text: &str) -> Option<&str> {
    let address = text.strip_prefix("href=\"")?;
    let address = &address[..address.find('"')?];
    let inside = address.starts_with('/') && !address.starts_with("/static/");
    inside.then_some(address)
}

/// The opening tag of a form that asks and does not send.
fn form(text: &str) -> Option<&str> {
    let tag = text.starts_with("<form").then(|| text.find('>'))??;
    let tag = &text[..=tag];
    let sends = tag.to_ascii_lowercase().contains("method=\"post\"");
    (!sends).then_some(tag)
}

fn with_moment(address: &str, when: &str) -> String {
    if address.contains("as_of=") {
        return address.to_owned();
    }
    // A mark of a place, and not the one in an escaped ampersand.
    let place = address.rmatch_indices('#').find(|(at, _)| !address[..*at].ends_with('&'));
    let (page, place) = address.split_at(place.map_or(address.len(), |(at, _)| at));
    let mark = if page.contains('?') { "&amp;" } else { "?" };
    format!("{page}{mark}{AS_OF}={when}{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_forms_keep_the_moment_and_the_way_back_does_not() {
        let kept = |html| keep_as_of(html, "2026-03-01");
        for (html, expected) in [
            ("<a href=\"/gaps\">x</a>", "<a href=\"/gaps?as_of=2026-03-01\">x</a>"),
            (
                "<a href=\"/gaps?a=b&#38;c=d#at\">",
                "<a href=\"/gaps?a=b&#38;c=d&amp;as_of=2026-03-01#at\">",
            ),
            ("<a href=\"/d#files\">", "<a href=\"/d?as_of=2026-03-01#files\">"),
            ("<a href=\"#files\">", "<a href=\"#files\">"),
            ("<a href=\"/x.csv?as_of=7\">", "<a href=\"/x.csv?as_of=7\">"),
            ("<link href=\"/static/a.css\">", "<link href=\"/static/a.css\">"),
            ("<a data-now href=\"/gaps\">", "<a data-now href=\"/gaps\">"),
            (
                "<form method=\"get\" action=\"/gaps\"><p>",
                "<form method=\"get\" action=\"/gaps\">\
                 <input type=\"hidden\" name=\"as_of\" value=\"2026-03-01\"><p>",
            ),
            ("<form method=\"post\">", "<form method=\"post\">"),
            ("<p>href=\"/no\"", "<p>href=\"/no?as_of=2026-03-01\""),
            ("no links, only h and <b>", "no links, only h and <b>"),
        ] {
            assert_eq!(kept(html), expected);
        }
        assert_eq!(
            keep_as_of("<a href=\"/\">", "2026-03-01T12:00:00Z"),
            "<a href=\"/?as_of=2026-03-01T12%3A00%3A00Z\">"
        );
    }
}
