"""A process that runs a study, to be killed: python -m ... URL STUDY SCHEDULER LEASE."""

import sys
import time

from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.coordinator import Coordinator, new_owner
from segmentation.study.store.store import Store


def main():
    url, study, scheduler, lease = sys.argv[1:]
    store, cluster, owner = Store(url, float(lease)), Cluster(scheduler or None), new_owner()
    print("ready", flush=True)
    while store.get(int(study)).state in ("queued", "running"):
        if store.claim(owner, int(study)):
            Coordinator(store, cluster, owner).run(int(study))
        time.sleep(0.05)
    cluster.close()
    store.close()


if __name__ == "__main__":
    main()
