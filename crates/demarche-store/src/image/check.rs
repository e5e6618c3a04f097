//! Whether an image is sound, and whether it is what the store holds.

use demarche_model::{Names, Neighbours, NodeId, Observations, Read, ReadError, Source};

use super::{Image, Supply, passing};
use crate::{Decided, Finding, StoreError};

/// The failures that a comparison goes on after: damage, which it reports.
fn damage(error: StoreError, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    match error {
        StoreError::Corrupt { tree, key } => {
            let what = "it is missing or damaged".into();
            findings.push(Finding { tree, key, what });
            Ok(())
        }
        other => Err(other),
    }
}

/// The first difference of two streams of one kind.
fn compare<T: PartialEq>(
    what: &'static str,
    (image, store): (Source<'_, T>, Source<'_, T>),
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    let differs = |place: usize| Finding {
        tree: "image",
        key: format!("{what}, number {place}"),
        what: "it is not what the store holds".into(),
    };
    let (mut image, mut store) = (image, store);
    for place in 1.. {
        match (image.next().transpose(), store.next().transpose()) {
            (Ok(None), Ok(None)) => break,
            (Ok(one), Ok(other)) if one == other => {}
            (Ok(_), Ok(_)) => {
                findings.push(differs(place));
                break;
            }
            (Err(error), _) | (_, Err(error)) => return damage(error.into(), findings),
        }
    }
    Ok(())
}

fn links<V: Neighbours + ?Sized>(view: &V, node: NodeId) -> Read<Vec<demarche_model::Link>> {
    let mut links = Vec::new();
    view.neighbours(node, &mut |link| links.push(link))?;
    Ok(links)
}

impl Image {
    /// Holds the image to what the store with these records shows; what differs is returned, one
    /// finding for each kind. A whole image of the store is written to compare with: the same
    /// state gives the same bytes, and where the bytes differ, what they show is compared.
    /// O(store).
    pub(crate) fn compare<V>(
        &self,
        raw: &dyn Supply,
        seen: &Decided<V>,
    ) -> Result<Vec<Finding>, StoreError>
    where
        V: Observations + Neighbours + Names,
    {
        let mut found = Vec::new();
        let passing = match passing(&self.path, self.current, raw, seen) {
            Ok(passing) => passing,
            Err(error) => {
                damage(error, &mut found)?;
                return Ok(found);
            }
        };
        match passing.image() {
            Some(other) if !self.is_whole() || !self.base.file.same(&other.base.file) => {
                self.compare_with(other)
            }
            _ => Ok(found),
        }
    }

    /// Holds all that the image shows to what another one shows.
    fn compare_with(&self, view: &Self) -> Result<Vec<Finding>, StoreError> {
        let mut found = Vec::new();
        compare(
            "documents",
            (self.documents(), view.documents()),
            &mut found,
        )?;
        compare("actors", (self.actors(), view.actors()), &mut found)?;
        compare("issues", (self.issues(), view.issues()), &mut found)?;
        let pair = (self.attributions(), view.attributions());
        compare("attributions", pair, &mut found)?;
        let pair = (self.statements(), view.statements());
        compare("statements", pair, &mut found)?;
        compare(
            "relations",
            (self.relations(), view.relations()),
            &mut found,
        )?;
        compare(
            "decisions",
            (self.decisions(), view.decisions()),
            &mut found,
        )?;
        compare("names", (self.names(), view.names()), &mut found)?;
        let decided = Decided::drawn(view)?;
        let ends = || {
            let actors = decided.actors().map(|item| Ok(NodeId::from(item?.id)));
            actors.chain(view.issues().map(|item| Ok(NodeId::from(item?.id))))
        };
        let of = |node: Result<NodeId, ReadError>, image: bool| {
            let node = node?;
            let links = links(if image { self } else { view }, node)?;
            Ok((node, links))
        };
        let own = Box::new(ends().map(|node| of(node, true)));
        let theirs = Box::new(ends().map(|node| of(node, false)));
        compare("graph", (own, theirs), &mut found)?;
        Ok(found)
    }
}
