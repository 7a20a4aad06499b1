import { NO_PASSWORDS } from '../shared/no-passwords.ts'
import { boolean, integer, matching, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'
import { ENCRYPTION_OPTIONS, encryptionMistake } from '../shared/record-stores/encryption-options.ts'

const NAME = matching('a name without / \\ " $ and spaces', /^[^/\\"$\s\0]+$/)

/** The vendor's options of USING MONGO. */
export const MONGO_OPTIONS = optionsSchema(
  'option',
  'a MongoDB table',
  {
    url: {
      kind: 'used',
      required: true,
      value: text,
      meaning:
        'host:port[/database[.collection]][?authSource=admin], with mongodb:// before it or without, and a sign of a name also as % and two digits; `uri` is the same',
    },
    database: { kind: 'used', required: true, value: NAME, meaning: 'the database, in the place of the one in the URL' },
    collection: { kind: 'used', required: true, value: matching('a name', /^[^\0$]+$/), meaning: 'the collection, likewise' },
    passwdauth: {
      kind: 'used',
      value: text,
      meaning: 'the name of a datasource authentication. Without it there is no log-in',
    },
    encryption: { kind: 'no-effect', value: boolean, because: 'stored passwords are always encrypted' },
    authSource: { kind: 'used', value: NAME, meaning: 'the database of the user; admin without it. It may stand in the URL' },
    batchSize: {
      kind: 'used',
      value: integer(1, 100_000),
      meaning: 'how many documents are asked for at once; as many as MongoDB sends without it',
    },
    timeout: {
      kind: 'used',
      value: integer(1, 300_000),
      meaning: 'how many milliseconds MongoDB has to answer the log-in; 10000 without it',
    },
    ...ENCRYPTION_OPTIONS,
    user: NO_PASSWORDS,
    password: NO_PASSWORDS,
  },
  (encryption) => encryptionMistake(encryption, 'a MongoDB table'),
)
