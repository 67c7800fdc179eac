//! A family's own page: opened by its receipt and by nothing else.

use askama::Template;
use traction_office::choice::{self, Odds};
use traction_office::{OfficeError, Sheet};

use super::letter::{self, Body};
use super::{LOTTERIES, SEED};
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::parts::{Notice, Table, Tone};
use crate::server::{Answer, Asked, Refusal};

#[derive(Template)]
#[template(path = "choice/family.html")]
struct FamilyPage {
    frame: Frame,
    notice: Option<Notice>,
    bodies: Vec<Body>,
    /// Chances, and the last numbers once there are any, for families without a receipt in hand.
    odds: Option<OddsPart>,
}

struct OddsPart {
    lede: String,
    chances: Table,
    last: Option<Table>,
}

/// What anybody may know of the round; nothing before the district is bound to a policy.
fn odds(asked: &Asked) -> Result<(Option<OddsPart>, Vec<Sheet>), Refusal> {
    let found = match choice::odds(&asked.district, (LOTTERIES[1], SEED)) {
        Ok(found) => found,
        Err(OfficeError::NotYet { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let Some(Odds { policy, year, chances, last }) = found else { return Ok((None, Vec::new())) };
    let sheets = vec![
        choice::chances_sheet("Chances by program and class", &chances),
        choice::cutoffs_sheet("Last numbers", &last),
    ];
    let part = OddsPart {
        lede: format!(
            "{year}, by “{policy}”. The share who are offered a program, of those practice lotteries \
             in which nothing that they rank higher was offered."
        ),
        chances: table_of(&sheets[0].only(&["program", "grade", "class", "applicants", "chance"])),
        last: (!last.is_empty())
            .then(|| table_of(&sheets[1].only(&["program", "grade", "class", "for", "last"]))),
    };
    Ok((Some(part), sheets))
}

/// The page. A wrong receipt and one that is nobody's look alike.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["receipt"])?;
    let frame = asked.bare_frame("Your application", Section::Elsewhere);
    let today = asked.today();
    let found =
        asked.find("receipt").map(|receipt| choice::family(&asked.district, receipt, today));
    let nothing = Sheet::of("choices", "Your choices", &["rank|Choice|n"]);
    let (notice, bodies, sheet) = match found {
        None => (None, Vec::new(), nothing),
        Some(Ok(own)) => {
            let sheet = letter::sheet(&own);
            (None, vec![letter::body(&own, "en"), letter::body(&own, "es")], sheet)
        }
        Some(Err(OfficeError::Unknown { .. })) => {
            let notice = Notice {
                tone: Tone::Plain,
                says: "This receipt opens nothing. Este comprobante no abre nada.".to_owned(),
                more: "Twenty letters and digits in four groups stand on your letter. \
                       Veinte letras y números, en cuatro grupos, están en su carta."
                    .to_owned(),
            };
            (Some(notice), Vec::new(), nothing)
        }
        Some(Err(OfficeError::NotYet { .. })) => {
            let notice = Notice {
                tone: Tone::Plain,
                says: "There are no results yet. Todavía no hay resultados.".to_owned(),
                more: String::new(),
            };
            (Some(notice), Vec::new(), nothing)
        }
        Some(Err(error)) => return Err(error.into()),
    };
    let (odds, more) = if bodies.is_empty() { odds(asked)? } else { (None, Vec::new()) };
    let sheets = [sheet].into_iter().chain(more).collect();
    Ok(Answer::of(FamilyPage { frame, notice, bodies, odds }, sheets))
}
