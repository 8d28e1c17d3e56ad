//! Errors: their texts, their kinds, and the secrets that they must not contain.

mod causes;
mod secrets;
mod texts;
