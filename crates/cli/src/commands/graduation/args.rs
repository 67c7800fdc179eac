//! What `traction graduation` is asked with.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use traction_core::graduation::Tier;
use traction_office::graduation::Question;

const EXAMPLES: &str = "\
How to read it:
  A student is audited against the diploma that the district has adopted, or --diploma.
  This year's courses are counted as passed; what is then missing is held against the terms left.
  Which credit counts where is found exactly, so nobody is told to lack what they have.
  Rows about students are written into the access log. The method: docs/methods/graduation.md.

Examples:
  traction graduation audit                                  by tier, requirement, group, school
  traction graduation audit --students --tier in_the_day     who, and what is missing
  traction graduation explain 0081242 --language es          one student, in sentences
  traction graduation mend --school 0610                     who joins which section
  traction graduation mend --openings                        sections worth opening
  traction graduation decide 0081242 S-0005104 accepted --reason \"talked with the family\"
  traction graduation mend --accepted --format csv           the list to type into the schedule
  traction graduation allow 0081243 substitution --course MA1101 --requirement geometry --reason ok
  traction graduation access                                 who was ready, and who takes
  traction graduation cohorts --format csv                   each cohort and group, year by year
  traction graduation place requests.json                    sections and course requests, placed
  traction graduation diplomas plain_24 > policy/graduation/ours.toml
  traction graduation check-policy policy/graduation/ours.toml";

/// Audit students against their diploma, say why, and find the schedule change that mends it
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct GraduationArgs {
    #[command(subcommand)]
    pub(super) what: What,
}

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Show how students stand: by tier, requirement, group, school and cohort
    Audit(AuditArgs),
    /// Tell one student's audit in sentences, with the options
    Explain(ExplainArgs),
    /// List the schedule changes that bring students back, for all together within free seats
    Mend(MendArgs),
    /// Keep what a counselor says to one line of the mend
    Decide(DecideArgs),
    /// Enter a substitution, a waiver, transferred credit or a proficiency for a student
    Allow(AllowArgs),
    /// Take back what was entered for a student
    Withdraw(WithdrawArgs),
    /// Compare advanced courses with readiness; what schools do not offer; plans on file
    Access(AccessArgs),
    /// Show who is on track by year, entering cohort and group
    Cohorts(CohortsArgs),
    /// Place a file of sections and course requests: when each meets, and who gets what
    Place(PlaceArgs),
    /// Check a file of graduation requirements, and say what is wrong where
    CheckPolicy(CheckPolicyArgs),
    /// List the diplomas that the district knows, or write the file of one that ships
    Diplomas(DiplomasArgs),
}

#[derive(Debug, Args)]
pub(super) struct Whom {
    /// A diploma [default: the adopted one]; `traction graduation diplomas` lists them
    #[arg(long, value_name = "ID")]
    pub(super) diploma: Option<String>,
    /// Only this school
    #[arg(long, value_name = "SCHOOL_ID")]
    pub(super) school: Option<String>,
}

impl Whom {
    pub(super) fn question(&self, tier: Option<TierName>) -> Question {
        Question {
            diploma: self.diploma.clone(),
            school: self.school.clone(),
            tier: tier.map(TierName::tier),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum TierName {
    /// What is left fits, with this year's schedule as it stands
    OnTrack,
    /// It fits if next term's schedule is changed
    InTheDay,
    /// It fits only with more: summer or recovery courses, an examination, better marks
    BeyondTheDay,
    /// It does not fit by the day of graduation
    NotByTheDate,
    /// Nothing is on file that could be audited
    NoTranscript,
}

impl TierName {
    pub(super) fn tier(self) -> Tier {
        match self {
            TierName::OnTrack => Tier::OnTrack,
            TierName::InTheDay => Tier::InTheDay,
            TierName::BeyondTheDay => Tier::BeyondTheDay,
            TierName::NotByTheDate => Tier::NotByTheDate,
            TierName::NoTranscript => Tier::NoTranscript,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(flatten)]
    pub(super) whom: Whom,
    /// List the students, not the figures
    #[arg(long)]
    pub(super) students: bool,
    /// Only students who stand so
    #[arg(long, value_enum, requires = "students")]
    pub(super) tier: Option<TierName>,
    /// Find every audit again by other code, and say what is wrong with any
    #[arg(long, conflicts_with_all = ["students", "table"])]
    pub(super) check: bool,
    /// Only one of the tables
    #[arg(long, value_enum, conflicts_with = "students")]
    pub(super) table: Option<TableName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableName {
    Tiers,
    Requirements,
    Groups,
    More,
    Cohorts,
    Schools,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The student's number
    pub(super) student: String,
    /// A diploma [default: the adopted one]
    #[arg(long, value_name = "ID")]
    pub(super) diploma: Option<String>,
    /// In which language: en or es
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(super) language: String,
}

#[derive(Debug, Args)]
pub(super) struct MendArgs {
    #[command(flatten)]
    pub(super) whom: Whom,
    /// List the sections worth opening instead
    #[arg(long)]
    pub(super) openings: bool,
    /// List the accepted changes, as they are typed into the schedule, instead
    #[arg(long, conflicts_with = "openings")]
    pub(super) accepted: bool,
}

#[derive(Debug, Args)]
pub(super) struct DecideArgs {
    /// The student's number
    pub(super) student: String,
    /// The section that the line joins
    pub(super) section: String,
    /// What is said to it: accepted, declined or deferred
    pub(super) decision: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    pub(super) reason: String,
    /// A diploma [default: the adopted one]
    #[arg(long, value_name = "ID")]
    pub(super) diploma: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum GrantName {
    /// A course stands for a requirement: --course and --requirement
    Substitution,
    /// A requirement is not asked, or less of it: --requirement, --credits
    Waiver,
    /// Credit of another school: --course (its title), --from, --credits, --requirement
    Transfer,
    /// A proficiency was seen: --requirement
    Shown,
}

#[derive(Debug, Args)]
pub(super) struct AllowArgs {
    /// The student's number
    pub(super) student: String,
    /// What is entered
    #[arg(value_enum)]
    pub(super) what: GrantName,
    /// The course: its number, or for a transfer its title at the other school
    #[arg(long, value_name = "COURSE")]
    pub(super) course: Option<String>,
    /// The requirement's id
    #[arg(long, value_name = "ID")]
    pub(super) requirement: Option<String>,
    /// Credits, as the diploma counts them
    #[arg(long, value_name = "CREDITS")]
    pub(super) credits: Option<f64>,
    /// The other school
    #[arg(long, value_name = "SCHOOL")]
    pub(super) from: Option<String>,
    /// Why
    #[arg(long, value_name = "WORDS")]
    pub(super) reason: String,
}

#[derive(Debug, Args)]
pub(super) struct WithdrawArgs {
    /// The student's number
    pub(super) student: String,
    /// The number of the entry
    pub(super) entry: i64,
    /// Why
    #[arg(long, value_name = "WORDS")]
    pub(super) reason: String,
}

#[derive(Debug, Args)]
pub(super) struct AccessArgs {
    /// A diploma [default: the adopted one]
    #[arg(long, value_name = "ID")]
    pub(super) diploma: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct CohortsArgs {
    /// A diploma [default: the adopted one]
    #[arg(long, value_name = "ID")]
    pub(super) diploma: Option<String>,
}

const PLACE: &str = "\
The file is JSON:
  { \"blocks\": 8,
    \"sections\": [{ \"course_id\": 2, \"name\": \"Art 11\", \"teacher\": \"T01\", \"seats\": 24, \"blocks\": [1, 2] }],
    \"students\": [{ \"id\": \"S1\", \"requests\": [2, 31] }] }
Without blocks a section may meet in any from 1 to the file's; fixed_block names the one in which it must.";

#[derive(Debug, Args)]
#[command(after_help = PLACE)]
pub(super) struct PlaceArgs {
    /// The file
    pub(super) file: PathBuf,
    /// Which search: the same seed gives the same placing
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(super) seed: u64,
}

#[derive(Debug, Args)]
pub(super) struct CheckPolicyArgs {
    /// The file
    pub(super) file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct DiplomasArgs {
    /// Write this one's file, to begin one's own from
    pub(super) diploma: Option<String>,
}
