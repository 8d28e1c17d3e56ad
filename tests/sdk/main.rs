//! Tests of `focus-api` against the fake server: what leaves, what comes back, and what happens when things go wrong.

mod created;
mod drafts;
mod filter_values;
mod filters;
mod first_floor;
mod patches;
mod round_trip;
mod values;
mod wire;
