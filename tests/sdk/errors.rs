//! What an error says, in full, and what it never says.

mod causes;
mod secrets;
mod texts;
