//! The cast at Elm High: on track in grade 9, credits, advanced courses.

use jiff::civil::date;

use super::{Part, parts};
use crate::district::{CreditSource, EnglishLearner, ExitType, RaceEthnicity, Term};

#[rustfmt::skip]
pub(super) const PARTS: &[Part] = parts! {
    81_234 "Ada" "Okafor" 9 0 "Came as an English learner and left the program in grade 4; now in grade 9."
        |s| { s.born(date(2012, 3, 9)); s.english(2018..=2022, EnglishLearner::Current); s.english(2023..=2027, EnglishLearner::Former); };
    81_235 "Tomás" "Soto" 10 1 "Grade 9 in 2025–26 with exactly five credits and two semester Fs in core courses: off track."
        |s| s.schedule(2026, &[("EN0901", "F", "C"), ("MA0901", "D", "F"), ("SC0901", "C", "C"), ("SS0901", "C", "D"), ("WL0901", "C", "C"), ("PE0901", "B", ""), ("HE0901", "", "B")]);
    81_238 "Gia" "Moreno" 10 0 "Grade 9 in 2025–26 with exactly five credits and one semester F in a core course: on track."
        |s| s.schedule(2026, &[("EN0901", "C", "C"), ("MA0901", "D", "F"), ("SC0901", "C", "C"), ("SS0901", "C", "D"), ("WL0901", "C", "C"), ("PE0901", "B", ""), ("OT0903", "*", "")]);
    81_239 "Felix" "Baker" 10 2 "Grade 9 in 2025–26 with four and a half credits and no F: too few credits, off track."
        |s| s.schedule(2026, &[("EN0901", "C", "C"), ("MA0901", "D", "D"), ("SC0901", "C", "C"), ("SS0901", "C", "D"), ("PE0901", "B", ""), ("OT0903", "*", "")]);
    81_240 "Zuri" "Eze" 10 1 "Grade 9 in 2025–26: two semester Fs, one of them in art, which is no core course: on track."
        |s| s.schedule(2026, &[("EN0901", "C", "C"), ("MA0901", "C", "F"), ("SC0901", "B", "C"), ("SS0901", "C", "C"), ("WL0901", "C", "C"), ("AR0901", "F", "C"), ("PE0901", "B", ""), ("HE0901", "", "B")]);
    81_241 "Leo" "Barrera" 10 0 "Grade 9 in 2025–26: four and a half credits by June and half a credit in summer, which is not counted: off track."
        |s| { s.schedule(2026, &[("EN0901", "C", "F"), ("MA0901", "D", "D"), ("SC0901", "C", "C"), ("SS0901", "C", "D"), ("WL0901", "F", "C"), ("PE0901", "B", "")]);
              s.also(2026, "EN0901", Term::Summer, "C", CreditSource::Recovery); };
    81_242 "Naomi" "Hayes" 12 2 "A senior who misses half a credit of English: the autumn of English 9, failed and never made up."
        |s| { s.schedule(2024, &[("EN0901", "F", "C"), ("MA0901", "C", "C"), ("SC0901", "C", "C"), ("SS0901", "B", "C"), ("WL0901", "C", "C"), ("AR0901", "B", "B"), ("PE0901", "A", ""), ("HE0901", "", "B")]);
              s.plain_senior(); };
    81_243 "Elias" "Contreras" 12 1 "A senior with every requirement met but one: no Geometry, and Algebra II taken without it."
        |s| { s.schedule(2025, &[("EN1001", "C", "C"), ("MA0901", "C", "C"), ("SC1001", "C", "C"), ("SS1001", "B", "C"), ("WL1001", "C", "C"), ("AR0904", "B", "B"), ("PE1001", "A", ""), ("EN0950", "", "B")]);
              s.schedule(2026, &[("EN1101", "C", "C"), ("MA1101", "C", "C"), ("SC1101", "C", "C"), ("SS1101", "B", "C"), ("WL1101", "C", "C"), ("CT0901", "B", "B"), ("CT0906", "A", ""), ("SS0950", "", "B")]);
              s.plain_senior(); };
    81_244 "Clara" "Wong" 12 0 "Took Algebra I in grades 8 and 9 and passed both times: one credit, not two."
        |s| { s.algebra_in_8(2023, "C");
              s.schedule(2024, &[("EN0901", "B", "B"), ("MA0901", "B", "A"), ("SC0901", "C", "C"), ("SS0901", "B", "C"), ("WL0901", "C", "C"), ("AR0901", "B", "B"), ("PE0901", "A", ""), ("HE0901", "", "B")]); };
    81_245 "Oscar" "Lane" 11 2 "Failed the spring of Geometry and made it up in summer: credit recovery."
        |s| { s.schedule(2026, &[("EN1001", "B", "C"), ("MA1001", "C", "F"), ("SC1001", "C", "C"), ("SS1001", "B", "C"), ("WL1001", "C", "C"), ("AR0904", "B", "B"), ("PE1001", "A", ""), ("EN0950", "", "B")]);
              s.also(2026, "MA1001", Term::Summer, "P", CreditSource::Recovery); };
    81_246 "Imani" "Russell" 12 1 "Took two Advanced Placement courses in 2025–26."
        |s| s.schedule(2026, &[("EN1103", "B", "B"), ("MA1201", "A", "B"), ("SC1101", "B", "B"), ("SS1102", "B", "C"), ("WL1101", "A", "A"), ("MU0901", "A", "A"), ("CS0901", "A", "B")]);
    81_247 "Yusuf" "Diallo" 12 0 "Took an International Baccalaureate course in 2025–26, and no Advanced Placement."
        |s| s.schedule(2026, &[("EN1204", "B", "B"), ("MA1101", "A", "B"), ("SC1103", "B", "B"), ("SS1101", "B", "C"), ("WL1101", "A", "A"), ("MU0901", "A", "A"), ("CS0901", "A", "B")]);
    81_248 "Tess" "Sullivan" 12 2 "Took a dual-enrollment course in 2025–26; its credit counts once."
        |s| s.schedule(2026, &[("EN1101", "B", "B"), ("MA1205", "A", "B"), ("SC1103", "B", "B"), ("SS1101", "B", "C"), ("WL1101", "A", "A"), ("MU0901", "A", "A"), ("CS0901", "A", "B")]);
    81_249 "Samir" "Gupta" 12 1 "Dropped Advanced Placement history at midyear in 2025–26: half a credit attempted."
        |s| s.schedule(2026, &[("EN1101", "B", "B"), ("MA1101", "A", "B"), ("SC1103", "B", "B"), ("SS1102", "D", ""), ("SS0950", "", "B"), ("WL1101", "A", "A"), ("MU0901", "A", "A"), ("CS0901", "A", "B")]);
    81_250 "Jada" "Reed" 11 0 "Marcus's sister, in grade 11; her brother's application names her school."
        |s| { s.race(RaceEthnicity::Black); s.each_year(|this| { this.area = 1; this.low_income = true; }); };
    81_251 "Diego" "Fuentes" 11 1 "Transferred in for grade 10 with a transcript: seven lines of another school's credit."
        |s| { s.comes(2026, 0); s.ninth(2025);
              for id in ["EN0901", "MA0901", "SC0901", "SS0901", "WL0901", "AR0901"] { s.also(2026, id, Term::Year, "B", CreditSource::Transfer); }
              s.also(2026, "CT0903", Term::Year, "P", CreditSource::Transfer); };
    81_252 "Wanjiru" "Mwangi" 10 2 "A newcomer of January 2026, in grade 9, with three periods outside grade-level courses."
        |s| { s.comes(2026, 92); s.first_us(date(2026, 1, 12)); s.english(2026..=2027, EnglishLearner::Current); s.ninth(2026);
              s.schedule(2026, &[("LD0910", "", "P"), ("LD0920", "", "P"), ("SC0901", "", "C"), ("SS0901", "", "C"), ("LD0901", "", "B"), ("AR0901", "", "B"), ("PE0901", "", "B")]); };
    81_253 "Bianca" "Silva" 12 0 "Passed Spanish II by examination, without a course."
        |s| { s.plain_senior(); s.also(2026, "WL1001", Term::Year, "P", CreditSource::Examination); };
    81_254 "Hugo" "Martin" 10 1 "In grade 9 for the second time in 2025–26: his cohort is still that of 2024–25."
        |s| { s.repeats(2026); s.ninth(2025); };
    81_255 "Rania" "Khan" 12 2 "Left in October 2026 with a confirmed transfer."
        |s| s.leaves(2027, 30, ExitType::TransferOut);
};
