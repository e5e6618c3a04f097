//! Mentions: which actors the text names, and where.

mod apposition;
mod beside;
mod cast;
pub mod groups;
mod institutions;
mod known;
mod names;
pub mod office_phrases;
mod people;
mod places;
mod resolve;
mod units;

pub use cast::{Cast, Part, SeenOffice};
pub use institutions::is_institution;
pub use names::is_entity;
pub use office_phrases::{Article, OfficePhrase, office_phrases};
pub use resolve::TitlePhrase;

use demarche_model::{ActorKind, Date};

use crate::draft::Tokens;
use crate::lexicon::Lexicon;
use crate::lexicon::trie::Atoms;
use crate::tree::Tree;

/// What the stage hands on: actors named so far and the offices in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Actors and their mentions by name.
    pub cast: Cast,
    /// Offices and roles in text order.
    pub offices: Vec<OfficePhrase>,
    /// Names of regions, wars and the like, in text order: tokens and row.
    pub regions: Vec<(Tokens, u32)>,
    /// What keeps nameless actors of this document apart from those of others.
    pub salt: String,
}

/// Finds the actors that the text names. `salt` keeps lone surnames of this document apart from
/// those of others; `heading` tells the tokens of headings; the date of the text helps to tell
/// who is meant by a surname. O(length log length).
pub fn mentions(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    heading: &[bool],
    salt: &str,
    date: Option<Date>,
) -> Named {
    let atoms = Atoms::new(tree.doc);
    let (mut known, inner) = known::known_names(tree, &atoms, lexicon);
    let regions = known.iter().filter_map(|name| match name.reading {
        names::Reading::Region { region, .. } => Some((name.tokens, region)),
        _ => None,
    });
    let regions = regions.collect();
    let mut named = vec![false; tree.len() as usize];
    let groups = |name: &&names::Name| match name.reading {
        names::Reading::Known { entry, .. } => {
            lexicon.gazetteer.entry(entry).kind != ActorKind::Group
        }
        names::Reading::Region { .. } => false,
        _ => true,
    };
    for name in known.iter().filter(groups).chain(&inner) {
        for token in name.tokens.start..name.tokens.end {
            named[token as usize] = true;
        }
    }
    let offices = office_phrases(tree, &atoms, lexicon, &named);
    known.retain(|name| !titles_only(lexicon, &offices, name));
    let titles = title_phrases(tree, &atoms, lexicon, &offices);
    let ranges: Vec<Tokens> = titles.iter().map(|title| title.tokens).collect();
    let mut names = names::names(tree, lexicon, known, &offices, &ranges);
    beside::name_holders(tree, lexicon, &offices, &ranges, &mut names);
    units::add_units(tree, &mut names);
    let mut office = vec![false; tree.len() as usize];
    for phrase in &offices {
        for token in phrase.tokens.start..phrase.tokens.end {
            office[token as usize] = true;
        }
    }
    let mut titled = office.clone();
    for range in &ranges {
        titled[range.start as usize..range.end as usize].fill(true);
    }
    let names = apposition::apposition(tree, lexicon, names, &titled);
    let resolver = resolve::Resolver {
        tree,
        lexicon,
        before: resolve::titles_by_end(lexicon, &offices, &titles),
        office,
        heading,
        salt,
        date,
        states: resolve::states_named(lexicon, &names),
    };
    let mut cast = Cast::default();
    resolver.resolve(&names, &inner, &mut cast);
    Named {
        cast,
        offices,
        regions,
        salt: salt.to_owned(),
    }
}

/// Whether the name is only the end of an office: `Foreign Affairs` in `minister of foreign
/// affairs` is no magazine. O(log offices).
fn titles_only(lexicon: &Lexicon, offices: &[OfficePhrase], name: &names::Name) -> bool {
    let after = offices.partition_point(|phrase| phrase.base < name.tokens.start);
    let Some(phrase) = after.checked_sub(1).map(|index| &offices[index]) else {
        return false;
    };
    let default = &lexicon.offices.office(phrase.office).default;
    let implied = match name.reading {
        names::Reading::Known { entry, .. } => lexicon.gazetteer.entry(entry).key == *default,
        _ => false,
    };
    name.tokens.end <= phrase.tokens.end && !implied
}

/// Titles such as `Mr.` that are no office phrase already.
fn title_phrases(
    tree: &Tree<'_>,
    atoms: &Atoms,
    lexicon: &Lexicon,
    offices: &[OfficePhrase],
) -> Vec<TitlePhrase> {
    let mut found = Vec::new();
    let mut token = 0;
    let mut next = offices.iter().peekable();
    while token < tree.len() {
        while next.peek().is_some_and(|phrase| phrase.tokens.end <= token) {
            next.next();
        }
        if let Some(phrase) = next.peek().filter(|phrase| phrase.tokens.has(token)) {
            token = phrase.tokens.end;
            continue;
        }
        let hit = lexicon.offices.title_names.at(tree.doc, atoms, token);
        match hit.first() {
            Some(hit) => {
                found.push(TitlePhrase {
                    tokens: Tokens {
                        start: hit.start,
                        end: hit.end,
                    },
                    title: *hit.value,
                });
                token = hit.end;
            }
            None => token += 1,
        }
    }
    found
}
