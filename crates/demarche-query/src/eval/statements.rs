//! Statements: the same holder, target and polarity (strict), or at least the same holder,
//! polarity and place (lenient).

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorId, NodeId, ObservationId, Polarity, Span, Statement};

use super::Case;
use super::coding::GoldStatement;
use super::matching::{Fit, greedy, overlap};
use super::names::{Label, OWN, SAME_ISSUE};
use super::reliability::Judged;
use super::scores::{Fault, Finding, Score, Scores, What};
use crate::error::Result;

/// A stance of the graph.
struct Stance<'a> {
    record: &'a Statement,
    /// Name of the actor or label of the issue.
    target: String,
    /// What only issues have.
    issue: Option<(Label, BTreeSet<ActorId>)>,
}

/// One coding of a stance.
struct Coding<'a> {
    target: &'a str,
    polarity: Polarity,
    first: bool,
    is_actor: bool,
    label: Label,
}

/// A coded stance.
struct Coded<'a> {
    statement: &'a GoldStatement,
    place: Option<Span>,
    codings: Vec<Coding<'a>>,
}

/// A stance of the graph beside a coded one with the same holder.
struct Pair {
    near: bool,
    /// How well they fit with target and polarity.
    strict: Option<f64>,
    /// How well they fit with the target, and the polarity of the coding that fits best.
    target: Option<(f64, Polarity)>,
    /// How well they fit without the target, where polarity and place are the same.
    lenient: Option<f64>,
}

/// Counts strict and lenient hits and compares polarities.
pub(super) fn score(
    case: &Case<'_>,
    scores: &mut Scores,
    findings: &mut Vec<Finding>,
    judged: &mut Vec<Judged>,
) -> Result<()> {
    let found = distinct(case)?;
    let coded = codings(case)?;
    scores.unplaced += coded.iter().filter(|one| one.place.is_none()).count();
    let mut pairs = BTreeMap::new();
    for (at, stance) in found.iter().enumerate() {
        for (index, one) in coded.iter().enumerate() {
            if let Some(pair) = pair(case, stance, one) {
                pairs.insert((at, index), pair);
            }
        }
    }
    for (at, stance) in found.iter().enumerate() {
        let own = pairs.range((at, 0)..(at + 1, 0));
        let own = own.map(|(&(_, index), pair)| (pair, coded[index].statement));
        let verdict = verdict(stance.record, own);
        if let Some(Judged { right, exact, .. }) = verdict {
            scores
                .statement_reliability
                .count(stance.record.confidence, right, exact);
        }
        judged.extend(verdict);
    }
    let fits = |score: fn(&Pair) -> Option<f64>| -> Vec<Fit> {
        let scored = pairs.iter().filter_map(|(&(found, coded), pair)| {
            let score = score(pair)?;
            Some(Fit {
                score,
                found,
                coded,
            })
        });
        scored.collect()
    };
    let strict = greedy(fits(|pair| pair.strict));
    let mut rest = fits(|pair| pair.lenient);
    rest.retain(|fit| {
        !strict
            .iter()
            .any(|taken| taken.found == fit.found || taken.coded == fit.coded)
    });
    let mut lenient = strict.clone();
    lenient.extend(greedy(rest));
    let placed = greedy(fits(|pair| {
        pair.target.filter(|_| pair.near).map(|(fit, _)| fit)
    }));
    let mut wrong_way = BTreeSet::new();
    for fit in &placed {
        let pair = &pairs[&(fit.found, fit.coded)];
        let own = found[fit.found].record.polarity;
        scores.polarity.count(pair.strict.is_some());
        let theirs = match pair.target {
            Some((_, polarity)) if pair.strict.is_none() => polarity,
            _ => own,
        };
        if pair.strict.is_none() {
            wrong_way.insert(fit.found);
        }
        scores.units.push([own, theirs]);
    }
    let again = |taken: &[Fit], same: fn(&Pair) -> bool| -> BTreeSet<usize> {
        let taken: BTreeSet<usize> = taken.iter().map(|fit| fit.found).collect();
        let like = pairs.iter().filter(|(_, pair)| same(pair));
        like.map(|(&(at, _), _)| at)
            .filter(|at| !taken.contains(at))
            .collect()
    };
    let twice = again(&strict, |pair| pair.strict.is_some() && pair.near);
    let lenient_twice = again(&lenient, |pair| {
        pair.strict.is_some() || pair.lenient.is_some()
    });
    scores.strict = count(&strict, &coded, found.len(), twice.len());
    scores.lenient = count(&lenient, &coded, found.len(), lenient_twice.len());
    missed(case, &coded, &strict, &lenient, findings);
    for (at, stance) in found.iter().enumerate() {
        if strict.iter().any(|fit| fit.found == at) {
            continue;
        }
        let fault = if wrong_way.contains(&at) {
            Fault::Polarity
        } else if twice.contains(&at) {
            Fault::Duplicate
        } else if lenient.iter().any(|fit| fit.found == at) {
            Fault::OtherTarget
        } else {
            Fault::FalseAlarm
        };
        findings.push(finding(case, stance, fault));
    }
    Ok(())
}

/// Whether a statement is right, given all coded ones of its holder; `None` where it fits
/// optional ones only.
fn verdict<'a>(
    record: &Statement,
    coded: impl Iterator<Item = (&'a Pair, &'a GoldStatement)>,
) -> Option<Judged> {
    let (mut right, mut exact, mut optional) = (false, false, false);
    for (pair, statement) in coded {
        let fits = pair.strict.is_some() || pair.lenient.is_some();
        if statement.optional {
            optional |= fits;
        } else {
            right |= fits;
            exact |= pair.strict.is_some();
        }
    }
    (right || !optional).then_some(Judged {
        observation: ObservationId::Statement(record.id),
        confidence: record.confidence,
        right,
        exact,
    })
}

fn missed(
    case: &Case<'_>,
    coded: &[Coded<'_>],
    strict: &[Fit],
    lenient: &[Fit],
    findings: &mut Vec<Finding>,
) {
    for (index, one) in coded.iter().enumerate() {
        if one.statement.optional || strict.iter().any(|fit| fit.coded == index) {
            continue;
        }
        let fault = if lenient.iter().any(|fit| fit.coded == index) {
            Fault::MissedTarget
        } else {
            Fault::Miss
        };
        let GoldStatement {
            holder,
            polarity,
            target,
            ..
        } = one.statement;
        let item = format!("{holder} | {polarity} | {target}");
        findings.push(Finding {
            passage: one.statement.passage.words(case.text),
            ..case.finding(What::Statement, fault, item)
        });
    }
}

fn finding(case: &Case<'_>, stance: &Stance<'_>, fault: Fault) -> Finding {
    let record = stance.record;
    let holder = case.found.name(record.holder);
    let item = format!("{holder} | {} | {}", record.polarity, stance.target);
    Finding {
        passage: Some(record.evidence.clone()),
        observation: Some(ObservationId::Statement(record.id)),
        rule: Some(record.rule.clone()),
        ..case.finding(What::Statement, fault, item)
    }
}

fn count(pairs: &[Fit], coded: &[Coded<'_>], found: usize, duplicates: usize) -> Score {
    let needed = coded.iter().filter(|one| !one.statement.optional).count();
    let hits = pairs
        .iter()
        .filter(|fit| !coded[fit.coded].statement.optional)
        .count();
    Score {
        hits,
        misses: needed - hits,
        false_alarms: found - pairs.len(),
        duplicates,
        optional: pairs.len() - hits,
    }
}

/// The document's statements; those that say the same in overlapping passages are one.
fn distinct<'a>(case: &'a Case<'_>) -> Result<Vec<Stance<'a>>> {
    let mut kept: Vec<Stance> = Vec::new();
    for record in case.statements() {
        let same = |other: &Statement| {
            (other.holder, other.target, other.polarity)
                == (record.holder, record.target, record.polarity)
                && other.span.overlaps(record.span)
        };
        if kept.iter().any(|stance| same(stance.record)) {
            continue;
        }
        let (target, issue) = match record.target {
            NodeId::Actor(actor) => (case.found.name(actor), None),
            NodeId::Issue(id) => {
                let issue = case.found.issues.get(&id);
                let label = issue.map_or_else(|| id.to_string(), |issue| issue.label.clone());
                let about = issue.iter().flat_map(|issue| &issue.about).copied();
                let read = Label::read(case.view, &label)?;
                (label, Some((read, about.collect())))
            }
        };
        kept.push(Stance {
            record,
            target,
            issue,
        });
    }
    Ok(kept)
}

fn codings<'a>(case: &'a Case<'_>) -> Result<Vec<Coded<'a>>> {
    let mut all = Vec::new();
    for statement in &case.coded.statements {
        let own = (statement.target.as_str(), statement.polarity, true);
        let others = statement
            .equivalents
            .iter()
            .map(|(target, polarity)| (target.as_str(), *polarity, false));
        let mut codings = Vec::new();
        for (target, polarity, first) in std::iter::once(own).chain(others) {
            codings.push(Coding {
                target,
                polarity,
                first,
                is_actor: case.roster.is_actor(target),
                label: Label::read(case.view, target)?,
            });
        }
        all.push(Coded {
            statement,
            place: statement.passage.place(case.text),
            codings,
        });
    }
    Ok(all)
}

fn pair(case: &Case<'_>, stance: &Stance<'_>, coded: &Coded<'_>) -> Option<Pair> {
    let record = stance.record;
    let statement = coded.statement;
    let level = case.level(record.holder, &statement.holder);
    let holder = if level > 0 {
        f64::from(level) / f64::from(OWN)
    } else {
        let accepted = |name: &String| case.level(record.holder, name) > 0;
        statement.accept.iter().any(accepted).then_some(0.3)?
    };
    let shared = overlap(record.span, coded.place);
    let near = shared > 0.0 && shared >= case.options.min_overlap;
    let core = if statement.optional { 0.0 } else { 0.3 };
    let base = holder + core + if near { 3.0 + 2.0 * shared } else { 0.0 };
    let fits: Vec<(f64, &Coding)> = coded
        .codings
        .iter()
        .map(|coding| (target_fit(case, stance, coding), coding))
        .filter(|(fit, _)| *fit > 0.0)
        .collect();
    // Only the coding that fits best counts: `X` against `withdrawal from X`.
    let best = fits.iter().map(|(fit, _)| *fit).fold(0.0, f64::max);
    let fits = fits.into_iter().filter(|(fit, _)| *fit >= best - 1e-9);
    let scored: Vec<(f64, Polarity)> = fits
        .map(|(fit, coding)| {
            let first = if coding.first { 1.0 } else { 0.0 };
            (base + fit + first, coding.polarity)
        })
        .collect();
    let same_way = scored
        .iter()
        .filter(|(_, polarity)| *polarity == record.polarity);
    let top = |left: &(f64, Polarity), right: &(f64, Polarity)| left.0.total_cmp(&right.0);
    let lenient = (near && statement.polarity == record.polarity)
        .then_some(base + if scored.is_empty() { 0.0 } else { 1.0 });
    Some(Pair {
        near,
        strict: same_way.copied().max_by(top).map(|(score, _)| score),
        target: scored.iter().copied().max_by(top),
        lenient,
    })
}

/// How well a target fits a coded one, 0 to 1.
fn target_fit(case: &Case<'_>, stance: &Stance<'_>, coding: &Coding<'_>) -> f64 {
    let level = case.roster.level(&stance.target, coding.target);
    let by_name = f64::from(level) / f64::from(OWN);
    let Some((label, about)) = stance.issue.as_ref().filter(|_| !coding.is_actor) else {
        return by_name;
    };
    let likeness = label.likeness(&coding.label);
    if likeness >= SAME_ISSUE {
        likeness
    } else if coding.label.same_actors_and_word(about, label) {
        SAME_ISSUE
    } else {
        0.0
    }
}
