//! Reads environment variables. No error contains their values.

use std::env::VarError;

use crate::error::Error;

/// Reads an environment variable.
pub(crate) fn read_env(name: &str) -> Result<String, Error> {
    std::env::var(name).map_err(|error| match error {
        VarError::NotPresent => Error::configuration(format!("the environment variable {name} is not set")),
        VarError::NotUnicode(_) => {
            Error::configuration(format!("the environment variable {name} is not valid Unicode"))
        }
    })
}
