//! What the options of `export` choose: the whole graph, a part of it, or a network drawn from
//! statements.

use demarche_model::{EdgeList, Subgraph};
use demarche_query::{
    Class, Discourse, Drawn, EdgeListing, Filter, Listing, NetworkList, NetworkSpec,
    ObservationList, PartList, Wanted, neighbourhood, whole,
};
use demarche_store::{Decided, Image};

use super::chosen;
use crate::args::{EdgeUnit, Export};
use crate::commands::{find, network, walk_filter};
use crate::error::{Failure, Result};

/// What is exported from.
pub type Store = Decided<Image>;

/// What is exported.
pub enum Selection {
    /// All that passes the filter.
    Whole(Listing, EdgeUnit),
    /// A neighbourhood, or what a question returned.
    Part(Subgraph, String),
    /// A network drawn from statements.
    Network(Box<Drawn>, NetworkSpec, String),
}

/// The first option given that chooses something, as the user writes it.
pub fn given(args: &Export) -> Option<&'static str> {
    let which = &args.walk.which;
    let options = [
        (args.edges == EdgeUnit::Statements, "--edges statements"),
        (args.quotes, "--quotes"),
        (!args.around.is_empty(), "--around"),
        (args.query.is_some(), "--query"),
        (args.network.is_some(), "--network"),
        (args.isolates, "--isolates"),
        (args.walk.directed, "--directed"),
        (args.walk.no_about, "--no-about"),
        (!args.walk.kind.is_empty(), "--kind"),
        (args.walk.polarity.is_some(), "--polarity"),
        (which.min_confidence.is_some(), "--min-confidence"),
        (which.since.is_some(), "--since"),
        (which.until.is_some(), "--until"),
        (which.as_of.is_some(), "--as-of"),
        (which.known_by.is_some(), "--known-by"),
        (!which.documents.is_empty(), "--documents"),
    ];
    let first = options.into_iter().find(|(given, _)| *given);
    first.map(|(_, option)| option)
}

impl Selection {
    /// What the options choose.
    pub fn choose(store: &Store, args: &Export) -> Result<Self> {
        let filter = walk_filter(store, &args.walk)?;
        if let Some(kind) = args.network {
            let spec = NetworkSpec {
                isolates: args.isolates,
                ..network::spec(kind, &args.drawn)?
            };
            let mut scope = network::scope(store, &args.drawn.spoken, &args.walk.which)?;
            scope.filter.polarities.clone_from(&filter.polarities);
            let drawn = Discourse::read(store, &scope)?.network(&spec);
            let title = format!("{} network", word(kind));
            return Ok(Self::Network(Box::new(drawn), spec, title));
        }
        if let Some(question) = &args.query {
            let part = chosen::answer(store, question, &filter)?;
            return Ok(Self::Part(part, "answer to a question".to_owned()));
        }
        if !args.around.is_empty() {
            let centres = args.around.iter();
            let centres = centres.map(|name| find(store, name, Wanted::Any));
            let centres = centres.collect::<Result<Vec<_>>>()?;
            let most = if args.nodes == 0 {
                usize::MAX
            } else {
                args.nodes
            };
            let part = neighbourhood(store, &centres, args.hops, &filter, most)?;
            return Ok(Self::Part(part, args.around.join(", ")));
        }
        let classes = [Class::Stance, Class::Relation, Class::About, Class::Broader];
        let everything = Filter::default().only(classes);
        let listing = Listing {
            title: "actors, issues and what is between them".to_owned(),
            isolates: args.isolates || filter == everything,
            quotes: args.quotes,
            filter,
        };
        Ok(Self::Whole(listing, args.edges))
    }

    /// It as a list.
    pub fn list<'a>(&'a self, store: &'a Store) -> Result<Box<dyn EdgeList + 'a>> {
        Ok(match self {
            Self::Whole(listing, EdgeUnit::Aggregated) => {
                Box::new(EdgeListing::new(store, listing.clone())?)
            }
            Self::Whole(listing, EdgeUnit::Statements) => {
                Box::new(ObservationList::new(store, listing.clone())?)
            }
            Self::Part(part, title) => Box::new(PartList::new(store, part, title.clone())),
            Self::Network(drawn, spec, title) => {
                let title = title.clone();
                Box::new(NetworkList::new(store, &drawn.network, spec, title))
            }
        })
    }

    /// It as a part to draw.
    pub fn part(&self, store: &Store) -> Result<Subgraph> {
        match self {
            Self::Whole(listing, _) => Ok(whole(store, &listing.filter)?),
            Self::Part(part, _) => Ok(part.clone()),
            Self::Network(..) => Err(Failure::usage("a network is not drawn")),
        }
    }
}

fn word(kind: crate::args::NetworkKind) -> String {
    let value = clap::ValueEnum::to_possible_value(&kind);
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}
