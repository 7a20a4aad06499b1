/** Statements to begin with, for whoever sees this server for the first time. Each runs here as it is, in this order. */
export interface SampleStatement {
  readonly name: string
  readonly description: string
  readonly group: string
  readonly sql: string
}

export const SAMPLE_STATEMENTS: readonly SampleStatement[] = [
  {
    name: 'create_database',
    description: 'Makes a database',
    group: 'DDL',
    sql: "CREATE DATABASE IF NOT EXISTS sample_db COMMENT 'a first database'",
  },
  {
    name: 'create_table',
    description: 'Makes a table with partitions',
    group: 'DDL',
    sql: 'CREATE TABLE IF NOT EXISTS sample_db.orders (id BIGINT, customer STRING, price DECIMAL(10,2), day DATE) PARTITIONED BY (day)',
  },
  {
    name: 'insert_rows',
    description: 'Adds rows to a table',
    group: 'INSERT',
    sql: "INSERT INTO sample_db.orders VALUES (1, 'Anna', 12.50, DATE '2024-01-01'), (2, 'Bob', 3.20, DATE '2024-01-02')",
  },
  {
    name: 'query_by_partition',
    description: 'Reads one partition',
    group: 'QUERY',
    sql: "SELECT id, customer, price FROM sample_db.orders WHERE day = DATE '2024-01-01'",
  },
  {
    name: 'aggregate',
    description: 'Sums by customer, the largest first',
    group: 'QUERY',
    sql: 'SELECT customer, count(*) AS orders, sum(price) AS total FROM sample_db.orders GROUP BY customer ORDER BY total DESC',
  },
]
