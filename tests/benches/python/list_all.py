"""Lists every task with a client that openapi-python-client generated, and prints the median of the milliseconds."""

import statistics
import sys
import time

from focus_client import AuthenticatedClient
from focus_client.api.tasks import list_tasks

PER_PAGE = 100
ROUNDS = 3


def list_all(client):
    tasks, page = [], 1
    while True:
        found = list_tasks.sync(1234, 5678, client=client, page=page, per_page=PER_PAGE)
        tasks += found.data
        if page * PER_PAGE >= found.total:
            return tasks
        page += 1


def main():
    token = "toggl_sk_0123456789abcdef0123456789abcdef"
    times = []
    with AuthenticatedClient(base_url=sys.argv[1], token=token) as client:
        for _ in range(ROUNDS):
            start = time.perf_counter()
            count = len(list_all(client))
            times.append((time.perf_counter() - start) * 1000)
            assert count > 0, "the list is empty: is the right server running?"
    print(statistics.median(times))


main()
