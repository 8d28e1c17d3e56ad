//! Converts the arguments of the builders. The generated setters call these functions.

/// Returns the argument of a required parameter, or the text of the error.
pub(crate) fn required<T, E>(name: &str, converted: Result<T, E>) -> Result<T, String> {
    converted.map_err(|_| format!("the value for `{name}` has no valid conversion"))
}

/// Returns the argument of an optional parameter, or the text of the error.
pub(crate) fn optional<T, E>(name: &str, converted: Result<T, E>) -> Result<Option<T>, String> {
    required(name, converted).map(Some)
}

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
        assert_eq!(list().page(3).into_request().unwrap().url().query(), Some("page=3"));
    }
}
