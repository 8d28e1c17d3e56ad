//! Converts the arguments of the builders. The generated setters call these functions.

use std::borrow::Cow;

use crate::Error;

/// An argument of a builder, or the text of the error if it is missing or refused.
pub(crate) type Argument<T> = Result<T, Cow<'static, str>>;

/// Returns the argument of a required parameter.
pub(crate) fn required<T, E>(name: &str, converted: Result<T, E>) -> Argument<T> {
    converted.map_err(|_| Cow::Owned(format!("the value for `{name}` has no valid conversion")))
}

/// Returns the argument of an optional parameter.
pub(crate) fn optional<T, E>(name: &str, converted: Result<T, E>) -> Argument<Option<T>> {
    required(name, converted).map(Some)
}

/// Returns the error of a request with a missing or refused argument.
pub(crate) fn invalid<E>(text: Cow<'static, str>) -> Error<E> {
    Error::InvalidRequest(text.into_owned())
}

/// Sets a field of a builder's query, which is the text of an error if the argument is refused.
macro_rules! set {
    ($builder:ident.$query:ident.$field:ident = $value:ident) => {
        match $crate::arguments::optional(stringify!($field), $value.try_into()) {
            Ok(value) => {
                if let Ok(query) = &mut $builder.$query {
                    query.$field = value;
                }
            }
            Err(error) => $builder.$query = Err(error),
        }
    };
}

pub(crate) use set;

#[cfg(test)]
mod tests {
    use crate::{Client, ClientSettings, RequestHeaders};

    #[test]
    fn the_error_of_a_request_names_the_argument_that_was_refused() {
        let settings = ClientSettings::new(RequestHeaders::new(reqwest::header::HeaderValue::from_static("x")));
        let client = Client::new("http://127.0.0.1:1", settings);
        let list = || client.list_tasks().organization_id(1).workspace_id(2);
        let error = list().page(-1).into_request().unwrap_err().to_string();
        assert!(error.contains("the value for `page` has no valid conversion"), "{error}");
        let error = list().page(-1).per_page(100).into_request().unwrap_err().to_string();
        assert!(error.contains("the value for `page` has no valid conversion"), "a later argument hides it: {error}");
        assert_eq!(list().page(3).into_request().unwrap().url().query(), Some("page=3"));
    }
}
