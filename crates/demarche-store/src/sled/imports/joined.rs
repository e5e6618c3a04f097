//! What documents and imports give together: sorted streams merged into one.

use std::iter::Peekable;

use demarche_model::{Link, LinkKind, Read, Source};

/// Merges streams that are sorted by `key`; what has the same key is joined by `absorb`.
/// O(streams) an item.
pub(crate) fn joined<'a, T: 'a, K: Ord + 'a>(
    streams: Vec<Source<'a, T>>,
    key: impl Fn(&T) -> K + 'a,
    absorb: impl Fn(&mut T, &T) + 'a,
) -> Source<'a, T> {
    let mut streams: Vec<Peekable<_>> = streams.into_iter().map(Iterator::peekable).collect();
    Box::new(std::iter::from_fn(move || {
        let mut first: Option<(usize, K)> = None;
        for (place, stream) in streams.iter_mut().enumerate() {
            match stream.peek() {
                None => {}
                Some(Err(_)) => return stream.next(),
                Some(Ok(item)) => {
                    let key = key(item);
                    if first.as_ref().is_none_or(|(_, least)| key < *least) {
                        first = Some((place, key));
                    }
                }
            }
        }
        let (place, least) = first?;
        let mut item = streams[place].next()?;
        for stream in &mut streams[place + 1..] {
            let same = |next: &Read<T>| next.as_ref().is_ok_and(|next| key(next) == least);
            if let (Ok(item), Some(Ok(twin))) = (&mut item, stream.next_if(same)) {
                absorb(item, &twin);
            }
        }
        Some(item)
    }))
}

/// Sorts links; a structural edge that two sources tell of is one.
pub(crate) fn settled(links: &mut Vec<Link>) {
    links.sort_unstable();
    links.dedup_by(|next, link| {
        next == link && matches!(link.kind, LinkKind::About | LinkKind::Broader)
    });
}
