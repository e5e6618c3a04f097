//! Work on a stream: one thread reads, many work, one keeps, in the order of the stream.
//!
//! What is read and not yet kept is bounded by count and by weight, so that memory does not grow
//! with the stream, and one slow item holds up the keeping but not the other work, until the
//! bound is reached.

use std::collections::{BTreeMap, VecDeque};
use std::panic::resume_unwind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How much is under way at most, and how much is kept together.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Threads that work; at least one.
    pub workers: usize,
    /// Items that are read and not yet kept; at least one.
    pub items: usize,
    /// Their weight together. One item that is heavier than that goes through alone.
    pub weight: usize,
    /// Items that are kept together at most.
    pub group: usize,
    /// Longest wait for a group to fill, from its first item on.
    pub patience: Duration,
}

/// Takes every item of `source` through `work` and hands the results to `keep`, in the order of
/// the source, in groups. `keep` runs on the calling thread; when it fails, all else stops and
/// its error is returned. A panic of `source` or `work` goes on in the caller.
pub fn run<I, O, E>(
    limits: Limits,
    source: impl Iterator<Item = I> + Send,
    weigh: impl Fn(&I) -> usize + Sync,
    work: impl Fn(I) -> O + Sync,
    mut keep: impl FnMut(Vec<O>) -> Result<(), E>,
) -> Result<(), E>
where
    I: Send,
    O: Send,
{
    let board = Board {
        limits,
        state: Mutex::new(State {
            waiting: VecDeque::new(),
            done: BTreeMap::new(),
            items: 0,
            weight: 0,
            read: 0,
            ended: false,
            stopped: false,
        }),
        room: Condvar::new(),
        to_do: Condvar::new(),
        ready: Condvar::new(),
    };
    thread::scope(|scope| {
        let board = &board;
        let (weigh, work) = (&weigh, &work);
        let mut threads = vec![scope.spawn(move || {
            let _guard = StopOnPanic(board);
            for item in source {
                let weight = weigh(&item);
                if !board.post(item, weight) {
                    return;
                }
            }
            board.end();
        })];
        for _ in 0..limits.workers.max(1) {
            threads.push(scope.spawn(move || {
                let _guard = StopOnPanic(board);
                while let Some((number, weight, item)) = board.take() {
                    board.put(number, weight, work(item));
                }
            }));
        }
        let guard = StopOnPanic(board);
        let mut next = 0;
        let mut result = Ok(());
        while let Some((group, weight)) = board.group(next) {
            let count = group.len();
            next += count;
            result = keep(group);
            board.release(count, weight);
            if result.is_err() {
                board.stop();
                break;
            }
        }
        drop(guard);
        for thread in threads {
            if let Err(panic) = thread.join() {
                resume_unwind(panic);
            }
        }
        result
    })
}

struct State<I, O> {
    /// Read, with number and weight, in order.
    waiting: VecDeque<(usize, usize, I)>,
    /// Worked on, with weight, by number.
    done: BTreeMap<usize, (usize, O)>,
    /// What is read and not yet kept.
    items: usize,
    weight: usize,
    /// How many have been read so far, and whether these are all.
    read: usize,
    ended: bool,
    /// Nothing more is to be done.
    stopped: bool,
}

/// Where the threads meet.
struct Board<I, O> {
    limits: Limits,
    state: Mutex<State<I, O>>,
    room: Condvar,
    to_do: Condvar,
    ready: Condvar,
}

impl<I, O> Board<I, O> {
    /// The state is sound between any two statements, so a panic elsewhere does no harm to it.
    fn lock(&self) -> MutexGuard<'_, State<I, O>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for room and puts an item in; false once nothing more is wanted.
    fn post(&self, item: I, weight: usize) -> bool {
        let full = |state: &mut State<I, O>| {
            let heavy = state.weight.saturating_add(weight) > self.limits.weight;
            let many = state.items >= self.limits.items;
            !state.stopped && state.items > 0 && (heavy || many)
        };
        let waited = self.room.wait_while(self.lock(), full);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.stopped {
            return false;
        }
        let number = state.read;
        state.read += 1;
        state.items += 1;
        state.weight += weight;
        state.waiting.push_back((number, weight, item));
        self.to_do.notify_one();
        true
    }

    fn end(&self) {
        self.lock().ended = true;
        self.to_do.notify_all();
        self.ready.notify_all();
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.room.notify_all();
        self.to_do.notify_all();
        self.ready.notify_all();
    }

    /// The next item to work on; `None` when there will be none.
    fn take(&self) -> Option<(usize, usize, I)> {
        let idle =
            |state: &mut State<I, O>| state.waiting.is_empty() && !state.ended && !state.stopped;
        let waited = self.to_do.wait_while(self.lock(), idle);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.stopped {
            return None;
        }
        state.waiting.pop_front()
    }

    fn put(&self, number: usize, weight: usize, result: O) {
        self.lock().done.insert(number, (weight, result));
        self.ready.notify_one();
    }

    /// The next results from number `first` on, with their weight: a full group, or what there is
    /// when the source has ended, the board is full, or the patience is at its end. `None` when
    /// there will be no more.
    fn group(&self, first: usize) -> Option<(Vec<O>, usize)> {
        let mut group = Vec::new();
        let mut heavy = 0;
        let mut deadline: Option<Instant> = None;
        let mut state = self.lock();
        loop {
            while group.len() < self.limits.group.max(1)
                && let Some((weight, result)) = state.done.remove(&(first + group.len()))
            {
                group.push(result);
                heavy += weight;
            }
            let all = state.ended && first + group.len() == state.read;
            if state.stopped || (all && group.is_empty()) {
                return None;
            }
            if group.is_empty() {
                state = wait(&self.ready, state, None);
                continue;
            }
            // Half of the room is for what is under way while this is kept.
            let weighty = heavy >= self.limits.weight / 2 || group.len() >= self.limits.items;
            let full = group.len() >= self.limits.group.max(1) || weighty;
            let until = *deadline.get_or_insert_with(|| Instant::now() + self.limits.patience);
            let left = until.saturating_duration_since(Instant::now());
            if all || full || left.is_zero() {
                return Some((group, heavy));
            }
            state = wait(&self.ready, state, Some(left));
        }
    }

    fn release(&self, items: usize, weight: usize) {
        let mut state = self.lock();
        state.items -= items;
        state.weight -= weight;
        drop(state);
        self.room.notify_all();
    }
}

fn wait<'a, T>(
    condition: &Condvar,
    guard: MutexGuard<'a, T>,
    limit: Option<Duration>,
) -> MutexGuard<'a, T> {
    match limit {
        None => condition
            .wait(guard)
            .unwrap_or_else(PoisonError::into_inner),
        Some(limit) => {
            let waited = condition.wait_timeout(guard, limit);
            waited.unwrap_or_else(PoisonError::into_inner).0
        }
    }
}

/// Keeps the others from waiting for a thread that panicked.
struct StopOnPanic<'a, I, O>(&'a Board<I, O>);

impl<I, O> Drop for StopOnPanic<'_, I, O> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const LIMITS: Limits = Limits {
        workers: 4,
        items: 10,
        weight: 100,
        group: 3,
        patience: Duration::from_secs(60),
    };

    #[test]
    fn results_come_in_order_and_in_groups() {
        let work = |number: usize| {
            // The even ones take longer.
            thread::sleep(Duration::from_micros(if number.is_multiple_of(2) {
                300
            } else {
                1
            }));
            number * 10
        };
        let (mut kept, mut groups) = (Vec::new(), 0);
        let keep = |group: Vec<usize>| {
            assert!(group.len() <= 3);
            groups += 1;
            kept.extend(group);
            Ok::<_, Infallible>(())
        };
        run(LIMITS, 0..200, |_| 1, work, keep).unwrap();
        assert_eq!(kept, (0..200).map(|number| number * 10).collect::<Vec<_>>());
        assert_eq!(groups, 67);
        run(
            LIMITS,
            0..0,
            |_: &u8| 1,
            |item| item,
            |_| Err("nothing to keep"),
        )
        .unwrap();
    }

    #[test]
    fn what_is_under_way_is_bounded_by_weight_and_count() {
        for (weight, most) in [(30, 3), (1, 10), (1000, 1)] {
            let (alive, highest) = (AtomicUsize::new(0), AtomicUsize::new(0));
            // The source itself runs one item ahead of the bound.
            let source = (0..60).inspect(|_| {
                let now = alive.fetch_add(1, Ordering::SeqCst) + 1;
                highest.fetch_max(now, Ordering::SeqCst);
            });
            let keep = |group: Vec<usize>| {
                alive.fetch_sub(group.len(), Ordering::SeqCst);
                thread::sleep(Duration::from_millis(1));
                Ok::<_, Infallible>(())
            };
            run(LIMITS, source, |_| weight, |item| item, keep).unwrap();
            let highest = highest.into_inner();
            assert!(highest <= most + 1 + 3, "{highest} of weight {weight}");
        }
    }

    #[test]
    fn a_group_does_not_wait_for_ever() {
        let limits = Limits {
            patience: Duration::from_millis(5),
            ..LIMITS
        };
        let (sender, receiver) = std::sync::mpsc::channel();
        let (more, less) = std::sync::mpsc::channel();
        sender.send(1).unwrap();
        // The second item comes only when the first has been kept.
        let source = receiver.into_iter();
        let mut sender = Some(sender);
        let mut kept = Vec::new();
        let keep = |group: Vec<i32>| {
            kept.push(group.clone());
            match (group[0], sender.take()) {
                (1, Some(sender)) => drop(sender.send(2)),
                _ => more.send(()).unwrap(),
            }
            Ok::<_, Infallible>(())
        };
        run(limits, source, |_| 1, |item| item, keep).unwrap();
        assert_eq!(kept, [[1], [2]]);
        less.recv().unwrap();
    }

    #[test]
    fn a_failure_ends_all() {
        let mut groups = 0;
        let keep = |_| {
            groups += 1;
            if groups == 2 {
                Err("full disk")
            } else {
                Ok(())
            }
        };
        let endless = 0..;
        assert_eq!(
            run(LIMITS, endless, |_| 1, |item: u32| item, keep),
            Err("full disk")
        );
    }

    #[test]
    fn a_panic_reaches_the_caller() {
        let work = |number: u32| {
            assert!(number < 20, "too much");
            number
        };
        let caught =
            std::panic::catch_unwind(|| run(LIMITS, 0.., |_| 1, work, |_| Ok::<_, Infallible>(())));
        assert!(caught.is_err());
    }
}
