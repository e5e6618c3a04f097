//! A person's coding of documents that the graph knows, beside what the graph says: what was kept,
//! turned round, changed, left out and added.

use std::collections::BTreeMap;

use demarche_model::{DocumentId, NodeId, Polarity, Span, Statement, StatementId, fold_name};

use crate::error::Result;
use crate::eval::nominal_alpha;
use crate::view::View;

/// A statement as a person coded it, by names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coded {
    /// Where it stands.
    pub document: DocumentId,
    /// The passage, bytes of the document's text.
    pub span: Span,
    /// Name of the holder.
    pub holder: String,
    /// Name of the actor or issue that it is about.
    pub target: String,
    /// The position.
    pub polarity: Polarity,
}

/// A coding beside the graph. Numbers are places in the coding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recoding {
    /// Same holder, target and polarity, in a passage that shares a byte.
    pub kept: Vec<(StatementId, usize)>,
    /// The same with the other polarity.
    pub turned: Vec<(StatementId, usize)>,
    /// The same passage, and the holder or the target is another one.
    pub changed: Vec<(StatementId, usize)>,
    /// In the graph alone.
    pub removed: Vec<StatementId>,
    /// In the coding alone.
    pub added: Vec<usize>,
    /// Polarities of both for what both have.
    units: Vec<[Polarity; 2]>,
}

impl Recoding {
    /// Krippendorff's alpha (nominal) of the polarities where holder, target and passage agree.
    /// `None` where there is nothing to compare, or one polarity only.
    pub fn alpha(&self) -> Option<f64> {
        nominal_alpha(&self.units)
    }
}

/// A statement of the graph with the folded names of its ends.
struct Known {
    item: Statement,
    holder: Vec<String>,
    target: Vec<String>,
}

/// Compares a coding with what the graph says of the documents that occur in it: statements in
/// favour and against. One to one within a document, the best fit first; the result depends on
/// nothing but the two. O(whole graph) to read it, then O(found * coded) a document.
///
/// # Errors
/// If the graph cannot be read.
pub fn recode(view: &dyn View, coded: &[Coded]) -> Result<Recoding> {
    let mut of: BTreeMap<DocumentId, (Vec<Known>, Vec<usize>)> = BTreeMap::new();
    for (place, one) in coded.iter().enumerate() {
        of.entry(one.document).or_default().1.push(place);
    }
    for item in view.statements() {
        let item = item?;
        if item.polarity == Polarity::Neutral {
            continue;
        }
        if let Some((known, _)) = of.get_mut(&item.document) {
            known.push(Known {
                holder: names(view, item.holder.into())?,
                target: names(view, item.target)?,
                item,
            });
        }
    }
    let mut recoding = Recoding::default();
    for (known, mut places) in of.into_values() {
        places.sort_by_key(|&place| (coded[place].span, place));
        compare(known, &places, coded, &mut recoding);
    }
    Ok(recoding)
}

fn names(view: &dyn View, id: NodeId) -> Result<Vec<String>> {
    let all = match id {
        NodeId::Actor(id) => view.actor(id)?.map(|actor| (actor.name, actor.aliases)),
        NodeId::Issue(id) => view.issue(id)?.map(|issue| (issue.label, issue.aliases)),
    };
    let (name, aliases) = all.unwrap_or_default();
    let all = std::iter::once(&name).chain(&aliases);
    Ok(all.map(|name| fold_name(name)).collect())
}

/// How well the two fit, 0 where they do not: 8 and more where both ends agree, 12 and more where
/// the polarity does too. `ends` are the folded names of holder and target.
fn fit(known: &Known, coded: &Coded, ends: &[String; 2]) -> u8 {
    if !known.item.span.overlaps(coded.span) {
        return 0;
    }
    let holder = known.holder.contains(&ends[0]);
    let target = known.target.contains(&ends[1]);
    let same = known.item.span == coded.span;
    let polarity = known.item.polarity == coded.polarity;
    match (holder, target) {
        (true, true) => 8 + 4 * u8::from(polarity) + u8::from(same),
        (true, false) | (false, true) => 2 + 2 * u8::from(same) + u8::from(polarity),
        (false, false) => 0,
    }
}

fn compare(mut known: Vec<Known>, places: &[usize], coded: &[Coded], into: &mut Recoding) {
    known.sort_by_key(|one| (one.item.span, one.item.id));
    let folded =
        |place: usize| [&coded[place].holder, &coded[place].target].map(|name| fold_name(name));
    let mut pairs = Vec::new();
    for (right, &place) in places.iter().enumerate() {
        let ends = folded(place);
        for (left, one) in known.iter().enumerate() {
            let fit = fit(one, &coded[place], &ends);
            if fit > 0 {
                pairs.push((std::cmp::Reverse(fit), left, right));
            }
        }
    }
    pairs.sort_unstable();
    let mut lefts = vec![true; known.len()];
    let mut rights = vec![true; places.len()];
    for (std::cmp::Reverse(fit), left, right) in pairs {
        if !(lefts[left] && rights[right]) {
            continue;
        }
        (lefts[left], rights[right]) = (false, false);
        let (item, place) = (&known[left].item, places[right]);
        let list = match fit {
            12.. => &mut into.kept,
            8.. => &mut into.turned,
            _ => &mut into.changed,
        };
        list.push((item.id, place));
        if fit >= 8 {
            into.units.push([item.polarity, coded[place].polarity]);
        }
    }
    let alone = |free: Vec<bool>| {
        let free = free.into_iter().enumerate();
        free.filter_map(|(place, free)| free.then_some(place))
    };
    into.removed
        .extend(alone(lefts).map(|left| known[left].item.id));
    into.added.extend(alone(rights).map(|right| places[right]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Toy, span};
    use Polarity::{Neutral, Oppose, Support};

    #[test]
    fn each_statement_is_kept_turned_changed_removed_or_added() {
        let mut toy = Toy::new();
        let document = toy.graph.documents[0].id;
        let ann = toy.person("Ann Bell");
        let [toll, bridge, quay, pier, mole] =
            ["toll", "bridge", "quay", "pier", "mole"].map(|label| toy.add_issue(label, &[], &[]));
        let kept = toy.says(ann, Support, toll);
        let turned = toy.says(ann, Oppose, bridge);
        let changed = toy.says(ann, Support, quay);
        let removed = toy.says(ann, Support, pier);
        toy.says(ann, Neutral, mole);
        let passage = toy.graph.statements[0].span;
        let coded = |holder: &str, target: &str, polarity, span| Coded {
            document,
            span,
            holder: holder.into(),
            target: target.into(),
            polarity,
        };
        // The toy's statements are all in its second sentence.
        let far = span(0, 13);
        let coding = [
            coded("ANN BELL", "toll", Support, passage),
            coded("Ann Bell", "bridge", Support, passage),
            coded("Cy Dorn", "quay", Support, passage),
            coded("Ann Bell", "pier", Support, far),
        ];
        let found = recode(&toy, &coding).unwrap();
        assert_eq!(found.kept, [(kept, 0)]);
        assert_eq!(found.turned, [(turned, 1)]);
        assert_eq!(found.changed, [(changed, 2)]);
        assert_eq!(found.removed, [removed]);
        assert_eq!(found.added, [3]);
        // Units [+ +] and [- +]: 3 of + and 1 of -, so 1 - 3 * 2 / (2 * 3 * 1) = 0.
        assert_eq!(found.alpha(), Some(0.0));
    }

    #[test]
    fn documents_that_nobody_coded_are_left_alone() {
        let mut toy = Toy::new();
        let ann = toy.person("Ann Bell");
        let toll = toy.add_issue("toll", &[], &[]);
        toy.says(ann, Support, toll);
        assert_eq!(recode(&toy, &[]).unwrap(), Recoding::default());
    }
}
