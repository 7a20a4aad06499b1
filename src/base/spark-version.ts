/** The Apache Spark whose answers ours are compared with. */
export const SPARK_VERSION = '3.3.1'
