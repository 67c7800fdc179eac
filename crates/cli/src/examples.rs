//! Examples under the help of every command that does something. A test parses each of them with the
//! grammar, so that none can be typed in vain.

mod list;

use clap::Command;

use list::EXAMPLES;

/// The grammar with the examples under the help of each command.
pub fn add(command: Command) -> Command {
    add_below(command, "")
}

fn add_below(command: Command, path: &str) -> Command {
    command.mut_subcommands(|inner| {
        let path = format!("{path} {}", inner.get_name()).trim_start().to_owned();
        let inner = add_below(inner, &path);
        let Some((_, lines)) = EXAMPLES.iter().find(|(known, _)| *known == path) else {
            return inner;
        };
        let before = inner.get_after_help().map(|text| format!("{text}\n\n")).unwrap_or_default();
        inner.after_help(format!("{before}Examples:\n{}", print(lines)))
    })
}

/// Examples under each other, what each is for in a column of its own.
fn print(lines: &[(&str, &str)]) -> String {
    let told = lines.iter().filter(|(_, says)| !says.is_empty());
    let widest = told.map(|(typed, _)| typed.chars().count()).max().unwrap_or(0);
    let lines = lines.iter().map(|(typed, says)| {
        let room = widest.saturating_sub(typed.chars().count()) + 3;
        let line = format!("  {typed}{}{says}", " ".repeat(room));
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app;

    /// A command and all below it, with their paths.
    fn walk(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
        found.push((path.to_owned(), command.clone()));
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            let path = format!("{path} {}", inner.get_name()).trim_start().to_owned();
            walk(inner, &path, found);
        }
    }

    fn all() -> Vec<(String, Command)> {
        let mut found = Vec::new();
        walk(&app::grammar(), "", &mut found);
        found
    }

    /// Every command that does something itself.
    fn all_leaves() -> Vec<(String, Command)> {
        let mut found = all();
        found.retain(|(_, command)| {
            command.get_subcommands().all(|inner| inner.get_name() == "help")
        });
        found
    }

    fn help_of(command: &Command) -> String {
        let texts = [command.get_after_help(), command.get_after_long_help()];
        texts.into_iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    /// The words of a line as a shell would give them, up to what is said beside it or a redirection.
    fn typed(line: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let (mut word, mut quoted, mut spaces) = (None::<String>, false, 0);
        for letter in line.trim().chars() {
            match letter {
                '"' => {
                    quoted = !quoted;
                    word.get_or_insert_default();
                }
                ' ' if !quoted => {
                    spaces += 1;
                    words.extend(word.take());
                    if spaces > 1 {
                        break;
                    }
                    continue;
                }
                '>' | '|' if !quoted => break,
                letter => word.get_or_insert_default().push(letter),
            }
            spaces = 0;
        }
        words.extend(word);
        words
    }

    #[test]
    fn every_command_shows_by_example_how_it_is_typed() {
        let found = all_leaves();
        assert!(found.len() > 100, "{}", found.len());
        let lacking: Vec<&String> = found
            .iter()
            .filter(|(path, command)| {
                let help = help_of(command);
                let Some((_, examples)) = help.split_once("Examples:\n") else { return true };
                !examples.lines().any(|line| line.starts_with(&format!("  traction {path}")))
            })
            .map(|(path, _)| path)
            .collect();
        assert!(lacking.is_empty(), "without an example of its own: {lacking:?}");
    }

    #[test]
    fn every_example_can_be_typed() {
        let mut wrong = Vec::new();
        for (path, command) in all() {
            for line in help_of(&command).lines().filter(|line| line.starts_with("  traction ")) {
                if line.chars().count() > 100 {
                    wrong.push(format!("{path}: {} letters: {line}", line.chars().count()));
                }
                if let Err(error) = app::grammar().try_get_matches_from(typed(line)) {
                    wrong.push(format!("{path}: {line}\n{error}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn no_example_stands_at_a_command_that_there_is_not() {
        let known: Vec<String> = all_leaves().into_iter().map(|(path, _)| path).collect();
        for (path, _) in EXAMPLES {
            assert!(known.iter().any(|known| known == path), "{path}");
        }
    }

    #[test]
    fn words_are_taken_as_a_shell_takes_them() {
        let line = "  traction plan story G1 \"two words\" > out.txt   what it is for";
        assert_eq!(typed(line), ["traction", "plan", "story", "G1", "two words"]);
        assert_eq!(typed("  traction year list   open and closed"), ["traction", "year", "list"]);
    }
}
