"""Runs the package that openapi-generator (generator `python`) made from openapi/focus.yaml against the fake server.

Prints the number of calls. Any exception, and so any status or body that the specification does not describe, ends it.
"""

import datetime
import os
import sys

from focus_openapi_generator import ApiClient, Configuration, NewTask, Priority, TaskPatch, TasksApi

WORKSPACE = (int(os.environ["TOGGL_ORGANIZATION_ID"]), int(os.environ["TOGGL_WORKSPACE_ID"]))
CONFIGURATION = Configuration(
    host=os.environ["TOGGL_FOCUS_BASE_URL"],
    access_token=os.environ["TOGGL_FOCUS_API_TOKEN"],
)
calls = 0


def call(operation, *arguments, **options):
    """Calls an operation of the workspace; the generated code raises for every status but the documented success."""
    global calls
    calls += 1
    return operation(*WORKSPACE, *arguments, **options)


with ApiClient(CONFIGURATION) as client:
    api = TasksApi(client)

    listed, page = [], 1
    while True:
        result = call(api.list_tasks, page=page, per_page=50, priority=list(Priority))
        assert result.data, "list_tasks returned an empty page before the total was reached"
        listed += result.data
        if len(listed) >= result.total:
            break
        page += 1
    assert len({task.id for task in listed}) == result.total, "the pages of list_tasks overlap"

    streamed = call(api.stream_tasks)
    assert {task.id for task in listed} <= {task.id for task in streamed}, "stream_tasks lacks tasks of list_tasks"
    for task in streamed:
        call(api.get_task, task.id)

    due = datetime.date(2026, 3, 31)
    created = call(api.create_task, NewTask(name="Write the launch post", end_date=due, estimated_mins=30))
    assert created.end_date == due, created.end_date

    call(api.patch_task, created.id, TaskPatch(end_date=None, estimated_mins=None, notes="ready"))
    task = call(api.get_task, created.id)
    assert task.end_date is None, f"null did not clear end_date: {task.end_date}"
    assert task.estimated_mins is None, f"null did not clear estimated_mins: {task.estimated_mins}"
    assert task.notes == "ready", task.notes

    call(api.bulk_delete_tasks, [created.id, streamed[0].id])
    remaining = {task.id for task in call(api.stream_tasks)}
    assert not remaining & {created.id, streamed[0].id}, "bulk_delete_tasks left a task"

print(calls, "calls")
sys.exit(0)
