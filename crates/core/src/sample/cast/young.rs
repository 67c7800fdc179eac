//! The cast in the elementary schools: absence rules, readiness, English learners, memberships.

use jiff::civil::date;

use super::{Part, parts};
use crate::district::{Discipline, EnglishLearner, ExitType, RaceEthnicity};

#[rustfmt::skip]
pub(super) const PARTS: &[Part] = parts! {
    81_201 "Noor" "Haddad" 4 0 "Absent exactly a tenth of the days in 2025–26: 18 of 180. Chronically absent where the rule says at least 10%."
        |s| s.absent(2026, 180, 18.0);
    81_202 "Milo" "Jensen" 4 0 "Absent 17.5 of 180 days in 2025–26: half a day under a tenth."
        |s| s.absent(2026, 180, 17.5);
    81_203 "Rosa" "Ibarra" 3 1 "Enrolled nine days in 2025–26 and absent three: too few days for the federal rule."
        |s| { s.absent(2026, 9, 3.0); s.score(2026, "STATE", None, 1, false); };
    81_204 "Sam" "Okoye" 3 1 "Enrolled ten days in 2025–26 and absent one: just enough days, and exactly a tenth."
        |s| s.absent(2026, 10, 1.0);
    81_205 "Lena" "Fischer" 5 2 "Enrolled 44 days in 2025–26 and absent twenty: left out where a rule asks for 45."
        |s| s.absent(2026, 44, 20.0);
    81_206 "Tariq" "Aziz" 5 2 "Enrolled 45 days in 2025–26 and absent 4.5: counted by the 45-day rule, exactly a tenth."
        |s| s.absent(2026, 45, 4.5);
    81_207 "Ines" "Duarte" 2 0 "Attended 90.03% in 2025–26 (absent 17.5 of 175.5 days): at most 90.0 once rounded, and under a tenth absent."
        |s| s.absent_of(2026, 175.5, 17.5);
    81_208 "Dante" "Brooks" 4 1 "Two schools in 2025–26: absent 12 of 90 days at Birch, 5 of 90 at Cedar. Chronic at one school, not over the year."
        |s| s.moves(2026, 89, 2, [12.0, 5.0]);
    81_209 "Hana" "Sato" 4 0 "Enrolled twice in 2025–26: at Alder all year and at Birch from November. The registrar has not seen it."
        |s| s.twice(2026, 1, 50);
    81_210 "Kofi" "Mensah" 1 2 "Ready at the kindergarten check of 2025–26, with the lowest score that is: 270."
        |s| s.score(2026, "KRA", Some(270.0), 3, true);
    81_211 "Vera" "Popov" 1 2 "One point short of ready at the kindergarten check of 2025–26: 269."
        |s| s.score(2026, "KRA", Some(269.0), 2, false);
    81_212 "Luz" "Marquez" 1 1 "Came to kindergarten in January 2026, after the check: no readiness score."
        |s| { s.comes(2026, 92); s.no_scores(2026); };
    81_213 "Omar" "Farah" 3 0 "A newcomer of September 2025: first day in a school of the United States in the year before this one."
        |s| { s.comes(2026, 12); s.first_us(date(2025, 9, 10)); s.english(2026..=2027, EnglishLearner::Current); };
    81_214 "Mei" "Huang" 5 1 "An English learner since kindergarten who is still one in grade 5: a long road."
        |s| s.english(2017..=2027, EnglishLearner::Current);
    81_215 "Raúl" "Peña" 5 0 "An English learner to the end of grade 3, a former one since."
        |s| { s.english(2022..=2025, EnglishLearner::Current); s.english(2026..=2027, EnglishLearner::Former); };
    81_216 "Esther" "Kamau" 2 2 "Homeless in 2025–26, at two schools within one year: 8 of 61 days absent at Cedar, 10 of 119 at Alder."
        |s| { s.moves(2026, 60, 0, [8.0, 10.0]); s.each_year(|this| this.homeless = this.year == 9); };
    81_217 "Jonas" "Weber" 5 2 "In foster care, with an individualized program since grade 1, and absent 30 days."
        |s| { s.absent(2026, 180, 30.0); s.each_year(|this| { this.foster = this.year >= 8; this.disability = this.grade >= 1; }); };
    81_218 "Zahra" "Begum" 3 0 "Suspended out of school for one day in 2025–26, in grade 2."
        |s| s.suspended(2026, Discipline::OutOfSchoolSuspension, 70, 1.0);
    81_219 "Caleb" "Holt" 4 2 "Enrolled in 2026–27 but never came: a no-show."
        |s| s.leaves(2027, 0, ExitType::NoShow);
    81_220 "Amara" "Nwosu" 5 1 "Twin of Chidi; both apply to the same science program and want to go together."
        |s| { s.race(RaceEthnicity::Black); s.born(date(2016, 2, 14)); };
    81_221 "Chidi" "Nwosu" 5 1 "Twin of Amara; their applications are linked."
        |s| { s.race(RaceEthnicity::Black); s.born(date(2016, 2, 14)); };
    81_222 "Freya" "Larsen" 5 0 "Sat no state test in 2025–26: her results say not collected, not zero."
        |s| s.score(2026, "STATE", None, 1, false);
};
