"""Runs the package that openapi-python-client generated from openapi/focus.yaml against the fake server.

Prints the number of calls. Any exception, and so any status or body that the specification does not describe, ends it.
"""

import datetime
import os
import sys

from focus_openapi_python_client import AuthenticatedClient
from focus_openapi_python_client.api.tasks import (
    bulk_delete_tasks,
    create_task,
    get_task,
    list_tasks,
    patch_task,
    stream_tasks,
)
from focus_openapi_python_client.models import NewTask, Priority, TaskPatch
from focus_openapi_python_client.types import UNSET

ORGANIZATION = int(os.environ["TOGGL_ORGANIZATION_ID"])
WORKSPACE = int(os.environ["TOGGL_WORKSPACE_ID"])
CLIENT = AuthenticatedClient(
    base_url=os.environ["TOGGL_FOCUS_BASE_URL"],
    token=os.environ["TOGGL_FOCUS_API_TOKEN"],
    raise_on_unexpected_status=True,
)
calls = 0


def call(operation, expected, *ids, **arguments):
    """Calls an operation and returns the parsed body."""
    global calls
    calls += 1
    response = operation.sync_detailed(ORGANIZATION, WORKSPACE, *ids, client=CLIENT, **arguments)
    assert response.status_code == expected, f"{operation.__name__}: {response.status_code} {response.content}"
    return response.parsed


listed, page = [], 1
while True:
    result = call(list_tasks, 200, page=page, per_page=50, priority=[Priority.HIGH, Priority.MEDIUM, Priority.LOW, Priority.NONE])
    assert result.data, "list_tasks returned an empty page before the total was reached"
    listed += result.data
    if len(listed) >= result.total:
        break
    page += 1
assert len({task.id for task in listed}) == result.total, "the pages of list_tasks overlap"

streamed = call(stream_tasks, 200)
assert {task.id for task in listed} <= {task.id for task in streamed}, "stream_tasks lacks tasks of list_tasks"
for task in streamed:
    call(get_task, 200, task.id)

due = datetime.date(2026, 3, 31)
created = call(create_task, 201, body=NewTask(name="Write the launch post", end_date=due, estimated_mins=30))
assert created.end_date == due, created.end_date

call(patch_task, 204, created.id, body=TaskPatch(end_date=None, estimated_mins=None, notes="ready"))
task = call(get_task, 200, created.id)
assert task.end_date in (None, UNSET), f"null did not clear end_date: {task.end_date}"
assert task.estimated_mins in (None, UNSET), f"null did not clear estimated_mins: {task.estimated_mins}"
assert task.notes == "ready", task.notes

call(bulk_delete_tasks, 204, ids=[created.id, streamed[0].id])
remaining = {task.id for task in call(stream_tasks, 200)}
assert not remaining & {created.id, streamed[0].id}, "bulk_delete_tasks left a task"

print(calls, "calls")
sys.exit(0)
