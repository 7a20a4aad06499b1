import { jdbcMistake, jdbcOptions } from '../shared/jdbc/jdbc-options.ts'
import { boolean, integer, matching, rawText, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'

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
    allowUnencryptedLogin: {
      kind: 'used',
      value: boolean,
      meaning: 'true: a password may be sent in clear text, as MD5, or proven by SCRAM of fewer than 4,096 rounds, without encryption',
    },
    driver: {
      kind: 'no-effect',
      value: matching('org.postgresql.Driver', /^org\.postgresql\.Driver$/),
      because: 'the URL says which database it is',
      hint: 'Leave the option driver out: the URL says that this is PostgreSQL',
    },
    ...jdbcOptions(
      'an INSERT is one COPY in one transaction',
      'a column of numbers, dates or timestamps by whose ranges a large view, a partitioned table, and a table of a PostgreSQL before 14 are read by several connections that see one state; any other large table is split by its blocks',
    ),
    pushDownPredicate: {
      kind: 'used',
      value: boolean,
      meaning: 'false: no condition is asked of the database; without it every one that it surely decides alike',
    },
    pushDownAggregate: {
      kind: 'used',
      value: boolean,
      meaning:
        'false: no aggregates, groups or distinct rows are asked of the database; without it (Spark: false) all that it surely computes alike',
    },
    pushDownLimit: {
      kind: 'used',
      value: boolean,
      meaning: 'false: no limit of rows is asked of the database; without it (Spark: false) wherever the answer stays the same',
    },
    numPartitions: {
      kind: 'used',
      value: integer(1),
      meaning:
        'how many connections read a large table at most; without it as many, up to 4, as the CUs of the queue, the machine and the database have room for',
    },
  },
  jdbcMistake,
)
