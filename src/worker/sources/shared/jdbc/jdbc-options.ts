import { NO_PASSWORDS } from '../no-passwords.ts'
import { boolean, integer, matching, oneOf, rawText, text } from '../options/option-values.ts'
import type { OptionsMistake } from '../options/source-option.ts'
import { isAbove } from './partition-bounds.ts'

const ONE_STREAM = 'a table is read in one stream, and nothing has to be split'
const bound = matching(
  'a number, a date or a timestamp',
  /^\s*(?:[+-]?\d+(?:\.\d+)?|\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}:\d{2}(?:\.\d+)?)?)\s*$/,
)
const WHERE_IT_IS_THE_SAME = 'conditions, columns and limits are asked of the database wherever the answer stays the same'
const REMOTE_TABLE_IS_THERE = 'no table is made in the remote database'

const pushDown = { kind: 'no-effect', value: boolean, because: WHERE_IT_IS_THE_SAME } as const

/** Spark's options of a JDBC table that are the same for every database. In words: what an INSERT is there, and what a column splits. */
export const jdbcOptions = (oneWrite: string, splits: string) =>
  ({
    query: {
      kind: 'used',
      value: rawText,
      meaning: 'a query of the database, in the place of dbtable: its rows are the table, which is only read',
    },
    passwdauth: {
      kind: 'used',
      required: true,
      value: text,
      meaning: "the name of a datasource authentication, which has the database's user and password",
    },
    encryption: { kind: 'no-effect', value: boolean, because: 'stored passwords are always encrypted' },
    fetchsize: { kind: 'no-effect', value: integer(0), because: ONE_STREAM },
    batchsize: { kind: 'no-effect', value: integer(1), because: oneWrite },
    truncate: {
      kind: 'no-effect',
      value: boolean,
      because: 'INSERT OVERWRITE deletes the rows in the transaction that writes the new ones',
    },
    isolationLevel: {
      kind: 'no-effect',
      value: oneOf(['NONE', 'READ_UNCOMMITTED', 'READ_COMMITTED', 'REPEATABLE_READ', 'SERIALIZABLE']),
      because: oneWrite,
    },
    partitionColumn: { kind: 'used', value: text, needs: ['lowerBound', 'upperBound', 'numPartitions'], meaning: splits },
    lowerBound: {
      kind: 'used',
      value: bound,
      needs: ['partitionColumn', 'upperBound', 'numPartitions'],
      meaning: 'where the ranges begin: rows below are in the first',
    },
    upperBound: {
      kind: 'used',
      value: bound,
      needs: ['partitionColumn', 'lowerBound', 'numPartitions'],
      meaning: 'where the ranges end: rows above are in the last',
    },
    pushDownPredicate: pushDown,
    pushDownAggregate: pushDown,
    pushDownLimit: pushDown,
    pushDownOffset: pushDown,
    pushDownTableSample: pushDown,
    user: NO_PASSWORDS,
    password: NO_PASSWORDS,
    prepareQuery: {
      kind: 'refused',
      because: 'no statement of yours is run in the remote database',
      hint: "Write the query as 'query'='SELECT …', or as a view there",
    },
    sessionInitStatement: { kind: 'refused', because: 'no statement of yours is run in the remote database' },
    queryTimeout: { kind: 'refused', because: 'a time limit would not be kept', hint: 'Cancel the job when it takes too long' },
    customSchema: {
      kind: 'refused',
      because: 'columns have the types of the remote ones',
      hint: "Cast in the query, or there: 'query'='SELECT CAST(c AS CHAR) AS c FROM t'",
    },
    createTableOptions: { kind: 'refused', because: REMOTE_TABLE_IS_THERE },
    createTableColumnTypes: { kind: 'refused', because: REMOTE_TABLE_IS_THERE },
    cascadeTruncate: { kind: 'refused', because: 'nothing is truncated in the remote database' },
    keytab: { kind: 'refused', because: 'there is no Kerberos here' },
    principal: { kind: 'refused', because: 'there is no Kerberos here' },
    refreshKrb5Config: { kind: 'refused', because: 'there is no Kerberos here' },
    connectionProvider: { kind: 'refused', because: 'there is no Java here' },
  }) as const

interface RelatedOptions {
  readonly lowerBound: string | undefined
  readonly upperBound: string | undefined
  readonly numPartitions: number | undefined
  readonly dbtable: string | undefined
  readonly query: string | undefined
  readonly partitionColumn: string | undefined
}

/** What is wrong with options that are right each for itself. */
export function jdbcMistake(options: RelatedOptions): OptionsMistake | undefined {
  const { lowerBound, upperBound, numPartitions, dbtable, query, partitionColumn } = options
  if ((dbtable ?? '').trim() === '' && (query ?? '').trim() === '') {
    return { what: 'A JDBC table has neither the option dbtable nor query', hint: "Name a table: 'dbtable'='schema.table'" }
  }
  if (dbtable !== undefined && query !== undefined) {
    return { what: 'The options dbtable and query of a JDBC table exclude each other', hint: 'Write one of them' }
  }
  if (query !== undefined && partitionColumn !== undefined) {
    return {
      what: 'The options query and partitionColumn of a JDBC table exclude each other',
      hint: "Write the query as 'dbtable'='(SELECT …) t'",
    }
  }
  // As Spark does: with one partition it does not look at them.
  if (lowerBound === undefined || upperBound === undefined || (numPartitions ?? 1) <= 1 || !isAbove(lowerBound, upperBound))
    return undefined
  return {
    what: `The option lowerBound of a JDBC table, ${lowerBound.trim()}, is larger than upperBound, ${upperBound.trim()}`,
    hint: 'Exchange them',
  }
}
