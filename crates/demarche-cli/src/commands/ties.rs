//! The signed graph of actors that options choose, and the words behind a tie.

use std::io::Write;

use demarche_model::{NodeId, ObservationId};
use demarche_query::{
    Aggregation, Discourse, Drawn, Filter, NetworkSpec, Scope, Signed, View, between, quote,
};
use serde_json::Value;

use super::edge;
use crate::args::{TieKind, Ties};
use crate::error::{Failure, Result};
use crate::output;

/// A signed graph with what it was made from.
pub struct Ground {
    /// The graph.
    pub graph: Signed,
    filter: Filter,
    drawn: Option<Drawn>,
}

impl Ground {
    /// Reads the ties; a failure where there are none.
    pub fn read(view: &dyn View, args: &Ties) -> Result<Self> {
        let filter = super::walk_filter(view, &args.walk)?;
        let ground = Self::under(view, args, filter)?;
        if ground.graph.is_empty() {
            let other = match args.by {
                TieKind::Ties => "`--by congruence` ties those who agree on issues",
                TieKind::Congruence => "`--by ties` takes what actors say of each other",
            };
            return Err(Failure::not_found("no actor is tied to another").hint(other));
        }
        Ok(ground)
    }

    /// Reads the ties that pass a filter.
    pub fn under(view: &dyn View, args: &Ties, filter: Filter) -> Result<Self> {
        if args.by == TieKind::Ties {
            let graph = Signed::read(view, &filter, args.only_stances)?;
            return Ok(Self {
                graph,
                filter,
                drawn: None,
            });
        }
        let scope = Scope {
            filter: filter.clone(),
            ..Scope::default()
        };
        let drawn = Discourse::read(view, &scope)?.network(&NetworkSpec::default());
        Ok(Self {
            graph: Signed::of_network(&drawn.network),
            filter,
            drawn: Some(drawn),
        })
    }

    /// The observations behind a tie, those first that say what the tie says.
    pub fn behind(
        &self,
        view: &dyn View,
        one: NodeId,
        other: NodeId,
        weight: i32,
    ) -> Result<Vec<ObservationId>> {
        if let Some(drawn) = &self.drawn {
            let place = |id| drawn.network.nodes.iter().position(|node| node.id == id);
            let ends = place(one).zip(place(other));
            let is = |edge: &demarche_model::NetworkEdge| {
                ends.is_some_and(|(one, other)| {
                    (edge.from, edge.to) == (one.min(other), one.max(other))
                })
            };
            let edge = drawn.network.edges.iter().position(is);
            let aggregation = if weight > 0 {
                Aggregation::Congruence
            } else {
                Aggregation::Conflict
            };
            let behind = edge.map(|edge| drawn.behind_as(edge, aggregation));
            let behind = behind.unwrap_or_default();
            let mut all = Vec::new();
            for place in 0..behind.first.len().max(behind.second.len()) {
                all.extend(behind.first.get(place));
                all.extend(behind.second.get(place));
            }
            return Ok(all.into_iter().map(ObservationId::Statement).collect());
        }
        let mut edges = between(view, one, other, &self.filter)?;
        edges.retain(|edge| edge.tie.leaning() != 0);
        edges.sort_by_key(|edge| (i32::from(edge.tie.leaning()) != weight.signum(), edge.tie));
        let all = edges.into_iter().flat_map(|edge| edge.observations);
        Ok(all.collect())
    }

    /// Tells a tie with the best words behind it.
    pub fn tell(
        &self,
        view: &dyn View,
        (one, other, weight): (u32, u32, i32),
        out: &mut dyn Write,
    ) -> Result {
        let (one, other) = (self.graph.node(one), self.graph.node(other));
        let words = if weight > 0 { "with" } else { "against" };
        writeln!(
            out,
            "{} {words} {}  [weight {}]",
            output::visible(&edge::name(view, one)?),
            output::visible(&edge::name(view, other)?),
            thousandths(weight)
        )?;
        // Of two who agree or not, a statement of each.
        let shown = if self.drawn.is_some() { 2 } else { 1 };
        for id in self
            .behind(view, one, other, weight)?
            .into_iter()
            .take(shown)
        {
            let quote = quote(view, id)?;
            output::quoted(out, 4, &quote.text)?;
            let date = quote
                .date
                .map(|date| format!(", {date}"))
                .unwrap_or_default();
            output::indented(out, 4, &format!("— {}{date}  {id}", quote.title))?;
        }
        Ok(())
    }
}

/// A weight as it is told: whole or with up to three digits.
pub fn thousandths(weight: i32) -> Value {
    super::network::number(f64::from(weight) / 1000.0)
}

/// The sum of weights as it is told.
#[allow(clippy::cast_precision_loss, reason = "sums are far below 2^53")]
pub fn sum(weights: u64) -> Value {
    super::network::number(weights as f64 / 1000.0)
}

/// A number of things: the word has an `s` unless there is one.
pub fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}
