//! What a team thinks, each alone and then together: the spread of answers to one statement.

use serde::Serialize;

use crate::plan::model::Answer;

/// A team's answers to one statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Opinion {
    /// The statement's id.
    pub statement: String,
    /// People who gave 1, 2, 3 and 4.
    pub counts: [u32; 4],
    /// People who do not know.
    pub do_not_know: u32,
    /// The median of the levels; between two, the lower and the higher.
    pub median: Option<(u8, u8)>,
    /// Highest less lowest level.
    pub spread: Option<u8>,
    /// Whether people stand so far apart that the team should talk: a spread of 2 or more.
    pub apart: bool,
}

/// Puts a team's answers to one statement together.
pub fn judge_together(statement: &str, answers: &[Answer]) -> Opinion {
    let mut counts = [0_u32; 4];
    let mut do_not_know = 0;
    for answer in answers {
        match answer {
            Answer::Level(level @ 1..=4) => counts[usize::from(*level) - 1] += 1,
            // A level off the scale is no judgement.
            Answer::Level(_) | Answer::DoNotKnow => do_not_know += 1,
        }
    }
    let levels: Vec<u8> = (1_u8..=4)
        .flat_map(|level| {
            let times = usize::try_from(counts[usize::from(level) - 1]).unwrap_or(0);
            std::iter::repeat_n(level, times)
        })
        .collect();
    let median =
        (!levels.is_empty()).then(|| (levels[(levels.len() - 1) / 2], levels[levels.len() / 2]));
    let spread = levels.first().zip(levels.last()).map(|(low, high)| high - low);
    Opinion {
        statement: statement.to_owned(),
        counts,
        do_not_know,
        median,
        spread,
        apart: spread.is_some_and(|spread| spread >= 2),
    }
}
