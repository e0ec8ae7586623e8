"""Work on more than one machine: parts of a job list as futures of a Dask client.

Nothing here schedules and nothing imports Dask: the client does the work, and whoever has one has
installed it (extra ``dask``). The jobs are whole blocks and come back in their order, so how they
are parted changes no bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

P = TypeVar("P")
J = TypeVar("J")
R = TypeVar("R")


class Client(Protocol):
    """What is used of ``dask.distributed.Client``."""

    def submit(self, task: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Return a future of a call."""

    def scatter(self, data: Any, *, broadcast: bool = False, hash: bool = True) -> Any:
        """Return a future of data sent to the workers."""

    def nthreads(self) -> Any:
        """Return the number of threads of each worker."""


def spread(
    client: Client,
    task: Callable[[P, Sequence[J]], list[R]],
    plan: P,
    jobs: Sequence[J],
    partitions: int | None = None,
) -> Iterator[R]:
    """Run a task over parts of the jobs on a cluster and yield the results in the jobs' order.

    Parameters
    ----------
    client : dask.distributed.Client
        Where to compute; its workers must have this library.
    task : callable
        Called with the plan and a part of the jobs.
    plan : object
        Sent to every worker once.
    jobs : sequence
        In their order.
    partitions : int or None
        Number of parts; None for one a thread of the cluster.
    """
    count = partitions or max(sum(client.nthreads().values()), 1)
    size = -(-len(jobs) // count)
    sent = client.scatter(plan, broadcast=True, hash=False)
    futures = [
        client.submit(task, sent, jobs[start : start + size], pure=False)
        for start in range(0, len(jobs), size)
    ]
    for future in futures:
        yield from future.result()
