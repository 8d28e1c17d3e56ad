//! The four paged lists.

use http::StatusCode;
use serde_json::{Value, json};

use crate::error::ApiError;
use crate::filter::Filter;
use crate::list::List;
use crate::order::Order;
use crate::query::Query;
use crate::service::Admitted;
use crate::state::{Shared, State};
use crate::task::Task;
use crate::view::{Include, View};
use crate::wire::Response;

/// The largest page [live].
const MAX_PER_PAGE: i64 = 100;
/// The page size of a request without `per_page` [client].
const DEFAULT_PER_PAGE: i64 = 50;

/// `GET …/tasks`: the only list with a total.
pub(super) fn tasks(shared: &Shared, request: &Admitted<'_>) -> Result<Response, ApiError> {
    let list = ListRequest::read(shared, request, List::Tasks)?;
    let state = shared.lock();
    let ids = list.select(shared, &state);
    let mut page = list.page(shared, &state, &ids);
    page["total"] = json!(ids.len());
    Ok(Response::json(StatusCode::OK, &page))
}

/// `GET …/tasks/recurring`: instances of series.
pub(super) fn recurring(shared: &Shared, request: &Admitted<'_>) -> Result<Response, ApiError> {
    let list = ListRequest::read(shared, request, List::Recurring)?;
    let state = shared.lock();
    let instances = |id: &i64| state.store.any(*id).is_some_and(|task| task.int("recurring_task_id").is_some());
    let ids: Vec<i64> = list.select(shared, &state).into_iter().filter(instances).collect();
    Ok(Response::json(StatusCode::OK, &list.page(shared, &state, &ids)))
}

/// `GET …/tasks/{id}/children` and `…/parents`.
///
/// The documentation describes both as a task together with its relatives, so the task itself is the first item; this
/// is not confirmed, hence the switch. Children are the direct ones, parents are all ancestors, nearest first [inferred
/// from the two names].
pub(super) fn relatives(shared: &Shared, request: &Admitted<'_>, list: List, id: i64) -> Result<Response, ApiError> {
    let request = ListRequest::read(shared, request, list)?;
    let state = shared.lock();
    let task = state.store.live(id).ok_or_else(|| ApiError::task_not_found(id))?;
    let mut family: Vec<&Task> = Vec::new();
    if shared.settings.relatives_include_self {
        family.push(task);
    }
    if list == List::Parents {
        family.extend(state.store.ancestors(id).into_iter().filter_map(|id| state.store.live(id)));
    } else {
        let mut children: Vec<&Task> = state.store.all().filter(|task| task.parent() == Some(id)).collect();
        children.sort_by_key(|task| (task.int("position").unwrap_or(i64::MAX), task.id));
        family.extend(children);
    }
    family.retain(|task| request.filter.matches(task, &shared.world));
    let ids = if request.order.is_default() {
        family.into_iter().map(|task| task.id).collect()
    } else {
        request.order.sort(family, &shared.world, state.clock.now())
    };
    Ok(Response::json(StatusCode::OK, &request.page(shared, &state, &ids)))
}

/// The parameters of a list request.
struct ListRequest {
    filter: Filter,
    order: Order,
    include: Include,
    page: i64,
    per_page: i64,
}

impl ListRequest {
    fn read(shared: &Shared, request: &Admitted<'_>, list: List) -> Result<Self, ApiError> {
        let query = &request.query;
        Ok(Self {
            page: bounded(query, "page", "Page", i64::MAX)?.unwrap_or(1),
            per_page: bounded(query, "per_page", "PerPage", MAX_PER_PAGE)?.unwrap_or(DEFAULT_PER_PAGE),
            filter: Filter::read(query, list, shared.settings.hide_archived)?,
            order: Order::read(query, list)?,
            include: Include::read(query, list)?,
        })
    }

    fn select(&self, shared: &Shared, state: &State) -> Vec<i64> {
        let chosen = state.store.all().filter(|task| self.filter.matches(task, &shared.world)).collect();
        self.order.sort(chosen, &shared.world, state.clock.now())
    }

    fn page(&self, shared: &Shared, state: &State, ids: &[i64]) -> Value {
        let subtask_counts = state.store.subtask_counts(&shared.world);
        let view =
            View { store: &state.store, world: &shared.world, subtask_counts: &subtask_counts, include: self.include };
        let per_page = usize::try_from(self.per_page).unwrap_or(0);
        let before = usize::try_from(self.page - 1).unwrap_or(usize::MAX).saturating_mul(per_page);
        let tasks = ids.iter().skip(before).take(per_page).filter_map(|id| state.store.any(*id));
        let data: Vec<Value> = tasks.map(|task| view.task(task)).collect();
        json!({ "data": data, "page": self.page, "per_page": self.per_page })
    }
}

/// Reads a paging parameter between 1 and its maximum.
fn bounded(query: &Query, name: &str, field: &str, max: i64) -> Result<Option<i64>, ApiError> {
    match query.int(name)? {
        Some(number) if number < 1 => Err(ApiError::pagination(field, "min")),
        Some(number) if number > max => Err(ApiError::pagination(field, "max")),
        number => Ok(number),
    }
}
