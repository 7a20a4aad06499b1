import { lookup } from './lookup.ts'

interface JdbcKind {
  /** Behind jdbc: in a URL. */
  readonly words: readonly string[]
  /** Of URLs that are none of JDBC, as people have them: postgres://… */
  readonly schemes: readonly string[]
  /** For people. */
  readonly shown: string
  readonly port: number
  /** For people: the URL of a table. */
  readonly form: string
}

/** Databases that a JDBC URL names: what is known of them here is derived from this, or is a switch over all of them. */
export const JDBC_KINDS = {
  postgresql: {
    words: ['postgresql'],
    schemes: ['postgres', 'postgresql'],
    shown: 'PostgreSQL',
    port: 5432,
    form: 'jdbc:postgresql://host:5432/database',
  },
  mysql: {
    words: ['mysql', 'mariadb'],
    schemes: ['mysql', 'mariadb'],
    shown: 'MySQL',
    port: 3306,
    form: 'jdbc:mysql://host:3306/database',
  },
  // The port of HTTP, as of its own JDBC driver.
  clickhouse: {
    words: ['clickhouse', 'ch'],
    schemes: ['clickhouse'],
    shown: 'ClickHouse',
    port: 8123,
    form: 'jdbc:clickhouse://host:8123/database',
  },
} as const satisfies Readonly<Record<string, JdbcKind>>

export type JdbcProtocol = keyof typeof JDBC_KINDS

export const JDBC_PROTOCOLS = Object.keys(JDBC_KINDS) as readonly JdbcProtocol[]

const PROTOCOLS = lookup<JdbcProtocol>(
  Object.fromEntries(JDBC_PROTOCOLS.flatMap((protocol) => JDBC_KINDS[protocol].words.map((word) => [word, protocol]))),
)

/** By the word behind jdbc:, in any case; undefined: it is none that is served. */
export const jdbcProtocolOf = (word: string): JdbcProtocol | undefined => PROTOCOLS[word.toLowerCase()]

const [firstForm = '', ...otherForms] = JDBC_PROTOCOLS.map((protocol) => JDBC_KINDS[protocol].form).toReversed()

/** For people: a URL of each of them. */
export const JDBC_FORMS = `${otherForms.toReversed().join(', ')} or ${firstForm}`

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
