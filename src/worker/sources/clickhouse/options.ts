import { jdbcMistake, jdbcOptions } from '../shared/jdbc/jdbc-options.ts'
import { boolean, integer, matching, rawText, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'
import { UNENCRYPTED_LOGIN } from '../shared/unencrypted-login.ts'

const WITH_THREADS = 'the server itself reads a table with several threads'
const splitText = { kind: 'no-effect', value: text, because: WITH_THREADS } as const
const { partitionColumn: _column, lowerBound: _lower, upperBound: _upper, ...shared } = jdbcOptions('rows are only read', '')

/** Spark's options of a JDBC table. */
export const CLICKHOUSE_OPTIONS = optionsSchema(
  'option',
  'a JDBC table of ClickHouse',
  {
    url: {
      kind: 'used',
      required: true,
      value: text,
      meaning:
        'jdbc:clickhouse://host:8123 or jdbc:ch://host:8123, the port of HTTP, with a /database, or without, and parameters behind a ?',
    },
    dbtable: {
      kind: 'used',
      value: rawText,
      meaning:
        '[database.]table: a table or view, in backquotes where it has other characters than letters, digits and _; or a query of the database in brackets, with an alias',
    },
    ...UNENCRYPTED_LOGIN,
    driver: {
      kind: 'no-effect',
      value: matching(
        'com.clickhouse.jdbc.ClickHouseDriver',
        /^(?:com\.clickhouse\.jdbc\.(?:ClickHouse)?Driver|ru\.yandex\.clickhouse\.ClickHouseDriver)$/,
      ),
      because: 'the URL says which database it is',
      hint: 'Leave the option driver out: the URL says that this is ClickHouse',
    },
    ...shared,
    truncate: { kind: 'no-effect', value: boolean, because: 'rows are only read' },
    partitionColumn: splitText,
    lowerBound: splitText,
    upperBound: splitText,
    numPartitions: { kind: 'no-effect', value: integer(1), because: WITH_THREADS },
  },
  (options) => jdbcMistake({ ...options, numPartitions: undefined, partitionColumn: undefined }),
)
