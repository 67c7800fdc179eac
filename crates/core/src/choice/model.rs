//! The market as the engines see it: dense ids, flat vectors, nothing that names a child.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// No choice, no program, no application.
pub const NONE: u32 = u32::MAX;
/// Priority classes that a policy may have.
pub const MOST_CLASSES: usize = 127;
/// Reserves that a policy may have.
pub const MOST_RESERVES: usize = 16;
/// Applications that a market may hold.
pub const MOST_APPLICATIONS: usize = 1 << 28;

/// Seats of a program that are filled together and in one order of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatGroup {
    /// How many.
    pub seats: u32,
    /// The reserve whose members come first; none for open seats.
    pub prefers: Option<u8>,
    /// Whether nobody else may have them.
    pub only: bool,
}

impl SeatGroup {
    /// Open seats.
    pub const fn open(seats: u32) -> Self {
        SeatGroup { seats, prefers: None, only: false }
    }

    /// Seats for which members of a reserve come first, and everybody else after them.
    pub const fn reserved(seats: u32, reserve: u8) -> Self {
        SeatGroup { seats, prefers: Some(reserve), only: false }
    }

    /// Seats that only members of a reserve may have.
    pub const fn only_for(seats: u32, reserve: u8) -> Self {
        SeatGroup { seats, prefers: Some(reserve), only: true }
    }

    /// Whether an applicant with these reserves comes first here.
    pub const fn prefers(&self, reserves: u16) -> bool {
        match self.prefers {
            None => true,
            Some(reserve) => reserves >> reserve & 1 == 1,
        }
    }
}

/// One line of a ranked list, as the engines see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The program.
    pub program: u32,
    /// The priority class at the program; 0 comes first.
    pub class: u8,
    /// The reserves that the applicant is a member of there, one bit each.
    pub reserves: u16,
}

/// Why something is no market.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MarketError {
    /// A choice names a program that there is not.
    #[error("application {application} lists program {program}, and there are {programs}")]
    NoSuchProgram {
        /// The application's position.
        application: usize,
        /// The program's position.
        program: u32,
        /// Programs in the market.
        programs: usize,
    },
    /// A program stands twice on a list.
    #[error("application {application} lists program {program} twice")]
    ListedTwice {
        /// The application's position.
        application: usize,
        /// The program's position.
        program: u32,
    },
    /// There is more than the engines can number.
    #[error("{what}: {found}, and at most {most} can be numbered")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
}

/// Programs with their seats, applications with their ranked lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Market {
    starts: Vec<u32>,
    choices: Vec<Listed>,
    group_starts: Vec<u32>,
    groups: Vec<SeatGroup>,
}

impl Market {
    /// A market of programs, each with its groups of seats in the order in which they are filled,
    /// and of applications, each with its list.
    ///
    /// # Errors
    /// The first list that is none, or what there is too much of.
    pub fn of<'a>(
        programs: impl IntoIterator<Item = &'a [SeatGroup]>,
        applications: impl IntoIterator<Item = &'a [Listed]>,
    ) -> Result<Market, MarketError> {
        let mut market = Market::default();
        market.group_starts.push(0);
        for groups in programs {
            market.groups.extend_from_slice(groups);
            market.group_starts.push(market.groups.len() as u32);
        }
        let many = market.count_programs();
        let mut last_listed = vec![NONE; many];
        market.starts.push(0);
        for (application, list) in applications.into_iter().enumerate() {
            for listed in list {
                let program = listed.program;
                let Some(last) = last_listed.get_mut(program as usize) else {
                    return Err(MarketError::NoSuchProgram {
                        application,
                        program,
                        programs: many,
                    });
                };
                if *last == application as u32 {
                    return Err(MarketError::ListedTwice { application, program });
                }
                *last = application as u32;
                if usize::from(listed.class) >= MOST_CLASSES {
                    let found = usize::from(listed.class) + 1;
                    let most = MOST_CLASSES;
                    return Err(MarketError::TooMany { what: "priority classes", found, most });
                }
                market.choices.push(*listed);
            }
            market.starts.push(market.choices.len() as u32);
        }
        let found = market.count_applications();
        if found >= MOST_APPLICATIONS {
            return Err(MarketError::TooMany {
                what: "applications",
                found,
                most: MOST_APPLICATIONS,
            });
        }
        Ok(market)
    }

    /// Applications.
    pub fn count_applications(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Programs.
    pub fn count_programs(&self) -> usize {
        self.group_starts.len().saturating_sub(1)
    }

    /// Lines of all ranked lists together.
    pub fn count_choices(&self) -> usize {
        self.choices.len()
    }

    /// The positions of an application's choices, best first.
    #[inline]
    pub fn list(&self, application: usize) -> std::ops::Range<usize> {
        self.starts[application] as usize..self.starts[application + 1] as usize
    }

    /// What stands at a choice.
    #[inline]
    pub fn listed(&self, choice: usize) -> Listed {
        self.choices[choice]
    }

    /// The program at a choice.
    #[inline]
    pub fn program(&self, choice: usize) -> usize {
        self.choices[choice].program as usize
    }

    /// A program's groups of seats, in the order in which they are filled.
    pub fn groups(&self, program: usize) -> &[SeatGroup] {
        &self.groups[self.group_range(program)]
    }

    /// The positions of a program's groups among all groups.
    #[inline]
    pub fn group_range(&self, program: usize) -> std::ops::Range<usize> {
        self.group_starts[program] as usize..self.group_starts[program + 1] as usize
    }

    /// All groups of all programs.
    pub fn all_groups(&self) -> &[SeatGroup] {
        &self.groups
    }

    /// A program's seats that anybody may have in the end.
    pub fn count_seats(&self, program: usize) -> u32 {
        self.groups(program).iter().filter(|g| !g.only).map(|g| g.seats).sum()
    }

    /// The application that each choice belongs to.
    pub fn owners(&self) -> Vec<u32> {
        let mut owners = Vec::with_capacity(self.count_choices());
        for application in 0..self.count_applications() {
            owners.resize(self.list(application).end, application as u32);
        }
        owners
    }

    /// Choices by program: where each program's begin, and the choices in the order of
    /// applications.
    pub fn lines(&self) -> (Vec<u32>, Vec<u32>) {
        let mut starts = vec![0u32; self.count_programs() + 1];
        for listed in &self.choices {
            starts[listed.program as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut line = vec![0u32; self.count_choices()];
        for (choice, listed) in self.choices.iter().enumerate() {
            let place = &mut next[listed.program as usize];
            line[*place as usize] = choice as u32;
            *place += 1;
        }
        (starts, line)
    }

    /// The same market with other seats in some groups, given by their positions among all.
    pub fn with_seats(&self, changes: &[(usize, u32)]) -> Market {
        let mut market = self.clone();
        for (group, seats) in changes {
            market.groups[*group].seats = *seats;
        }
        market
    }
}

/// Lottery numbers: each a place from 0, which no other shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Numbers {
    /// One number for each application, the same at every program.
    Single(Vec<u32>),
    /// One number for each choice; those of one program are places among its applicants.
    PerProgram(Vec<u32>),
}

impl Numbers {
    /// The number that counts at a choice of an application.
    #[inline]
    pub fn at(&self, application: usize, choice: usize) -> u32 {
        match self {
            Numbers::Single(numbers) => numbers[application],
            Numbers::PerProgram(numbers) => numbers[choice],
        }
    }
}

/// Who got which choice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Assignment {
    /// For each application the choice that it was given, [`NONE`] for none.
    pub given: Vec<u32>,
    /// For each application the group of seats, counted within the program, that it sits in;
    /// 255 for none.
    pub group: Vec<u8>,
}

impl Assignment {
    /// Nobody has anything.
    pub fn empty(applications: usize) -> Self {
        Assignment { given: vec![NONE; applications], group: vec![u8::MAX; applications] }
    }

    /// The choice that an application was given.
    pub fn find(&self, application: usize) -> Option<usize> {
        let given = self.given[application];
        (given != NONE).then_some(given as usize)
    }

    /// Applications that were given a choice.
    pub fn count_given(&self) -> usize {
        self.given.iter().filter(|given| **given != NONE).count()
    }

    /// Seats filled at each program.
    pub fn count_filled(&self, market: &Market) -> Vec<u32> {
        let mut filled = vec![0; market.count_programs()];
        for choice in self.given.iter().filter(|choice| **choice != NONE) {
            filled[market.program(*choice as usize)] += 1;
        }
        filled
    }
}
