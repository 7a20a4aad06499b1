import { boolean, integer, oneOf, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'

const OTHER_LIMITS = 'a job waits as long as its database works, and ends when it is cancelled'
const ONE_STREAM = 'rows come in one COPY'
const SOCKETS = 'the server opens the sockets'
const NO_FILES = 'a worker has no files of yours'
const flag = (because: string) => ({ kind: 'no-effect', value: boolean, because }) as const
const count = (because: string) => ({ kind: 'no-effect', value: integer(-1), because }) as const
const words = (because: string) => ({ kind: 'no-effect', value: text, because }) as const
const noFiles = { kind: 'refused', because: NO_FILES } as const
const noPassword = {
  kind: 'refused',
  because: 'tables keep no passwords',
  hint: "Store user and password as a datasource authentication and name it in the option 'passwdauth'",
} as const

/** Parameters of the PostgreSQL JDBC driver (pgjdbc 42). */
export const URL_PARAMETERS = optionsSchema('parameter', 'the JDBC URL', {
  sslmode: {
    kind: 'used',
    value: oneOf(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']),
    meaning: 'whether the connection is encrypted and the certificate checked: prefer unless given; allow is taken as prefer',
  },
  ssl: {
    kind: 'used',
    value: { ...boolean, read: (written) => written === '' || boolean.read(written) },
    meaning: 'true, or no value: verify-full, unless there is an sslmode',
  },
  connectTimeout: { kind: 'used', value: integer(0), meaning: 'seconds, at most 300, which is what 0 means too: 10 unless given' },
  currentSchema: { kind: 'used', value: text, meaning: 'the search path' },
  ApplicationName: { kind: 'used', value: text, meaning: 'what the database calls the connection: Causeway unless given' },
  loginTimeout: count('connectTimeout holds for the login too'),
  socketTimeout: count(OTHER_LIMITS),
  cancelSignalTimeout: count(OTHER_LIMITS),
  tcpKeepAlive: flag(SOCKETS),
  tcpNoDelay: flag(SOCKETS),
  sendBufferSize: count(SOCKETS),
  receiveBufferSize: count(SOCKETS),
  maxSendBufferSize: count(SOCKETS),
  prepareThreshold: count(ONE_STREAM),
  preparedStatementCacheQueries: count(ONE_STREAM),
  preparedStatementCacheSizeMiB: count(ONE_STREAM),
  preferQueryMode: words(ONE_STREAM),
  binaryTransfer: flag(ONE_STREAM),
  binaryTransferEnable: words(ONE_STREAM),
  binaryTransferDisable: words(ONE_STREAM),
  defaultRowFetchSize: count(ONE_STREAM),
  adaptiveFetch: flag(ONE_STREAM),
  reWriteBatchedInserts: flag(ONE_STREAM),
  stringtype: {
    kind: 'no-effect',
    value: oneOf(['unspecified', 'varchar']),
    because: 'rows are written as text that the database reads by its columns’ types',
  },
  autosave: { kind: 'no-effect', value: oneOf(['always', 'never', 'conservative']), because: 'a transaction has one statement' },
  readOnly: flag('a query only reads'),
  readOnlyMode: words('a query only reads'),
  logServerErrorDetail: flag('messages of the database are shown as they are'),
  logUnclosedConnections: flag('there is no log of the driver'),
  loggerLevel: words('there is no log of the driver'),
  assumeMinServerVersion: words('it only saves the driver a question'),
  disableColumnSanitiser: flag('names of columns are kept as they are'),
  unknownLength: count('lengths are not asked'),
  characterEncoding: words('text is always UTF-8'),
  useUnicode: flag('text is always UTF-8'),
  user: noPassword,
  password: noPassword,
  sslpassword: noPassword,
  sslrootcert: { ...noFiles, hint: 'Name it as the certificate_location of the datasource authentication' },
  sslcert: noFiles,
  sslkey: noFiles,
  sslfactory: { kind: 'refused', because: 'there is no Java here' },
  socketFactory: { kind: 'refused', because: 'there is no Java here' },
  loggerFile: noFiles,
  options: {
    kind: 'refused',
    because: 'settings of the session are not yours to choose',
    hint: 'Set them for the user in the database: ALTER ROLE … SET',
  },
  targetServerType: { kind: 'refused', because: 'a URL has one host' },
  loadBalanceHosts: { kind: 'refused', because: 'a URL has one host' },
})
