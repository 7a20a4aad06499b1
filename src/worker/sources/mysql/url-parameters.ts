import { NO_PASSWORDS } from '../shared/no-passwords.ts'
import { boolean, integer, matching, oneOf, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'

const OTHER_LIMITS = 'a job waits as long as its database works, and ends when it is cancelled'
const ONE_STREAM = 'rows come in one stream, as text'
const ONE_CONNECTION = 'a connection is made for one statement and not kept'
const SOCKETS = 'the server opens the sockets'
const UTF_8 = 'text is always UTF-8'
const flag = (because: string) => ({ kind: 'no-effect', value: boolean, because }) as const
const count = (because: string) => ({ kind: 'no-effect', value: integer(-1), because }) as const
const words = (because: string) => ({ kind: 'no-effect', value: text, because }) as const
const noFiles = { kind: 'refused', because: 'a worker has no files of yours' } as const
const utc = {
  kind: 'no-effect',
  value: { ...matching('UTC', /^(?:UTC|GMT|Z|\+00:00|Etc\/UTC|LOCAL|SERVER)$/i), otherwise: 'not-supported' },
  because: 'a session is in UTC: a TIMESTAMP is the instant that it is, a DATETIME is read as it stands',
  hint: 'Leave it out, and shift times of another zone in the statement: from_utc_timestamp and to_utc_timestamp',
} as const
const onlyTrue = (because: string) => ({ kind: 'no-effect', value: oneOf(['true'], 'not-supported'), because }) as const
const onlyFalse = (because: string) => ({ kind: 'no-effect', value: oneOf(['false'], 'not-supported'), because }) as const

/** Parameters of MySQL Connector/J 5.1 and 8, and MariaDB's names of the same. */
export const URL_PARAMETERS = optionsSchema('parameter', 'the JDBC URL of MySQL', {
  sslMode: {
    kind: 'used',
    value: oneOf(['DISABLED', 'PREFERRED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY', 'disable', 'trust', 'verify-ca', 'verify-full']),
    meaning: 'whether the connection is encrypted and the certificate checked: PREFERRED unless given',
  },
  useSSL: { kind: 'used', value: boolean, meaning: 'false: as sslMode=DISABLED, unless there is one' },
  requireSSL: { kind: 'used', value: boolean, meaning: 'true: as sslMode=REQUIRED, unless there is one' },
  verifyServerCertificate: { kind: 'used', value: boolean, meaning: 'true: as sslMode=VERIFY_CA, unless there is one' },
  connectTimeout: {
    kind: 'used',
    value: integer(0),
    meaning: 'milliseconds, at most 300000, which is what 0 means too: 10000 unless given',
  },
  allowPublicKeyRetrieval: {
    kind: 'used',
    value: boolean,
    meaning:
      'true: without encryption a password may be sent for a key that the server tells, which somebody in between could exchange (caching_sha2_password)',
  },
  zeroDateTimeBehavior: {
    kind: 'used',
    value: oneOf(['EXCEPTION', 'CONVERT_TO_NULL', 'ROUND', 'convertToNull']),
    meaning: 'what 0000-00-00 becomes: EXCEPTION, unless given, fails the job, CONVERT_TO_NULL makes it NULL, ROUND makes it 0001-01-01',
  },
  tinyInt1isBit: { kind: 'used', value: boolean, meaning: 'false: TINYINT(1) is INT; BOOLEAN unless given' },
  yearIsDateType: { kind: 'used', value: boolean, meaning: 'false: YEAR is INT; DATE, the first day of the year, unless given' },
  connectionTimeZone: { ...utc, otherName: 'serverTimezone' },
  preserveInstants: onlyTrue('a TIMESTAMP is the instant that it is'),
  useLegacyDatetimeCode: flag('times are read in one way'),
  useTimezone: flag('times are read in one way'),
  useUnicode: flag(UTF_8),
  characterEncoding: words(UTF_8),
  characterSetResults: words(UTF_8),
  connectionCollation: words(UTF_8),
  useOldUTF8Behavior: flag(UTF_8),
  socketTimeout: count(OTHER_LIMITS),
  netTimeoutForStreamingResults: count(OTHER_LIMITS),
  tcpKeepAlive: flag(SOCKETS),
  tcpNoDelay: flag(SOCKETS),
  tcpRcvBuf: count(SOCKETS),
  tcpSndBuf: count(SOCKETS),
  useCompression: flag(SOCKETS),
  autoReconnect: flag(ONE_CONNECTION),
  autoReconnectForPools: flag(ONE_CONNECTION),
  failOverReadOnly: flag(ONE_CONNECTION),
  maxReconnects: count(ONE_CONNECTION),
  useLocalSessionState: flag(ONE_CONNECTION),
  cacheServerConfiguration: flag(ONE_CONNECTION),
  useCursorFetch: flag(ONE_STREAM),
  defaultFetchSize: { ...count(ONE_STREAM), value: integer(-2_147_483_648) },
  useServerPrepStmts: flag(ONE_STREAM),
  cachePrepStmts: flag(ONE_STREAM),
  prepStmtCacheSize: count(ONE_STREAM),
  prepStmtCacheSqlLimit: count(ONE_STREAM),
  rewriteBatchedStatements: flag('an INSERT writes many rows at once'),
  useBulkStmts: flag('an INSERT writes many rows at once'),
  useAffectedRows: flag('rows are counted as they are written'),
  useInformationSchema: flag('columns are those of the answer'),
  nullCatalogMeansCurrent: flag('columns are those of the answer'),
  nullDatabaseMeansCurrent: flag('columns are those of the answer'),
  noAccessToProcedureBodies: flag('no procedure is called'),
  allowMultiQueries: flag('a text is one statement'),
  logger: words('there is no log of the driver'),
  profileSQL: flag('there is no log of the driver'),
  jdbcCompliantTruncation: onlyTrue('a value that does not fit is never cut'),
  transformedBitIsBoolean: flag('BIT(1) is BOOLEAN, and so is TINYINT(1)'),
  allowLoadLocalInfile: onlyFalse('a database gets no file of ours'),
  allowUrlInLocalInfile: onlyFalse('a database gets no file of ours'),
  user: NO_PASSWORDS,
  password: NO_PASSWORDS,
  trustCertificateKeyStoreUrl: noFiles,
  trustCertificateKeyStorePassword: noFiles,
  trustCertificateKeyStoreType: noFiles,
  clientCertificateKeyStoreUrl: noFiles,
  clientCertificateKeyStorePassword: noFiles,
  serverRSAPublicKeyFile: noFiles,
  serverSslCert: noFiles,
  sessionVariables: {
    kind: 'refused',
    because: 'settings of the session are not yours to choose',
    hint: 'Set them in the database, for all',
  },
  socketFactory: { kind: 'refused', because: 'there is no Java here' },
})
