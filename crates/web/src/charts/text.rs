//! Text in a drawing: escaped, measured near enough, wrapped and shortened.

/// Escapes text for XML and drops characters that XML does not allow.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// An element id: letters, digits and hyphens, beginning with a letter.
pub fn element_id(text: &str) -> String {
    let kept: String =
        text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(80).collect();
    if kept.starts_with(|c: char| c.is_ascii_alphabetic()) { kept } else { format!("c{kept}") }
}

/// About how wide text is at `size` pixels, a little on the wide side.
///
/// The reader's font is not known; these widths lie between those of common humanist faces.
pub fn width(text: &str, size: f64) -> f64 {
    let ems: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'l' | 'j' | '.' | ',' | '\'' | '|' | ':' | ';' | '\u{202f}' | '’' => 0.27,
            'f' | 'r' | 't' | '(' | ')' | '-' | '/' | ' ' => 0.35,
            'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' => 0.86,
            c if c.is_ascii_digit() => 0.57,
            c if c.is_uppercase() => 0.66,
            c if (c as u32) >= 0x2e80 => 1.0,
            _ => 0.56,
        })
        .sum();
    ems * size
}

/// Breaks text between words into at most `lines` lines; the last is shortened if it must be.
pub fn wrap(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut next = 0;
    while next < words.len() && out.len() + 1 < lines.max(1) {
        let mut line = words[next].to_owned();
        next += 1;
        while next < words.len() && width(&format!("{line} {}", words[next]), size) <= room {
            line.push(' ');
            line.push_str(words[next]);
            next += 1;
        }
        out.push(shorten(&line, size, room));
    }
    if next < words.len() {
        out.push(shorten(&words[next..].join(" "), size, room));
    }
    if out.is_empty() {
        out.push(String::new());
    }
    out
}

/// The same, with lines of about the same length.
pub fn wrap_evenly(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let loose = wrap(text, size, room, lines);
    let tighter = (1..20).map(|k| room * (1.0 - 0.03 * f64::from(k)));
    let kept = tighter
        .map(|narrower| wrap(text, size, narrower, lines + 1))
        .take_while(|tried| tried.len() <= loose.len() && !tried.iter().any(|l| l.contains('…')))
        .last();
    kept.unwrap_or(loose)
}

/// Shortens text with an ellipsis until it fits.
pub fn shorten(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept: String = text.to_owned();
    while kept.pop().is_some() {
        let tried = format!("{}…", kept.trim_end());
        if width(&tried, size) <= room {
            return tried;
        }
    }
    "…".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_name_is_escaped_and_control_characters_are_dropped() {
        assert_eq!(escape("<b a=\"x\">&'\u{0}\u{8}\n"), "&lt;b a=&quot;x&quot;&gt;&amp;&#39; ");
    }

    #[test]
    fn an_id_begins_with_a_letter_and_holds_nothing_strange() {
        assert_eq!(element_id("4th \"grade\" <x>"), "c4thgradex");
        assert_eq!(element_id("gap-black"), "gap-black");
        assert_eq!(element_id(""), "c");
    }

    #[test]
    fn wrapping_keeps_every_word_when_there_is_room() {
        let lines = wrap("students learning English in high school", 14.0, 130.0, 4);
        assert_eq!(lines.join(" "), "students learning English in high school");
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|l| width(l, 14.0) <= 130.0));
    }

    #[test]
    fn even_wrapping_leaves_no_word_alone() {
        let lines = wrap_evenly("State exam no longer needed for a diploma", 13.0, 240.0, 2);
        assert_eq!(lines, ["State exam no longer", "needed for a diploma"]);
    }

    #[test]
    fn a_long_name_is_shortened_to_the_room_it_has() {
        let short = shorten("Martin Luther King Jr. Early College High School", 14.0, 120.0);
        assert!(short.ends_with('…') && width(&short, 14.0) <= 120.0);
        assert_eq!(wrap("one two three four five six", 14.0, 40.0, 2).len(), 2);
    }
}
