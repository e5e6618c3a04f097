//! Tests that look at the workspace as a whole.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod corpus;
mod fuzz;
mod house;
mod query;
mod questions;
mod store;
mod whole;
