"""Fields of the SDK's models that answers have not got, Model.field, and why. Every other field of every answer has to be there."""

FLINK = "no Flink engine"
HETU = "no HetuEngine"
NO_ADDRESS = "queues have no network, and so no addresses in one"
NO_FILES = "nothing of a job is kept in a bucket of its own"
IPV6 = "pools have no IPv6"
UNMEASURED = "not measured"
MODULES = "packages have no modules"
OF_ANOTHER_CALL = "the model is shared with a call that has it; the vendor's documents do not have it here"

NEVER = {
    **{f"{model}.{field}": FLINK for model in ("Queue", "ShowQueueResponse") for field in (
        "support_flink_sql_versions", "default_flink_sql_version", "support_flink_jar_versions", "default_flink_jar_version")},
    **{f"{model}.{field}": HETU for model in ("Queue", "ShowQueueResponse") for field in ("support_hetu_engine_versions", "default_hetu_engine_version")},
    "Queue.support_opensource_flink_versions": FLINK,
    "Queue.cidr_in_mgntsubnet": NO_ADDRESS,
    "Queue.cidr_in_subnet": NO_ADDRESS,
    "ElasticResourcePool.ipv6_cidr_in_subnet": IPV6,
    "ListElasticResourcePoolScaleRecordsResponse.x_auth_token": "a token of the request, not of the answer",
    "CountResourcesByTagsResponse.resources": OF_ANOTHER_CALL,
    "Resource.resource_detail": "an object of any form, which the vendor leaves empty",
    "Table.page_size": OF_ANOTHER_CALL,
    "Table.current_page": OF_ANOTHER_CALL,
    "ShowSqlJobStatusResponse.bad_row_count": UNMEASURED,
    "ShowSqlJobStatusResponse.execution_details_path": NO_FILES,
    "ShowSqlJobStatusResponse.result_path": NO_FILES,
    "ShowSqlJobStatusResponse.result_format": NO_FILES,
    "SqlJob.bad_row_count": UNMEASURED,
    "SqlJob.cpu_cost": UNMEASURED,
    "SqlJob.output_byte": UNMEASURED,
    "SqlJob.execution_details_path": NO_FILES,
    "SqlJob.result_path": NO_FILES,
    "SqlJob.result_format": NO_FILES,
    **{f"Upload{kind}JobResourcesResponse.{field}": MODULES for kind in ("File", "Jar", "PythonFile") for field in ("module_name", "module_type", "description")},
    "UploadJobResourcesDetail.is_async": OF_ANOTHER_CALL,
    "QueuePlan.last_execute_time": "no plan of this run has been carried out",
    # Of a job that says so only while it runs.
    "ShowSqlJobProgressResponse.sub_job_id": "of a job that runs",
    "ShowSqlJobProgressResponse.sub_jobs": "of a job that runs",
}

SOMETIMES = {
    "Queue.feature": "only where it was asked for: Terraform makes the queue anew otherwise",
    "CreateSqlJobResponse.schema": "of a job that is waited for",
    "CreateSqlJobResponse.rows": "of a job that is waited for",
    "RunQueueActionResponse.is_success": "of a restart",
    "RunQueueActionResponse.message": "of a restart",
    "RunQueueActionResponse.job_id": "of a restart that is forced",
    "RunQueueActionResponse.queue_name": "of a scaling",
    "RunQueueActionResponse.result": "of a scaling",
    "DeleteDatabaseResponse.job_id": "of one that is not waited for",
    "DeleteDatabaseResponse.job_type": "of one that is not waited for",
    "Table.data_type": "of a table of files",
    "Table.location": "of a table of files",
    **{f"ShowSqlJobDetailResponse.{field}": "of an import or an export" for field in (
        "compress", "date_format", "delimiter", "escape_char", "export_mode", "quote_char", "timestamp_format", "with_column_header")},
    "SqlJob.with_column_header": "of an import or an export",
}

# Fields of another type than the model has: another client of the vendor's reads nothing else.
OTHER_TYPES = {
    # The Go library of its Terraform provider fails at a bare boolean here, as in the family of Flink jobs.
    "RegisterBucketResponse.is_success": "str",
}
