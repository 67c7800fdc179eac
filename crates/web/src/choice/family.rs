//! A family's own page: opened by its receipt and by nothing else.

use askama::Template;
use traction_office::{OfficeError, choice};

use super::letter::{self, Body};
use crate::frame::{Frame, Section};
use crate::parts::{Notice, Tone};
use crate::server::{Answer, Asked, Refusal};

#[derive(Template)]
#[template(path = "choice/family.html")]
struct FamilyPage {
    frame: Frame,
    notice: Option<Notice>,
    bodies: Vec<Body>,
}

/// The page. A wrong receipt and one that is nobody's look alike.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["receipt"])?;
    let frame = asked.bare_frame("Your application", Section::Elsewhere);
    let today = super::today(asked);
    let found =
        asked.find("receipt").map(|receipt| choice::family(&asked.district, None, receipt, today));
    let nothing = traction_office::Sheet::of("choices", "Your choices", &["rank|Choice|n"]);
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
        Some(Err(OfficeError::Refused { .. })) => {
            let notice = Notice {
                tone: Tone::Plain,
                says: "There are no results yet. Todavía no hay resultados.".to_owned(),
                more: String::new(),
            };
            (Some(notice), Vec::new(), nothing)
        }
        Some(Err(error)) => return Err(error.into()),
    };
    Ok(Answer::of(FamilyPage { frame, notice, bodies }, vec![sheet]))
}
