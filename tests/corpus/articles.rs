//! Made articles: sentences of our own with names drawn by chance, each article from its seed and
//! number alone.

use std::fmt::Write;

/// Numbers that look random; the same for the same start (`SplitMix64`).
pub struct Chance(u64);

impl Chance {
    /// The numbers of an article.
    pub fn of(seed: u64, number: u64) -> Self {
        let mut start = Self(seed);
        let mixed = start.next() ^ number.wrapping_mul(0xd134_2543_de82_ef95);
        Self(mixed)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is at least 1.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or(0)
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// How many people there are; low numbers are in the news more often.
const PEOPLE: usize = 20_000;

const GIVEN: &[&str] = &[
    "Anna", "Pavel", "Maria", "Erik", "Sofia", "Daniel", "Helen", "Martin", "Laura", "Peter",
    "Irina", "Thomas", "Clara", "David", "Elena", "Oscar", "Julia", "Simon", "Vera", "Robert",
];
const FIRST: &[&str] = &[
    "Bel", "Cor", "Dar", "Fel", "Gar", "Hol", "Kal", "Lam", "Mar", "Nor", "Orl", "Pel", "Ran",
    "Sel", "Tor", "Val", "Wes", "Zan", "Bram", "Dres",
];
const MIDDLE: &[&str] = &["a", "e", "i", "o", "en", "or", "an", "el", "ar", "in"];
const LAST: &[&str] = &[
    "vik", "stone", "mann", "sen", "ford", "ski", "rov", "nes", "dell", "berg",
];

const STATES: &[&str] = &[
    "Norway",
    "Brazil",
    "Kenya",
    "Japan",
    "Poland",
    "Chile",
    "Egypt",
    "Canada",
    "Estonia",
    "Indonesia",
    "Portugal",
    "Ghana",
    "Austria",
    "Vietnam",
    "Mexico",
    "Serbia",
    "Jordan",
    "Finland",
    "Peru",
    "Morocco",
    "Turkey",
    "India",
    "Hungary",
    "Sweden",
];
const BODIES: &[&str] = &[
    "the European Union",
    "NATO",
    "the United Nations",
    "the African Union",
];
const PLACES: &[&str] = &[
    "Geneva", "Vienna", "Nairobi", "Oslo", "Lisbon", "Doha", "Lima",
];
const MEASURES: &[&str] = &[
    "tariffs on",
    "a ban on",
    "subsidies for",
    "a tax on",
    "export controls on",
    "price caps on",
];
const GOODS: &[&str] = &[
    "steel",
    "wheat",
    "solar panels",
    "fishing quotas",
    "crude oil",
    "battery metals",
    "palm oil",
    "medicines",
    "satellites",
    "fertiliser",
    "timber",
    "coffee",
    "natural gas",
    "microchips",
];
const OFFICES: &[&str] = &[
    "Foreign Minister",
    "Prime Minister",
    "President",
    "Defence Minister",
    "Finance Minister",
];

/// Sentences: `{p}`, `{q}` people with an office at first mention, `{s}`, `{t}` states, `{b}` a
/// body of states, `{i}`, `{j}` issues, `{c}` a place, `{n}` a number.
const SENTENCES: &[&str] = &[
    "{p} supports {i}.",
    "{q} opposes {i}.",
    "{p} criticised {t} over {j}.",
    "\"We reject {i},\" {p} said in {c}.",
    "\"{t} deserves our full support,\" {q} told reporters.",
    "{q} said that {p} was wrong about {i}.",
    "{s} condemned {t} for {j}.",
    "{p} met {q} in {c} on Monday.",
    "According to {q}, {s} backs {j}.",
    "{b} welcomed the decision of {s}.",
    "{s} called for {j}, but {t} refused.",
    "{p} praised {q} and promised {n} million euros in aid.",
    "{t} threatened {s} with sanctions.",
    "{q} urged {b} to drop {i}.",
    "{s} and {t} signed an agreement on {j} in {c}.",
    "The talks lasted {n} hours, and no date was set for another round.",
    "Officials in {c} said that {n} delegates had come.",
    "{p} has long argued against {j}, which {b} favours.",
    "Asked about {i}, {q} said he would not support it.",
    "A spokesman for {p} declined to comment.",
    "{t} accused {s} of breaking its word on {j}.",
    "{q} spoke with {p} by telephone about {i}.",
];

/// Article `number` of the corpus of `seed`: front matter, a lead, and five to fourteen sentences,
/// about 1 KB.
pub fn article(seed: u64, number: u64) -> String {
    let mut chance = Chance::of(seed, number);
    let mut cast = Cast::draw(&mut chance);
    let (year, month, day) = (
        2015 + chance.below(10),
        1 + chance.below(12),
        1 + chance.below(28),
    );
    let mut text = format!(
        "---\ntitle: {} and {} at odds over {}\ndate: {year}-{month:02}-{day:02}\n\
         outlet: Made Wire {}\n---\n",
        cast.states[0],
        cast.states[1],
        cast.issues[0],
        chance.below(40)
    );
    let lead = "{p} and {q} met in {c} for talks on {i}.";
    write(&mut text, lead, &mut cast, &mut chance);
    let mut order: Vec<usize> = (0..SENTENCES.len()).collect();
    let count = 5 + chance.below(10);
    for place in 0..count {
        let other = place + chance.below(order.len() - place);
        order.swap(place, other);
        text.push_str(if chance.below(3) == 0 { "\n\n" } else { " " });
        write(&mut text, SENTENCES[order[place]], &mut cast, &mut chance);
    }
    text.push('\n');
    text
}

/// Who and what an article is about.
struct Cast {
    people: [Person; 2],
    states: [&'static str; 2],
    issues: [String; 2],
    body: &'static str,
    place: &'static str,
}

struct Person {
    name: String,
    surname: String,
    office: &'static str,
    state: &'static str,
    introduced: bool,
}

impl Cast {
    fn draw(chance: &mut Chance) -> Self {
        let first = chance.below(STATES.len());
        let second = (first + 1 + chance.below(STATES.len() - 1)) % STATES.len();
        let mut issue = || format!("{} {}", chance.one(MEASURES), chance.one(GOODS));
        let issues = [issue(), issue()];
        // The square of an even draw prefers low numbers.
        let mut draw = || {
            let share = chance.below(PEOPLE) * chance.below(PEOPLE);
            share / PEOPLE
        };
        let (one, other) = (draw(), draw());
        let other = if one == other { one + 1 } else { other };
        Self {
            people: [Person::of(one), Person::of(other)],
            states: [STATES[first], STATES[second]],
            issues,
            body: chance.one(BODIES),
            place: chance.one(PLACES),
        }
    }
}

impl Person {
    fn of(number: usize) -> Self {
        let pick = |list: &[&'static str], by: usize| list[(number / by) % list.len()];
        let rest = GIVEN.len();
        let surname = format!(
            "{}{}{}",
            pick(FIRST, rest),
            pick(MIDDLE, rest * FIRST.len()),
            pick(LAST, rest * FIRST.len() / 2)
        );
        Self {
            name: format!("{} {surname}", pick(GIVEN, 1)),
            surname,
            office: pick(OFFICES, 3),
            state: pick(STATES, 7),
            introduced: false,
        }
    }

    fn mention(&mut self, text: &mut String) {
        if self.introduced {
            text.push_str(&self.surname);
            return;
        }
        self.introduced = true;
        let written = write!(text, "{} {} of {}", self.office, self.name, self.state);
        debug_assert!(written.is_ok(), "a string takes all");
    }
}

/// Fills in a sentence, its first letter large.
fn write(text: &mut String, sentence: &str, cast: &mut Cast, chance: &mut Chance) {
    let start = text.len();
    let mut parts = sentence.split('{');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (slot, rest) = part.split_once('}').unwrap_or_default();
        match slot {
            "p" => cast.people[0].mention(text),
            "q" => cast.people[1].mention(text),
            "s" => text.push_str(cast.states[0]),
            "t" => text.push_str(cast.states[1]),
            "i" => text.push_str(&cast.issues[0]),
            "j" => text.push_str(&cast.issues[1]),
            "b" => text.push_str(cast.body),
            "c" => text.push_str(cast.place),
            _ => text.push_str(&(2 + chance.below(90)).to_string()),
        }
        text.push_str(rest);
    }
    if let Some(first) = text.get_mut(start..=start) {
        first.make_ascii_uppercase();
    }
}
