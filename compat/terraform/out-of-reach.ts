const BILLING = 'orders a pool for a month, and there is no billing service'
const FLINK = 'runs Flink jobs'
const SPARK = 'runs a Spark batch'
const STORAGE = 'makes a bucket of the object storage service, which is not served'

/** The acceptance tests that need what Causeway has not, and what that is. Every other one has to pass. */
export const outOfReach: Readonly<Record<string, string>> = {
  TestAccElasticResourcePool_prePaid: BILLING,
  TestAccDataSourceDliFlinkjarJobs_basic: FLINK,
  TestAccDataSourceDliFlinkSQLJobs_basic: FLINK,
  TestAccDliFlinkJobExport_basic: FLINK,
  TestAccDliFlinkJobImport_basic: FLINK,
  TestAccFlinkJarJob_basic: FLINK,
  TestAccResourceDliAuth_flink: FLINK,
  TestAccResourceDliFlinkJob_basic: FLINK,
  TestAccResourceDliFlinkJob_streamGraph: FLINK,
  TestAccResourceFlinkSqlJobSavepoint_basic: FLINK,
  TestAccResourceFlinkSqlJobSavepointImport_basic: FLINK,
  TestAccDataSourceSparkJobs_basic: SPARK,
  TestAccDliSparkJobV2_basic: SPARK,
  TestAccDliPackage_basic: STORAGE,
  TestAccDliPackage_not_groupName: STORAGE,
  TestAccResourceDliAuth_package: STORAGE,
  TestAccResourceDliTable_OBS: STORAGE,
  TestAccResourceDliTable_VIEW: STORAGE,
  TestAccSqlJobResultExport_basic: STORAGE,
}
