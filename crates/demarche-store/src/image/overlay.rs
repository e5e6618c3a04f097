//! Two sorted streams as one, where what the second one has counts.

use std::cmp::Ordering;
use std::iter::Peekable;

use crate::StoreError;

/// Gives what either stream has, in order; of two with the same key the one of `changes`. A
/// failure is given as soon as it is met.
pub(crate) fn overlay<'a, T, K>(
    base: impl Iterator<Item = Result<T, StoreError>> + 'a,
    changes: Option<impl Iterator<Item = Result<T, StoreError>> + 'a>,
    key: fn(&T) -> &K,
) -> Box<dyn Iterator<Item = Result<T, StoreError>> + 'a>
where
    T: 'a,
    K: Ord + ?Sized + 'a,
{
    match changes {
        None => Box::new(base),
        Some(changes) => Box::new(Overlay {
            base: base.peekable(),
            changes: changes.peekable(),
            key,
        }),
    }
}

struct Overlay<B: Iterator, C: Iterator, T, K: ?Sized> {
    base: Peekable<B>,
    changes: Peekable<C>,
    key: fn(&T) -> &K,
}

impl<B, C, T, K> Iterator for Overlay<B, C, T, K>
where
    B: Iterator<Item = Result<T, StoreError>>,
    C: Iterator<Item = Result<T, StoreError>>,
    K: Ord + ?Sized,
{
    type Item = Result<T, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let order = match (self.base.peek(), self.changes.peek()) {
            (_, None) | (Some(Err(_)), _) => Ordering::Less,
            (None, Some(_)) | (_, Some(Err(_))) => Ordering::Greater,
            (Some(Ok(base)), Some(Ok(changed))) => (self.key)(base).cmp((self.key)(changed)),
        };
        match order {
            Ordering::Less => self.base.next(),
            Ordering::Greater => self.changes.next(),
            Ordering::Equal => {
                self.base.next();
                self.changes.next()
            }
        }
    }
}
