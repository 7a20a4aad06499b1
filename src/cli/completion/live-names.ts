import type { ServerClient } from '../connect/server-client.ts'
import { connect } from '../connect/server-command.ts'
import { type Fields, rowsOf } from '../shown-fields.ts'

interface WantedNames {
  /** A kind of things, as an option or a command calls it. */
  readonly of: string
  readonly flags: Readonly<Record<string, string>>
  /** What is there of the word. */
  readonly typed: string
}

/** Names of things that there are, as far as the server says them in time. Never throws: whoever types has asked nothing. */
export async function liveNames(wanted: WantedNames, workingFolder: string, ms: number): Promise<readonly string[]> {
  const late = new AbortController()
  const { promise: timeout, resolve } = Promise.withResolvers<readonly string[]>()
  const timer = setTimeout(() => {
    late.abort()
    resolve([])
  }, ms)
  try {
    return await Promise.race([timeout, namesOf(wanted, workingFolder, late.signal)])
  } catch {
    return []
  } finally {
    clearTimeout(timer)
  }
}

async function namesOf({ of, flags, typed }: WantedNames, workingFolder: string, signal: AbortSignal): Promise<readonly string[]> {
  if (of === 'context') {
    const { readProfile } = await import('../connect/profile-file.ts')
    return Object.keys(readProfile().contexts)
  }
  const account = OF_ACCOUNTS.get(of)
  if (account !== undefined) return await account(await connect(flags, workingFolder, 'user', signal))
  const inProject = OF_PROJECTS.get(of)
  if (inProject !== undefined) {
    const server = await connect(flags, workingFolder, 'user', signal)
    return await inProject(server, encodeURIComponent(await server.projectId(flags['project'])), typed)
  }
  const { RESOURCES } = await import('../resources/resources.ts')
  // A credential is what --auth of other commands names.
  const word = of === 'auth' ? 'credential' : of
  const resource = RESOURCES.find((each) => each.word === word)
  if (resource === undefined && word !== 'project') return []
  const server = await connect(flags, workingFolder, 'user', signal)
  if (resource === undefined) return rowsOf((await server.ask('GET', '/v3/projects'))['projects']).map(({ name }) => String(name))
  const { listResources, withPrefix } = await import('../resources/find-resource.ts')
  const place = { server, project: encodeURIComponent(await server.projectId(flags['project'])) }
  const { rest, flags: all } = withPrefix(resource, typed, flags)
  const prefix = typed.slice(0, typed.length - rest.length)
  return (await listResources(place, resource, all)).map((each) => prefix + String(each[resource.name]))
}

const fieldsIn = (answer: Fields, list: string, field: string): readonly string[] => rowsOf(answer[list]).map((each) => String(each[field]))

type AccountNames = (server: ServerClient) => Promise<readonly string[]>
const OF_ACCOUNTS: ReadonlyMap<string, AccountNames> = new Map<string, AccountNames>([
  ['user', async (server) => fieldsIn(await server.ask('GET', '/causeway/v1/users'), 'users', 'name')],
  ['group', async (server) => fieldsIn(await server.ask('GET', '/causeway/v1/groups'), 'groups', 'name')],
  ['access-key', ownKeys],
])

async function ownKeys(server: ServerClient): Promise<readonly string[]> {
  const [own] = rowsOf((await server.ask('GET', '/v3/users'))['users'])
  return fieldsIn(await server.ask('GET', `/causeway/v1/users/${encodeURIComponent(String(own?.['id']))}/keys`), 'keys', 'access_key')
}

type ProjectNames = (server: ServerClient, project: string, typed: string) => Promise<readonly string[]>
/** Jobs, scripts and expectations are called by their ids; of jobs the newest come first. */
const OF_PROJECTS: ReadonlyMap<string, ProjectNames> = new Map<string, ProjectNames>([
  ['place', placesOf],
  ['address', addressesOf],
  ['job', async (server, project) => fieldsIn(await server.ask('GET', `/v1.0/${project}/jobs?page_size=30`), 'jobs', 'job_id')],
  ['script', async (server, project) => fieldsIn(await server.ask('GET', `/causeway/v1/${project}/scripts`), 'scripts', 'script_id')],
  ['expect', async (server, project) => fieldsIn(await server.ask('GET', `/causeway/v1/${project}/expectations`), 'expectations', 'id')],
])

const OBJECTS_MAX = 100

/** Buckets, and behind one of them the objects that begin so. */
async function placesOf(server: ServerClient, project: string, typed: string): Promise<readonly string[]> {
  const buckets = `/causeway/v1/${project}/buckets`
  const [, bucket, prefix = ''] = /^obs:\/\/([^/]+)\/(.*)$/s.exec(typed) ?? []
  if (bucket === undefined) return rowsOf((await server.ask('GET', buckets))['buckets']).map(({ name }) => `obs://${String(name)}/`)
  const query = new URLSearchParams({ prefix, limit: String(OBJECTS_MAX) })
  const { objects } = await server.ask('GET', `${buckets}/${encodeURIComponent(bucket)}/objects?${query}`)
  return rowsOf(objects).map(({ key }) => `obs://${bucket}/${String(key)}`)
}

/** Of tables and expectations, and of hosts that a connection knows with the ports that it lets through. */
async function addressesOf(server: ServerClient, project: string): Promise<readonly string[]> {
  const own = `/causeway/v1/${project}`
  const [{ connections, tables }, { expectations }] = await Promise.all([
    server.ask('GET', `${own}/topology`),
    server.ask('GET', `${own}/expectations`),
  ])
  const known = [
    ...rowsOf(tables).map(({ host, port }) => `${String(host)}:${String(port)}`),
    ...rowsOf(expectations).map(({ address }) => String(address)),
  ]
  const hosts = rowsOf(connections).flatMap(({ hosts: entries, ports }) => {
    const through = Array.isArray(ports) ? ports.filter((port) => Number.isInteger(port)) : []
    return rowsOf(entries).flatMap(({ name }) =>
      through.length === 0 ? [`${String(name)}:`] : through.map((port) => `${String(name)}:${String(port)}`),
    )
  })
  return [...new Set([...known, ...hosts.filter((host) => !host.endsWith(':') || !known.some((each) => each.startsWith(host)))])]
}
