//! Names of people and places. People's names come from one mixed list, whatever their group.

use super::dice::Dice;

#[rustfmt::skip]
const FIRST: &[&str] = &[
    "Ada", "Adrian", "Aisha", "Alba", "Alejandro", "Alina", "Amara", "Amir", "Ana", "Andre",
    "Anika", "Anthony", "Arjun", "Asher", "Aurora", "Ayaan", "Beatriz", "Ben", "Bianca",
    "Blessing", "Caleb", "Camila", "Carlos", "Carmen", "Cecilia", "Chidi", "Chloe", "Clara",
    "Dalia", "Daniel", "Dante", "David", "Dayana", "Deja", "Diego", "Dmitri", "Elena", "Eli",
    "Elias", "Emeka", "Emilia", "Emma", "Esther", "Ethan", "Eva", "Ezra", "Fatima", "Felix",
    "Femi", "Freya", "Gabriel", "Gia", "Grace", "Habib", "Hana", "Hassan", "Hugo", "Ibrahim",
    "Imani", "Ines", "Iris", "Isaac", "Isabel", "Ivan", "Jada", "Jamal", "James", "Jasmine",
    "Javier", "Jonas", "Jordan", "José", "Josephine", "Juan", "Kai", "Kareem", "Karim",
    "Keisha", "Kenji", "Khadija", "Kofi", "Lara", "Layla", "Leila", "Leo", "Lena", "Liam",
    "Lina", "Lucas", "Lucía", "Luis", "Luz", "Malik", "Maya", "Mateo", "Marcus", "María",
    "Marisol", "Mei", "Micah", "Miguel", "Mila", "Minh", "Mira", "Mohammed", "Nadia", "Naomi",
    "Nia", "Nico", "Nina", "Noah", "Nora", "Olga", "Olivia", "Omar", "Oscar", "Paul", "Paloma",
    "Pedro", "Priya", "Quinn", "Rafael", "Rania", "Raúl", "René", "Renée", "Rohan", "Rosa",
    "Ruth", "Sade", "Salma", "Samir", "Samuel", "Sara", "Selena", "Sofía", "Sol", "Stella",
    "Tariq", "Tess", "Thandi", "Theo", "Tomás", "Valeria", "Vera", "Viktor", "Wanjiru", "Wei",
    "Xavier", "Ximena", "Yara", "Yusuf", "Zahra", "Zoe", "Zuri", "André", "Chloé", "Maëlle",
    "Nuño", "Zoë",
];

#[rustfmt::skip]
const LAST: &[&str] = &[
    "Abara", "Abbott", "Acosta", "Adeyemi", "Aguilar", "Ahmed", "Ali", "Alvarez", "Anderson",
    "Aziz", "Baker", "Banks", "Barrera", "Bauer", "Becker", "Begum", "Bell", "Bennett",
    "Boateng", "Brooks", "Brown", "Bui", "Cabrera", "Campbell", "Castillo", "Chan", "Chavez",
    "Chen", "Clarke", "Coleman", "Contreras", "Cruz", "Dang", "Davis", "Delgado", "Diallo",
    "Diaz", "Dorsey", "Duarte", "Eze", "Farah", "Fischer", "Flores", "Foster", "Franco",
    "Fuentes", "Garcia", "Gomez", "Gonzalez", "Graham", "Grant", "Green", "Guerrero", "Gupta",
    "Haddad", "Hall", "Hamid", "Harris", "Hassan", "Hayes", "Hernandez", "Herrera", "Hill",
    "Ho", "Holt", "Hoang", "Huang", "Ibarra", "Islam", "Jackson", "James", "Jensen", "Jimenez",
    "Johnson", "Jones", "Juarez", "Kamau", "Kaplan", "Kaur", "Khan", "Kim", "King", "Koroma",
    "Kowalski", "Kumar", "Lam", "Lane", "Larsen", "Le", "Lee", "Leon", "Lewis", "Li", "Liu",
    "Lopez", "Luna", "Mack", "Malone", "Marquez", "Martin", "Martinez", "Mbeki", "Medina",
    "Mejia", "Mensah", "Mendoza", "Miller", "Mitchell", "Molina", "Moore", "Morales", "Moreno",
    "Mwangi", "Navarro", "Nelson", "Ngo", "Nguyen", "Novak", "Nwosu", "O’Brien", "Ochoa",
    "Okafor", "Okoye", "Ortega", "Ortiz", "Osei", "Owens", "Pacheco", "Park", "Parker", "Patel",
    "Pena", "Pereira", "Perez", "Peters", "Petrov", "Pham", "Phillips", "Popov", "Powell",
    "Price", "Quintero", "Rahman", "Ramirez", "Ramos", "Reed", "Reyes", "Rivera", "Roberts",
    "Robinson", "Rodriguez", "Rojas", "Romero", "Rosen", "Ruiz", "Russell", "Salazar",
    "Sanchez", "Santos", "Sato", "Schmidt", "Scott", "Serrano", "Shah", "Sharma", "Silva",
    "Simmons", "Singh", "Smith", "Solis", "Sosa", "Soto", "Stewart", "Suárez", "Sullivan",
    "Takahashi", "Tan", "Taylor", "Thomas", "Thompson", "Toure", "Tran", "Traore", "Tucker",
    "Turner", "Valdez", "Vargas", "Vasquez", "Vega", "Vo", "Wagner", "Walker", "Wallace",
    "Wang", "Warren", "Washington", "Watson", "Weber", "White", "Williams", "Wilson", "Wong",
    "Wood", "Wright", "Wu", "Yang", "Young", "Yusuf", "Zamora", "Zhang", "Ziegler", "Muñoz",
    "Núñez", "Peña", "Gutiérrez", "D’Angelo", "Saint-Clair",
];

#[rustfmt::skip]
const NATURE: &[&str] = &[
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fern", "Garnet", "Hazel", "Ivy", "Juniper",
    "Kestrel", "Linden", "Maple", "North Fork", "Oak", "Plum", "Quarry", "Rowan", "Sage",
    "Tamarack", "Union", "Valley", "Willow", "Yarrow", "Ash", "Beech", "Clover", "Drake",
    "Eagle", "Foxglove", "Granite", "Heron", "Iris", "Jasper", "Kingfisher", "Laurel", "Meadow",
    "Nettle", "Osprey", "Pine", "Quail", "Redwood", "Spruce", "Thistle", "Upland", "Violet",
    "Walnut", "Amber", "Bluff", "Cypress", "Delta", "Ember", "Flint", "Glen", "Harbor",
    "Island", "Jessamine", "Larch", "Mill", "Orchard",
];

#[rustfmt::skip]
const GROUND: &[&str] = &[
    "Hill", "Park", "Heights", "Bend", "Ford", "Grove", "Landing", "Flats", "Crossing", "Row",
    "Point", "Hollow", "Terrace", "Bridge", "Square", "Gardens", "View", "Springs", "Yards",
    "Gate", "Common", "Street", "Lake", "Ridge", "Dale", "Wharf", "Field", "Court", "Green",
    "Reach",
];

/// A first name.
pub(super) fn first_name(dice: &mut Dice) -> &'static str {
    FIRST[dice.below(FIRST.len())]
}

/// A last name; some people carry two.
pub(super) fn last_surname(dice: &mut Dice) -> String {
    let one = LAST[dice.below(LAST.len())];
    if dice.chance(0.05) {
        return format!("{one}-{}", LAST[dice.below(LAST.len())]);
    }
    one.to_owned()
}

/// What the `n`th school of a kind is called before the kind's word.
pub(super) fn school_name(n: usize) -> String {
    let name = NATURE[n % NATURE.len()];
    match n / NATURE.len() {
        0 => name.to_owned(),
        more => format!("{name} {}", GROUND[(more - 1 + n) % GROUND.len()]),
    }
}

/// What the `n`th neighbourhood is called. Distinct for the first 1,800; numbered beyond.
pub(super) fn area_name(n: usize) -> String {
    let places = NATURE.len() * GROUND.len();
    let name = format!(
        "{} {}",
        NATURE[(n * 7 + n / 60) % NATURE.len()],
        GROUND[(n * 11 + n / 30) % GROUND.len()]
    );
    if n < places { name } else { format!("{name} {}", n / places + 1) }
}
