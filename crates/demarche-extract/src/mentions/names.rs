//! Proper names in the text: what the gazetteer knows, what the model tagged, what titles reveal.

use demarche_nlp::{Dep, EntityLabel, Tag, Upos};

use super::office_phrases::{OfficePhrase, head_of};
use crate::draft::Tokens;
use crate::lexicon::{Lexicon, Role};
use crate::tree::Tree;

/// What a name seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A known actor.
    Known {
        /// Its entry.
        entry: u32,
        /// How the name stands for it.
        role: Role,
    },
    /// A human being; the name may be a surname alone.
    Person,
    /// An organization that the gazetteer does not know.
    Organization,
    /// Members of a nation, faith or party that the gazetteer does not know.
    People,
    /// A place that is no actor.
    Place,
    /// Anything else with a name: a law, a work, an event.
    Other,
    /// A place, war, law or the like that the gazetteer knows.
    Region {
        /// Its row.
        region: u32,
        /// Whether the word is its adjective: `European`.
        adjective: bool,
    },
}

/// A proper name, without titles, article and possessive mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// Its tokens.
    pub tokens: Tokens,
    /// Its syntactic head.
    pub head: u32,
    /// What it seems to be.
    pub reading: Reading,
    /// Whether the model gave it a label.
    pub tagged: bool,
}

/// All names of the document in text order, without overlap. O(length).
pub fn names(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    known: Vec<Name>,
    offices: &[OfficePhrase],
    titles: &[Tokens],
) -> Vec<Name> {
    let count = tree.len() as usize;
    let mut owner: Vec<Option<usize>> = vec![None; count];
    for (index, name) in known.iter().enumerate() {
        mark(&mut owner, name.tokens, index);
    }
    let mut kept: Vec<Option<Name>> = known.into_iter().map(Some).collect();
    let mut title = vec![false; count];
    for range in offices.iter().map(|phrase| &phrase.tokens).chain(titles) {
        for token in range.start..range.end {
            title[token as usize] = true;
        }
    }
    let mut added: Vec<Name> = Vec::new();
    for entity in &tree.doc.entities {
        let range = Tokens {
            start: entity.start,
            end: entity.end,
        };
        if let Some(name) = entity_name(
            tree,
            lexicon,
            &owner,
            &mut kept,
            &title,
            range,
            entity.label,
        ) {
            added.push(name);
        }
    }
    let mut all: Vec<Name> = kept.into_iter().flatten().chain(added).collect();
    all.sort_by_key(|name| (name.tokens.start, std::cmp::Reverse(name.tokens.end)));
    let mut end = 0;
    all.retain(|name| {
        let free = name.tokens.start >= end;
        if free {
            end = name.tokens.end;
        }
        free
    });
    let behind = titled_names(tree, &all, offices, titles, &title);
    all.extend(behind);
    all.sort_by_key(|name| name.tokens);
    all
}

fn mark(owner: &mut [Option<usize>], tokens: Tokens, index: usize) {
    for token in tokens.start..tokens.end {
        if let Some(place) = owner.get_mut(token as usize) {
            *place = Some(index);
        }
    }
}

/// What an entity of the model adds to the names of the gazetteer.
fn entity_name(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    owner: &[Option<usize>],
    kept: &mut [Option<Name>],
    title: &[bool],
    range: Tokens,
    label: EntityLabel,
) -> Option<Name> {
    let range = trimmed(tree, lexicon, range, title, label == EntityLabel::Person)?;
    let range = surname_behind(tree, owner, title, range, label).unwrap_or(range);
    let (range, label) = match given_before(tree, lexicon, owner, title, range, label) {
        Some(wider) => (wider, EntityLabel::Person),
        None => (range, label),
    };
    let inside: Vec<usize> = {
        let mut all: Vec<usize> = (range.start..range.end)
            .filter_map(|token| owner[token as usize])
            .filter(|&index| kept[index].is_some())
            .collect();
        all.dedup();
        all
    };
    let wider = inside.iter().any(|&index| {
        kept[index]
            .is_some_and(|name| name.tokens.start < range.start || range.end < name.tokens.end)
    });
    let same = inside
        .iter()
        .any(|&index| kept[index].is_some_and(|name| name.tokens == range));
    if wider || same {
        for &index in &inside {
            if let Some(name) = kept[index].as_mut() {
                name.tagged = true;
            }
        }
        return None;
    }
    let reading = match label {
        EntityLabel::Person => Reading::Person,
        EntityLabel::Org => Reading::Organization,
        EntityLabel::Norp => Reading::People,
        EntityLabel::Gpe | EntityLabel::Loc | EntityLabel::Fac => Reading::Place,
        EntityLabel::Product | EntityLabel::WorkOfArt | EntityLabel::Law | EntityLabel::Event => {
            Reading::Other
        }
        _ => return None,
    };
    let words = range.end - range.start;
    let body = words > 1 && {
        let last = tree.text(range.end - 1).to_lowercase();
        NOUNS.contains(&last.as_str()) && lexicon.given_name(tree.text(range.start)).is_none()
    };
    let reading = match reading {
        Reading::Person | Reading::Other if body => Reading::Organization,
        Reading::Organization if words == 1 && joins_states(tree, lexicon, range.start) => {
            Reading::Other
        }
        Reading::Person | Reading::Organization if words > 1 && is_thing(tree, range) => {
            Reading::Other
        }
        other => other,
    };
    match reading {
        Reading::Person if !inside.is_empty() => {
            let first = kept[inside[0]];
            if let Some(rest) = first.and_then(|first| behind_adjective(&first, range)) {
                return Some(name_of(tree, rest, reading));
            }
            // `Paris Hilton`: the known name is only a part of a person's name.
            let given = lexicon.given_name(tree.text(range.start)).is_some();
            let titled = range.start > 0 && title[range.start as usize - 1];
            if words > 3 || !(given || titled) {
                return None;
            }
            for index in inside {
                kept[index] = None;
            }
            Some(name_of(tree, range, reading))
        }
        Reading::Organization if !inside.is_empty() => {
            let institution = is_institution(tree, range);
            if !institution {
                return None;
            }
            for index in inside {
                kept[index] = None;
            }
            Some(name_of(tree, range, reading))
        }
        _ if !inside.is_empty() => None,
        _ => Some(name_of(tree, range, reading)),
    }
}

/// `Reed O’Connor` where the model saw the given name only.
fn surname_behind(
    tree: &Tree<'_>,
    owner: &[Option<usize>],
    title: &[bool],
    range: Tokens,
    label: EntityLabel,
) -> Option<Tokens> {
    let next = range.end;
    let last = next.checked_sub(1)?;
    let fits = label == EntityLabel::Person
        && next < tree.len()
        && tree.dep(last) == Dep::Compound
        && tree.head(last) == Some(next)
        && tree.text(next).starts_with(char::is_uppercase)
        && tree.text(next).chars().any(char::is_lowercase)
        && owner[next as usize].is_none()
        && !title[next as usize]
        && !is_entity(tree, next)
        && !NOUNS.contains(&tree.text(next).to_lowercase().as_str());
    fits.then_some(Tokens {
        start: range.start,
        end: next + 1,
    })
}

/// Whether the model saw a name there. O(log entities).
pub fn is_entity(tree: &Tree<'_>, token: u32) -> bool {
    let entities = &tree.doc.entities;
    let after = entities.partition_point(|entity| entity.start <= token);
    after
        .checked_sub(1)
        .is_some_and(|index| entities[index].end > token)
}

/// `Petra Malik` where the model saw only the surname, or took it for something else.
fn given_before(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    owner: &[Option<usize>],
    title: &[bool],
    range: Tokens,
    label: EntityLabel,
) -> Option<Tokens> {
    let before = range.start.checked_sub(1)?;
    let named = matches!(
        label,
        EntityLabel::Person | EntityLabel::Org | EntityLabel::Gpe | EntityLabel::Norp
    );
    let text = tree.text(range.start);
    let word = text.chars().skip(1).any(char::is_lowercase) && text.starts_with(char::is_uppercase);
    let beside = tree.upos(before) == Upos::Propn
        && tree.head(before) == Some(range.start)
        && tree.dep(before) == Dep::Compound;
    let free = owner[before as usize].is_none() && !title[before as usize];
    let given = lexicon.given_name(tree.text(before)).is_some();
    let thing = NOUNS.contains(&text.to_lowercase().as_str());
    (named && word && range.end == range.start + 1 && beside && free && given && !thing).then_some(
        Tokens {
            start: before,
            end: range.end,
        },
    )
}

/// `U.S.-Mexico border`: two states in one word.
fn joins_states(tree: &Tree<'_>, lexicon: &Lexicon, token: u32) -> bool {
    let text = tree.text(token);
    let mut parts = text.split(['-', '–']);
    let known = |part: &str| lexicon.gazetteer.named(part).is_some();
    text.contains(['-', '–']) && parts.all(known)
}

/// What is left of `Russian Vladimir Putin` behind the adjective.
fn behind_adjective(first: &Name, range: Tokens) -> Option<Tokens> {
    let adjective = matches!(
        first.reading,
        Reading::Known {
            role: Role::Adjective | Role::People,
            ..
        } | Reading::Region {
            adjective: true,
            ..
        }
    );
    let rest = Tokens {
        start: first.tokens.end,
        end: range.end,
    };
    (adjective && first.tokens.start == range.start && rest.start < rest.end).then_some(rest)
}

fn name_of(tree: &Tree<'_>, tokens: Tokens, reading: Reading) -> Name {
    Name {
        tokens,
        head: head_of(tree, tokens),
        reading,
        tagged: true,
    }
}

/// Whether the last word tells a law, an event or a place: `Logan Act`.
fn is_thing(tree: &Tree<'_>, range: Tokens) -> bool {
    const NOUNS: &[&str] = &[
        "accord",
        "accords",
        "act",
        "agreement",
        "agreements",
        "airport",
        "amendment",
        "article",
        "avenue",
        "award",
        "barracks",
        "bay",
        "cathedral",
        "boulevard",
        "bridge",
        "building",
        "charter",
        "clause",
        "conference",
        "convention",
        "crisis",
        "cup",
        "deal",
        "declaration",
        "doctrine",
        "festival",
        "games",
        "highway",
        "hotel",
        "island",
        "islands",
        "lake",
        "law",
        "memorandum",
        "memorial",
        "monument",
        "mosque",
        "mountain",
        "mountains",
        "museum",
        "ocean",
        "pact",
        "palace",
        "peninsula",
        "plan",
        "prize",
        "protocol",
        "resolution",
        "river",
        "road",
        "sea",
        "square",
        "stadium",
        "strait",
        "street",
        "summit",
        "temple",
        "tower",
        "treaty",
        "valley",
        "war",
    ];
    NOUNS.contains(&tree.text(range.end - 1).to_lowercase().as_str())
}

/// Nouns that make a name that of an institution.
const NOUNS: &[&str] = &[
    "academy",
    "trust",
    "directorate",
    "secretariat",
    "syndicate",
    "guild",
    "fellowship",
    "cooperative",
    "consortium",
    "confederation",
    "brotherhood",
    "alliance",
    "agency",
    "army",
    "assembly",
    "association",
    "authority",
    "bank",
    "board",
    "brigade",
    "bureau",
    "cabinet",
    "center",
    "centre",
    "chamber",
    "church",
    "club",
    "college",
    "command",
    "commission",
    "committee",
    "company",
    "congress",
    "corporation",
    "corps",
    "council",
    "court",
    "department",
    "embassy",
    "federation",
    "fleet",
    "force",
    "forces",
    "forum",
    "foundation",
    "front",
    "fund",
    "government",
    "group",
    "guard",
    "institute",
    "institution",
    "league",
    "legislature",
    "ministry",
    "mission",
    "movement",
    "navy",
    "network",
    "office",
    "organisation",
    "organization",
    "parliament",
    "party",
    "police",
    "school",
    "senate",
    "service",
    "society",
    "treasury",
    "tribunal",
    "union",
    "university",
    "workers",
    "news",
    "times",
    "post",
    "journal",
    "air",
    "airlines",
    "airways",
    "energy",
    "enterprises",
    "holdings",
    "inc",
    "industries",
    "ltd",
    "motors",
    "partners",
    "pharmaceuticals",
    "shipping",
    "solutions",
    "steel",
    "systems",
    "technologies",
];

/// Whether the word by itself means any institution of a sort.
pub fn is_institution_noun(word: &str) -> bool {
    NOUNS.contains(&word.to_lowercase().as_str())
}

/// Whether a name that holds a known one is the name of an institution by its last noun:
/// `Bank of Latvia`, `Latvian Institute of International Affairs`.
fn is_institution(tree: &Tree<'_>, range: Tokens) -> bool {
    let capital = |token: u32| {
        tree.text(token)
            .chars()
            .next()
            .is_some_and(char::is_uppercase)
    };
    (range.start..range.end).any(|token| {
        let word = tree.text(token).to_lowercase();
        capital(token) && NOUNS.contains(&word.as_str())
    })
}

/// Cuts articles, possessive marks, quotation marks, and titles off an entity.
fn trimmed(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    range: Tokens,
    title: &[bool],
    person: bool,
) -> Option<Tokens> {
    let mut range = range;
    let loose = |token: u32| {
        matches!(
            tree.upos(token),
            Upos::Punct | Upos::Det | Upos::Part | Upos::Space | Upos::Sym
        ) || matches!(tree.text(token), "'s" | "’s" | "’" | "'" | "**" | "*")
    };
    while range.start < range.end
        && (loose(range.start)
            || (person && title[range.start as usize] && !is_given(tree, lexicon, range)))
    {
        range.start += 1;
    }
    while range.start < range.end
        && loose(range.end - 1)
        && !tree.text(range.end - 1).ends_with('.')
    {
        range.end -= 1;
    }
    // `Bank for International Settlements (BIS)`: the acronym is another mention.
    let bracket = (range.start..range.end).find(|&token| matches!(tree.text(token), "(" | "["));
    if let Some(bracket) = bracket {
        range.end = bracket;
    }
    (range.start < range.end).then_some(range)
}

/// A word that is both title and given name (`Dean`, `Earl`) is a name where it is all there is.
fn is_given(tree: &Tree<'_>, lexicon: &Lexicon, range: Tokens) -> bool {
    let rest = range.end - range.start;
    rest == 2
        && lexicon.given_name(tree.text(range.start)).is_some()
        && lexicon.offices.by_wording(tree.text(range.start)).is_none()
}

/// Capitalised words right behind a title that nothing else has claimed:
/// `Defence Minister Andris Sprūds` where the model sees no person.
fn titled_names(
    tree: &Tree<'_>,
    names: &[Name],
    offices: &[OfficePhrase],
    titles: &[Tokens],
    title: &[bool],
) -> Vec<Name> {
    let mut taken = vec![false; tree.len() as usize];
    for name in names {
        for token in name.tokens.start..name.tokens.end {
            taken[token as usize] = true;
        }
    }
    let singular = offices
        .iter()
        .filter(|phrase| !phrase.plural)
        .map(|phrase| phrase.tokens);
    let mut found = Vec::new();
    for range in singular.chain(titles.iter().copied()) {
        let start = range.end;
        let mut end = start;
        while end < tree.len() && end - start < 4 {
            let proper = tree.upos(end) == Upos::Propn && tree.tag(end) == Tag::Nnp;
            let capital = tree
                .text(end)
                .chars()
                .next()
                .is_some_and(char::is_uppercase);
            let free = !taken[end as usize]
                && tree.sentence_index(end) == tree.sentence_index(range.start);
            if !(proper && capital && free) || title[end as usize] {
                break;
            }
            end += 1;
        }
        if end > start {
            let tokens = Tokens { start, end };
            if !taken[start as usize] {
                for token in start..end {
                    taken[token as usize] = true;
                }
                found.push(Name {
                    tokens,
                    head: head_of(tree, tokens),
                    reading: Reading::Person,
                    tagged: false,
                });
            }
        }
    }
    found
}
