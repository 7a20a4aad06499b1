import { NO_PASSWORDS } from '../shared/no-passwords.ts'
import { boolean, integer, matching, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'
import { encryptionMistake, SENT_PASSWORD_OPTIONS } from '../shared/record-stores/encryption-options.ts'

const ONE_PIPELINE = 'rows are asked for, and sent, in one pipeline'

/** The vendor's options of USING REDIS, and those of the spark-redis that is behind it. */
export const REDIS_OPTIONS = optionsSchema(
  'option',
  'a Redis table',
  {
    host: { kind: 'used', required: true, value: text, meaning: 'the host, or its address' },
    port: { kind: 'used', required: true, value: integer(1, 65_535), meaning: 'the port' },
    passwdauth: {
      kind: 'used',
      value: text,
      meaning:
        'the name of a datasource authentication; its user is one of the ACL, and `default` where Redis has a password alone. Without it no password is sent',
    },
    encryption: { kind: 'no-effect', value: boolean, because: 'stored passwords are always encrypted' },
    table: {
      kind: 'used',
      value: matching('a text without * ? [ ] ^ and \\', /^[^*?[\]^\\]+$/),
      meaning: 'the rows are the hashes whose keys begin with it and a colon; needed to write',
    },
    'keys.pattern': {
      kind: 'used',
      value: text,
      meaning: 'in the place of table: a pattern of keys, as KEYS takes it; the table is only read',
    },
    'key.column': {
      kind: 'used',
      value: text,
      meaning:
        'the column that is the key and no field: without what stands before the only * of the pattern, at its end. Without it a column _id is, and each written row gets a key of its own',
    },
    'infer.schema': {
      kind: 'used',
      value: boolean,
      meaning: 'true: without a column list, the columns are the fields of one of the hashes, each a string, and the key',
    },
    'filter.keys.by.type': {
      kind: 'used',
      value: boolean,
      meaning: 'true: keys of the pattern that are no hashes are left out; they stop a reading otherwise',
    },
    'scan.count': { kind: 'used', value: integer(1, 100_000), meaning: 'about how many keys are asked for at once; 100 without it' },
    ttl: {
      kind: 'used',
      value: integer(0, 2_147_483_647),
      meaning: 'after so many seconds a written row is gone; 0 and without it: never',
    },
    dbNum: { kind: 'used', value: integer(0, 65_535), meaning: 'the number of the database; 0 without it' },
    timeout: { kind: 'used', value: integer(1, 300_000), meaning: 'how many milliseconds Redis has to answer the log-in; 2000 without it' },
    ...SENT_PASSWORD_OPTIONS,
    model: {
      kind: 'no-effect',
      value: matching('hash', /^hash$/),
      because: 'rows are hashes',
      hint: 'What the model binary writes only the JVM of its writer reads',
    },
    'partitions.number': { kind: 'no-effect', value: integer(1), because: 'keys are found by one SCAN' },
    'iterator.grouping.size': { kind: 'no-effect', value: integer(1), because: ONE_PIPELINE },
    'max.pipeline.size': { kind: 'no-effect', value: integer(1), because: ONE_PIPELINE },
    password: NO_PASSWORDS,
    auth: NO_PASSWORDS,
    user: NO_PASSWORDS,
  },
  ({ table, 'keys.pattern': pattern, ...encryption }) => {
    if (table === undefined && pattern === undefined)
      return { what: 'A Redis table has neither the option table nor keys.pattern', hint: "Write 'table'='person' for the keys person:*" }
    if (table !== undefined && pattern !== undefined)
      return { what: 'The options table and keys.pattern of a Redis table exclude each other', hint: 'Write one of them' }
    return encryptionMistake(encryption, 'a Redis table')
  },
)
