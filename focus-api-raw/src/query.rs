//! [`QueryPairs`]: the names and values of the parameters that a query sets.
//!
//! The caller decides how a list is spelled in the URL, so its elements are passed one by one. The generated builders use
//! [`add`] and [`add_all`].

use std::fmt::{self, Display};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use crate::{OrNone, Sort};

/// Visits the parameters that a query sets.
///
/// ```
/// use focus_api_raw::QueryPairs;
/// use focus_api_raw::types::ListTasksQuery;
///
/// let query = ListTasksQuery::new().archived(false).project([7, 9]);
/// let mut pairs = Vec::new();
/// query.visit_pairs(&mut |name, value| {
///     value.for_each(&mut |value| pairs.push(format!("{name}={value}")))
/// });
/// assert_eq!(pairs, ["archived=false", "project_id=7", "project_id=9"]);
/// ```
pub trait QueryPairs {
    /// Calls `visit` with the name and the value of every parameter that is set, sorted by name.
    fn visit_pairs(&self, visit: &mut dyn FnMut(&'static str, &dyn QueryValue));

    /// Returns the name of the first list parameter that is set and empty.
    ///
    /// A URL cannot express such a filter: without the parameter, the service selects everything.
    fn empty_list(&self) -> Option<&'static str> {
        let mut found = None;
        self.visit_pairs(&mut |name, value| {
            if found.is_none() && value.is_empty_list() {
                found = Some(name);
            }
        });
        found
    }

    /// Returns whether the query sets no parameter.
    fn is_unset(&self) -> bool {
        let mut unset = true;
        self.visit_pairs(&mut |_, _| unset = false);
        unset
    }
}

/// The value of a query parameter: one value, or the elements of a list. See the example of [`QueryPairs`].
pub trait QueryValue {
    /// Returns whether the parameter is a list.
    fn is_list(&self) -> bool {
        false
    }

    /// Returns whether the parameter is a list without elements.
    fn is_empty_list(&self) -> bool {
        false
    }

    /// Calls `each` with the value, or with every element of the list.
    fn for_each(&self, each: &mut dyn FnMut(&dyn Display));
}

/// Implements [`QueryValue`] for types whose `Display` writes the value of the parameter.
macro_rules! displayed {
    ($($ty:ty),* $(,)?) => {
        $(impl crate::QueryValue for $ty {
            fn for_each(&self, each: &mut dyn FnMut(&dyn ::std::fmt::Display)) {
                each(self);
            }
        })*
    };
}

displayed!(bool, u8, u16, u32, u64, i8, i16, i32, i64, String, NaiveDate);

impl<T: Display> QueryValue for OrNone<T> {
    fn for_each(&self, each: &mut dyn FnMut(&dyn Display)) {
        each(self);
    }
}

impl<K: Display> QueryValue for Sort<K> {
    fn for_each(&self, each: &mut dyn FnMut(&dyn Display)) {
        each(self);
    }
}

impl QueryValue for f32 {
    fn for_each(&self, each: &mut dyn FnMut(&dyn Display)) {
        each(&format_args!("{self:?}"));
    }
}

impl QueryValue for f64 {
    fn for_each(&self, each: &mut dyn FnMut(&dyn Display)) {
        each(&format_args!("{self:?}"));
    }
}

impl QueryValue for DateTime<Utc> {
    /// Writes RFC 3339, which `Display` of a `DateTime` does not.
    fn for_each(&self, each: &mut dyn FnMut(&dyn Display)) {
        each(&self.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    }
}

impl<T: QueryValue> QueryValue for Option<T> {
    fn is_list(&self) -> bool {
        self.as_ref().is_some_and(T::is_list)
    }

    fn is_empty_list(&self) -> bool {
        self.as_ref().is_some_and(T::is_empty_list)
    }

    fn for_each(&self, each: &mut dyn FnMut(&dyn Display)) {
        if let Some(value) = self {
            value.for_each(each);
        }
    }
}

impl<T: QueryValue> QueryValue for Vec<T> {
    fn is_list(&self) -> bool {
        true
    }

    fn is_empty_list(&self) -> bool {
        self.is_empty()
    }

    fn for_each(&self, each: &mut dyn FnMut(&dyn Display)) {
        self.iter().for_each(|value| value.for_each(each));
    }
}

/// Adds all parameters of a query to a request.
pub(crate) fn add_all(request: &mut reqwest::Request, query: &dyn QueryPairs) {
    query.visit_pairs(&mut |name, value| add(request, name, value));
}

/// Adds a parameter to the query of a request. The name of a list is repeated for each of its elements.
pub(crate) fn add(request: &mut reqwest::Request, name: &str, value: &dyn QueryValue) {
    value.for_each(&mut |value| {
        request.url_mut().query_pairs_mut().append_pair(name, &value.to_string());
    });
}

impl fmt::Debug for dyn QueryValue + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        self.for_each(&mut |value| {
            list.entry(&format_args!("{value}"));
        });
        list.finish()
    }
}

/// Implements [`QueryPairs`]; the generated code names the fields, and the parameter where its name differs.
macro_rules! pairs {
    ($name:ident: $($field:ident $(as $parameter:literal)?),* $(,)?) => {
        impl crate::QueryPairs for crate::types::$name {
            fn visit_pairs(&self, visit: &mut dyn FnMut(&'static str, &dyn crate::QueryValue)) {
                $(if let Some(value) = &self.$field {
                    visit(crate::query::parameter!($field $($parameter)?), value);
                })*
            }
        }
    };
}

macro_rules! parameter {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $parameter:literal) => {
        $parameter
    };
}

pub(crate) use {displayed, pairs, parameter};
