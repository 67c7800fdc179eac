//! Comma-separated lines, as plain as they can be.

use super::verify::Broken;

/// One line, without its end. Cells with commas, quotes or line ends are quoted.
pub(super) fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| {
            if cell.contains([',', '"', '\n', '\r']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                (*cell).to_owned()
            }
        })
        .collect();
    cells.join(",")
}

/// The rows of a file under its heading, each with the line as it stands.
pub(super) fn rows<'a>(
    name: &str,
    text: &'a str,
    heading: &str,
) -> Result<Vec<(Vec<String>, &'a str)>, Broken> {
    let mut lines = text.lines();
    if lines.next() != Some(heading) {
        return Err(Broken::of(name, 1, &format!("the heading is not “{heading}”")));
    }
    let columns = heading.split(',').count();
    lines
        .enumerate()
        .map(|(at, line)| {
            let cells = split(line).filter(|cells| cells.len() == columns);
            let cells = cells.ok_or_else(|| {
                Broken::of(name, at + 2, &format!("there are not {columns} cells"))
            })?;
            Ok((cells, line))
        })
        .collect()
}

fn split(line: &str) -> Option<Vec<String>> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let cell = cells.last_mut()?;
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cell.push(other),
        }
    }
    (!quoted).then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let line = row(&["a,b", "say \"no\"", "", "plain"]);
        assert_eq!(line, "\"a,b\",\"say \"\"no\"\"\",,plain");
        assert_eq!(split(&line).unwrap(), ["a,b", "say \"no\"", "", "plain"]);
        assert_eq!(split("\"open"), None);
        assert!(rows("x.csv", "a,b\n1\n", "a,b").is_err());
        assert!(rows("x.csv", "a\n1\n", "a,b").is_err());
    }
}
