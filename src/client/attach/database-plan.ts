import { CausewayError } from '../../base/errors.ts'

/** What is made for a database, all by one name. */
export interface DatabasePlan {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** As a table names it. */
  readonly jdbcUrl: string
  /** What it is on the server's own network. */
  readonly dialled: string
  /** The address that queues dial. */
  readonly address: string
  readonly network: string
  readonly attachment: Readonly<Record<string, unknown>>
}

const KINDS: ReadonlyMap<string, { readonly jdbc: string; readonly port: number }> = new Map([
  ['postgres:', { jdbc: 'postgresql', port: 5432 }],
  ['postgresql:', { jdbc: 'postgresql', port: 5432 }],
  ['mysql:', { jdbc: 'mysql', port: 3306 }],
  ['mariadb:', { jdbc: 'mysql', port: 3306 }],
])

/** A database as its URL names it. */
export interface NamedDatabase {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly jdbcUrl: string
}

/** Throws 'invalid-parameter' for what is no database; a password in the URL is refused, for others see a command's words. */
export function databaseUrl(text: string): NamedDatabase {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const kind = KINDS.get(url?.protocol ?? '')
  if (url === undefined || kind === undefined || url.hostname === '' || url.username === '') {
    throw new CausewayError('invalid-parameter', `${JSON.stringify(text.replace(/:[^:@/]*@/, ':…@'))} is no database that is known`, {
      hint: 'Write it as postgres://user@db.internal:5432/shop, or mysql://…',
    })
  }
  if (url.password !== '') {
    throw new CausewayError('invalid-parameter', 'The URL has a password, which others see in lists of processes', {
      hint: 'Leave it out: it is asked for, or read from standard input, or from a variable (--password VARIABLE)',
    })
  }
  const port = url.port === '' ? kind.port : Number(url.port)
  const database = decodeURIComponent(url.pathname.slice(1))
  const jdbcUrl = `jdbc:${kind.jdbc}://${url.hostname}:${port}${database === '' ? '' : `/${database}`}`
  return { host: url.hostname, port, user: decodeURIComponent(url.username), jdbcUrl }
}

/** What stands for an address that is none of a private network: queues dial it, and a forward leads from it. */
const STAND_IN = '192.168.250.10'
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\])$/
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/

/**
 * A private address is dialled from the server's own network, that address alone; any other (of the server's machine, as 127.0.0.1, or a public one) by a forward.
 * @param ip of the host, IPv4
 */
export function databasePlan(named: NamedDatabase, name: string, ip: string): DatabasePlan {
  const isPrivate = PRIVATE.test(ip)
  const address = isPrivate ? ip : STAND_IN
  const attachment = isPrivate
    ? { kind: 'host', networks: [`${ip}/32`] }
    : { kind: 'forward', forwards: [{ from: `${STAND_IN}:${named.port}`, to: `${ip}:${named.port}` }] }
  // An address is no name that queues could know.
  const isNamed = !ADDRESS.test(named.host) && named.host !== 'localhost'
  const host = isNamed ? named.host : address
  const jdbcUrl = isNamed ? named.jdbcUrl : named.jdbcUrl.replace(`//${named.host}:`, () => `//${address}:`)
  return {
    ...named,
    host,
    jdbcUrl,
    name,
    dialled: `${named.host}:${named.port}`,
    address,
    network: address.replace(/\.\d+$/, '.0/24'),
    attachment,
  }
}
