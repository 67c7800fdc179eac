//! The cast who have left: every way out of a four-year cohort (34 CFR 200.34). All but the last
//! two were first ninth graders in 2022–23, the cohort of 2026.

use super::{Part, parts};
use crate::district::ExitType;

#[rustfmt::skip]
pub(super) const PARTS: &[Part] = parts! {
    81_256 "Selena" "Ramos" 13 0 "Graduated in four years, in 2026."
        |_| ();
    81_257 "Micah" "Grant" 13 1 "Transferred out in grade 10 with a confirmed transfer: leaves the cohort."
        |s| s.leaves(2024, 100, ExitType::TransferOut);
    81_258 "Alina" "Petrov" 13 2 "Emigrated after grade 11: leaves the cohort."
        |s| s.leaves(2025, 179, ExitType::Emigrated);
    81_259 "Gabriel" "Foster" 13 0 "Died in grade 11: leaves the cohort."
        |s| s.leaves(2025, 64, ExitType::Died);
    81_260 "Jasmine" "Powell" 13 1 "Completed with an equivalency in 2026: stays in the cohort, not a graduate."
        |s| s.exit(2026, ExitType::OtherCompleter);
    81_261 "Viktor" "Kowalski" 13 2 "Dropped out in grade 11: stays in the cohort."
        |s| s.leaves(2025, 120, ExitType::DroppedOut);
    81_262 "Nadia" "Islam" 13 0 "In a fifth year in 2026–27: not a graduate in four years."
        |s| s.fifth_year(2027, None);
    81_263 "Pedro" "Navarro" 13 1 "Transferred in for grade 11 with 2022–23 as his first ninth-grade year: joins the cohort of 2026 and graduates."
        |s| { s.comes(2025, 0); s.ninth(2023); };
    81_264 "Sade" "Coleman" 13 2 "Left in grade 10 with no word of where to: counts as dropped out."
        |s| s.leaves(2024, 44, ExitType::DroppedOut);
    81_265 "Ethan" "Price" 13 0 "Dropped out in 2024–25, came back in 2025–26 and graduated with his class."
        |s| s.drops_and_returns(2025, 70);
    81_266 "Mira" "Dang" 14 1 "Graduated after a fifth year, in 2026: the cohort of 2025's extended rate has her, the four-year rate does not."
        |s| s.fifth_year(2026, Some(ExitType::Graduated));
    81_267 "Isaac" "Owens" 12 2 "Graduated a year early, after grade 11 in 2026: a graduate of the cohort of 2027."
        |s| s.early(2026);
};
