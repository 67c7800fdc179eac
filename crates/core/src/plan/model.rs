//! The nouns of a plan: its lines, and what they are tied to.

mod cabinet;
mod cluster;
mod contract;
mod line;
mod records;
mod review;
mod snapshot;
mod supervision;
mod timeline;
mod track;

pub use cabinet::{Cabinet, Commitment, Decision, Meeting, Member, Pledge, WorkingGroup};
pub use cluster::{Handoff, Move, Transition};
pub use contract::{Autonomy, Contract, ContractTarget, Support, Tier, TierDecision};
pub use line::{
    Amount, Gear, LeadTime, Line, LineKind, ParseKindError, PlanHead, Point, Reported, Target, Tie,
};
pub use records::{
    AnswersRecord, AssignedRecord, CabinetRecord, ConsequenceRecord, DoneRecord, FirstDayRecord,
    Records, ReleaseRecord, StoryRecord, SupportRecord,
};
pub use review::{EvidenceRequest, Interview, Recommendation, Review, ReviewFinding};
pub use snapshot::{Answer, Statement};
pub use supervision::{Activity, Contact};
pub use timeline::{PlanningFigure, Release, Step};
pub use track::{
    GearState, Known, LineState, MilestoneState, Missing, Money, Observed, Standing, Track, Turning,
};
