//! The cast at Dogwood Middle: Algebra I, newcomers' time in grade-level courses, suspensions.

use jiff::civil::date;

use super::{Part, parts};
use crate::district::{Discipline, EnglishLearner, RaceEthnicity};

#[rustfmt::skip]
pub(super) const PARTS: &[Part] = parts! {
    81_223 "Layla" "Rahman" 6 0 "A newcomer of August 2026, taught apart: two of seven periods are not grade-level courses."
        |s| { s.comes(2027, 5); s.first_us(date(2026, 8, 24)); s.english(2027..=2027, EnglishLearner::Current);
              s.instead(2027, "EN0600", "LD0610"); s.instead(2027, "MA0600", "LD0620"); };
    81_224 "Minh" "Tran" 6 1 "A newcomer of August 2026 who has every grade-level course, and English development besides."
        |s| { s.comes(2027, 5); s.first_us(date(2026, 8, 26)); s.english(2027..=2027, EnglishLearner::Current); };
    81_225 "Paloma" "Vega" 9 2 "Passed Algebra I in grade 8, in 2025–26."
        |s| s.algebra_in_8(2026, "B");
    81_226 "Ezra" "Cole" 9 0 "Took Algebra I in grade 8 in 2025–26, failed it, and takes it again in grade 9."
        |s| { s.algebra_in_8(2026, "F");
              s.schedule(2027, &[("EN0901", "*", "*"), ("MA0901", "*", "*"), ("SC0901", "*", "*"), ("SS0901", "*", "*"), ("PE0901", "*", ""), ("WL0901", "*", "*"), ("AR0901", "*", "*"), ("HE0901", "", "*")]); };
    81_227 "Nia" "Walker" 9 1 "No Algebra I in grade 8; takes it in grade 9."
        |s| { s.no_algebra_in_8(2026);
              s.schedule(2027, &[("EN0901", "*", "*"), ("MA0901", "*", "*"), ("SC0901", "*", "*"), ("SS0901", "*", "*"), ("PE0901", "*", ""), ("WL0901", "*", "*"), ("MU0901", "*", "*"), ("HE0901", "", "*")]); };
    81_228 "Andre" "Simmons" 8 0 "Suspended in school only in 2025–26: not an out-of-school suspension."
        |s| s.suspended(2026, Discipline::InSchoolSuspension, 40, 2.0);
    81_229 "Keisha" "Banks" 8 1 "Suspended out of school three times in 2025–26: one student, three actions."
        |s| { s.suspended(2026, Discipline::OutOfSchoolSuspension, 21, 1.0); s.suspended(2026, Discipline::OutOfSchoolSuspension, 77, 3.0); s.suspended(2026, Discipline::OutOfSchoolSuspension, 131, 5.0); };
    81_230 "Ivan" "Novak" 7 2 "Held back: in grade 6 twice, in 2024–25 and 2025–26."
        |s| s.repeats(2026);
    81_231 "Salma" "Aziz" 7 0 "Away in 2024–25, back in 2025–26 under the same number."
        |s| s.away(2025..=2025);
    81_232 "Theo" "Abbott" 8 2 "Moved from Dogwood to Elm's annex in the papers only: a second membership on one day."
        |s| s.twice(2026, 4, 179);
    81_233 "Dalia" "Cruz" 7 1 "A former English learner with an individualized program, homeless in 2025–26."
        |s| { s.english(2020..=2023, EnglishLearner::Current); s.english(2024..=2027, EnglishLearner::Former);
              s.each_year(|this| { this.disability = true; this.homeless = this.year == 9; }); };
    81_236 "Priya" "Shah" 8 2 "Applies to the International Baccalaureate for grade 9."
        |s| s.no_algebra_in_8(2027);
    81_237 "Marcus" "Reed" 8 0 "Applies to Elm High, where his sister Jada is; the sibling priority is his."
        |s| { s.no_algebra_in_8(2027); s.race(RaceEthnicity::Black); s.each_year(|this| { this.area = 1; this.low_income = true; }); };
};
