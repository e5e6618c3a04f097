//! Numbers that two documents give differently for what seems the same quantity.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{Date, DocumentId, NodeId, Span, fold_name, tails};

use super::amounts::{Amount, Unit, amounts};
use crate::error::Result;
use crate::filter::Filter;
use crate::time::apart;
use crate::view::{View, headed};

/// Of the amounts that share unit, thing and a name, so many are compared.
const COMPARED: usize = 256;
/// Days after which closeness has fallen to a half.
const HALF: f64 = 30.0;
/// Days within which two documents tell of the same time. What changes from day to day, as losses
/// and prices do, is in no dispute over a longer one unless both name the day or year.
const SAME: u32 = 7;
/// The least share of the words near by that both must have.
const LIKENESS: f64 = 0.4;
/// The fewest such words.
const WORDS: usize = 2;

/// An amount in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Where it stands.
    pub document: DocumentId,
    /// The document's date, where known.
    pub date: Option<Date>,
    /// The words of the amount, with what it is of.
    pub words: String,
    /// Their bytes.
    pub span: Span,
    /// The sentence.
    pub evidence: String,
    /// Its bytes.
    pub evidence_span: Span,
    /// The least that the words let it be, in units (`billion` and the like resolved).
    pub low: f64,
    /// The most that the words let it be.
    pub high: f64,
}

/// Two documents that give a quantity differently. Both are kept; nothing decides between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispute {
    /// `count`, `percent`, or a currency.
    pub unit: &'static str,
    /// Stems of what both are of, sorted.
    pub of: Vec<String>,
    /// Actors and issues that both sentences name, by id.
    pub names: Vec<NodeId>,
    /// The two sides, the earlier document first.
    pub sides: [Fact; 2],
    /// Days between the documents, where known.
    pub days: Option<u32>,
    /// How surely both mean the same quantity, from 0 to 1: the share of words that both have,
    /// times `30 / (30 + days)` (a half where unknown).
    pub score: f64,
}

/// Which disputes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactQuery {
    /// Both sentences name this actor or issue.
    pub about: Option<NodeId>,
    /// The documents and their dates: `documents`, `since`, `until`, `as_of` count.
    pub filter: Filter,
}

struct Known {
    document: usize,
    amount: Amount,
    names: BTreeSet<NodeId>,
    /// Names of the sentence that mean no node, folded, but for the word that begins it.
    others: BTreeSet<String>,
}

/// Two documents, the unit and what an amount is of.
type Matter = (usize, usize, Unit, Vec<String>);

struct Read {
    id: DocumentId,
    date: Option<Date>,
}

/// Numbers that two documents give differently, the surest first, then by place.
///
/// Two amounts are of the same quantity where they have the same unit, count the same plural (or
/// are shares or sums of the same, one perhaps in more words), have no qualifying words and no
/// days or years that differ, name an actor or issue in common and most of all names, and share
/// two words and two fifths of the shorter sentence's words and names. They differ where their bounds do not meet, and neither document gives the other's
/// value too. O(text) to find the amounts; those with unit, thing and name in common are compared,
/// 256 at most of each.
pub fn disputes(view: &dyn View, query: &FactQuery) -> Result<Vec<Dispute>> {
    let mut documents = Vec::new();
    let mut known = Vec::new();
    let mut names = Names::new(view);
    for document in view.documents() {
        let document = document?;
        if !admits(&query.filter, document.id, document.date) {
            continue;
        }
        let Some(text) = document.text else { continue };
        for amount in amounts(&text) {
            let mut named = BTreeSet::new();
            let mut others = BTreeSet::new();
            for run in &amount.names {
                let words = &text[run.clone()];
                if let Some(node) = names.of(words)? {
                    named.insert(node);
                    continue;
                }
                // The word that begins a sentence is no name by its capital alone.
                let begins = run.start == amount.sentence.start;
                let name = match words.split_once(' ') {
                    Some((_, rest)) if begins => Some(rest),
                    _ => Some(words).filter(|_| !begins),
                };
                others.extend(name.map(fold_name));
            }
            let wanted = query.about.is_none_or(|about| named.contains(&about));
            if wanted && !named.is_empty() {
                known.push(Known {
                    document: documents.len(),
                    amount,
                    names: named,
                    others,
                });
            }
        }
        documents.push(Read {
            id: document.id,
            date: document.date,
        });
    }
    let mut best: BTreeMap<Matter, (f64, usize, usize)> = BTreeMap::new();
    for (one, two) in candidates(&known) {
        let (left, right) = (&known[one], &known[two]);
        let Some(likeness) = likeness(left, right) else {
            continue;
        };
        if meets(&left.amount, &right.amount) || gives_both(&known, one, two) {
            continue;
        }
        let days = documents[left.document]
            .date
            .zip(documents[right.document].date)
            .map(|(one, two)| apart(one, two));
        let told = !left.amount.dates.is_disjoint(&right.amount.dates);
        if !told && days.is_none_or(|days| days > SAME) {
            continue;
        }
        let near = days.map_or(0.5, |days| HALF / (HALF + f64::from(days)));
        let score = likeness * near;
        let of = shared(&left.amount.of, &right.amount.of);
        let key = (left.document, right.document, left.amount.unit, of);
        let most = best.entry(key).or_insert((score, one, two));
        if score > most.0 {
            *most = (score, one, two);
        }
    }
    let mut found = Vec::with_capacity(best.len());
    for ((.., of), (score, one, two)) in best {
        found.push(told(
            view,
            [&known[one], &known[two]],
            &documents,
            of,
            score,
        )?);
    }
    found.sort_by(|one, two| {
        let place = |it: &Dispute| {
            let [left, right] = &it.sides;
            (left.document, left.span, right.document, right.span)
        };
        let score = two.score.total_cmp(&one.score);
        score.then_with(|| place(one).cmp(&place(two)))
    });
    Ok(found)
}

fn admits(filter: &Filter, id: DocumentId, date: Option<Date>) -> bool {
    let wanted = filter
        .documents
        .as_ref()
        .is_none_or(|some| some.contains(&id));
    let after = filter
        .since
        .is_none_or(|day| date.is_some_and(|date| date.last_day() >= day.first_day()));
    let mut ends = [filter.until, filter.as_of].into_iter().flatten();
    wanted && after && ends.all(|day| date.is_some_and(|date| date.first_day() <= day.last_day()))
}

/// Pairs of amounts of two documents that have unit, a word of what they are of, and a name in
/// common.
fn candidates(known: &[Known]) -> BTreeSet<(usize, usize)> {
    let mut groups: BTreeMap<(Unit, &str, NodeId), Vec<usize>> = BTreeMap::new();
    for (at, one) in known.iter().enumerate() {
        for of in &one.amount.of {
            for &name in &one.names {
                let group = groups.entry((one.amount.unit, of, name)).or_default();
                if group.len() < COMPARED {
                    group.push(at);
                }
            }
        }
    }
    let mut pairs = BTreeSet::new();
    for group in groups.into_values() {
        for (place, &one) in group.iter().enumerate() {
            for &two in &group[place + 1..] {
                if known[one].document != known[two].document {
                    pairs.insert((one, two));
                }
            }
        }
    }
    pairs
}

fn shared(one: &BTreeSet<String>, two: &BTreeSet<String>) -> Vec<String> {
    one.intersection(two).cloned().collect()
}

/// How alike the sentences of two amounts are, from 0 to 1, where they may mean the same quantity.
fn likeness(left: &Known, right: &Known) -> Option<f64> {
    let (one, two) = (&left.amount, &right.amount);
    let counts = one.unit == Unit::Count;
    let within = one.of.is_subset(&two.of) || two.of.is_subset(&one.of);
    let same = if counts { one.of == two.of } else { within };
    let days = one.dates.is_empty() || two.dates.is_empty() || !one.dates.is_disjoint(&two.dates);
    let such = one.such == two.such;
    let fate = match (&one.fate, &two.fate) {
        (Some(one), Some(two)) => one == two,
        _ => true,
    };
    if !(same && such && fate && days) {
        return None;
    }
    let words = one.context.intersection(&two.context).count();
    let of = one.of.intersection(&two.of).count();
    let names = left.names.intersection(&right.names).count();
    let size =
        |known: &Known| known.amount.context.len() + known.amount.of.len() + known.names.len();
    let least = size(left).min(size(right));
    let others = left.others.intersection(&right.others).count() + names;
    let all = |known: &Known| known.others.len() + known.names.len();
    if 2 * others <= all(left).min(all(right)) {
        return None;
    }
    if names == 0 || words + of < WORDS || least == 0 {
        return None;
    }
    let share = ratio(words + of + names, least);
    (share >= LIKENESS).then_some(share.min(1.0))
}

#[allow(clippy::cast_precision_loss, reason = "words of a sentence")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn meets(one: &Amount, two: &Amount) -> bool {
    one.low <= two.high && two.low <= one.high
}

/// Whether one of the documents has the other's value too.
fn gives_both(known: &[Known], one: usize, two: usize) -> bool {
    let also = |here: usize, there: usize| {
        let document = known[here].document;
        let first = known.partition_point(|it| it.document < document);
        let mine = known[first..]
            .iter()
            .take_while(|it| it.document == document);
        let there = &known[there].amount;
        mine.map(|it| &it.amount).any(|mine| {
            mine.unit == there.unit && !mine.of.is_disjoint(&there.of) && meets(mine, there)
        })
    };
    also(one, two) || also(two, one)
}

fn told(
    view: &dyn View,
    pair: [&Known; 2],
    documents: &[Read],
    of: Vec<String>,
    score: f64,
) -> Result<Dispute> {
    let unit = match pair[0].amount.unit {
        Unit::Count => "count",
        Unit::Percent => "percent",
        Unit::Money(code) => code,
    };
    let names = pair[0]
        .names
        .intersection(&pair[1].names)
        .copied()
        .collect();
    let mut sides = Vec::with_capacity(2);
    for known in pair {
        let id = documents[known.document].id;
        let document = view.document(id)?.map_or_else(|| headed(view, id), Ok)?;
        let text = document.text.unwrap_or_default();
        let slice = |range: &std::ops::Range<usize>| {
            let end = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let span = Span::new(end(range.start), end(range.end));
            (text.get(range.clone()).unwrap_or_default().to_owned(), span)
        };
        let (words, span) = slice(&known.amount.words);
        let (evidence, evidence_span) = slice(&known.amount.sentence);
        let (Some(span), Some(evidence_span)) = (span, evidence_span) else {
            continue;
        };
        sides.push(Fact {
            document: id,
            date: documents[known.document].date,
            words,
            span,
            evidence,
            evidence_span,
            low: known.amount.low,
            high: known.amount.high,
        });
    }
    sides.sort_by_key(|side| (side.date.is_none(), side.date, side.document));
    let days = match sides.as_slice() {
        [one, two] => one.date.zip(two.date).map(|(one, two)| apart(one, two)),
        _ => None,
    };
    let sides = <[Fact; 2]>::try_from(sides).unwrap_or_else(|_| unreachable!("spans are ordered"));
    Ok(Dispute {
        unit,
        of,
        names,
        sides,
        days,
        score,
    })
}

/// Names as they are looked up, each once.
struct Names<'a> {
    view: &'a dyn View,
    known: BTreeMap<String, Option<NodeId>>,
}

impl<'a> Names<'a> {
    fn new(view: &'a dyn View) -> Self {
        Self {
            view,
            known: BTreeMap::new(),
        }
    }

    /// The node that a run of capitalised words means: as a whole, else by the longest of its ends
    /// (`Prime Minister Robert Fico`). Names that several nodes have mean none.
    fn of(&mut self, run: &str) -> Result<Option<NodeId>> {
        let folded = fold_name(run);
        if let Some(&known) = self.known.get(&folded) {
            return Ok(known);
        }
        let mut found = None;
        for tail in tails(&folded) {
            if let [one] = self.view.named(tail)?.as_slice() {
                found = Some(*one);
                break;
            }
        }
        self.known.insert(folded, found);
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use demarche_model::ActorKind;

    use super::*;
    use crate::fixture::Toy;

    /// Two documents of one day after the other, and what they dispute.
    fn found(one: &str, two: &str) -> (Toy, Vec<Dispute>) {
        let mut toy = Toy::new();
        toy.graph.documents.clear();
        for (path, date, text) in [
            ("one.txt", "2025-02-12", one),
            ("two.txt", "2025-02-13", two),
        ] {
            let id = toy.add_document(path, date);
            let document = toy.graph.documents.iter_mut().find(|it| it.id == id);
            document.unwrap().text = Some(text.to_owned());
        }
        for name in ["Norvia", "Borduria"] {
            toy.add_actor(ActorKind::State, name, &[]);
        }
        let found = disputes(&toy, &FactQuery::default()).unwrap();
        (toy, found)
    }

    /// What two texts dispute, as `unit: one / other`.
    fn check(one: &str, two: &str, expect: &[&str]) {
        let (toy, found) = found(one, two);
        let lines: Vec<String> = found
            .iter()
            .map(|one| {
                let [left, right] = &one.sides;
                format!("{}: {} / {}", one.unit, left.words, right.words)
            })
            .collect();
        assert_eq!(lines, expect, "{one} | {two}");
        for side in found.iter().flat_map(|one| &one.sides) {
            let document = toy.graph.documents.iter().find(|it| it.id == side.document);
            let text = document.unwrap().text.as_deref().unwrap();
            assert_eq!(side.span.slice(text), Some(side.words.as_str()));
            assert_eq!(side.evidence_span.slice(text), Some(side.evidence.as_str()));
        }
    }

    #[test]
    fn one_quantity_with_two_numbers_is_a_dispute() {
        check(
            "Norvia has lost 3,000 troops at the border since May.",
            "Norvia lost about 9,000 troops at the border, officials say.",
            &["count: 3,000 troops / about 9,000 troops"],
        );
        check(
            "Norvia will spend 2% of GDP on defence.",
            "Norvia is to spend 3.5 percent of GDP on defence.",
            &["percent: 2% of GDP / 3.5 percent of GDP"],
        );
        check(
            "Borduria promised €40 million in aid to Norvia.",
            "Borduria promised €1.5 billion in aid to Norvia.",
            &["EUR: €40 million in aid / €1.5 billion in aid"],
        );
    }

    #[test]
    fn the_score_is_the_share_of_words_by_nearness() {
        let found = found(
            "Norvia has lost 3,000 troops at the border since May.",
            "Norvia lost about 9,000 troops at the border, officials say.",
        );
        let (_, one) = &found;
        assert!((one[0].score - 30.0 / 31.0).abs() < 1e-12);
        assert_eq!(one[0].days, Some(1));
    }

    #[test]
    fn rounding_ranges_and_bounds_are_no_disputes() {
        let pairs = [
            ("lost 3,000 troops", "lost 3,210 troops"),
            ("lost more than 3,000 troops", "lost 4,100 troops"),
            ("lost between 2,000 and 5,000 troops", "lost 4,100 troops"),
            ("lost up to 5,000 troops", "lost 4,100 troops"),
        ];
        for (one, two) in pairs {
            let text = |what: &str| format!("Norvia {what} at the border this month.");
            check(&text(one), &text(two), &[]);
        }
    }

    #[test]
    fn other_things_people_and_fates_are_no_disputes() {
        let pairs = [
            (
                "Norvia lost 300 tanks at the border.",
                "Norvia lost 900 planes at the border.",
            ),
            (
                "Norvia lost 300 tanks at the border.",
                "Borduria lost 900 tanks at the border.",
            ),
            (
                "In Norvia 30 people were killed by the storm.",
                "In Norvia 90 people were wounded by the storm.",
            ),
            (
                "Norvia lost 30 old tanks at the border.",
                "Norvia lost 90 new tanks at the border.",
            ),
            (
                "Norvia lost 300 tanks at the border.",
                "Norvia praised 900 tanks.",
            ),
            (
                "On Monday Norvia lost 300 tanks at the border.",
                "On Tuesday Norvia lost 900 tanks at the border.",
            ),
            (
                "Near Sinj, Norvia lost 300 tanks by fire.",
                "Near Mosk, Norvia lost 900 tanks by fire.",
            ),
            (
                "Norvia gave 41 percent of state patients to the clinics.",
                "Norvia gave 25 percent of state funds to the clinics.",
            ),
        ];
        for (one, two) in pairs {
            check(one, two, &[]);
        }
    }

    #[test]
    fn who_gives_both_numbers_disputes_nothing() {
        check(
            "Norvia lost 300 tanks at the border.",
            "Norvia lost 300 tanks at the border. Norvia then lost 900 tanks at the border.",
            &[],
        );
    }
}
