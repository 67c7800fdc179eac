//! Reading a page without a browser: its attributes, its ids, its text outline.

/// The values of an attribute, with the escapes of our templates undone.
pub fn attributes(html: &str, name: &str) -> Vec<String> {
    let mark = format!(" {name}=\"");
    let values = html.split(&mark).skip(1).filter_map(|rest| rest.split('"').next());
    values.map(unescape).collect()
}

/// Every id.
pub fn ids(html: &str) -> Vec<String> {
    attributes(html, "id")
}

/// Escapes undone.
pub fn unescape(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

/// Whether every element that is opened is closed, in order.
pub fn balanced(html: &str) -> Result<(), String> {
    const EMPTY: [&str; 6] = ["meta", "link", "input", "hr", "br", "!doctype"];
    let mut open: Vec<&str> = Vec::new();
    for piece in html.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap_or_default();
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
        if let Some(closed) = tag.strip_prefix('/') {
            match open.pop() {
                Some(last) if last == closed => {}
                last => return Err(format!("</{closed}> closes {last:?}")),
            }
        } else if !tag.ends_with('/') && !EMPTY.contains(&name) {
            open.push(name);
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("left open: {open:?}")) }
}

/// The text of a page as lines: headings, paragraphs, list items, table rows; no drawings.
pub fn outline(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap_or_default();
    let main = main.split("</main>").next().unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut drawing) = (String::new(), 0);
    for (at, piece) in main.split('<').enumerate() {
        let (tag, text) =
            if at == 0 { ("", "") } else { piece.split_once('>').unwrap_or((piece, "")) };
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        match (tag.starts_with('/'), name) {
            (false, "svg") => drawing += 1,
            (true, _) if tag == "/svg" => drawing -= 1,
            _ => {}
        }
        if drawing > 0 {
            continue;
        }
        let mark = match name {
            "h1" => Some("# "),
            "h2" => Some("## "),
            "h3" => Some("### "),
            "p" | "dt" | "caption" | "summary" | "label" | "button" => Some(""),
            "li" => Some("- "),
            "tr" => Some("| "),
            "option" => Some("  "),
            _ => None,
        };
        if let Some(mark) = mark {
            lines.push(std::mem::take(&mut line));
            line.push_str(mark);
        }
        if matches!(name, "td" | "th" | "dd") && line.chars().any(char::is_alphanumeric) {
            line.push_str(" | ");
        }
        line.push_str(&unescape(&text.replace('\n', " ")));
    }
    lines.push(line);
    let lines: Vec<String> = lines
        .into_iter()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty() && line != "-")
        .collect();
    lines.join("\n")
}
