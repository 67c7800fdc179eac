//! Why may they see? A reason, or nothing.
//!
//! Until a district has accounts there is one person: whoever works on the machine that holds
//! the folder, and could read its files without us. That is written down as the reason each time,
//! with how many rows of what, so that the log has no gap on the day accounts arrive.

use std::fmt;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Person {
    /// Whoever runs Traction on the machine that holds the district folder, by their account name
    /// on that machine.
    Operator {
        /// The name of the machine's account, `unknown` when the system does not say.
        account: String,
    },
    /// Somebody who is shown published figures only.
    Public,
}

impl Person {
    /// The person whose account runs this process, as the environment names it.
    pub fn at_this_machine() -> Self {
        let account = ["USER", "USERNAME", "LOGNAME"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
            .unwrap_or_else(|| "unknown".to_owned());
        Person::Operator { account }
    }

    /// The name that goes into the log.
    pub fn name(&self) -> &str {
        match self {
            Person::Operator { account } => account,
            Person::Public => "public",
        }
    }
}

/// What somebody asks to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Figures about groups, protected.
    Aggregates,
    /// Rows about single students.
    StudentRows,
    /// Files, imports, findings and parts.
    Files,
}

/// Why a person may see something. Only this module makes one, so that holding a `Reason` proves
/// that the question was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    words: &'static str,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words)
    }
}

/// The reason why a person may see something; `None` when there is none.
pub fn why_may_see(person: &Person, sight: Sight) -> Option<Reason> {
    let words = match (person, sight) {
        (Person::Operator { .. }, Sight::StudentRows) => {
            "works on the machine that holds the district's files"
        }
        (Person::Operator { .. }, Sight::Files) => "works on the machine that holds the files",
        (Person::Operator { .. } | Person::Public, Sight::Aggregates) => "protected figures",
        (Person::Public, Sight::StudentRows | Sight::Files) => return None,
    };
    Some(Reason { words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_sees_figures_and_nothing_else() {
        assert!(why_may_see(&Person::Public, Sight::Aggregates).is_some());
        assert!(why_may_see(&Person::Public, Sight::StudentRows).is_none());
        assert!(why_may_see(&Person::Public, Sight::Files).is_none());
    }
}
