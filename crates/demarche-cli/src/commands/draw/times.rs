//! A timeline as a picture.

use std::collections::BTreeMap;

use demarche_export::{Drawing, Lane, Mark, Timeline};
use demarche_model::{ActorId, NodeId, ObservationId};
use demarche_query::{StanceQuery, View, timeline as moments, why};

use super::words;
use crate::args::Draw;
use crate::error::{Failure, Result};

/// Stances by date. Lanes are the holders where one target is named, else the targets.
pub fn timeline(
    view: &dyn View,
    args: &Draw,
    names: &[NodeId],
    drawing: &mut Drawing,
) -> Result<Timeline> {
    let (holder, target) = ends(names)?;
    let query = StanceQuery {
        holder,
        target,
        polarity: args.walk.polarity,
        filter: super::super::walk_filter(view, &args.walk)?,
    };
    let mut lanes: BTreeMap<NodeId, Lane> = BTreeMap::new();
    let mut undated = 0_usize;
    for moment in moments(view, &query)? {
        let record = &moment.statement;
        let (Some(date), Some(net)) = (record.date, moment.net) else {
            undated += 1;
            continue;
        };
        let id = ObservationId::Statement(record.id);
        let told = why(view, id)?;
        let beside = if target.is_some() {
            &told.from
        } else {
            &told.to
        };
        let lane = lanes.entry(beside.id).or_insert_with(|| Lane {
            name: beside.name.clone(),
            kind: beside.kind,
            marks: Vec::new(),
        });
        lane.marks.push(Mark {
            id,
            date,
            holder: told.from.name.clone(),
            target: told.to.name.clone(),
            polarity: record.polarity,
            net,
            said: words::said(told),
        });
    }
    if lanes.is_empty() {
        let failure = Failure::not_found(if undated > 0 {
            "none of these stances has a date"
        } else {
            "no such stance"
        });
        return Err(failure.hint("`demarche timeline NAME` lists them in words"));
    }
    let mut lanes: Vec<Lane> = lanes.into_values().collect();
    // Lanes with much to tell stay; those that begin first stand first.
    lanes.sort_by_cached_key(|lane| (std::cmp::Reverse(lane.marks.len()), lane.name.clone()));
    let left = lanes.len().saturating_sub(args.nodes);
    lanes.truncate(args.nodes);
    lanes.sort_by_cached_key(|lane| {
        let first = lane.marks.first().map(|mark| mark.date);
        (first, lane.name.clone())
    });
    if target.is_some() && holder.is_none() {
        // What the net stance of everybody is has no place in the lane of one.
        for lane in &mut lanes {
            alone(lane);
        }
    }
    for (count, what) in [
        (left, "more are left out."),
        (undated, "without a date are left out."),
    ] {
        if count > 0 {
            drawing.remarks.push(format!("{count} {what}"));
        }
    }
    Ok(Timeline { lanes })
}

/// Whose stances, and on what: an issue holds none.
fn ends(names: &[NodeId]) -> Result<(Option<ActorId>, Option<NodeId>)> {
    match names {
        [NodeId::Issue(issue)] => Ok((None, Some((*issue).into()))),
        [NodeId::Actor(holder)] => Ok((Some(*holder), None)),
        [NodeId::Actor(holder), target] | [target @ NodeId::Issue(_), NodeId::Actor(holder)] => {
            Ok((Some(*holder), Some(*target)))
        }
        _ => Err(Failure::usage(
            "`--timeline` takes a holder, an issue, or a holder and what the stance is on",
        )),
    }
}

/// The net stance of a lane's own statements.
fn alone(lane: &mut Lane) {
    let (mut sum, mut weight) = (0.0, 0.0);
    for mark in &mut lane.marks {
        let sure = mark.said.confidence.fraction() * if mark.said.hedged { 0.5 } else { 1.0 };
        sum += f64::from(mark.polarity.sign()) * sure;
        weight += sure;
        mark.net = if weight > 0.0 { sum / weight } else { 0.0 };
    }
}
