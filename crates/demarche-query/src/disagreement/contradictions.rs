//! Stances that disagree though one holder, or who speaks for it, has them.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{
    ActorId, Confidence, Date, HalfEdge, IssueId, LinkKind, NodeId, ObservationId, Polarity,
    fold_name,
};

use super::clash::{Clash, Placed, best, polarity, surest};
use super::voices::{Voice, voices};
use crate::edge::Seen;
use crate::error::Result;
use crate::filter::{Class, Filter};
use crate::held;
use crate::stances::StanceQuery;
use crate::time::OfficeQuery;
use crate::view::{View, degree, named};

/// Words that turn a label into its opposite where they stand before it.
const NEGATORS: &[&str] = &["no", "non", "not", "without"];
/// How much opposing the kind and supporting one of it tells: what is opposed in general may still
/// be accepted in a case.
const CONTAINED: f64 = 0.8;
/// How much two stances on an actor tell: somebody may be praised for one thing and blamed for
/// another, which an issue cannot.
const ON_AN_ACTOR: f64 = 0.5;
/// How many steps of `broader` are followed.
const STEPS: usize = 8;

/// Why two stances cannot both stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Contradictory {
    /// The holder supports and opposes the same.
    Same,
    /// One speaks for the other, on the same.
    Voice,
    /// The holder supports an issue and opposes a broader one.
    Contained,
    /// The holder takes the same position on an issue and on its negation.
    Negated,
}

impl Contradictory {
    /// In a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Contradictory::Same => "same",
            Contradictory::Voice => "voice",
            Contradictory::Contained => "contained",
            Contradictory::Negated => "negated",
        }
    }
}

/// One side of a contradiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Whose stance it is.
    pub holder: NodeId,
    /// On what.
    pub target: NodeId,
    /// Which position.
    pub polarity: Polarity,
    /// The statement of the pair that shows the contradiction best.
    pub statement: ObservationId,
    /// How sure it is.
    pub confidence: Confidence,
    /// Whether it is hedged.
    pub hedged: bool,
    /// Its date, where known.
    pub date: Option<Date>,
    /// All statements of this side, by id.
    pub statements: Vec<ObservationId>,
}

/// Two positions that disagree. Both are kept; nothing decides between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// Why they disagree.
    pub kind: Contradictory,
    /// The two sides, the earlier first; of a voice and its principal the principal first, of a
    /// broader issue and a narrower one the narrower first.
    pub sides: [Position; 2],
    /// Days between the two statements, where known.
    pub days: Option<u32>,
    /// How glaring it is, from 0 to 1: the product of both confidences, a half for each hedged
    /// one, `30 / (30 + days)` (a half where unknown), a half for stances on an actor, and the
    /// share of the tie.
    pub score: f64,
    /// The relation by which one speaks for the other.
    pub tie: Option<ObservationId>,
}

/// Contradictions of a holder (or its voices, or whom it speaks for) on a target, or of all, the
/// most glaring first, then by ids. Each pair of holders and targets is told once. The polarity of
/// the query does not count. O(links + relations) to find them, for each voice the stances of the
/// speaker or of the principal, whichever are fewer, and a bounded number of comparisons for each
/// pair.
pub fn contradictions(view: &dyn View, query: &StanceQuery) -> Result<Vec<Contradiction>> {
    let query = StanceQuery {
        polarity: None,
        filter: query.filter.clone().only([Class::Stance]),
        ..query.clone()
    };
    let mut found = same(view, &query)?;
    found.extend(voiced(view, &query)?);
    found.extend(related(view, &query)?);
    found.sort_by(|one, two| {
        let ids = |it: &Contradiction| {
            let [left, right] = &it.sides;
            (
                it.kind,
                left.holder,
                left.target,
                right.holder,
                right.target,
            )
        };
        let score = two.score.total_cmp(&one.score);
        score.then_with(|| ids(one).cmp(&ids(two)))
    });
    Ok(found)
}

const fn on_one(target: NodeId) -> f64 {
    match target {
        NodeId::Actor(_) => ON_AN_ACTOR,
        NodeId::Issue(_) => 1.0,
    }
}

const SIDES: [(Polarity, Polarity); 2] = [
    (Polarity::Support, Polarity::Oppose),
    (Polarity::Oppose, Polarity::Support),
];

/// Support and opposition of one holder to one target.
fn same(view: &dyn View, query: &StanceQuery) -> Result<Vec<Contradiction>> {
    let both = |group: &[HalfEdge]| {
        let has = |wanted| group.iter().any(|half| half.polarity == Some(wanted));
        has(Polarity::Support) && has(Polarity::Oppose)
    };
    let mut found = Vec::new();
    for (holder, target) in held::pairs(view, query, &both)? {
        let all = held::stances(view, holder, target, &query.filter)?;
        let pro = surest(view, &all, Polarity::Support)?;
        let con = surest(view, &all, Polarity::Oppose)?;
        if let Some(clash) = best(&pro, &con, on_one(target), &|_, _| true) {
            found.push(told(Contradictory::Same, &clash, [&all, &all], true));
        }
    }
    Ok(found)
}

/// By target, all stances of a holder.
type Held = BTreeMap<NodeId, Vec<Seen>>;

fn held_by(view: &dyn View, holder: ActorId, filter: &Filter) -> Result<Held> {
    let mut held = Held::new();
    let holder = NodeId::from(holder);
    for (link, seen) in filter.links(view, holder)? {
        if link.outgoing && matches!(link.kind, LinkKind::Stance(_)) {
            held.entry(seen.to).or_default().push(seen);
        }
    }
    Ok(held)
}

/// Stances of a holder and of those who speak for it.
fn voiced(view: &dyn View, query: &StanceQuery) -> Result<Vec<Contradiction>> {
    let terms = OfficeQuery {
        filter: Filter {
            since: None,
            until: None,
            as_of: None,
            ..query.filter.clone()
        },
        ..OfficeQuery::default()
    };
    let mut found = Vec::new();
    let mut last: Option<(ActorId, Held)> = None;
    for voice in voices(view, &terms, query.holder)? {
        let principal = voice.principal();
        if last.as_ref().is_none_or(|(known, _)| *known != principal) {
            last = Some((principal, held_by(view, principal, &query.filter)?));
        }
        let Some((_, own)) = last.as_ref().filter(|(_, held)| !held.is_empty()) else {
            continue;
        };
        let wanted = |target: NodeId| query.target.is_none_or(|wanted| wanted == target);
        // Whoever has fewer stances is gone through.
        if degree(view, voice.speaker().into())? < own.len() {
            for (target, spoken) in held_by(view, voice.speaker(), &query.filter)? {
                if let Some(own) = own.get(&target).filter(|_| wanted(target)) {
                    found.extend(against(view, &voice, own, &spoken)?);
                }
            }
            continue;
        }
        for (&target, own) in own.iter().filter(|(target, _)| wanted(**target)) {
            let spoken = held::stances(view, voice.speaker().into(), target, &query.filter)?;
            if !spoken.is_empty() {
                found.extend(against(view, &voice, own, &spoken)?);
            }
        }
    }
    Ok(found)
}

fn against(
    view: &dyn View,
    voice: &Voice,
    own: &[Seen],
    spoken: &[Seen],
) -> Result<Option<Contradiction>> {
    let Some(target) = own.first().map(|seen| seen.to) else {
        return Ok(None);
    };
    let share = f64::from(voice.share) / 100.0 * on_one(target);
    let mut most: Option<Clash> = None;
    for (mine, theirs) in SIDES {
        let own = surest(view, own, mine)?;
        let mut said = surest(view, spoken, theirs)?;
        for one in &mut said {
            if one.document.is_none()
                && let Some(id) = one.seen.observation
            {
                one.document = Some(crate::view::backing(view, id)?.document());
            }
        }
        let in_office = |_: &Placed, said: &Placed| voice.speaks(said.seen.first, said.document);
        if let Some(clash) = best(&own, &said, share, &in_office)
            && most.as_ref().is_none_or(|most| clash.score > most.score)
        {
            most = Some(clash);
        }
    }
    Ok(most.map(|clash| Contradiction {
        tie: Some(voice.tie(clash.other.seen.first)),
        ..told(Contradictory::Voice, &clash, [own, spoken], false)
    }))
}

/// Stances of one holder on issues of which one contains or negates the other.
fn related(view: &dyn View, query: &StanceQuery) -> Result<Vec<Contradiction>> {
    let held = match query.holder {
        Some(holder) => Some(held_by(view, holder, &query.filter)?),
        None => None,
    };
    let speaks = |issue: IssueId| {
        held.as_ref()
            .is_none_or(|held| held.contains_key(&issue.into()))
    };
    let asked = |one: IssueId, two: IssueId| {
        let wanted = |target| [one, two].map(NodeId::from).contains(&target);
        query.target.is_none_or(wanted) && speaks(one) && speaks(two)
    };
    let (contained, negated) = issue_pairs(view)?;
    let mut found = Vec::new();
    let mut last: Option<(IssueId, Held)> = None;
    let kinds = [
        (contained, Contradictory::Contained),
        (negated, Contradictory::Negated),
    ];
    for (pairs, kind) in kinds {
        // Sorted by the second issue, whose stances are read once for all pairs with it.
        for (second, first) in pairs {
            if !asked(first, second) {
                continue;
            }
            if last.as_ref().is_none_or(|(known, _)| *known != second) {
                last = Some((second, on(view, second, query)?));
            }
            let Some((_, second)) = last.as_ref().filter(|(_, held)| !held.is_empty()) else {
                continue;
            };
            for (holder, firsts) in on(view, first, query)? {
                if let Some(seconds) = second.get(&holder) {
                    found.extend(of_one_holder(view, kind, &firsts, seconds)?);
                }
            }
        }
    }
    Ok(found)
}

fn of_one_holder(
    view: &dyn View,
    kind: Contradictory,
    firsts: &[Seen],
    seconds: &[Seen],
) -> Result<Option<Contradiction>> {
    let (sides, share): (&[_], _) = match kind {
        Contradictory::Contained => (&[(Polarity::Support, Polarity::Oppose)], CONTAINED),
        _ => (
            &[
                (Polarity::Support, Polarity::Support),
                (Polarity::Oppose, Polarity::Oppose),
            ],
            1.0,
        ),
    };
    let mut most: Option<Clash> = None;
    for &(left, right) in sides {
        let left = surest(view, firsts, left)?;
        let right = surest(view, seconds, right)?;
        if let Some(clash) = best(&left, &right, share, &|_, _| true)
            && most.as_ref().is_none_or(|most| clash.score > most.score)
        {
            most = Some(clash);
        }
    }
    let dated = kind == Contradictory::Negated;
    Ok(most.map(|clash| told(kind, &clash, [firsts, seconds], dated)))
}

/// By holder, all stances on an issue.
fn on(view: &dyn View, issue: IssueId, query: &StanceQuery) -> Result<Held> {
    let mut held = Held::new();
    for (link, seen) in query.filter.links(view, issue.into())? {
        let wanted = query
            .holder
            .is_none_or(|holder| link.other == holder.into());
        if !link.outgoing && wanted {
            held.entry(link.other).or_default().push(seen);
        }
    }
    Ok(held)
}

type Pairs = BTreeSet<(IssueId, IssueId)>;

/// Pairs of a broader issue and a narrower one, and pairs of an issue and its negation.
fn issue_pairs(view: &dyn View) -> Result<(Pairs, Pairs)> {
    let mut broader: BTreeMap<IssueId, Vec<IssueId>> = BTreeMap::new();
    let mut negated = Pairs::new();
    for issue in view.issues() {
        let issue = issue?;
        if let Some(rest) = unnegated(&fold_name(&issue.label)) {
            for id in view.named(rest)? {
                let same = |name: &str| fold_name(name) == rest;
                let label = named(view, id)?.is_some_and(|node| same(&node.name));
                if let (Some(other), true) = (id.issue(), label)
                    && other != issue.id
                {
                    negated.insert((other, issue.id));
                }
            }
        }
        if !issue.broader.is_empty() {
            broader.insert(issue.id, issue.broader);
        }
    }
    let mut contained = Pairs::new();
    for &narrow in broader.keys() {
        let mut reached = BTreeSet::from([narrow]);
        let mut front = vec![narrow];
        for _ in 0..STEPS {
            let next = front
                .iter()
                .filter_map(|issue| broader.get(issue))
                .flatten();
            front = next
                .copied()
                .filter(|issue| reached.insert(*issue))
                .collect();
        }
        reached.remove(&narrow);
        contained.extend(reached.into_iter().map(|broad| (broad, narrow)));
    }
    Ok((contained, negated))
}

/// What a folded label says without the word that negates it.
fn unnegated(label: &str) -> Option<&str> {
    let (first, rest) = label.split_once(' ')?;
    NEGATORS.contains(&first).then_some(rest)
}

fn told(kind: Contradictory, clash: &Clash, all: [&[Seen]; 2], by_date: bool) -> Contradiction {
    let side = |placed: &Placed, all: &[Seen]| {
        let seen = placed.seen;
        let mut statements: Vec<ObservationId> = all
            .iter()
            .filter(|one| one.tie == seen.tie)
            .filter_map(|one| one.observation)
            .collect();
        statements.sort_unstable();
        statements.dedup();
        Position {
            holder: seen.from,
            target: seen.to,
            polarity: polarity(&seen),
            statement: seen
                .observation
                .unwrap_or_else(|| unreachable!("stances have one")),
            confidence: seen.confidence,
            hedged: seen.hedged,
            date: seen.first,
            statements,
        }
    };
    let mut sides = [side(&clash.one, all[0]), side(&clash.other, all[1])];
    if by_date {
        sides.sort_by_key(|side| (side.date.is_none(), side.date, side.polarity));
    }
    Contradiction {
        kind,
        sides,
        days: clash.days,
        score: clash.score,
        tie: None,
    }
}

#[cfg(test)]
mod tests {
    use demarche_model::{ActorKind, RelationKind, Status};

    use super::*;
    use crate::fixture::Toy;

    fn on_day(toy: &mut Toy, who: ActorId, polarity: Polarity, what: NodeId, day: &str, sure: u8) {
        toy.add_statement(who, polarity, what, |record| {
            record.date = day.parse().ok();
            record.confidence = Confidence::from_percent(sure);
        });
    }

    fn all(toy: &mut Toy) -> Vec<Contradiction> {
        toy.numbered = false;
        let found = contradictions(toy, &StanceQuery::default()).unwrap();
        toy.numbered = true;
        let again = contradictions(toy, &StanceQuery::default()).unwrap();
        assert_eq!(found, again, "by id and by number");
        found
    }

    #[test]
    fn support_and_opposition_are_scored_by_hand() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        let tariffs = toy.add_issue("Tariffs", &[], &[]).into();
        on_day(&mut toy, anna, Polarity::Support, tariffs, "2025-01-01", 90);
        on_day(&mut toy, anna, Polarity::Oppose, tariffs, "2025-01-31", 80);
        on_day(&mut toy, anna, Polarity::Oppose, tariffs, "2026-01-31", 100);
        on_day(&mut toy, otto, Polarity::Support, tariffs, "2025-01-01", 90);
        let found = all(&mut toy);
        assert_eq!(found.len(), 1);
        let one = &found[0];
        assert_eq!((one.kind, one.days), (Contradictory::Same, Some(30)));
        assert!((one.score - 0.36).abs() < 1e-12, "0.9 · 0.8 · 30 / 60");
        let sides: Vec<_> = one.sides.iter().map(|side| side.polarity).collect();
        assert_eq!(sides, [Polarity::Support, Polarity::Oppose]);
        assert_eq!(one.sides[1].statements.len(), 2);
    }

    #[test]
    fn a_minister_is_held_against_the_state_only_while_in_office() {
        let mut toy = Toy::new();
        let state = toy.add_actor(ActorKind::State, "Norvia", &[]);
        let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
        let second = toy.add_document("second.txt", "2025-02-13");
        let plan = toy.add_issue("Plan", &[], &[]).into();
        on_day(&mut toy, state, Polarity::Support, plan, "2025-02-12", 100);
        for (who, office, status, date) in [
            (anna, "Minister of Trade", Status::Current, "2025-02-12"),
            (otto, "President", Status::Former, "2025-02-12"),
            (ida, "President", Status::Current, "2020-01-01"),
        ] {
            toy.add_relation(who, RelationKind::HoldsOffice, state, |record| {
                record.office = Some(office.into());
                record.status = status;
                record.date = date.parse().ok();
            });
            toy.add_statement(who, Polarity::Oppose, plan, |record| {
                record.document = second;
            });
        }
        let found = all(&mut toy);
        assert_eq!(found.len(), 1, "the former and the long gone do not count");
        let one = &found[0];
        assert_eq!(one.kind, Contradictory::Voice);
        assert!((one.score - 0.8).abs() < 1e-12, "a minister counts for 0.8");
        assert_eq!(one.sides[0].holder, state.into());
        assert_eq!(one.sides[1].holder, anna.into());
        assert!(matches!(one.tie, Some(ObservationId::Relation(_))));
        let query = |holder| StanceQuery {
            holder: Some(holder),
            ..StanceQuery::default()
        };
        for who in [anna, state] {
            assert_eq!(contradictions(&toy, &query(who)).unwrap(), found);
        }
        assert_eq!(contradictions(&toy, &query(otto)).unwrap(), []);
    }

    #[test]
    fn one_of_a_kind_is_supported_while_the_kind_is_opposed() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        let aid = toy.add_issue("aid", &[], &[]);
        let military = toy.add_issue("military aid", &[], &[aid]);
        let drones = toy.add_issue("drones", &[], &[military]);
        toy.says(anna, Polarity::Oppose, aid);
        toy.says(anna, Polarity::Support, drones);
        toy.says(otto, Polarity::Support, aid);
        toy.says(otto, Polarity::Oppose, drones);
        let found = all(&mut toy);
        assert_eq!(
            found.len(),
            1,
            "to oppose one of a kind is no contradiction"
        );
        let one = &found[0];
        assert_eq!(one.kind, Contradictory::Contained);
        assert!((one.score - 0.8).abs() < 1e-12);
        assert_eq!(one.sides[0].target, drones.into());
        assert_eq!(one.sides[1].target, aid.into());
    }

    #[test]
    fn an_issue_and_its_negation_are_not_both_supported() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        let first_use = toy.add_issue("first use", &[], &[]);
        let no_first_use = toy.add_issue("No first use", &[], &[]);
        toy.says(anna, Polarity::Support, first_use);
        toy.says(anna, Polarity::Support, no_first_use);
        toy.says(otto, Polarity::Support, first_use);
        toy.says(otto, Polarity::Oppose, no_first_use);
        let found = all(&mut toy);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].kind, Contradictory::Negated);
        assert!((found[0].score - 1.0).abs() < 1e-12);
        let on_it = StanceQuery {
            target: Some(no_first_use.into()),
            ..StanceQuery::default()
        };
        assert_eq!(contradictions(&toy, &on_it).unwrap(), found);
    }

    #[test]
    fn missing_dates_are_told_apart_by_document() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        let second = toy.add_document("second.txt", "");
        for (polarity, elsewhere) in [(Polarity::Support, false), (Polarity::Oppose, true)] {
            toy.add_statement(anna, polarity, otto, |record| {
                record.date = None;
                record.document = if elsewhere { second } else { record.document };
            });
            toy.add_statement(otto, polarity, anna, |record| {
                record.date = None;
                record.hedged = elsewhere;
            });
        }
        let found = all(&mut toy);
        let rows: Vec<_> = found.iter().map(|one| (one.days, one.score)).collect();
        assert_eq!(rows.len(), 2);
        assert!(
            rows.contains(&(Some(0), 0.25)),
            "an actor, one hedged, one document"
        );
        assert!(
            rows.contains(&(None, 0.25)),
            "an actor, two documents without a date"
        );
    }
}
