"""The vendor's page "Creating and Using a Datasource Connection", by its SDK, and then a job that goes through the connection."""

from sdk import env, expect, open_client, request_of, wait_for

client = open_client()


def call(operation, **arguments):
    return getattr(client, operation)(request_of(operation, arguments))


def peer_of(connection_id, queue):
    peers = call("show_enhanced_connection", connection_id=connection_id).available_queue_info
    return next((peer for peer in peers if peer.name == queue and peer.status != "CREATING"), None)


def run_sql(sql):
    submitted = call("create_sql_job", body={"sql": sql, "queue_name": "q1", "currentdb": "shop"})
    expect(submitted.is_success, f"a job is submitted: {sql[:50]}")

    def ended():
        job = call("show_sql_job_status", job_id=submitted.job_id)
        return job if job.status in ("FINISHED", "FAILED", "CANCELLED") else None

    job = wait_for(ended, "The job has not ended")
    expect(job.status == "FINISHED", f"the job is to end as FINISHED, and ended as {job.status} {job.message}".rstrip())
    return submitted.job_id


for name in ("q1", "q2"):
    queue = call("create_queue", body={"queue_name": name, "cu_count": 16, "resource_mode": 1})
    expect(queue.is_success and queue.queue_name == name, f"queue {name} is created, dedicated")

hosts = [{"ip": env["CAUSEWAY_DATABASE_ADDRESS"], "name": "ecs-97f8-0001"}, {"ip": "192.168.0.2", "name": "ecs-97f8-0002"}]
network = {"dest_vpc_id": env["CAUSEWAY_VPC_ID"], "dest_network_id": env["CAUSEWAY_SUBNET_ID"]}
created = call("create_enhanced_connection", body={"name": "test1", **network, "queues": ["q1"], "hosts": hosts})
expect(created.is_success and created.connection_id, "an enhanced datasource connection is created with q1 bound")
bound = call("associate_queue_to_enhanced_connection", connection_id=created.connection_id, body={"queues": ["q2"]})
expect(bound.is_success, "q2 is bound to it")
for name in ("q1", "q2"):
    peer = wait_for(lambda: peer_of(created.connection_id, name), f"The binding of {name} is CREATING")
    expect(peer.status == "ACTIVE", f"{name} is ACTIVE in it")
shown = call("show_enhanced_connection", connection_id=created.connection_id)
expect(shown.status == "ACTIVE" and shown.name == "test1", "the connection is ACTIVE")
expect([(host.ip, host.name) for host in shown.hosts] == [(host["ip"], host["name"]) for host in hosts], "it has its hosts")

stored = {"auth_info_name": "shop_login", "datasource_type": "passwd"}
login = {"user_name": env["CAUSEWAY_DATABASE_USER"], "password": env["CAUSEWAY_DATABASE_PASSWORD"]}
expect(call("create_job_auth_info", body={**stored, **login}).is_success, "the database's password is stored")
expect(call("create_database", body={"database_name": "shop"}).is_success, "a database is created")
run_sql(
    "CREATE TABLE orders USING JDBC OPTIONS ('url'='jdbc:postgresql://ecs-97f8-0001:5432/postgres',"
    " 'driver'='org.postgresql.Driver', 'dbtable'='public.orders', 'passwdauth'='shop_login', 'encryption'='true')"
)
job = run_sql("SELECT customer, CAST(sum(amount) AS STRING) AS total FROM orders GROUP BY customer ORDER BY customer")
rows = call("preview_sql_job_result", job_id=job).rows
expect(rows == [["Ada", "10.75"], ["Grace", "20.25"]], f"the rows came through the connection: {rows}")

unbound = call("disassociate_queue_from_enhanced_connection", connection_id=created.connection_id, body={"queues": ["q1", "q2"]})
expect(unbound.is_success, "both queues are unbound")
expect(call("delete_enhanced_connection", connection_id=created.connection_id).is_success, "the connection is deleted")
expect(call("delete_database", database_name="shop", cascade=True).is_success, "the database is deleted, with its table")
expect(call("delete_job_auth_info", auth_info_name="shop_login").is_success, "the password is deleted")
for name in ("q1", "q2"):
    expect(call("delete_queue", queue_name=name).is_success, f"queue {name} is deleted")
