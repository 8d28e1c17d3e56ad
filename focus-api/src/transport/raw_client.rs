//! [`RawMiddleware`]: sends the requests of [`Client::raw`](crate::Client::raw) through the same transport.
//!
//! The generated client decodes responses, so they are returned as they arrived, with any status.

use std::sync::Arc;

use focus_api_raw as raw;
use focus_api_raw::{Middleware, MiddlewareFuture, Operation};
use reqwest::Request;

use super::attempt::AttemptError;
use super::body::ReceivedBody;
use super::{BodyMode, Call, Transport, spell_arrays};
use crate::error::Error;
use crate::policy::CallOptions;

/// Returns the organization in a path, whose quota a request spends.
pub(crate) fn organization_of(path: &str) -> Option<i64> {
    let mut segments = path.split('/').skip_while(|segment| *segment != "organizations").skip(1);
    segments.next()?.parse().ok()
}

/// Applies the client's policy to the generated client.
#[derive(Debug)]
pub(crate) struct RawMiddleware(pub(crate) Arc<Transport>);

impl Middleware for RawMiddleware {
    fn handle<'a>(
        &'a self,
        _: &'a reqwest::Client,
        mut request: Request,
        operation: &'static Operation,
    ) -> MiddlewareFuture<'a> {
        Box::pin(async move {
            let transport = &self.0;
            spell_arrays(request.url_mut(), operation.list_parameters, transport.settings.arrays);
            let options = CallOptions::default();
            let organization = organization_of(request.url().path());
            let call = Call {
                operation: operation.id,
                array_parameters: operation.list_parameters,
                organization,
                options: &options,
                body: BodyMode::Unread,
                timeout: None,
            };
            let build = || {
                let what = "the body of this request is a stream, which cannot be sent twice";
                request.try_clone().ok_or_else(|| Error::invalid_argument(operation.id, what))
            };
            let refused = |error: &Error| raw::Error::InvalidRequest(error.to_string());
            let outcome = transport.exchange(&build, &call).await.map_err(|error| refused(&error))?;
            let received = match outcome.result {
                Ok(received) => received,
                Err(AttemptError::Status(received)) => *received,
                Err(AttemptError::Transport(failure)) => {
                    return Err(match failure.into_source() {
                        Some(error) => raw::Error::CommunicationError(error),
                        None => raw::Error::InvalidRequest("no response arrived in time".to_owned()),
                    });
                }
            };
            match received.body {
                ReceivedBody::Streaming(response) => Ok(response),
                ReceivedBody::Buffered(_) | ReceivedBody::Incomplete(_) => {
                    Err(raw::Error::InvalidRequest("the response was already read".to_owned()))
                }
            }
        })
    }
}
