"""A DAG of the provider's operators and sensors: a queue, a pool, a connection, a SQL job and its result, and all of it deleted."""

import os
import warnings
from datetime import datetime, timezone

warnings.simplefilter("ignore")

from airflow import DAG
from airflow.providers.huawei.cloud.operators.dli import (
    DLIAssociatePoolToEnhancedConnectionOperator,
    DLICreateElasticResourcePoolOperator,
    DLICreateEnhancedConnectionOperator,
    DLICreateQueueOperator,
    DLICreateRouteToEnhancedConnectionOperator,
    DLIDeleteElasticResourcePoolOperator,
    DLIDeleteEnhancedConnectionOperator,
    DLIDeleteQueueOperator,
    DLIDeleteRouteFromEnhancedConnectionOperator,
    DLIDisassociatePoolFromEnhancedConnectionOperator,
    DLIGetSqlJobResultOperator,
    DLIListElasticResourcePoolQueuesOperator,
    DLIListElasticResourcePoolsOperator,
    DLIListEnhancedConnectionsOperator,
    DLIListQueuesOperator,
    DLIRunSqlJobOperator,
)
from airflow.providers.huawei.cloud.sensors.dli import DLIShowElasticResourcePoolStatusSensor, DLISqlShowJobStatusSensor
from airflow.utils.state import DagRunState

CONNECTION = "{{ ti.xcom_pull(task_ids='create_connection')['connection_id'] }}"
JOB = "{{ ti.xcom_pull(task_ids='run_sql')['job_id'] }}"
NETWORK = {"dest_vpc_id": os.environ["CAUSEWAY_VPC_ID"], "dest_network_id": os.environ["CAUSEWAY_SUBNET_ID"]}

with DAG("causeway", start_date=datetime(2026, 1, 1, tzinfo=timezone.utc), schedule=None) as dag:
    steps = [
        DLICreateQueueOperator(task_id="create_queue", queue_name="airflow_queue", cu_count=16, resource_mode=1),
        DLIListQueuesOperator(task_id="list_queues"),
        DLICreateElasticResourcePoolOperator(task_id="create_pool", elastic_resource_pool_name="airflow_pool", min_cu=64, max_cu=96),
        DLIShowElasticResourcePoolStatusSensor(task_id="pool_is_available", elastic_resource_pool_name="airflow_pool", poke_interval=1),
        DLIListElasticResourcePoolsOperator(task_id="list_pools"),
        DLIListElasticResourcePoolQueuesOperator(task_id="list_queues_of_pool", elastic_resource_pool_name="airflow_pool"),
        DLICreateEnhancedConnectionOperator(task_id="create_connection", name="airflow_connection", **NETWORK),
        DLIListEnhancedConnectionsOperator(task_id="list_connections"),
        DLIAssociatePoolToEnhancedConnectionOperator(task_id="associate", connection_id=CONNECTION, elastic_resource_pools=["airflow_pool"]),
        DLICreateRouteToEnhancedConnectionOperator(task_id="create_route", connection_id=CONNECTION, name="office", cidr="10.0.0.0/16"),
        DLIRunSqlJobOperator(task_id="run_sql", sql_query="SELECT 40 + 2 AS answer", queue_name="airflow_queue", database_name="default"),
        DLISqlShowJobStatusSensor(task_id="job_is_finished", job_id=JOB, poke_interval=1),
        DLIGetSqlJobResultOperator(task_id="get_result", job_id=JOB, queue_name="airflow_queue"),
        DLIDeleteRouteFromEnhancedConnectionOperator(task_id="delete_route", connection_id=CONNECTION, name="office"),
        DLIDisassociatePoolFromEnhancedConnectionOperator(task_id="disassociate", connection_id=CONNECTION, elastic_resource_pools=["airflow_pool"]),
        DLIDeleteEnhancedConnectionOperator(task_id="delete_connection", connection_id=CONNECTION),
        DLIDeleteElasticResourcePoolOperator(task_id="delete_pool", elastic_resource_pool_name="airflow_pool"),
        DLIDeleteQueueOperator(task_id="delete_queue", queue_name="airflow_queue"),
    ]
    for before, after in zip(steps, steps[1:]):
        before >> after

run = dag.test()
states = {task.task_id: task.state for task in run.get_task_instances()}
for step in steps:
    print("ok    " if states[step.task_id] == "success" else "FAILED", step.task_id)
result = run.get_task_instance("get_result").xcom_pull(task_ids="get_result")
if run.state != DagRunState.SUCCESS or result["rows"] != [[42]]:
    raise SystemExit(f"FAILED the run is {run.state}, and the result {result}")
print("ok     the result is 42")
