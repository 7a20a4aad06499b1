import { CausewayError } from '../../base/errors.ts'
import { DATABASE_URL_FORMS, JDBC_KINDS, JDBC_PROTOCOLS } from '../../base/remote-kinds.ts'
import { plain } from '../../base/shown-text.ts'
import { cidrsOverlap } from './cidrs-overlap.ts'
import { type KnownNetworks, NO_NETWORKS } from './known-networks.ts'

/** What is made for a database, all by one name. */
export interface DatabasePlan {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** As a table names it. */
  readonly jdbcUrl: string
  /** Undefined: the usual one, public of a PostgreSQL, the database of the URL of the others. */
  readonly schema?: string
  /** What it is on the server's own network, as it was named. */
  readonly dialled: string
  /** The same by its address. */
  readonly target: string
  /** Whether queues know it by a name. */
  readonly isNamed: boolean
  /** The address that queues dial. */
  readonly address: string
  readonly network: string
  readonly attachment: Readonly<Record<string, unknown>>
}

const KINDS: ReadonlyMap<string, { readonly jdbc: string; readonly port: number }> = new Map(
  JDBC_PROTOCOLS.flatMap((jdbc) => {
    const { schemes, port } = JDBC_KINDS[jdbc]
    return schemes.map((scheme) => [`${scheme}:`, { jdbc, port }] as const)
  }),
)

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
  if (url === undefined || kind === undefined || url.hostname === '' || !isDecodable(url)) {
    throw new CausewayError('invalid-parameter', `${JSON.stringify(text.replace(/:[^:@/]*@/, ':…@'))} is no database that is known`, {
      hint: `Write it as ${DATABASE_URL_FORMS}`,
    })
  }
  if (url.username === '')
    throw new CausewayError('invalid-parameter', 'The URL names no user of the database', {
      hint: `Write who logs in before the host: ${url.protocol}//USER@${url.host}${url.pathname}`,
    })
  if (url.password !== '') {
    throw new CausewayError('invalid-parameter', 'The URL has a password, which others see in lists of processes', {
      hint: 'Leave it out: it is asked for, or read from standard input, or from a variable (--password VARIABLE)',
    })
  }
  if (url.search !== '' || url.hash !== '') {
    throw new CausewayError('invalid-parameter', `The URL ends with ${plain(url.search + url.hash)}, and nothing is taken from there`, {
      hint: 'Leave it out: whether the database is asked by TLS is found out, and any other option is one of CREATE DATABASE … FROM CONNECTION',
    })
  }
  const port = url.port === '' ? kind.port : Number(url.port)
  const database = decodeURIComponent(url.pathname.slice(1))
  const jdbcUrl = `jdbc:${kind.jdbc}://${url.hostname}:${port}${database === '' ? '' : `/${database}`}`
  return { host: url.hostname, port, user: decodeURIComponent(url.username), jdbcUrl }
}

function isDecodable({ pathname, username }: URL): boolean {
  try {
    decodeURIComponent(pathname + username)
    return true
  } catch {
    return false
  }
}

/** What stands for an address that cannot be one of a private network of its own: queues dial it, and a forward leads from it. */
const STAND_INS = ['192.168', '172.31', '10.250'].flatMap((prefix) => Array.from({ length: 250 }, (_, at) => `${prefix}.${250 - at}.10`))
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\])$/
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/

const networkOf = (address: string): string => address.replace(/\.\d+$/, '.0/24')

/** Whether it may have been made for a stand-in. */
export const isStandInNetwork = (cidr: string): boolean => STAND_INS.some((address) => networkOf(address) === cidr)

/**
 * A private address is dialled from the server's own network, that address alone; any other (of the server's machine, as 127.0.0.1, or a public one) by a forward, and so is
 * one whose network the project has already: what two connections of a queue claim is nobody's.
 * @param ip of the host, IPv4
 */
export function databasePlan(
  named: NamedDatabase,
  name: string,
  ip: string,
  { subnets, routes }: KnownNetworks = NO_NETWORKS,
): DatabasePlan {
  const taken = [...subnets.map(({ cidr }) => cidr), ...routes].filter((cidr) => !cidr.includes(':') && !cidr.endsWith('/0'))
  const isFree = (address: string): boolean => !taken.some((cidr) => cidrsOverlap(cidr, networkOf(address)))
  const isDirect = PRIVATE.test(ip) && isFree(ip)
  const standIn = isDirect ? ip : STAND_INS.find(isFree)
  if (standIn === undefined) {
    throw new CausewayError('limit-exceeded', 'The project has no network left for it', {
      hint: 'Delete connections and VPCs that are not needed, or make a VPC for it yourself (causeway vpc create)',
    })
  }
  const target = `${ip}:${named.port}`
  return withHost(
    {
      ...named,
      name,
      dialled: `${named.host}:${named.port}`,
      target,
      // An address is no name that queues could know.
      isNamed: !ADDRESS.test(named.host) && named.host !== 'localhost',
      address: standIn,
      network: networkOf(standIn),
      attachment: isDirect
        ? { kind: 'host', networks: [`${ip}/32`] }
        : { kind: 'forward', forwards: [{ from: `${standIn}:${named.port}`, to: target }] },
    },
    standIn,
  )
}

/** The same where queues dial it by that address; by its name, where it has one. */
export function withHost(plan: DatabasePlan, address: string): DatabasePlan {
  if (plan.isNamed) return plan
  return { ...plan, host: address, address, jdbcUrl: plan.jdbcUrl.replace(`//${plan.host}:`, () => `//${address}:`) }
}
