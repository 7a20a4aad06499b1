import { boolean, integer, matching, oneOf, rawText, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'
import { isAbove } from './partition-bounds.ts'

const NO_PASSWORDS = {
  kind: 'refused',
  because: 'tables keep no passwords',
  hint: "Store user and password as a datasource authentication and name that in the option 'passwdauth'",
} as const

const ONE_STREAM = 'a table is read in one stream, and nothing has to be split'
const bound = matching(
  'a number, a date or a timestamp',
  /^\s*(?:[+-]?\d+(?:\.\d+)?|\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}:\d{2}(?:\.\d+)?)?)\s*$/,
)
const ONE_COPY = 'an INSERT is one COPY in one transaction'
const WHERE_IT_IS_THE_SAME = 'conditions, columns and limits are asked of the database wherever the answer stays the same'
const REMOTE_TABLE_IS_THERE = 'no table is made in the remote database'

const pushDown = { kind: 'no-effect', value: boolean, because: WHERE_IT_IS_THE_SAME } as const
const partition = { kind: 'no-effect', because: ONE_STREAM } as const

/** Spark's options of a JDBC table, and one of our own. */
export const POSTGRES_OPTIONS = optionsSchema(
  'option',
  'a JDBC table',
  {
    url: { kind: 'used', required: true, value: text, meaning: 'jdbc:postgresql://host:5432/database, with parameters behind a ?' },
    dbtable: {
      kind: 'used',
      value: rawText,
      meaning:
        '[schema.]table: a table, view or foreign table, in double quotes where it has capitals; or a query of the database in brackets, with an alias, which is only read',
    },
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
    allowUnencryptedLogin: {
      kind: 'used',
      value: boolean,
      meaning: 'true: a password may be sent in clear text, or as MD5, without encryption',
    },
    encryption: { kind: 'no-effect', value: boolean, because: 'stored passwords are always encrypted' },
    driver: {
      kind: 'no-effect',
      value: matching('org.postgresql.Driver', /^org\.postgresql\.Driver$/),
      because: 'the URL says which database it is',
      hint: 'Leave the option driver out: the URL says that this is PostgreSQL',
    },
    fetchsize: { kind: 'no-effect', value: integer(0), because: ONE_STREAM },
    batchsize: { kind: 'no-effect', value: integer(1), because: ONE_COPY },
    truncate: {
      kind: 'no-effect',
      value: boolean,
      because: 'INSERT OVERWRITE deletes the rows in the transaction that writes the new ones',
    },
    isolationLevel: {
      kind: 'no-effect',
      value: oneOf(['NONE', 'READ_UNCOMMITTED', 'READ_COMMITTED', 'REPEATABLE_READ', 'SERIALIZABLE']),
      because: ONE_COPY,
    },
    partitionColumn: { ...partition, value: text, needs: ['lowerBound', 'upperBound', 'numPartitions'] },
    lowerBound: { ...partition, value: bound, needs: ['partitionColumn', 'upperBound', 'numPartitions'] },
    upperBound: { ...partition, value: bound, needs: ['partitionColumn', 'lowerBound', 'numPartitions'] },
    numPartitions: { ...partition, value: integer(1) },
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
      hint: "Cast in the query, or there: 'query'='SELECT c::text AS c FROM t'",
    },
    createTableOptions: { kind: 'refused', because: REMOTE_TABLE_IS_THERE },
    createTableColumnTypes: { kind: 'refused', because: REMOTE_TABLE_IS_THERE },
    cascadeTruncate: { kind: 'refused', because: 'nothing is truncated in the remote database' },
    keytab: { kind: 'refused', because: 'there is no Kerberos here' },
    principal: { kind: 'refused', because: 'there is no Kerberos here' },
  },
  ({ lowerBound, upperBound, numPartitions, dbtable, query, partitionColumn }) => {
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
  },
)
