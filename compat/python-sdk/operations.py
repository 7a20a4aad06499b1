"""Every served operation of the SDK once, with real arguments; each answer has to be what the SDK's own model says."""

import inspect
import json
import time

import huaweicloudsdkdli.v1 as models
from model_check import ModelCheck
from not_served import NOT_SERVED
from sdk import env, expect, open_client, request_of, wait_for

client = open_client()
called = set()
check = ModelCheck()


def call(operation, **arguments):
    answer = getattr(client, operation)(request_of(operation, arguments))
    called.add(operation)
    check.look_at(operation, answer)
    return answer


def job_of(submitted):
    def ended():
        job = call("show_sql_job_status", job_id=submitted.job_id)
        return job if job.status in ("FINISHED", "FAILED", "CANCELLED") else None

    job = wait_for(ended, "The job has not ended")
    if job.status != "FINISHED":
        raise SystemExit(f"FAILED a job is {job.status}: {job.message}")
    return submitted.job_id


def run_sql(sql, **more):
    return job_of(call("create_sql_job", body={"sql": sql, "queue_name": "q1", "currentdb": "shop", **more}))


def queues():
    made = {"queue_name": "q1", "cu_count": 64, "resource_mode": 1, "description": "a queue", "tags": [{"key": "of", "value": "q1"}]}
    call("create_queue", body=made)
    queue = call("show_queue", queue_name="q1")
    call("list_queues", with_priv=True, with_charge_info=True)
    call("create_queue_property", queue_name="q1", body={"properties": {"job_max_concurrent": 4}})
    call("update_queue_property", queue_name="q1", body={"properties": {"compute_engine_max_instance": 2}})
    call("list_queue_properties", queue_name="q1")
    call("delete_queue_property", queue_name="q1", body={"keys": ["job.maxConcurrent"]})
    plan = {"plan_name": "evening", "target_cu": 64, "start_hour": 20, "start_minute": 0, "repeat_day": ["MONDAY"], "activate": True}
    now = int(time.time() * 1000)
    plan |= {"valid_date_begin": now, "valid_date_end": now + 30 * 86_400_000}
    first = call("create_queue_plan", queue_name="q1", body=plan)
    call("create_queue_plan", queue_name="q1", body={**plan, "plan_name": "night", "start_hour": 23})
    plans = call("list_queue_plans", queue_name="q1").plans
    call("update_queue_plan", queue_name="q1", plan_id=str(plans[0].id), body={**plan, "start_hour": 21})
    call("delete_queue_plan", queue_name="q1", plan_id=plans[0].id)
    call("batch_delete_queue_plans", queue_name="q1", body={"plan_ids": [plans[1].id]})
    call("run_queue_action", queue_name="q1", body={"action": "restart", "force": False})
    call("run_queue_action", queue_name="q1", body={"action": "scale_out", "cu_count": 16})
    forced = call("run_queue_action", queue_name="q1", body={"action": "restart", "force": True})
    job_of(forced)
    call("create_queue", body={"queue_name": "featured", "cu_count": 16, "resource_mode": 1, "feature": "basic"})
    call("update_queue_cidr", queue_name="featured", body={"cidr_in_vpc": "10.64.0.0/16"})
    call("list_queues", queue_type="all")
    call("delete_queue", queue_name="featured")
    call("show_quota")
    return queue.resource_id


def pools():
    tags = [{"key": "of", "value": "pool"}]
    pool = {"elastic_resource_pool_name": "pool", "min_cu": 64, "max_cu": 128, "charging_mode": 1, "description": "a pool", "tags": tags}
    call("create_elastic_resource_pool", body={**pool, "cidr_in_vpc": "172.16.0.0/18"})
    call("create_queue", body={"queue_name": "q2", "cu_count": 16, "resource_mode": 1})
    call("associate_queue_to_elastic_resource_pool", elastic_resource_pool_name="pool", body={"queue_name": "q2"})
    policy = {"priority": 1, "impact_start_time": "00:00", "impact_stop_time": "24:00", "min_cu": 16, "max_cu": 64}
    call("update_elastic_resource_pool_queue", elastic_resource_pool_name="pool", queue_name="q2", body={"queue_scaling_policies": [policy]})
    call("list_elastic_resource_pool_queues", elastic_resource_pool_name="pool")
    call("list_elastic_resource_pools", name="pool")
    call("show_queue", queue_name="q2")
    call("update_elastic_resource_pool", elastic_resource_pool_name="pool", body={"description": "the pool", "min_cu": 64, "max_cu": 192})
    job_of(call("create_sql_job", body={"sql": "SELECT 1", "queue_name": "q2"}))
    call("list_elastic_resource_pool_scale_records", elastic_resource_pool_name="pool")


def connections():
    hosts = [{"ip": env["CAUSEWAY_DATABASE_ADDRESS"], "name": "pg-orders"}]
    network = {"dest_vpc_id": env["CAUSEWAY_VPC_ID"], "dest_network_id": env["CAUSEWAY_SUBNET_ID"]}
    made = call("create_enhanced_connection", body={"name": "orders", **network, "queues": ["q1"], "hosts": hosts})
    one = {"connection_id": made.connection_id}
    call("associate_queue_to_enhanced_connection", **one, body={"elastic_resource_pools": ["pool"]})
    wait_for(lambda: call("show_enhanced_connection", **one).available_queue_info[0].status == "ACTIVE" or None, "q1 is not bound")
    call("list_enhanced_connections", limit=10, name="orders")
    call("create_route_to_enhanced_connection", **one, body={"name": "office", "cidr": "10.0.0.0/16"})
    call("create_enhanced_connection_routes", **one, body={"name": "plant", "cidr": "10.1.0.0/16"})
    call("show_enhanced_connection", **one)
    call("delete_route_from_enhanced_connection", **one, name="office")
    call("delete_enhanced_connection_routes", **one, name="plant")
    classic = call("create_datasource_connection", body={"name": "older", "service": "RDS", "security_group_id": "any", "network_id": network["dest_network_id"], "url": "192.168.0.10:5432"})
    call("list_datasource_connections")
    call("show_datasource_connection", connection_id=classic.connection_id)
    call("delete_datasource_connection", connection_id=classic.connection_id)
    call("update_enhanced_connection", **one, body={"hosts": [*hosts, {"ip": "192.168.0.11", "name": "more"}]})
    grant = {"object": f"edsconnections.{made.connection_id}", "privileges": ["BIND_QUEUE"]}
    call("run_authorization_action", body={"project_id": "f" * 32, "action": "grant", "privileges": [grant]})
    call("show_enhanced_connection_privilege", **one)
    test = call("create_connectivity_task", queue_name="q1", body={"address": "pg-orders:5432"})
    shown = {"queue_name": "q1", "task_id": str(test.task_id)}
    tested = wait_for(lambda: (lambda seen: seen if seen.connectivity not in (None, "RUNNING") else None)(call("show_connectivity_task", **shown)), "It is tested")
    expect(tested.connectivity == "REACHABLE", f"pg-orders:5432 is {tested.connectivity} from q1")
    return made.connection_id


def auth_infos():
    login = {"user_name": env["CAUSEWAY_DATABASE_USER"], "password": env["CAUSEWAY_DATABASE_PASSWORD"]}
    call("create_job_auth_info", body={"auth_info_name": "login", "datasource_type": "passwd", **login})
    call("list_job_auth_infos", auth_info_name="login")
    call("update_job_auth_info", body={"auth_info_name": "login", **login})
    call("create_auth_info", body={"auth_info_name": "login2", "datasource_type": "passwd", **login})
    call("list_auth_info", auth_info_name="login2")
    call("update_auth_info", body={"auth_info_name": "login2", **login})
    call("delete_auth_info", auth_info_name="login2")


def catalog():
    call("create_database", body={"database_name": "shop", "description": "a shop", "tags": [{"key": "of", "value": "shop"}]})
    call("list_databases", with_priv=True)
    columns = [
        {"column_name": "id", "type": "int", "description": "which"},
        {"column_name": "day", "type": "string", "description": "when", "is_partition_column": True},
    ]
    call("create_table", database_name="shop", body={"table_name": "visits", "data_location": "DLI", "description": "visits", "columns": columns})
    run_sql("INSERT INTO visits VALUES (1, '2026-01-01'), (2, '2026-01-02')")
    of_files = {"table_name": "listed", "data_location": "OBS", "data_path": "obs://compat/prices.csv", "data_type": "csv", "with_column_header": True}
    call("create_table", database_name="shop", body={**of_files, "description": "files", "columns": [{"column_name": "name", "type": "string", "description": "what"}]})
    call("list_tables", database_name="shop", with_detail=True, with_priv=True)
    call("show_table", database_name="shop", table_name="visits")
    call("preview_table", database_name="shop", table_name="visits")
    call("list_partitions", database_name="shop", table_name="visits")
    call("list_catalogs")
    call("show_catalog", catalog_name="dli")


def transfers():
    call("create_table", database_name="shop", body={
        "table_name": "prices", "data_location": "DLI", "description": "prices",
        "columns": [{"column_name": "name", "type": "string", "description": "what"}, {"column_name": "price", "type": "int", "description": "how much"}],
    })
    here = {"database_name": "shop", "table_name": "prices", "queue_name": "q1"}
    imported = call("import_table", body={**here, "data_path": "obs://compat/prices.csv", "data_type": "csv", "with_column_header": True, "overwrite": True})
    job_of(imported)
    call("show_sql_job_detail", job_id=imported.job_id)
    exported = call("export_table", body={**here, "data_path": "obs://compat/exported", "data_type": "json", "compress": "none", "export_mode": "ErrorIfExists"})
    job_of(exported)
    call("show_sql_job_detail", job_id=exported.job_id)


def jobs():
    job = run_sql("SELECT name, price FROM prices ORDER BY price", tags=[{"key": "of", "value": "job"}])
    rows = call("preview_sql_job_result", job_id=job).rows
    expect(rows == [["tea", 3], ["coffee", 4]], f"the imported rows are there: {rows}")
    waited_for = call("create_sql_job", body={"sql": "SHOW TABLES IN shop", "queue_name": "q1", "conf": ["dli.sql.sqlasync.enabled=false"]})
    expect(["shop", "prices", "false"] in waited_for.rows, f"a job that is waited for has its rows: {waited_for.rows}")
    call("show_sql_job_detail", job_id=job)
    call("show_sql_job_progress", job_id=job)
    call("list_sql_jobs", page_size=10, current_page=1)
    call("check_sql", body={"sql": "SELECT 1", "currentdb": "shop"})
    exported = call("export_sql_job_result", job_id=job, body={"data_path": "obs://compat/result", "data_type": "json", "queue_name": "q1"})
    job_of(exported)
    endless = call("create_sql_job", body={"sql": "SELECT count(*) FROM range(100000000000) a JOIN range(1000000) b ON a.id % 7 = b.id", "queue_name": "q1", "conf": ["dli.sql.sqlasync.enabled=true"]})
    call("cancel_sql_job", job_id=endless.job_id)
    made = call("create_sql_job_template", body={"sql_name": "all_prices", "sql": "SELECT * FROM prices", "description": "all", "group": "shop"})
    call("list_sql_job_templates", keyword="all")
    call("update_sql_job_template", sql_id=made.sql_id, body={"sql_name": "all_prices", "sql": "SELECT 1", "description": "one", "group": "shop"})
    call("batch_delete_sql_job_templates", body={"sql_ids": [made.sql_id]})
    call("list_sql_sample_templates")
    for rule in call("list_sql_job_system_defend_rules").rules[:1]:
        call("show_sql_job_system_defend_rule", rule_id=rule.rule_id)
    rule = {"rule_name": "few", "rule_id": "static_0001", "category": "static", "engine_rules": {"spark": 30}, "queue_names": ["q1"]}
    call("create_sql_job_defend_rule", body=rule)
    own = call("list_sql_job_defend_rules").rules[0]
    call("show_sql_job_defend_rule", rule_id=own.rule_uuid)
    call("update_sql_job_defend_rule", rule_id=own.rule_uuid, body={**rule, "engine_rules": {"spark": 20}})
    call("delete_sql_job_defend_rule", rule_id=own.rule_uuid)


def variables_and_templates():
    call("create_global_variable", body={"var_name": "today", "var_value": "2026-01-01", "is_sensitive": False})
    call("update_global_variable", var_name="today", body={"var_value": "2026-01-02"})
    call("list_global_variables")
    call("delete_global_variable", var_name="today")
    flink = call("create_flink_sql_job_template", body={"name": "stream", "desc": "a stream", "sql_body": "SELECT 1", "job_type": "flink_sql_job"})
    call("list_flink_sql_job_templates")
    call("update_flink_sql_job_template", template_id=flink.template.template_id, body={"name": "stream", "desc": "the stream", "sql_body": "SELECT 2"})
    call("delete_flink_sql_job_template", template_id=flink.template.template_id)
    of_batch = {"modules": ["sys.datasource.hbase"], "resources": [{"name": "app.jar", "type": "jar"}], "groups": [{"name": "apps", "resources": [{"name": "lib.jar", "type": "jar"}]}]}
    sizes = {"driverMemory": "2G", "driverCores": 1, "executorMemory": "4G", "executorCores": 1, "numExecutors": 1, "sc_type": "A"}
    files = {"file": "obs://compat/app.jar", "className": "app.Main", "args": ["a"], "jars": ["lib.jar"], "pyFiles": ["job.py"], "files": ["prices.csv"]}
    more = {"conf": {"spark.a": "b"}, "feature": "basic", "spark_version": "3.3.1", "image": "an_image", "auto_recovery": True, "max_retry_times": 1}
    body = json.dumps({"queue": "q1", "cluster_name": "q1", "name": "app", "obs_bucket": "compat", "catalog_name": "dli", **of_batch, **sizes, **files, **more})
    spark = call("create_spark_job_template", body={"type": "SPARK", "name": "batch", "group": "shop", "description": "a batch", "body": body})
    call("list_spark_job_templates")
    call("show_spark_job_template", template_id=spark.id)
    call("update_spark_job_template", template_id=spark.id, body={"name": "batch2", "group": "shop", "description": "the batch", "body": body})
    call("batch_delete_sql_job_templates", body={"sql_ids": [spark.id]})
    call("create_dli_agency", body={"roles": ["te_admin"]})
    call("show_dli_agency")
    call("register_bucket", body={"obs_buckets": ["compat"]})


def packages():
    paths = {"paths": ["obs://compat/app.jar"], "group": "apps"}
    call("upload_job_resources", body={**paths, "kind": "jar", "is_async": False})
    call("upload_jar_job_resources", body={"paths": ["obs://compat/lib.jar"], "group": "apps"})
    call("upload_python_file_job_resources", body={"paths": ["obs://compat/job.py"], "group": "scripts"})
    call("upload_file_job_resources", body={"paths": ["obs://compat/prices.csv"], "group": "data"})
    call("list_job_resources", kind="jar")
    call("show_job_resource", resource_name="app.jar", group="apps")
    call("update_job_resource_owner", body={"new_owner": "colleague", "group_name": "apps"})
    call("delete_job_resource", resource_name="job.py", group="scripts")


def permissions():
    on_queue = {"queue_name": "q1", "user_name": "colleague", "privileges": ["SUBMIT_JOB"]}
    call("register_authorized_queue", body={**on_queue, "action": "grant"})
    call("list_queue_users", queue_name="q1")
    tables = [{"object": "databases.shop.tables.prices", "privileges": ["SELECT"]}, {"object": "databases.shop", "privileges": ["CREATE_TABLE"]}]
    call("run_data_authorization_action", body={"user_name": "colleague", "action": "grant", "privileges": tables})
    call("list_database_users", database_name="shop")
    call("list_table_users", database_name="shop", table_name="prices")
    call("list_table_privileges", database_name="shop", table_name="prices", user_name="colleague")
    call("list_authorization_privileges", object="databases.shop.tables.prices")
    call("update_table_owner", database_name="shop", table_name="prices", body={"new_owner": "colleague"})
    call("update_database_owner", database_name="shop", body={"new_owner": "colleague"})


def tags(resource_type, resource_id):
    one = {"resource_type": resource_type, "resource_id": resource_id}
    call("batch_create_resource_tags", **one, body={"tags": [{"key": "team", "value": "data"}]})
    call("show_resource_tags", **one, limit=10, offset=0)
    call("list_resources_tags", resource_type=resource_type)
    wanted = {"tags": [{"key": "team", "values": ["data"]}]}
    call("list_resources_by_tags", resource_type=resource_type, limit=10, offset=0, body=wanted)
    call("count_resources_by_tags", resource_type=resource_type, body=wanted)
    call("batch_delete_resource_tags", **one, body={"tags": [{"key": "team", "value": "data"}]})


def ends(connection_id):
    call("disassociate_queue_from_enhanced_connection", connection_id=connection_id, body={"queues": ["q1"], "elastic_resource_pools": ["pool"]})
    call("delete_enhanced_connection", connection_id=connection_id)
    call("delete_job_auth_info", auth_info_name="login")
    call("delete_table", database_name="shop", table_name="visits", _async=False)
    call("delete_database", database_name="shop", cascade=True, _async=False)
    call("create_database", body={"database_name": "passing"})
    job_of(call("delete_database", database_name="passing", cascade=True, _async=True))
    call("delete_queue", queue_name="q2")
    call("delete_queue", queue_name="q1")
    call("delete_elastic_resource_pool", elastic_resource_pool_name="pool")


started = time.monotonic()
resource_id = queues()
pools()
connection_id = connections()
auth_infos()
catalog()
transfers()
jobs()
variables_and_templates()
packages()
permissions()
for resource_type, tagged in (
    ("dli_queue", resource_id),
    ("dli_elastic_resource_pool", "pool"),
    ("dli_enhanced_datasource_connection", connection_id),
    ("dli_database", "shop"),
    ("dli_table", "shop.prices"),
    # As the vendor's Terraform provider writes a package of a group.
    ("dli_package_resource", "apps#app.jar"),
):
    tags(resource_type, tagged)
ends(connection_id)

of_sdk = {name for name, _ in inspect.getmembers(type(client), inspect.isfunction) if hasattr(models, "".join(map(str.capitalize, name.split("_"))) + "Request")}
problems = check.problems()
for problem in problems:
    print(f"FAILED {problem}")
unaccounted = sorted(of_sdk - called - NOT_SERVED.keys())
served_after_all = sorted(called & NOT_SERVED.keys())
for name in unaccounted:
    print(f"FAILED {name} was not called, and NOT_SERVED does not name it")
for name in served_after_all:
    print(f"FAILED {name} is in NOT_SERVED, and is served")
print(f"{len(called)} of the SDK's {len(of_sdk)} operations called, {len(NOT_SERVED)} are not served; {time.monotonic() - started:.0f} s")
if problems or unaccounted or served_after_all:
    raise SystemExit(1)
