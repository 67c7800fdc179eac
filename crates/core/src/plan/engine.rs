//! Track: each line against what is known, and from the lines whether the gears turn.

mod agenda;
mod braiding;
mod contract;
mod feeders;
mod handover;
mod lead_times;
mod merge;
mod opinions;
mod supervision;
mod surveys;
mod trajectory;
mod turning;
mod yearplan;

pub use agenda::{AgendaItem, list_agenda};
pub use braiding::{Braided, braid};
pub use contract::{Scorecard, ScorecardLine, score};
pub use feeders::{Feeder, FeederPattern, HandoffLine, list_handoffs, trace_feeders};
pub use handover::{HandOver, LookedAfter, Owed, Papers, TookPart, hand_over};
pub use lead_times::{LeadTimes, SchoolLeadTime, measure_lead_times};
pub use merge::{Change, Clash, list_changes, merge};
pub use opinions::{Opinion, judge_together};
pub use supervision::{
    SchoolTime, SupervisorTime, TARGET_IN_SCHOOLS, add_up_contacts, add_up_schools,
};
pub use surveys::{SurveyFigure, tally_surveys};
pub use trajectory::Trajectory;
pub use turning::track;
pub use yearplan::{PlannedStep, YearPlanError, work_backwards};
