"""The certificate of a cluster's workers, for others that use the same scheduler."""

FIELDS = {
    "ca-file": "tls_ca_file",
    "client.cert": "tls_client_cert",
    "client.key": "tls_client_key",
}


def configuration(cluster):
    """Return what `dask.config.set` needs so that this process may use a cluster's scheduler."""
    security = cluster.client().security
    return {
        f"distributed.comm.tls.{key}": getattr(security, field) for key, field in FIELDS.items()
    }


def environment(cluster):
    """Return the variables with which another process may use a cluster's scheduler."""
    return {
        "DASK_" + key.upper().replace(".", "__").replace("-", "_"): value
        for key, value in configuration(cluster).items()
    }


def another_s(cluster):
    """Return the arguments of a `Cluster` that uses another one's scheduler."""
    client = cluster.client()
    return {"address": client.scheduler.address, "security": client.security}
