import { CausewayError } from '../../base/errors.ts'
import type { Fields } from '../shown-fields.ts'
import { findResource, listResources } from './find-resource.ts'
import { hostEntry } from './host-entry.ts'
import { resolverCell, resolverText } from './resolver-text.ts'
import type { Flags, Place, Resource } from './resource.ts'
import { wholeNumber } from './whole-number.ts'

const encoded = encodeURIComponent
const text = (flags: Flags, name: string): string | undefined => (typeof flags[name] === 'string' ? flags[name] : undefined)
const texts = (flags: Flags, name: string): readonly string[] => (Array.isArray(flags[name]) ? flags[name].map(String) : [])
const given = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

export const queues: Resource = {
  word: 'queue',
  description: 'queues: where statements run',
  list: ({ project }) => `/v1.0/${project}/queues?queue_type=all`,
  field: 'queues',
  id: 'queue_name',
  name: 'queue_name',
  columns: [
    ['queue_name', 'name'],
    ['cu_count', 'CUs'],
    ['resource_mode', 'dedicated'],
    ['elastic_resource_pool_name', 'pool'],
    ['owner', 'owner'],
    ['description', 'description'],
  ],
  one: ({ project }, name) => `/v1.0/${project}/queues/${encoded(name)}`,
  create: {
    args: '<name>',
    options: [
      ['--cu <number>', 'its compute units (16)'],
      ['--pool <name>', 'in this elastic resource pool'],
      ['--description <text>', 'what it is for'],
    ],
    make: async ({ server, project }, [name], flags) =>
      await server.ask('POST', `/v1.0/${project}/queues`, {
        queue_name: name,
        cu_count: wholeNumber('--cu', text(flags, 'cu') ?? '16'),
        // Connections are for dedicated ones.
        resource_mode: 1,
        ...given({ description: text(flags, 'description'), elastic_resource_pool_name: text(flags, 'pool') }),
      }),
  },
  remove: ({ project }, found) => `/v1.0/${project}/queues/${encoded(String(found['queue_name']))}`,
}

export const pools: Resource = {
  word: 'pool',
  description: 'elastic resource pools: compute units that the queues in them share',
  list: ({ project }) => `/v3/${project}/elastic-resource-pools?limit=1000`,
  field: 'elastic_resource_pools',
  id: 'elastic_resource_pool_name',
  name: 'elastic_resource_pool_name',
  columns: [
    ['elastic_resource_pool_name', 'name'],
    ['status', 'status'],
    ['min_cu', 'min CUs'],
    ['max_cu', 'max CUs'],
    ['current_cu', 'CUs now'],
    ['queues', 'queues'],
    ['owner', 'owner'],
    ['description', 'description'],
  ],
  create: {
    args: '<name>',
    options: [
      ['--min <number>', 'its compute units at least (64)'],
      ['--max <number>', 'and at most (64)'],
      ['--description <text>', 'what it is for'],
    ],
    make: async ({ server, project }, [name], flags) =>
      await server.ask('POST', `/v3/${project}/elastic-resource-pools`, {
        elastic_resource_pool_name: name,
        min_cu: wholeNumber('--min', text(flags, 'min') ?? '64'),
        max_cu: wholeNumber('--max', text(flags, 'max') ?? '64'),
        ...given({ description: text(flags, 'description') }),
      }),
  },
  look: ({ project }, name) => `/v3/${project}/elastic-resource-pools/${encoded(name)}/queues`,
  remove: ({ project }, found) => `/v3/${project}/elastic-resource-pools/${encoded(String(found['elastic_resource_pool_name']))}`,
}

export const vpcs: Resource = {
  word: 'vpc',
  description: 'private networks; causeway attach says how one is reached',
  list: ({ project }) => `/v1/${project}/vpcs?limit=1000`,
  field: 'vpcs',
  id: 'id',
  name: 'name',
  columns: [
    ['name', 'name'],
    ['cidr', 'CIDR'],
    ['id', 'id'],
    ['status', 'status'],
    ['description', 'description'],
  ],
  one: ({ project }, id) => `/v1/${project}/vpcs/${encoded(id)}`,
  create: {
    args: '<name> <cidr>',
    options: [['--description <text>', 'what it is for']],
    make: async ({ server, project }, [name, cidr], flags) =>
      await server.ask('POST', `/v1/${project}/vpcs`, { vpc: { name, cidr, ...given({ description: text(flags, 'description') }) } }),
  },
  remove: ({ project }, found) => `/v1/${project}/vpcs/${encoded(String(found['id']))}`,
}

const subnets: Resource = {
  word: 'subnet',
  description: 'parts of private networks; a connection leads to one',
  list: ({ project }) => `/v1/${project}/subnets?limit=1000`,
  field: 'subnets',
  id: 'id',
  name: 'name',
  columns: [
    ['name', 'name'],
    ['cidr', 'CIDR'],
    ['id', 'id'],
    ['vpc_id', 'vpc'],
    ['status', 'status'],
  ],
  one: ({ project }, id) => `/v1/${project}/subnets/${encoded(id)}`,
  create: {
    args: '<name> <cidr>',
    options: [
      ['--vpc <vpc>', 'of this VPC; the only one where none is named'],
      ['--gateway <ip>', 'the first address where none is named'],
    ],
    make: async (place, [name, cidr = ''], flags) =>
      await place.server.ask('POST', `/v1/${place.project}/subnets`, {
        subnet: {
          name,
          cidr,
          gateway_ip: text(flags, 'gateway') ?? firstAddress(cidr),
          vpc_id: (await vpcOf(place, text(flags, 'vpc')))['id'],
        },
      }),
  },
  remove: ({ project }, found) => `/v1/${project}/vpcs/${encoded(String(found['vpc_id']))}/subnets/${encoded(String(found['id']))}`,
}

/** Of a network: 192.168.0.1 of 192.168.0.0/24. */
function firstAddress(cidr: string): string {
  const parts = (cidr.split('/')[0] ?? '').split('.').map(Number)
  const [a = 0, b = 0, c = 0, d = 0] = parts
  return [a, b, c, d + 1].join('.')
}

async function vpcOf(place: Place, wanted: string | undefined): Promise<Fields> {
  if (wanted !== undefined) return await findResource(place, vpcs, wanted)
  const [only, ...others] = await listResources(place, vpcs)
  if (only !== undefined && others.length === 0) return only
  throw new CausewayError('invalid-parameter', only === undefined ? 'There is no VPC' : 'There are several VPCs', {
    hint: only === undefined ? 'Make one: causeway vpc create NAME CIDR' : 'Name one with --vpc',
  })
}

export const connections: Resource = {
  word: 'connection',
  description: 'enhanced datasource connections: named ways to a subnet, bound to queues',
  list: ({ project }) => `/v2.0/${project}/datasource/enhanced-connections?limit=1000`,
  field: 'connections',
  id: 'id',
  name: 'name',
  columns: [
    ['name', 'name'],
    ['status', 'status'],
    ['available_queue_info', 'queues'],
    ['elastic_resource_pools', 'pools'],
    ['vpc_name', 'vpc'],
    ['subnet_name', 'subnet'],
    ['ports', 'ports'],
    ['hosts', 'hosts'],
    ['routes', 'routes'],
    ['resolver', 'asks'],
    ['id', 'id'],
  ],
  one: ({ project }, id) => `/v2.0/${project}/datasource/enhanced-connections/${encoded(id)}`,
  whole: async (place, one) => await (await import('./whole-connection.ts')).wholeConnection(place, one),
  wholeList: async (place, all) => await (await import('./whole-connection.ts')).wholeConnections(place, all),
  texts: { resolver: resolverText },
  cells: { resolver: resolverCell },
  create: {
    args: '<name>',
    options: [
      ['--subnet <subnet>', 'to this subnet, by its name or id'],
      ['--queue <names...>', 'bind these queues'],
      ['--pool <names...>', 'bind these elastic resource pools, with all their queues'],
      ['--host <entries...>', 'what its queues know, as pg-orders=192.168.0.10'],
      ['--port <ports...>', 'let only these ports through, as 5432 or 8000-8010'],
    ],
    make: async (place, [name], flags) => {
      const wanted = text(flags, 'subnet')
      if (wanted === undefined) throw new CausewayError('invalid-parameter', 'No subnet is named', { hint: 'Name one with --subnet' })
      const { id, vpc_id: vpcId } = await findResource(place, subnets, wanted)
      const ports = texts(flags, 'port')
      const bound = texts(flags, 'pool')
      return await place.server.ask('POST', `/v2.0/${place.project}/datasource/enhanced-connections`, {
        name,
        dest_vpc_id: vpcId,
        dest_network_id: id,
        queues: texts(flags, 'queue'),
        ...(bound.length === 0 ? {} : { elastic_resource_pools: bound }),
        hosts: texts(flags, 'host').map((entry) => hostEntry('--host', entry)),
        ...(ports.length === 0 ? {} : { ports }),
      })
    },
  },
  remove: ({ project }, found) => `/v2.0/${project}/datasource/enhanced-connections/${encoded(String(found['id']))}`,
}

const credentials: Resource = {
  word: 'credential',
  description: 'datasource authentications: passwords of databases, named by statements',
  list: ({ project }) => `/v3/${project}/datasource/auth-infos?limit=1000`,
  field: 'auth_infos',
  id: 'auth_info_name',
  name: 'auth_info_name',
  columns: [
    ['auth_info_name', 'name'],
    ['datasource_type', 'type'],
    ['user_name', 'user'],
    ['owner', 'owner'],
  ],
  create: {
    args: '<name>',
    options: [
      ['--user <name>', 'whom the database knows'],
      [
        '--password <variable>',
        'the variable of the environment that holds the password; read from standard input, or asked for on a terminal, without it',
      ],
    ],
    make: async ({ server, project }, [name], flags) => {
      const { secretOf } = await import('./read-secret.ts')
      return await server.ask('POST', `/v3/${project}/datasource/auth-infos`, {
        auth_info_name: name,
        datasource_type: 'passwd',
        user_name: text(flags, 'user') ?? '',
        password: await secretOf(text(flags, 'password'), flags['quiet'] === true),
      })
    },
  },
  look: ({ project }, name) => `/causeway/v1/${project}/auth-infos/${encoded(name)}/hosts`,
  remove: ({ project }, found) => `/v3/${project}/datasource/auth-infos/${encoded(String(found['auth_info_name']))}`,
  neededBy: async (place, found) => await (await import('./needed-credential.ts')).neededCredential(place, String(found['auth_info_name'])),
}

const buckets: Resource = {
  word: 'bucket',
  description: 'buckets: folders of the server, obs://… in statements; causeway ls, put and get are of what is in them',
  list: ({ project }) => `/causeway/v1/${project}/buckets`,
  field: 'buckets',
  id: 'name',
  name: 'name',
  columns: [['name', 'name']],
  create: {
    args: '<name>',
    options: [],
    make: async ({ server, project }, [name = '']) => await server.ask('PUT', `/causeway/v1/${project}/buckets/${encoded(name)}`),
  },
  remove: ({ project }, found) => `/causeway/v1/${project}/buckets/${encoded(String(found['name']))}`,
}

const databases: Resource = {
  word: 'database',
  description: 'databases of the catalog',
  list: ({ project }) => `/v1.0/${project}/databases`,
  field: 'databases',
  id: 'database_name',
  name: 'database_name',
  columns: [
    ['database_name', 'name'],
    ['table_number', 'tables'],
    ['connected_to', 'all tables of'],
    ['owner', 'owner'],
    ['description', 'description'],
  ],
  create: {
    args: '<name>',
    options: [['--description <text>', 'what it is for']],
    make: async ({ server, project }, [name], flags) =>
      await server.ask('POST', `/v1.0/${project}/databases`, {
        database_name: name,
        ...given({ description: text(flags, 'description') }),
      }),
  },
  look: ({ project }, name) => `/v1.0/${project}/databases/${encoded(name)}/tables?limit=1`,
  remove: ({ project }, found, flags) =>
    `/v1.0/${project}/databases/${encoded(String(found['database_name']))}${flags['cascade'] === true ? '?cascade=true' : ''}`,
  removeOptions: [['--cascade', 'with its tables']],
}

const tables: Resource = {
  word: 'table',
  description: 'tables and views of a database; causeway sql makes them',
  list: ({ project }, flags) => `/v1.0/${project}/databases/${encoded(text(flags, 'database') ?? 'default')}/tables?with_detail=true`,
  listOptions: [['-d, --database <name>', 'of this database (default)']],
  field: 'tables',
  howMade: 'causeway sql -e "CREATE TABLE …"; -d names another database',
  prefixFlag: 'database',
  id: 'table_name',
  name: 'table_name',
  columns: [
    ['table_name', 'name'],
    ['table_type', 'type'],
    ['data_type', 'format'],
    ['data_location', 'where'],
    ['owner', 'owner'],
  ],
  one: tablePath,
  remove: (place, found, flags) => tablePath(place, String(found['table_name']), flags),
  removeOptions: [],
}

const views: Resource = {
  ...tables,
  word: 'view',
  description: 'views of a database; causeway sql makes them',
  list: (place, flags) => `${tables.list(place, flags)}&table_type=VIEW`,
  columns: [
    ['table_name', 'name'],
    ['owner', 'owner'],
  ],
}

function tablePath({ project }: Place, name: string, flags: Flags): string {
  return `/v1.0/${project}/databases/${encoded(text(flags, 'database') ?? 'default')}/tables/${encoded(name)}`
}

export const RESOURCES: readonly Resource[] = [queues, pools, connections, vpcs, subnets, credentials, buckets, databases, tables, views]
