//! `GET …/tasks/stream`: everything in one bare array, written while it is produced.

use std::collections::HashMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use bytes::Bytes;
use futures_core::Stream;
use serde_json::json;

use crate::error::ApiError;
use crate::filter::Filter;
use crate::list::List;
use crate::order::Order;
use crate::service::{Admitted, Shared};
use crate::store::Family;
use crate::view::{Shape, View};

/// Tasks shown under one lock, hence one chunk of the answer.
const BATCH: usize = 16;
/// Ids of a repeated list differ from the original's by multiples of this.
const COPY_STEP: i64 = 1_000_000_000;

pub(super) fn tasks(shared: &Arc<Shared>, request: &Admitted<'_>) -> Result<Response<Body>, ApiError> {
    let query = &request.query;
    let filter = Filter::read(query, List::Stream, shared.settings.hide_archived)?;
    let order = Order::read(query, List::Stream)?;
    let shape = Shape::read(query, List::Stream)?;
    let (ids, families) = {
        let state = shared.lock();
        let chosen = state.store.all().filter(|task| filter.matches(task, &shared.world)).collect();
        (order.sort(chosen, &shared.world, state.clock.now()), state.store.families(&shared.world))
    };
    let body = Array {
        shared: Arc::clone(shared),
        sent: 0,
        total: ids.len().saturating_mul(shared.settings.stream_copies),
        ids,
        families,
        shape,
        place: Place::Start,
    };
    let mut response = Response::new(Body::from_stream(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

#[derive(PartialEq, Eq)]
enum Place {
    Start,
    Inside,
    End,
}

/// The array as a stream. It holds ids, not tasks: a task changed while the answer is under way is shown as it is
/// when its turn comes, and one that is gone by then is left out.
struct Array {
    shared: Arc<Shared>,
    ids: Vec<i64>,
    /// Places of the answer done so far, and all of them; more than there are ids when the list is repeated.
    sent: usize,
    total: usize,
    families: HashMap<i64, Family>,
    shape: Shape,
    place: Place,
}

impl Stream for Array {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.place == Place::End {
            return Poll::Ready(None);
        }
        let mut text = String::new();
        if this.place == Place::Start {
            text.push('[');
        }
        let state = this.shared.lock();
        let view = View { store: &state.store, world: &this.shared.world, families: &this.families, shape: this.shape };
        let end = this.total.min(this.sent + BATCH);
        for place in this.sent..end {
            let Some(task) = this.ids.get(place % this.ids.len()).and_then(|id| state.store.live(*id)) else {
                continue;
            };
            let mut shown = view.task(task);
            if place >= this.ids.len() {
                let copy = i64::try_from(place / this.ids.len()).unwrap_or(i64::MAX);
                shown["id"] = json!(task.id.saturating_add(copy.saturating_mul(COPY_STEP)));
            }
            if this.place == Place::Inside {
                text.push(',');
            }
            text.push_str(&shown.to_string());
            this.place = Place::Inside;
        }
        this.sent = end;
        if this.sent == this.total {
            text.push(']');
            this.place = Place::End;
        }
        Poll::Ready(Some(Ok(Bytes::from(text))))
    }
}
