//! Tests of `focus-api` against the fake server: what leaves, what comes back, and what happens when things go wrong.

mod first_floor;
mod pagers;
mod quota;
mod retry;
