//! One conformance suite over all stores, and what only a store on disk can get wrong.

mod compaction;
mod conformance;
mod crash;
mod damage;
mod decided;
mod formats;
mod image;
mod imports;
mod loading;
mod opening;
mod questions;
mod random;
mod readers;
mod restoring;
mod salvaging;
mod sample;
mod sought;
mod taking;
