//! The common parts of request types: [`request_methods!`] implements their methods, and [`decoding_request!`] declares
//! a request type whose result the caller can decode into another type.
//!
//! A request type is one operation with its arguments, for example [`GetTask`](crate::requests::GetTask). The files
//! below `tasks/` have the methods of each operation; `endpoint.rs` runs the call when the request is awaited.

/// Implements the options that every request has, including `CustomRequest`, for a type with `CallOptions` at the given
/// field.
macro_rules! call_options {
    ($name:ident $(<$decoded:ident>)?, $($options:ident).+) => {
        /// # Time limits and retries
        ///
        /// See the example of [`CallOptions`](crate::options::CallOptions), which has the same methods.
        impl $(<$decoded>)? $name $(<$decoded>)? {
            /// Applies `set` if there is a value, for arguments that are optional in the caller's program.
            ///
            /// ```no_run
            /// # use focus_api::Tasks;
            /// # async fn example(tasks: Tasks, priority: Option<focus_api::Priority>) -> Result<(), focus_api::Error> {
            /// let page = tasks
            ///     .list()
            ///     .maybe(priority, |list, priority| list.priority(priority))
            ///     .await?;
            /// # let _ = page; Ok(()) }
            /// ```
            pub fn maybe<V>(self, value: Option<V>, set: impl FnOnce(Self, V) -> Self) -> Self {
                match value {
                    Some(value) => set(self, value),
                    None => self,
                }
            }

            /// Sets the time-out of one attempt; see
            /// [`CallOptions::timeout`](crate::options::CallOptions::timeout).
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.$($options).+ = self.$($options).+.timeout(timeout);
                self
            }

            /// Sets the time limit of the call, including all attempts; see
            /// [`CallOptions::deadline`](crate::options::CallOptions::deadline).
            pub fn deadline(mut self, deadline: std::time::Duration) -> Self {
                self.$($options).+ = self.$($options).+.deadline(deadline);
                self
            }

            /// Sets when the request is retried; see [`RetryPolicy`](crate::RetryPolicy).
            pub fn retry(mut self, policy: crate::policy::RetryPolicy) -> Self {
                self.$($options).+ = self.$($options).+.retry(policy);
                self
            }

            /// Sets whether the call waits when the quota is spent; see [`QuotaPolicy`](crate::QuotaPolicy).
            pub fn quota(mut self, policy: crate::policy::QuotaPolicy) -> Self {
                self.$($options).+ = self.$($options).+.quota(policy);
                self
            }
        }
    };
}

/// Implements the common methods of request types, for an `Endpoint` with a field `context: RequestContext`.
///
/// `request_methods!(GetTask<T> => T)` has the type, its decoded type if there is one, and its result.
macro_rules! request_methods {
    ($name:ident $(<$decoded:ident>)? => $output:ty) => {
        crate::request::call_options!($name $(<$decoded>)?, context.options);

        /// # Options of the call
        ///
        /// See the example of [`CallOptions`](crate::options::CallOptions).
        impl $(<$decoded>)? $name $(<$decoded>)? {
            /// Replaces all options of the call.
            pub fn options(mut self, options: crate::policy::CallOptions) -> Self {
                self.context.options = options;
                self
            }

            /// Adds a query parameter that this crate does not know; see
            /// [`CallOptions::extra_query`](crate::options::CallOptions::extra_query).
            pub fn extra_query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
                self.context.options = self.context.options.extra_query(name, value);
                self
            }

            /// Adds a member to the JSON body; see
            /// [`CallOptions::extra_body`](crate::options::CallOptions::extra_body).
            pub fn extra_body(mut self, name: impl Into<String>, value: impl serde::Serialize) -> Self {
                self.context.options = self.context.options.extra_body(name, value);
                self
            }

            /// Adds a header; see [`CallOptions::extra_header`](crate::options::CallOptions::extra_header).
            pub fn extra_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
                self.context.options = self.context.options.extra_header(name, value);
                self
            }
        }

        /// # Sending
        impl $(<$decoded: serde::de::DeserializeOwned + Send + 'static>)? $name $(<$decoded>)? {
            /// Sends the request and decodes the response. Awaiting the request does the same.
            ///
            /// # Errors
            /// Every [`ErrorKind`](crate::ErrorKind) except `Paging`.
            ///
            /// # Requests
            /// One, and at most [two more](crate::RetryPolicy) if a retry is safe.
            pub async fn send(self) -> Result<$output, crate::error::Error> {
                self.into_future().await
            }

            /// Sends the request and returns the undecoded response. See the example of
            /// [`RawResponse`](crate::requests::RawResponse).
            ///
            /// # Errors
            /// As for [`send`](Self::send), except those of decoding.
            ///
            /// # Requests
            /// As for [`send`](Self::send).
            pub async fn send_raw(self) -> Result<crate::transport::RawResponse, crate::error::Error> {
                crate::endpoint::execute_raw(self).await
            }
        }

        impl $(<$decoded: serde::de::DeserializeOwned + Send + 'static>)? IntoFuture for $name $(<$decoded>)? {
            type Output = Result<$output, crate::error::Error>;
            type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(crate::endpoint::execute(self))
            }
        }
    };
}

/// Declares a request type whose result is decoded into a type `T` that the caller chooses.
///
/// `Clone` and `Debug` are not derived, because a derive would require `T: Clone + Debug`.
macro_rules! decoding_request {
    (
        $(#[$meta:meta])*
        pub struct $name:ident<T> { $($(#[$field_meta:meta])* $field:ident: $ty:ty,)* }
    ) => {
        $(#[$meta])*
        #[must_use = "nothing is sent until the request is awaited"]
        pub struct $name<T = focus_api_raw::types::Task> {
            pub(crate) context: crate::endpoint::RequestContext,
            $($(#[$field_meta])* pub(super) $field: $ty,)*
            pub(super) decoded: std::marker::PhantomData<fn() -> T>,
        }

        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                Self {
                    context: self.context.clone(),
                    $($field: self.$field.clone(),)*
                    decoded: std::marker::PhantomData,
                }
            }
        }

        impl<T> std::fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("context", &self.context)
                    $(.field(stringify!($field), &self.$field))*
                    .finish()
            }
        }

        impl<T> $name<T> {
            /// Decodes the result into another type than [`Task`](crate::Task).
            ///
            /// ```no_run
            /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
            /// #[derive(serde::Deserialize)]
            /// struct Name {
            ///     name: String,
            /// }
            ///
            /// let task = tasks.get(4711).decode_as::<Name>().await?;
            /// println!("{}", task.name);
            /// # Ok(()) }
            /// ```
            pub fn decode_as<U>(self) -> $name<U> {
                $name { context: self.context, $($field: self.$field,)* decoded: std::marker::PhantomData }
            }
        }
    };
}

pub(crate) use {call_options, decoding_request, request_methods};
