//! Actors that may be one: candidates for a human to judge.
//!
//! Two names are compared only where something brings them together: a name of both, a key that
//! both have, or places near each other in a sorted list. So the cost is that of sorting.

mod alike;
mod near;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use demarche_model::{Actor, ActorId, ActorKind, RelationKind, Status, SubKind, fold_name};

use crate::error::Result;
use crate::view::{Named, View, links};
use near::Entry;

/// An office that more than so many hold at a time tells nobody apart.
const HOLDERS: usize = 6;
/// What each further reason adds to a score.
const FURTHER: u32 = 60;

/// Why two actors may be one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A name of one is the canonical name of the other.
    Name(String),
    /// The name of one is made of the first letters of the other's.
    Acronym(String),
    /// Their names differ as spellings do; the likeness in thousandths.
    Spelling(u32),
    /// The same surname, and first names that fit.
    Surname(String),
    /// The surname alone is the name of one.
    Lone(String),
    /// Both hold this office of the same body or state.
    Office(String),
}

impl Reason {
    /// How much it says, in thousandths.
    fn weight(&self) -> u32 {
        match self {
            Reason::Name(_) => 850,
            Reason::Acronym(_) => 800,
            Reason::Surname(_) => 750,
            Reason::Spelling(likeness) => likeness.saturating_sub(200),
            Reason::Lone(_) => 500,
            Reason::Office(_) => 300,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Name(name) => write!(f, "both are called `{name}`"),
            Reason::Acronym(short) => write!(f, "`{short}` are the first letters"),
            Reason::Spelling(likeness) => {
                write!(
                    f,
                    "spelled alike ({}.{:03})",
                    likeness / 1000,
                    likeness % 1000
                )
            }
            Reason::Surname(name) => write!(f, "surname `{name}`, first names fit"),
            Reason::Lone(name) => write!(f, "surname `{name}`, no first name"),
            Reason::Office(office) => write!(f, "both are {office}"),
        }
    }
}

/// Two actors that may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The one with more links; of two with as many, the one with the longer name.
    pub into: Named,
    /// The other one.
    pub from: Named,
    /// How many links each has.
    pub links: (usize, usize),
    /// Why, strongest first.
    pub reasons: Vec<Reason>,
    /// How likely, in thousandths; for ranking, not a probability.
    pub score: u32,
}

/// Pairs of actors that may be one, the likeliest first, without those that are `apart`: known to
/// be two. Two Wikidata ids are two actors, and a person is no body. The result depends on the
/// data alone. Groups without a name of their own are left out. O(n log n) in names and relations.
pub fn duplicates(
    view: &dyn View,
    apart: &dyn Fn(ActorId, ActorId) -> bool,
) -> Result<Vec<Duplicate>> {
    let actors = view.actors().collect::<std::result::Result<Vec<_>, _>>()?;
    let entries: Vec<Entry> = actors.iter().map(Entry::of).collect();
    let mut pairs: BTreeMap<(usize, usize), BTreeSet<Reason>> = BTreeMap::new();
    let mut note = |one: usize, two: usize, reason: Reason| {
        let (a, b) = (&actors[one], &actors[two]);
        if one != two && may_be_one(a, b) && !apart(a.id, b.id) {
            let pair = (one.min(two), one.max(two));
            pairs.entry(pair).or_default().insert(reason);
        }
    };
    near::names(&entries, &actors, &mut note);
    near::acronyms(&entries, &actors, &mut note);
    near::surnames(&entries, &mut note);
    near::spellings(&entries, &mut note);
    for (office, holders) in offices(view, &actors)? {
        for (place, &one) in holders.iter().enumerate() {
            for &two in &holders[place + 1..] {
                note(one, two, Reason::Office(office.clone()));
            }
        }
    }
    let mut found = Vec::new();
    for ((one, two), reasons) in pairs {
        // Those who hold one office after the other have full names that differ.
        let full = |at: usize| entries[at].words.len() > 1;
        let office = |reason: &Reason| matches!(reason, Reason::Office(_));
        if reasons.iter().all(office) && full(one) && full(two) {
            continue;
        }
        found.push(duplicate(view, [&actors[one], &actors[two]], reasons)?);
    }
    found.sort_by(|one, two| {
        let key = |item: &Duplicate| (Reverse(item.score), Reverse(item.links.0 + item.links.1));
        let ids = |item: &Duplicate| (item.into.id, item.from.id);
        let names = |item: &Duplicate| (item.into.name.clone(), item.from.name.clone());
        let order = key(one).cmp(&key(two));
        order.then_with(|| (names(one), ids(one)).cmp(&(names(two), ids(two))))
    });
    Ok(found)
}

fn may_be_one(one: &Actor, two: &Actor) -> bool {
    let person = |actor: &Actor| actor.kind == ActorKind::Person;
    let known_apart = one.wikidata.is_some() && two.wikidata.is_some();
    person(one) == person(two)
        && (!known_apart || one.wikidata == two.wikidata)
        && !unnamed(one)
        && !unnamed(two)
        && (one.kind != ActorKind::Group || two.kind != one.kind || !same_name(one, two))
}

/// Lawmakers of one document are others than those of the next, on purpose.
fn unnamed(actor: &Actor) -> bool {
    actor.kind == ActorKind::Group && !actor.name.contains(char::is_uppercase)
}

fn same_name(one: &Actor, two: &Actor) -> bool {
    fold_name(&one.name) == fold_name(&two.name)
}

/// Who holds an office now, by office and body; only offices that few hold.
fn offices(view: &dyn View, actors: &[Actor]) -> Result<Vec<(String, Vec<usize>)>> {
    let mut held: BTreeMap<(ActorId, String), (String, BTreeSet<usize>)> = BTreeMap::new();
    for item in view.relations() {
        let item = item?;
        let now = item.kind == RelationKind::HoldsOffice && item.status == Status::Current;
        let Some(office) = item.office.filter(|_| now) else {
            continue;
        };
        if let Ok(place) = actors.binary_search_by_key(&item.subject, |actor| actor.id) {
            let known = held.entry((item.object, fold_name(&office)));
            let (_, holders) = known.or_insert_with(|| (office, BTreeSet::new()));
            holders.insert(place);
        }
    }
    let few = held
        .into_values()
        .filter(|(_, holders)| holders.len() <= HOLDERS);
    Ok(few
        .map(|(office, holders)| (office, holders.into_iter().collect()))
        .collect())
}

fn duplicate(view: &dyn View, pair: [&Actor; 2], reasons: BTreeSet<Reason>) -> Result<Duplicate> {
    let mut weighed = Vec::with_capacity(2);
    for actor in pair {
        let named = Named {
            id: actor.id.into(),
            name: actor.name.clone(),
            kind: SubKind::Actor(actor.kind),
        };
        weighed.push((links(view, actor.id.into())?.len(), named));
    }
    let key =
        |&(links, ref node): &(usize, Named)| (Reverse(links), Reverse(node.name.len()), node.id);
    weighed.sort_by_key(key);
    let mut reasons: Vec<Reason> = reasons.into_iter().collect();
    reasons.sort_by_key(|reason| Reverse(reason.weight()));
    let further = u32::try_from(reasons.len())
        .unwrap_or(u32::MAX)
        .saturating_sub(1);
    let best = reasons.first().map_or(0, Reason::weight);
    let [(more, into), (less, from)] =
        <[_; 2]>::try_from(weighed).unwrap_or_else(|_| unreachable!());
    Ok(Duplicate {
        into,
        from,
        links: (more, less),
        score: (best + FURTHER.saturating_mul(further)).min(1000),
        reasons,
    })
}

#[cfg(test)]
mod tests {
    use demarche_model::Polarity;

    use super::*;
    use crate::fixture::Toy;

    /// Candidates as `one = other: reason; reason`.
    fn found(toy: &Toy) -> Vec<String> {
        let found = duplicates(toy, &|_, _| false).unwrap();
        let line = |item: Duplicate| {
            let reasons: Vec<_> = item.reasons.iter().map(ToString::to_string).collect();
            format!(
                "{} = {}: {}",
                item.into.name,
                item.from.name,
                reasons.join("; ")
            )
        };
        found.into_iter().map(line).collect()
    }

    fn check(kind: ActorKind, one: &str, two: &str, expect: &str) {
        let mut toy = Toy::new();
        let first = toy.add_actor(kind, one, &[]);
        toy.add_actor(kind, two, &[]);
        toy.says(first, Polarity::Support, first);
        let expect = Some(expect).filter(|expect| !expect.is_empty());
        let expect: Vec<_> = expect
            .map(|it| format!("{one} = {two}: {it}"))
            .into_iter()
            .collect();
        assert_eq!(found(&toy), expect, "{one} and {two}");
    }

    #[test]
    fn people_with_one_surname_need_first_names_that_fit() {
        use ActorKind::Person;
        let fit = |name: &str| format!("surname `{name}`, first names fit");
        check(Person, "Donald Trump", "Donald J. Trump", &fit("trump"));
        check(Person, "Ben Wallace", "Benjamin Wallace", &fit("wallace"));
        check(Person, "B. Wallace", "Benjamin Wallace", &fit("wallace"));
        check(
            Person,
            "Mark Rutte",
            "Rutte",
            "surname `rutte`, no first name",
        );
        check(Person, "Anna Weber", "Otto Weber", "");
        check(Person, "Donald Trump", "Donald Trump Jr.", "");
        check(Person, "John A. Smith", "John B. Smith", "");
    }

    #[test]
    fn spellings_of_one_name_meet() {
        use ActorKind::{Group, Organization, Person};
        let all = |name: &str, other: &str| {
            let mut toy = Toy::new();
            toy.person(name);
            toy.person(other);
            found(&toy).len()
        };
        assert_eq!(all("Volodymyr Zelensky", "Volodymyr Zelenskyy"), 1);
        assert_eq!(all("Aleksandr Lukashenko", "Alexander Lukashenka"), 1);
        assert_eq!(all("Sergei Lavrov", "Sergey Lavrov"), 1);
        assert_eq!(all("Yevgeny Prigozhin", "Evgeny Prigozhin"), 1);
        assert_eq!(all("Olaf Scholz", "Robert Habeck"), 0);
        check(
            Group,
            "US officials",
            "US official",
            "spelled alike (0.989)",
        );
        check(Organization, "Group of 7", "Group of 20", "");
        check(Organization, "7th Brigade", "8th Brigade", "");
        check(Person, "Iran", "Iraq", "");
    }

    #[test]
    fn a_name_of_one_is_that_of_the_other() {
        let mut toy = Toy::new();
        let nato = toy.add_actor(
            ActorKind::Organization,
            "NATO",
            &["North Atlantic Alliance"],
        );
        toy.add_actor(ActorKind::Group, "North Atlantic Alliance", &[]);
        toy.add_actor(
            ActorKind::Organization,
            "North Atlantic Treaty Organization",
            &[],
        );
        toy.person("Nato");
        toy.says(nato, Polarity::Support, nato);
        assert_eq!(
            found(&toy),
            [
                "NATO = North Atlantic Alliance: both are called `north atlantic alliance`",
                "NATO = North Atlantic Treaty Organization: `NATO` are the first letters",
            ]
        );
    }

    #[test]
    fn a_group_of_one_text_is_not_that_of_another() {
        let mut toy = Toy::new();
        for text in ["one", "two"] {
            for name in ["lawmakers", "European leaders"] {
                toy.graph.actors.push(Actor {
                    id: ActorId::of(&[text, name]),
                    name: name.into(),
                    kind: ActorKind::Group,
                    aliases: Vec::new(),
                    wikidata: None,
                });
            }
        }
        toy.graph.actors.sort_by_key(|item| item.id);
        assert_eq!(found(&toy), [""; 0]);
    }

    #[test]
    fn a_lone_surname_says_little() {
        let mut toy = Toy::new();
        toy.add_actor(ActorKind::Person, "Hillary Clinton", &["Clinton"]);
        toy.add_actor(ActorKind::Person, "Bill Clinton", &["Clinton"]);
        toy.person("Clinton");
        let lone =
            |name: &str| format!("{name} Clinton = Clinton: surname `clinton`, no first name");
        assert_eq!(found(&toy), [lone("Bill"), lone("Hillary")]);
    }

    #[test]
    fn who_is_known_to_be_two_is_not_offered() {
        let mut toy = Toy::new();
        let one = toy.person("Mark Rutte");
        let two = toy.person("Marc Rutte");
        assert_eq!(duplicates(&toy, &|_, _| false).unwrap().len(), 1);
        let pair = [one.min(two), one.max(two)];
        let apart = |a: ActorId, b: ActorId| [a.min(b), a.max(b)] == pair;
        assert_eq!(duplicates(&toy, &apart).unwrap(), []);
        for (actor, id) in toy.graph.actors.iter_mut().zip(["Q1", "Q2"]) {
            actor.wikidata = Some(id.into());
        }
        assert_eq!(duplicates(&toy, &|_, _| false).unwrap(), []);
    }

    #[test]
    fn a_name_that_thousands_have_is_not_compared_with_all() {
        let mut toy = Toy::new();
        for number in 0..3000 {
            let letters = |n: u32| char::from_u32(97 + n % 26).unwrap();
            let first: String = [number, number / 26, number / 676]
                .map(letters)
                .iter()
                .collect();
            toy.graph.actors.push(Actor {
                id: ActorId::of(&[&first]),
                name: format!("{first}o Kim"),
                kind: ActorKind::Person,
                aliases: Vec::new(),
                wikidata: None,
            });
        }
        toy.graph.actors.sort_by_key(|item| item.id);
        let compared = std::cell::Cell::new(0);
        let count = |_: ActorId, _: ActorId| {
            compared.set(compared.get() + 1);
            true
        };
        assert_eq!(duplicates(&toy, &count).unwrap(), []);
        assert!(compared.get() < 3000 * 20, "{}", compared.get());
    }
}
