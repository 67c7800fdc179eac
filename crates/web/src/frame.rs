//! The frame of every page: whose district, where in the site, and which facts it stands on.
//!
//! A page is a struct with a `frame: Frame` field whose template begins with
//! `{% extends "base.html" %}` and fills the block `main`. What the frame says stands in `words`, in
//! each language.

mod words;

pub use words::FrameWords;

use jiff::civil::Date;
use traction_core::graduation::explain::Language;
use traction_office::{AsOf, Past, Person, Sight, why_may_see};

use crate::static_files::{mark_url, stylesheet_url};

/// The parts of the site that the masthead names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The findings.
    Home,
    /// Any measure by group, school and year.
    Gaps,
    /// Who is not on track to graduate, why, and what mends it.
    Graduation,
    /// Seats by application: policy, lottery, letters, waitlists.
    Choice,
    /// What was promised, who owes what, whether the gear turns.
    Plan,
    /// School by school.
    Schools,
    /// How many students will come.
    Enrollment,
    /// What each school gets, why, and whether it lasts.
    Budget,
    /// What each measure counts and by whose rule.
    Measures,
    /// One's own students, and why one sees them.
    Students,
    /// The files, what was set aside, and downloads.
    Data,
    /// Accounts, roles and the access log.
    People,
    /// A page outside these, such as a refusal.
    Elsewhere,
}

/// What the masthead gathers sections under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The district as a whole: what it found, what it promised.
    District,
    /// How students do.
    Outcomes,
    /// Who comes, who gets which seat, what it costs.
    Resources,
    /// What stands behind the figures.
    Records,
}

impl Group {
    /// The groups in the masthead, in order.
    pub const IN_MASTHEAD: [Group; 4] =
        [Group::District, Group::Outcomes, Group::Resources, Group::Records];
}

impl Section {
    /// The sections in the masthead, in order; those of a group stand together.
    pub const IN_MASTHEAD: [Section; 12] = [
        Section::Home,
        Section::Plan,
        Section::Gaps,
        Section::Graduation,
        Section::Schools,
        Section::Students,
        Section::Enrollment,
        Section::Choice,
        Section::Budget,
        Section::Measures,
        Section::Data,
        Section::People,
    ];

    /// Where the masthead has it.
    pub fn group(self) -> Group {
        match self {
            Section::Home | Section::Plan | Section::Elsewhere => Group::District,
            Section::Gaps | Section::Graduation | Section::Schools | Section::Students => {
                Group::Outcomes
            }
            Section::Enrollment | Section::Choice | Section::Budget => Group::Resources,
            Section::Measures | Section::Data | Section::People => Group::Records,
        }
    }

    /// What somebody must be allowed to see for the section to hold anything for them.
    pub fn sight(self) -> Sight {
        match self {
            Section::Budget => Sight::Money,
            Section::Students => Sight::StudentRows,
            Section::Data => Sight::Files,
            Section::People => Sight::Accounts,
            _ => Sight::Aggregates,
        }
    }

    /// Whether the section holds anything for a person.
    pub fn is_shown_to(self, person: &Person) -> bool {
        why_may_see(person, self.sight()).is_some()
    }

    /// Its address.
    pub fn href(self) -> &'static str {
        match self {
            Section::Gaps => "/gaps",
            Section::Graduation => "/graduation",
            Section::Choice => "/choice",
            Section::Plan => "/plan",
            Section::Schools => "/schools",
            Section::Enrollment => "/enrollment",
            Section::Budget => "/budget",
            Section::Measures => "/measures",
            Section::Students => "/students",
            Section::Data => "/data",
            Section::People => "/people",
            Section::Home | Section::Elsewhere => "/",
        }
    }
}

/// One step of the trail above a page's title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// What the step is called.
    pub name: String,
    /// Where it leads; none for the page itself.
    pub href: Option<String>,
}

/// Which facts a page stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The fingerprint of the facts.
    pub fingerprint: String,
    /// The day on which they were loaded.
    pub day: Date,
}

/// A page that looks back, and the way to the same page as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookingBack {
    /// As of when it was asked for.
    pub asked: AsOf,
    /// The day of that moment.
    pub day: Date,
    /// The address of the page as it is now.
    pub now: String,
}

/// What a page says about whoever reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// The sections that they may see, in the masthead's order.
    pub sections: Vec<Section>,
    /// Their name, if they signed in.
    pub signed_in: Option<String>,
    /// Proves that a form came from this page.
    pub token: String,
    /// What is said once, after something was done.
    pub said: Option<String>,
}

/// What a page has around its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The page's title.
    pub title: String,
    /// The district's name.
    pub district: String,
    /// The language of the page and of its frame.
    pub language: Language,
    /// The section that the page is in.
    pub section: Section,
    /// The trail from home to this page; empty on the first page of a section.
    pub trail: Vec<Crumb>,
    /// Which facts the page stands on; none before any are loaded.
    pub provenance: Option<Provenance>,
    /// Figures about fewer students than this are withheld; none where a page has no district.
    pub withheld_below: Option<u64>,
    /// The past moment that the page looks back to; none for a page of now.
    pub looking_back: Option<LookingBack>,
    /// Who reads it.
    pub around: Around,
}

impl Frame {
    /// A frame without a trail.
    pub fn of(title: &str, district: &str, section: Section) -> Frame {
        Frame {
            title: title.to_owned(),
            district: district.to_owned(),
            language: Language::English,
            section,
            trail: Vec::new(),
            provenance: None,
            withheld_below: None,
            looking_back: None,
            around: Around {
                sections: Section::IN_MASTHEAD.to_vec(),
                signed_in: None,
                token: String::new(),
                said: None,
            },
        }
    }

    /// Says in which language the page is.
    pub fn speaking(mut self, language: Language) -> Frame {
        self.language = language;
        self
    }

    /// Says who reads it.
    pub fn seen_by(mut self, around: Around) -> Frame {
        self.around = around;
        self
    }

    /// Whether whoever reads the page may see a section.
    pub fn shows(&self, section: Section) -> bool {
        self.around.sections.contains(&section)
    }

    /// Whether whoever reads the page may see the files.
    pub fn shows_files(&self) -> bool {
        self.shows(Section::Data)
    }

    /// Says below which number of students figures are withheld.
    pub fn withholding_below(mut self, students: u64) -> Frame {
        self.withheld_below = Some(students);
        self
    }

    /// Says as of which past moment the page is, if it is, and where it is as of now.
    pub fn looking_back(mut self, past: Option<&Past>, now: &str) -> Frame {
        self.looking_back = past.map(|past| LookingBack {
            asked: past.asked,
            day: past.day(),
            now: now.to_owned(),
        });
        self
    }

    /// Adds a step of the trail; it leads somewhere if whoever reads the page may go there.
    pub fn after(mut self, name: &str, href: &str) -> Frame {
        let closed = [Section::Budget, Section::Students, Section::Data, Section::People]
            .into_iter()
            .any(|section| href.starts_with(section.href()) && !self.shows(section));
        self.trail.push(Crumb { name: name.to_owned(), href: (!closed).then(|| href.to_owned()) });
        self
    }

    /// Names the facts that the page stands on.
    pub fn standing_on(mut self, fingerprint: &str, day: Date) -> Frame {
        self.provenance = Some(Provenance { fingerprint: fingerprint.to_owned(), day });
        self
    }

    /// Whether the page would stand on facts if there were any; a refusal does not,
    /// nor do accounts.
    pub fn counts_facts(&self) -> bool {
        !matches!(self.section, Section::Elsewhere | Section::People)
    }

    /// The frame's words, in the page's language.
    pub fn words(&self) -> &'static FrameWords {
        FrameWords::of(self.language)
    }

    /// As of when a page is that looks back.
    pub fn as_of(&self, back: &LookingBack) -> String {
        words::as_of(back.asked, back.day, self.language)
    }

    /// The day on which the facts were loaded.
    pub fn loaded_on(&self, provenance: &Provenance) -> String {
        words::day(provenance.day, self.language)
    }

    /// Below which number of students figures are withheld.
    pub fn withholds(&self, students: &u64) -> String {
        words::withheld_below(*students, self.language)
    }

    /// Where the stylesheet is found.
    pub fn stylesheet(&self) -> String {
        stylesheet_url()
    }

    /// Where the mark is found.
    pub fn mark(&self) -> String {
        mark_url()
    }

    /// The groups of the masthead that hold something for whoever reads the page, each with the
    /// names of its sections and whether one is this page's.
    pub fn masthead(
        &self,
    ) -> impl Iterator<Item = (&'static str, Vec<(Section, &'static str, bool)>)> + '_ {
        Group::IN_MASTHEAD.into_iter().filter_map(|group| {
            let sections = self.around.sections.iter().filter(|section| section.group() == group);
            let sections: Vec<_> =
                sections.map(|s| (*s, s.name(self.language), *s == self.section)).collect();
            (!sections.is_empty()).then_some((group.name(self.language), sections))
        })
    }
}
