//! Long lists worked on by all processors at once, their results in the list's
//! order: a return of a hundred thousand rows is read row by row.

use std::panic::resume_unwind;
use std::thread;

/// Shorter lists are not worth a thread.
const PIECE_MIN: usize = 2_000;

/// More threads than this only fight for memory.
const THREADS_MAX: usize = 4;

/// How long the pieces of a list are, one for each processor.
pub(crate) fn piece_size(length: usize) -> usize {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    length.div_ceil(threads.min(THREADS_MAX)).max(PIECE_MIN)
}

/// Works on pieces side by side.
pub(crate) fn side_by_side<P: Send, R: Send>(
    pieces: impl Iterator<Item = P>,
    work: impl Fn(P) -> R + Sync,
) -> Vec<R> {
    let work = &work;
    thread::scope(|scope| {
        let begun: Vec<_> = pieces
            .map(|piece| scope.spawn(move || work(piece)))
            .collect();
        let done = begun.into_iter().map(thread::ScopedJoinHandle::join);
        done.map(|result| result.unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

/// What `of` makes of each element, in the list's order.
pub(crate) fn each<T: Sync, R: Send>(list: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let pieces = list.chunks(piece_size(list.len()));
    let made = side_by_side(pieces, |piece| piece.iter().map(&of).collect::<Vec<R>>());
    made.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_back_in_the_list_s_order() {
        for length in [0, 1, PIECE_MIN, PIECE_MIN * 5 + 1] {
            let list: Vec<usize> = (0..length).collect();
            let due: Vec<usize> = list.iter().map(|one| one + 1).collect();
            assert_eq!(each(&list, |one| one + 1), due, "{length} in order");
        }
    }
}
