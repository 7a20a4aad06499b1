import { NO_PASSWORDS } from '../shared/no-passwords.ts'
import { boolean, integer, oneOf, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'

const noFiles = {
  kind: 'refused',
  because: 'a worker has no files of yours',
  hint: 'Name the certificate of who has signed it as the certificate_location of the datasource authentication',
} as const
const notYours = {
  kind: 'refused',
  because: 'settings of a statement are not yours to choose',
  hint: 'Set them in a profile of the user',
} as const
const flag = (because: string) => ({ kind: 'no-effect', value: boolean, because }) as const
const count = (because: string) => ({ kind: 'no-effect', value: integer(-1), because }) as const
const words = (because: string) => ({ kind: 'no-effect', value: text, because }) as const
const OTHER_LIMITS = 'a job waits as long as its database works, and ends when it is cancelled'
const INSTANTS = 'a DateTime is the instant that it is'

/** Parameters of ClickHouse's own JDBC driver. */
export const URL_PARAMETERS = optionsSchema('parameter', 'the JDBC URL of ClickHouse', {
  ssl: { kind: 'used', value: boolean, meaning: 'true: HTTPS, and the certificate and its names are looked at' },
  sslmode: {
    kind: 'used',
    value: oneOf(['DISABLED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY', 'none', 'strict']),
    meaning:
      'how HTTPS looks at the certificate: not at all (none, REQUIRED), who has signed it (VERIFY_CA), and its names, too (strict, VERIFY_IDENTITY)',
  },
  database: { kind: 'used', value: text, meaning: 'the database, where none stands behind the port: default unless given' },
  connection_timeout: {
    kind: 'used',
    otherName: 'connect_timeout',
    value: integer(0),
    meaning: 'milliseconds until the server has answered, at most 300000: 10000 unless given',
  },
  socket_timeout: count(OTHER_LIMITS),
  max_execution_time: count(OTHER_LIMITS),
  compress: flag('what is sent is not compressed'),
  decompress: flag('what is sent is not compressed'),
  compress_algorithm: words('what is sent is not compressed'),
  use_server_time_zone: flag(INSTANTS),
  use_server_time_zone_for_dates: flag(INSTANTS),
  use_time_zone: words(INSTANTS),
  client_name: words('a statement says that Causeway asks'),
  protocol: { kind: 'no-effect', value: oneOf(['http', 'https'], 'not-supported'), because: 'the interface of HTTP is asked' },
  user: NO_PASSWORDS,
  password: NO_PASSWORDS,
  access_token: NO_PASSWORDS,
  sslrootcert: noFiles,
  sslcert: noFiles,
  sslkey: noFiles,
  trust_store: noFiles,
  key_store_type: noFiles,
  custom_settings: notYours,
  custom_http_headers: notYours,
  custom_http_params: notYours,
  session_id: notYours,
})
