import { lookup } from './lookup.ts'
import { quotedName } from './sql-text/quoted.ts'

interface JdbcKind {
  /** Behind jdbc: in a URL. */
  readonly words: readonly string[]
  /** Of URLs that are none of JDBC, as people have them: postgres://… */
  readonly schemes: readonly string[]
  /** For people. */
  readonly shown: string
  /** For people: the servers that are reached so. */
  readonly servers: readonly string[]
  readonly port: number
  /** For people: the URL of a table. */
  readonly form: string
  /** A name in its own statements. */
  readonly quotedName: (name: string) => string
}

/** Databases that a JDBC URL names: what is known of them here is derived from this, or is a switch over all of them. */
export const JDBC_KINDS = {
  postgresql: {
    words: ['postgresql'],
    schemes: ['postgres', 'postgresql'],
    shown: 'PostgreSQL',
    servers: ['PostgreSQL'],
    port: 5432,
    form: 'jdbc:postgresql://host:5432/database',
    quotedName: (name) => `"${name.replaceAll('"', '""')}"`,
  },
  mysql: {
    words: ['mysql', 'mariadb'],
    schemes: ['mysql', 'mariadb'],
    shown: 'MySQL',
    servers: ['MySQL', 'MariaDB'],
    port: 3306,
    form: 'jdbc:mysql://host:3306/database',
    quotedName,
  },
  // The port of HTTP, as of its own JDBC driver.
  clickhouse: {
    words: ['clickhouse', 'ch'],
    schemes: ['clickhouse'],
    shown: 'ClickHouse',
    servers: ['ClickHouse'],
    port: 8123,
    form: 'jdbc:clickhouse://host:8123/database',
    // What stands behind a backslash is a sign of its own.
    quotedName: (name) => quotedName(name.replaceAll('\\', '\\\\')),
  },
} as const satisfies Readonly<Record<string, JdbcKind>>

export type JdbcProtocol = keyof typeof JDBC_KINDS

export const JDBC_PROTOCOLS = Object.keys(JDBC_KINDS) as readonly JdbcProtocol[]

const PROTOCOLS = lookup<JdbcProtocol>(
  Object.fromEntries(JDBC_PROTOCOLS.flatMap((protocol) => JDBC_KINDS[protocol].words.map((word) => [word, protocol]))),
)

/** What stands behind jdbc: in a URL, whether it is served or not; '' in what is no JDBC URL. */
export const jdbcWordOf = (url: string): string => /^jdbc:([a-z0-9+.-]+):/i.exec(url)?.[1] ?? ''

/** By the word behind jdbc:, in any case; undefined: it is none that is served. */
export const jdbcProtocolOf = (word: string): JdbcProtocol | undefined => PROTOCOLS[word.toLowerCase()]

const inWords = (texts: readonly string[], last: 'and' | 'or'): string => `${texts.slice(0, -1).join(', ')} ${last} ${texts.at(-1)}`

/** For people: a URL of each of them. */
export const JDBC_FORMS = inWords(
  JDBC_PROTOCOLS.map((protocol) => JDBC_KINDS[protocol].form),
  'or',
)

/** For people: all servers that a JDBC URL may name. */
export const JDBC_SERVERS = inWords(
  JDBC_PROTOCOLS.flatMap((protocol) => JDBC_KINDS[protocol].servers),
  'and',
)

const [firstScheme, ...otherSchemes] = JDBC_PROTOCOLS.map((protocol) => JDBC_KINDS[protocol].schemes[0])

/** For people: a database by a URL that is none of JDBC. */
export const DATABASE_URL_FORMS = [`${firstScheme}://user@db.internal:5432/shop`, ...otherSchemes.map((scheme) => `${scheme}://…`)].join(
  ', or ',
)

/** Where tables are that are not here, with their words for people. */
export const REMOTE_WORDS = {
  postgresql: JDBC_KINDS.postgresql.shown,
  mysql: JDBC_KINDS.mysql.shown,
  clickhouse: JDBC_KINDS.clickhouse.shown,
  redis: 'Redis',
  mongodb: 'MongoDB',
  opensearch: 'OpenSearch or Elasticsearch',
} as const satisfies Readonly<Record<JdbcProtocol, string>> & Readonly<Record<string, string>>

export type RemoteProtocol = keyof typeof REMOTE_WORDS

export const REMOTE_PROTOCOLS = Object.keys(REMOTE_WORDS) as readonly RemoteProtocol[]
