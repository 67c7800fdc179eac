//! The examples themselves, command by command.

/// The path of a command below `traction`, and its examples: what is typed, then what it is for.
pub(super) const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    (
        "demo",
        &[
            ("traction demo", "a sample city of 50,000 students, and its pages"),
            ("traction demo --size town --no-serve", "five schools, and only the summary"),
        ],
    ),
    ("new", &[("traction new riverbend --name \"Riverbend Schools\"", "a folder beside this one")]),
    ("plan show", &[("traction plan show --on 2026-12-01", "does the gear turn on that day?")]),
    (
        "plan goals",
        &[
            ("traction plan goals", "where each should be, and is"),
            ("traction plan goals --format csv", "the same for a spreadsheet"),
        ],
    ),
    (
        "plan start-from",
        &[
            ("traction plan start-from", "which plans there are"),
            ("traction plan start-from fresno", "begin with that one, and edit it"),
        ],
    ),
    (
        "plan import",
        &[
            ("traction plan import plan.xlsx", "into a district without a plan"),
            ("traction plan import plan.xlsx --over", "over the plan that is there"),
        ],
    ),
    (
        "plan export",
        &[
            ("traction plan export plan.xlsx", "to edit in a spreadsheet"),
            ("traction plan export plan.toml", "to keep beside other texts"),
        ],
    ),
    (
        "plan put",
        &[
            ("traction plan put member mayor.toml", "one member of the cabinet"),
            ("traction plan put contract north.toml", "a lead partner's contract"),
        ],
    ),
    ("plan enter", &[("traction plan enter records.toml", "all that a file records")]),
    (
        "plan drop",
        &[("traction plan drop S4 --why \"the grant was not given\"", "the log keeps it")],
    ),
    (
        "plan done",
        &[
            ("traction plan done M1 --on 2026-10-01 --evidence \"board minutes\"", "with its day"),
            ("traction plan done M1 --not", "it was not done after all"),
        ],
    ),
    (
        "plan story",
        &[("traction plan story G1 \"Free rides began in January.\"", "behind the curve of G1")],
    ),
    ("plan log", &[("traction plan log", "everything"), ("traction plan log G1", "only about G1")]),
    ("plan undo", &[("traction plan undo 42", "what held before entry 42 holds again")]),
    ("plan first-day", &[("traction plan first-day 2028 2027-08-23", "of 2027-28")]),
    (
        "plan release",
        &[
            ("traction plan release budget 2028 --on 2027-02-01", "every open school has it"),
            ("traction plan release staffing 2028 0412 0415", "two schools have it today"),
        ],
    ),
    ("plan calendar", &[("traction plan calendar 2028", "backwards from its first day")]),
    (
        "plan cabinet",
        &[
            ("traction plan cabinet --on 2026-12-01", "the agenda of that day's meeting"),
            ("traction plan cabinet --share G1 --share S1", "what all agencies answer for"),
        ],
    ),
    ("plan contracts", &[("traction plan contracts --on 2027-07-01", "scorecards to that day")]),
    (
        "plan consequence",
        &[("traction plan consequence north-2026 2027 \"The contract goes on\"", "from its list")],
    ),
    (
        "plan support",
        &[("traction plan support north-2026 budget --on 2027-02-20", "given on that day")],
    ),
    (
        "plan review",
        &[("traction plan review", "the newest"), ("traction plan review 2026-spring", "that one")],
    ),
    ("plan surveys", &[("traction plan surveys 2026 --format csv", "of 2025-26")]),
    ("plan tiers", &[("traction plan tiers", "who decides what, and why there")]),
    ("plan feeders", &[("traction plan feeders 2027", "who stepped into 2026-27")]),
    (
        "plan visit",
        &[
            ("traction plan visit --school 0412 --minutes 90 --activity classrooms", "yours"),
            ("traction plan visit --minutes 60 --activity desk --on 2026-11-02", "not in a school"),
        ],
    ),
    (
        "plan assign",
        &[("traction plan assign \"Amara Osei\" 0412 0415 0520", "in place of those before")],
    ),
    ("plan supervision", &[("traction plan supervision --from 2026-09-01", "since September")]),
    (
        "plan hand-over",
        &[("traction plan hand-over \"Rosa Diaz\" --on 2027-06-30", "the day that she leaves")],
    ),
    ("plan digest", &[("traction plan digest \"Rosa Diaz\"", "two weeks, and what is overdue")]),
    (
        "plan reminders",
        &[("traction plan reminders \"Rosa Diaz\" > diaz.ics", "for any calendar program")],
    ),
    ("plan snapshot open", &[("traction plan snapshot open 2026-autumn", "each answers alone")]),
    (
        "plan snapshot answer",
        &[("traction plan snapshot answer 2026-autumn A1=3 A2=1 A3=?", "?: I do not know")],
    ),
    ("plan snapshot close", &[("traction plan snapshot close 2026-autumn", "then all see it")]),
    ("plan snapshot show", &[("traction plan snapshot show", "the newest round")]),
    (
        "graduation audit",
        &[
            ("traction graduation audit", "by tier, requirement, group, school"),
            ("traction graduation audit --students --tier in_the_day", "who, and what is missing"),
            ("traction graduation audit --diploma new_york --school 0610", "by another diploma"),
        ],
    ),
    (
        "graduation explain",
        &[
            ("traction graduation explain 0081242", "the sentences of one student"),
            ("traction graduation explain 0081242 --language es", "in Spanish"),
        ],
    ),
    (
        "graduation mend",
        &[
            ("traction graduation mend --school 0610", "who joins which section"),
            ("traction graduation mend --openings", "sections worth opening"),
            ("traction graduation mend --accepted --format csv", "to type into the schedule"),
        ],
    ),
    (
        "graduation decide",
        &[(
            "traction graduation decide 0081242 S-0005104 accepted --reason \"with the family\"",
            "kept",
        )],
    ),
    (
        "graduation allow",
        &[
            (
                "traction graduation allow 0081243 waiver --requirement health --reason \"note\"",
                "all of it",
            ),
            (
                "traction graduation allow 0081243 transfer --course Biology --from Lake \
                 --credits 1 --reason file",
                "",
            ),
        ],
    ),
    (
        "graduation withdraw",
        &[("traction graduation withdraw 0081243 17 --reason \"entered twice\"", "entry 17")],
    ),
    (
        "graduation access",
        &[("traction graduation access --format csv", "who was ready, who takes")],
    ),
    ("graduation cohorts", &[("traction graduation cohorts --format csv", "year by year")]),
    (
        "graduation place",
        &[("traction graduation place requests.json --seed 3", "another search, same rules")],
    ),
    (
        "graduation check-policy",
        &[("traction graduation check-policy policy/graduation/ours.toml", "before adopting it")],
    ),
    (
        "graduation diplomas",
        &[
            ("traction graduation diplomas", "which there are"),
            ("traction graduation diplomas plain_24 > policy/graduation/ours.toml", "one's own"),
        ],
    ),
    (
        "budget allocate",
        &[
            ("traction budget allocate", "what each school gets"),
            ("traction budget allocate --to budget.xlsx", "as a workbook"),
            ("traction budget allocate --from budget.xlsx --propose --for-year 2028", "kept"),
            ("traction budget allocate --adopt 3", "in your name"),
        ],
    ),
    (
        "budget explain",
        &[
            ("traction budget explain 0412", "every line of one school"),
            ("traction budget explain 0412 --line teachers", "one line, down to the students"),
        ],
    ),
    ("budget diff", &[("traction budget diff weights_and_ratios mine", "who gains and who loses")]),
    (
        "budget picture",
        &[
            ("traction budget picture 0610", "the picture"),
            ("traction budget picture 0610 --move class_size=24 --hold teachers", "one move"),
        ],
    ),
    ("budget cliffs", &[("traction budget cliffs --draws 5000", "one section away; the reserve")]),
    ("budget sustain", &[("traction budget sustain --years 3", "the chance of a deficit")]),
    (
        "budget tradeoff",
        &[("traction budget tradeoff --budget 4000000 --need 60", "what each rule costs")],
    ),
    ("budget fair", &[("traction budget fair --format csv", "by need and by group")]),
    (
        "budget people",
        &[
            ("traction budget people", "vacancies, stipends, supports"),
            ("traction budget people --positions --school 0412", "each position of one school"),
        ],
    ),
    ("budget funds", &[("traction budget funds", "who holds what, and until when")]),
    (
        "budget check-policy",
        &[("traction budget check-policy policy/budget/mine.toml", "each problem with its line")],
    ),
    (
        "budget reproduce",
        &[(
            "traction budget reproduce --formula chicago_fy2027 positions.csv.gz members.csv.gz",
            "",
        )],
    ),
    (
        "measures diff",
        &[
            ("traction measures diff chronic_absence --file stricter.toml", "before using it"),
            (
                "traction measures diff chronic_absence --from 2026-12-01 --to 2027-08-01",
                "two versions",
            ),
        ],
    ),
    (
        "choice example",
        &[
            ("traction choice example", "which there are"),
            ("traction choice example low_income_reserve > policy/choice/ours.toml", "one's own"),
        ],
    ),
    (
        "choice check-policy",
        &[(
            "traction choice check-policy policy/choice/ours.toml --year 2028",
            "and its applicants",
        )],
    ),
    (
        "choice simulate",
        &[
            ("traction choice simulate low_income_reserve", "a thousand times"),
            (
                "traction choice simulate ours --lotteries 200 --table groups --format csv",
                "one table",
            ),
        ],
    ),
    (
        "choice compare",
        &[("traction choice compare ours low_income_reserve", "who gains and who loses")],
    ),
    ("choice seats", &[("traction choice seats ours", "where one more seat helps most")]),
    (
        "choice commit",
        &[(
            "traction choice commit ours --drawn-from \"the state lottery of 1 March\"",
            "publish it",
        )],
    ),
    ("choice seal", &[("traction choice seal", "publish the hash before the draw")]),
    (
        "choice run",
        &[("traction choice run --public-draw \"7 19 23 31 40\"", "as everybody can look it up")],
    ),
    ("choice adopt", &[("traction choice adopt 12 --by \"Ana Ruiz\"", "a person answers for it")]),
    ("choice publish", &[("traction choice publish public/", "the files for everybody")]),
    (
        "choice verify",
        &[
            ("traction choice verify public/", "anybody can, from public files alone"),
            ("traction choice verify public/ --before sealed/", "was it bound before the draw?"),
            ("traction choice verify public/ --receipt 7f3a-90c1", "and one family's own line"),
        ],
    ),
    (
        "choice letters",
        &[
            ("traction choice letters letters/", "all, in both languages"),
            (
                "traction choice letters letters/ --application A00017 --language es",
                "one, in Spanish",
            ),
        ],
    ),
    (
        "choice answer",
        &[("traction choice answer A00017 DUAL-0412 accepted --on 2027-03-20", "they take it")],
    ),
    (
        "choice answers",
        &[(
            "traction choice answers answers.csv",
            "all that came in, entered at once or not at all",
        )],
    ),
    ("choice waitlist", &[("traction choice waitlist --on 2027-04-01", "as of that day")]),
    (
        "choice offers",
        &[("traction choice offers --format csv > school_offers.csv", "then import that file")],
    ),
    ("choice status", &[("traction choice status", "what comes next")]),
    ("disclosure policy", &[("traction disclosure policy", "who says what may be shown")]),
    (
        "disclosure release make",
        &[(
            "traction disclosure release make --measure chronic_absence --year 2026",
            "one measure",
        )],
    ),
    ("disclosure release list", &[("traction disclosure release list", "what was published")]),
    (
        "disclosure release export",
        &[("traction disclosure release export public/", "the latest, in a folder for everybody")],
    ),
    ("disclosure release attack", &[("traction disclosure release attack", "the latest, again")]),
    (
        "enrollment project",
        &[
            ("traction enrollment project", "the district and every school, next year"),
            ("traction enrollment project --school 0412 --years 5", "one school by grade"),
            ("traction enrollment project --keep", "and keep it as a version"),
        ],
    ),
    (
        "enrollment backtest",
        &[("traction enrollment backtest --table bands", "how often the bands held")],
    ),
    (
        "enrollment compare",
        &[
            ("traction enrollment compare", "the last two versions"),
            ("traction enrollment compare --list", "all, with their later errors"),
        ],
    ),
    (
        "enrollment funnel",
        &[("traction enrollment funnel --day 2027-03-15 --grade KG", "kindergarten, by that day")],
    ),
    ("enrollment events", &[("traction enrollment events", "what is known of years to come")]),
    ("people list", &[("traction people list", "accounts, roles, whether they may sign in")]),
    ("people log", &[("traction people log", "who gave whom which role")]),
    (
        "people add",
        &[
            ("traction people add ana@riverbend.example --name \"Ana Ruiz\" --role admin", ""),
            (
                "traction people add lee@riverbend.example --name Lee --role principal --school 0412",
                "",
            ),
        ],
    ),
    (
        "people grant",
        &[("traction people grant sam@partner.example lead_partner --cluster NORTH", "")],
    ),
    ("people revoke", &[("traction people revoke sam@partner.example lead_partner", "")]),
    ("people reset", &[("traction people reset ana@riverbend.example", "a new one-time link")]),
    (
        "people disable",
        &[
            ("traction people disable sam@partner.example", "and their sessions end"),
            ("traction people disable sam@partner.example --undo", "they may sign in again"),
        ],
    ),
    (
        "people caseload",
        &[(
            "traction people caseload kim@riverbend.example caseload.csv",
            "in place of the old one",
        )],
    ),
    ("access log", &[("traction access log --who \"Ana Ruiz\" --limit 20", "her last looks")]),
    ("facts log", &[("traction facts log", "which files came when")]),
    (
        "facts show",
        &[("traction facts show", "what is in now"), ("traction facts show 3", "one import")],
    ),
    (
        "facts diff",
        &[
            ("traction facts diff", "what the newest import changed"),
            ("traction facts diff 2 5 --rows", "from one to another, row by row"),
        ],
    ),
    (
        "facts prune",
        &[("traction facts prune --keep-last 10 --dry-run", "what would go; nothing goes")],
    ),
    ("facts verify", &[("traction facts verify", "the same as traction verify")]),
    ("year list", &[("traction year list", "open and closed")]),
    ("year close", &[("traction year close 2026", "its figures do not move any more")]),
    (
        "year reopen",
        &[(
            "traction year reopen 2026 --who \"Ana Lopez\" --reason \"the state corrected a file\"",
            "",
        )],
    ),
    ("verify", &[("traction verify", "is everything as it was written?")]),
    (
        "sample",
        &[
            ("traction sample exports/", "a city's files"),
            ("traction sample exports/ --size town --seed 11", "another, of five schools"),
        ],
    ),
    (
        "completions",
        &[(
            "traction completions zsh > ~/.zsh/completions/_traction",
            "where your shell looks for them",
        )],
    ),
];
