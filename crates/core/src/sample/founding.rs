//! How the invented city came to be: where areas, clusters and schools are put, and what each
//! school is like.

use crate::district::SchoolType;

use super::Size;
use super::calendar::{Calendar, YEARS};
use super::catalog::Catalog;
use super::dice::{Dice, Purpose};
use super::names::{area_name, school_name};
use super::plan::{AreaPlan, ClusterPlan, Place, Plan, ProgramPlan, SchoolPlan};

/// How a city of a size is laid out.
struct Layout {
    clusters: usize,
    elementary: usize,
    areas_each: usize,
    radius_km: f64,
    households: u32,
    first_ids: [usize; 4],
    digits: usize,
}

impl Layout {
    fn of(size: Size) -> Self {
        match size {
            Size::Town => Layout {
                clusters: 1,
                elementary: 3,
                areas_each: 3,
                radius_km: 3.0,
                households: 1_010,
                first_ids: [412, 520, 610, 700],
                digits: 4,
            },
            Size::City => Layout {
                clusters: 12,
                elementary: 5,
                areas_each: 2,
                radius_km: 12.0,
                households: 94_000,
                first_ids: [101, 501, 601, 701],
                digits: 4,
            },
            Size::Metro => Layout {
                clusters: 210,
                elementary: 5,
                areas_each: 2,
                radius_km: 40.0,
                households: 1_880_000,
                first_ids: [1_001, 5_001, 6_001, 7_001],
                digits: 5,
            },
        }
    }
}

/// A point of a sunflower spiral, which fills a disc evenly.
fn sunflower(at: usize, of: usize, radius: f64) -> Place {
    let r = radius * ((at as f64 + 0.5) / of as f64).sqrt();
    let angle = at as f64 * 2.399_963_229_728_653;
    Place { x: r * angle.cos(), y: r * angle.sin() }
}

/// Who lives at a point: shares of the federal seven and the log-odds of a low income. The south
/// and the west were redlined and stayed poor; the north-east is rich.
fn residents(at: Place, radius: f64, dice: &mut Dice) -> ([f64; 7], f64) {
    let (x, y) = (at.x / radius, at.y / radius);
    let mut jitter = || 0.45 * dice.normal();
    let logs = [
        (0.008f64).ln() + jitter(),
        (0.055f64).ln() + 0.9 * x + 0.7 * y + jitter(),
        (0.24f64).ln() - 3.3 * y + 0.7 * x + jitter(),
        (0.34f64).ln() - 3.0 * x + jitter(),
        (0.003f64).ln() + jitter(),
        (0.042f64).ln() + 0.4 * y + 0.5 * jitter(),
        (0.15f64).ln() + 1.9 * y + 1.5 * x + jitter(),
    ];
    let total: f64 = logs.iter().map(|log| log.exp()).sum();
    let poverty = 0.80 - 1.0 * y - 0.5 * x + 0.35 * dice.normal();
    (logs.map(|log| log.exp() / total), poverty)
}

impl Plan {
    /// The city of a size and a seed.
    pub fn draw(size: Size, seed: u64) -> Self {
        let layout = Layout::of(size);
        let mut dice = Dice::of(seed, Purpose::Plan, 0);
        let mut plan = Plan {
            size,
            seed,
            calendar: Calendar::of_riverbend(),
            catalog: Catalog::of_riverbend(),
            areas: Vec::new(),
            clusters: Vec::new(),
            schools: Vec::new(),
            programs: Vec::new(),
            near: Vec::new(),
            magnets: [Vec::new(), Vec::new(), Vec::new()],
            alternative: Vec::new(),
            households: layout.households,
        };
        plan.settle(&layout, &mut dice);
        plan.open_and_close();
        plan.judge_need(&mut dice);
        plan.find_neighbours();
        plan.offer_programs(&mut dice);
        plan
    }

    /// Places clusters, their schools and the areas that feed them.
    fn settle(&mut self, layout: &Layout, dice: &mut Dice) {
        let id = |kind: usize, n: usize| {
            format!("{:0w$}", layout.first_ids[kind] + n, w = layout.digits)
        };
        let town = self.size == Size::Town;
        let mut made = [0usize; 3];
        for c in 0..layout.clusters {
            let centre = if town {
                Place { x: 0.0, y: 0.0 }
            } else {
                sunflower(c, layout.clusters, layout.radius_km)
            };
            let reach = layout.radius_km / (layout.clusters as f64).sqrt();
            // Gaps narrow in two of every twelve clusters, widen in one, and stay in the others.
            let gap_after = match c % 12 {
                2 | 7 => 0.15,
                4 => 1.85,
                _ => 1.0,
            };
            let compass = ["NORTH", "EAST", "SOUTH", "WEST"][c % 4];
            let (cluster, name) = match c {
                0..4 => (compass.to_owned(), compass.to_owned()),
                _ => (format!("{compass}{}", c / 4 + 1), format!("{compass} {}", c / 4 + 1)),
            };
            let name = format!("{}{} cluster", &name[..1], name[1..].to_lowercase());
            self.clusters.push(ClusterPlan { id: cluster, name, gap_after });
            let middles = if town { 1 } else { 1 + c % 2 };
            let plan = [layout.elementary, middles, 1];
            let mut first = [0u16; 3];
            for (level, count) in plan.into_iter().enumerate() {
                first[level] = self.schools.len() as u16;
                for n in 0..count {
                    let offset = sunflower(n, count.max(2), reach);
                    let at = Place { x: centre.x + offset.x * 0.9, y: centre.y + offset.y * 0.9 };
                    // The town's elementary schools are Alder, Birch and Cedar; Dogwood and Elm follow.
                    let called =
                        if town { [0, 3, 4][level] + n } else { made[level] + [0, 17, 35][level] };
                    let number = if town { [3, 1, 1][level] * n } else { made[level] };
                    let step = 2.0 * dice.normal();
                    self.schools.push(school(id(level, number), called, level, c as u16, at, step));
                    made[level] += 1;
                }
            }
            for e in 0..layout.elementary {
                let school = first[0] + e as u16;
                for a in 0..layout.areas_each {
                    let at = self.schools[usize::from(school)].at;
                    let offset = sunflower(a, layout.areas_each, reach * 0.42);
                    let at = Place { x: at.x + offset.x, y: at.y + offset.y };
                    let n = self.areas.len();
                    let (mix, poverty) = residents(at, layout.radius_km, dice);
                    let middle = first[1] + (e * middles / layout.elementary) as u16;
                    let width = if self.size == Size::Metro {
                        4
                    } else if town {
                        2
                    } else {
                        3
                    };
                    let name = if town && n == 6 { "Riverside".to_owned() } else { area_name(n) };
                    let zoned = [school, middle, first[2]];
                    self.areas.push(AreaPlan {
                        id: format!("A{:0width$}", n + 1),
                        name,
                        at,
                        zoned,
                        mix,
                        poverty,
                    });
                }
            }
        }
        for school in &mut self.schools {
            let nearest = (0..self.areas.len()).min_by(|a, b| {
                school.at.km_to(self.areas[*a].at).total_cmp(&school.at.km_to(self.areas[*b].at))
            });
            school.area = nearest.unwrap_or(0) as u16;
        }
        if !town {
            self.add_special_schools(layout, id(3, 0).len());
        }
    }

    /// Magnet and alternative schools, which take students from everywhere.
    fn add_special_schools(&mut self, layout: &Layout, digits: usize) {
        for block in 0..layout.clusters.div_ceil(12) {
            let home = &self.areas[(block * 120 + 3) % self.areas.len()];
            let (at, area) = (home.at, ((block * 120 + 3) % self.areas.len()) as u16);
            let specials = [
                ("Montessori School", SchoolType::Combined, 0, 0, 8, true),
                ("Academy of Science", SchoolType::High, 2, 9, 12, true),
                ("Second Start High", SchoolType::Alternative, 2, 9, 12, false),
            ];
            for (n, (word, kind, level, low, high, magnet)) in specials.into_iter().enumerate() {
                let no = self.schools.len() as u16;
                let number = layout.first_ids[3] + block * 3 + n;
                let mut made = school(format!("{number:0digits$}"), 0, level, 0, at, 0.0);
                let suffix = if block == 0 { String::new() } else { format!(" {}", block + 1) };
                made.name = format!("Riverbend {word}{suffix}");
                (made.kind, made.low, made.high, made.magnet) = (kind, low, high, magnet);
                (made.cluster, made.area, made.stand_in) = (None, area, no);
                if magnet {
                    self.magnets[level].push(no);
                    if kind == SchoolType::Combined {
                        self.magnets[1].push(no);
                    }
                } else {
                    self.alternative.push(no);
                }
                self.schools.push(made);
            }
        }
    }

    /// One elementary school in sixty closes after 2018–19 and another opens in 2021–22.
    fn open_and_close(&mut self) {
        for no in 0..self.schools.len() {
            self.schools[no].stand_in = no as u16;
        }
        if self.size == Size::Town {
            return;
        }
        let elementary: Vec<usize> = (0..self.schools.len())
            .filter(|no| self.schools[*no].kind == SchoolType::Elementary)
            .collect();
        for block in elementary.chunks(60) {
            if let [_, .., keeps, closes] = *block {
                self.schools[closes].closed = Some(2);
                self.schools[closes].stand_in = keeps as u16;
            }
            if let [keeps, opens, ..] = *block {
                self.schools[opens].opened = 5;
                self.schools[opens].stand_in = keeps as u16;
            }
        }
    }

    /// Gives each school its conditions, which lean against the schools that serve the poor.
    fn judge_need(&mut self, dice: &mut Dice) {
        let town = self.size == Size::Town;
        let count = self.schools.len();
        for no in 0..count {
            let fed: Vec<f64> = self
                .areas
                .iter()
                .filter(|area| area.zoned.contains(&(no as u16)))
                .map(|area| area.poverty)
                .collect();
            let mean =
                if fed.is_empty() { 0.8 } else { fed.iter().sum::<f64>() / fed.len() as f64 };
            let school = &mut self.schools[no];
            let need = ((mean - 0.8) / 0.6).clamp(-2.2, 2.2);
            school.need = match (school.magnet, school.kind) {
                (true, _) => -0.8,
                (_, SchoolType::Alternative) => 1.5,
                _ => need,
            };
            let need = school.need;
            school.effect = -0.10 * need + 0.13 * dice.normal();
            school.strict = (0.30 * need + 0.45 * dice.normal()).exp();
            school.uneven = 1.0 + (0.5 + 0.4 * dice.normal()).clamp(0.0, 1.8);
            school.absence = 0.10 * need + 0.14 * dice.normal();
            school.advanced = -0.22 * need + 0.40 * dice.normal();
            if school.kind == SchoolType::Alternative {
                (school.effect, school.absence, school.advanced) = (-0.2, 0.6, -1.5);
            }
            let high = school.level == 2 && school.kind != SchoolType::Alternative;
            school.ap = high;
            school.ib = high && (town || no % 3 == 0);
            school.dual = high && (town || dice.chance(0.75));
            school.sheltered = school.level > 0 && dice.chance(0.4);
            school.spread = if town || school.kind == SchoolType::Alternative { 2 } else { 5 };
        }
        if town {
            // One elementary school in town groups newcomers apart; the secondary schools differ.
            self.schools[3].sheltered = true;
            self.schools[4].sheltered = false;
        }
    }

    fn find_neighbours(&mut self) {
        self.near = (0..self.schools.len())
            .map(|no| {
                let here = &self.schools[no];
                let mut others: Vec<usize> = (0..self.schools.len())
                    .filter(|other| {
                        let there = &self.schools[*other];
                        *other != no && there.level == here.level && there.cluster.is_some()
                    })
                    .collect();
                others.sort_by(|a, b| {
                    here.at
                        .km_to(self.schools[*a].at)
                        .total_cmp(&here.at.km_to(self.schools[*b].at))
                        .then(a.cmp(b))
                });
                others.into_iter().take(4).map(|other| other as u16).collect()
            })
            .collect();
    }

    fn offer_programs(&mut self, dice: &mut Dice) {
        for (no, school) in self.schools.iter().enumerate() {
            if !school.is_open(YEARS - 1) || school.kind == SchoolType::Alternative {
                continue;
            }
            let small = if self.size == Size::Town { 4 } else { 1 };
            let mut offer = |code: &str, name, kind, grade, seats: i64, pull| {
                let id = format!("{}-{code}", school.id);
                self.programs.push(ProgramPlan {
                    id,
                    name,
                    kind,
                    school: no as u16,
                    grade,
                    seats: seats / small,
                    pull,
                });
            };
            let (grade, seats) = [(0, 66), (6, 190), (9, 300)][school.level];
            offer("HOME", "Neighborhood program", "neighborhood", grade, seats, -0.2 * school.need);
            if school.level == 0 && (no % 5 == 1 || school.magnet) {
                offer("DUAL", "Dual Language", "dual_language", 0, 44, 0.8);
            }
            if school.level == 1 || school.kind == SchoolType::Combined {
                offer(
                    "STEM",
                    "Science and Engineering",
                    "magnet",
                    6,
                    60,
                    0.6 + 0.3 * dice.normal(),
                );
            }
            if school.level == 2 && school.ib {
                offer("IB", "International Baccalaureate", "magnet", 9, 60, 0.9);
            }
            if school.level == 2 {
                offer("CTE", "Career Academy", "career", 9, 80, 0.2 + 0.3 * dice.normal());
            }
        }
    }
}

fn school(
    id: String,
    called: usize,
    level: usize,
    cluster: u16,
    at: Place,
    step: f64,
) -> SchoolPlan {
    let (kind, word, low, high) = [
        (SchoolType::Elementary, "Elementary", 0, 5),
        (SchoolType::Middle, "Middle", 6, 8),
        (SchoolType::High, "High", 9, 12),
    ][level];
    SchoolPlan {
        id,
        name: format!("{} {word}", school_name(called)),
        kind,
        level,
        cluster: Some(cluster),
        area: 0,
        at: Place { x: at.x + 0.1 * step, y: at.y - 0.05 * step },
        low,
        high,
        need: 0.0,
        effect: 0.0,
        strict: 1.0,
        uneven: 1.0,
        absence: 0.0,
        advanced: 0.0,
        ap: false,
        ib: false,
        dual: false,
        sheltered: false,
        spread: 5,
        opened: 0,
        closed: None,
        stand_in: 0,
        magnet: false,
    }
}
