"""The operations of the SDK that Causeway does not serve, and why. Each of them has to be refused: see operations.py."""

FLINK = "Flink jobs"
SPARK = "Spark batches"
EDGE = "the edge service"

NOT_SERVED = {
    **dict.fromkeys(
        (
            "batch_delete_flink_jobs",
            "batch_run_flink_jobs",
            "batch_stop_flink_jobs",
            "create_flink_jar_job",
            "create_flink_sql_job",
            "create_flink_sql_job_graph",
            "delete_flink_job",
            "execute_flink_job_savepoint",
            "export_flink_jobs",
            "import_flink_job_savepoint",
            "import_flink_jobs",
            "list_flink_jobs",
            "show_flink_job",
            "show_flink_job_execution_graph",
            "show_flink_metric",
            "update_flink_jar_job",
            "update_flink_sql_job",
        ),
        FLINK,
    ),
    **dict.fromkeys(
        ("cancel_spark_job", "create_spark_job", "list_spark_jobs", "show_spark_job", "show_spark_job_log", "show_spark_job_status"), SPARK
    ),
    **dict.fromkeys(
        ("create_ief_message_channel", "create_ief_system_events", "run_ief_job_action_call_back", "update_flink_job_status_report"), EDGE
    ),
    "create_period_elastic_resource_pool_spec_change_order": "orders, for there is no billing",
    "run_catalog_action": "catalogs of other services",
}
