import type { ServerClient } from '../connect/server-client.ts'
import { connect } from '../connect/server-command.ts'
import { rowsOf } from '../shown-fields.ts'

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
  if (of === 'id' || of === 'user' || of === 'group') return await otherNames(of, flags, workingFolder, signal)
  if (of === 'place' || of === 'address') {
    const server = await connect(flags, workingFolder, 'user', signal)
    const project = encodeURIComponent(await server.projectId(flags['project']))
    return of === 'place' ? await placesOf(server, project, typed) : await addressesOf(server, project)
  }
  const { RESOURCES } = await import('../resources/resources.ts')
  // A credential is what --auth of other commands names.
  const word = of === 'auth' ? 'credential' : of
  const resource = RESOURCES.find((each) => each.word === word)
  if (resource === undefined && word !== 'project') return []
  const server = await connect(flags, workingFolder, 'user', signal)
  if (resource === undefined) return rowsOf((await server.ask('GET', '/v3/projects'))['projects']).map(({ name }) => String(name))
  const { listResources } = await import('../resources/find-resource.ts')
  const project = encodeURIComponent(await server.projectId(flags['project']))
  return (await listResources({ server, project }, resource, flags)).map((each) => String(each[resource.name]))
}

/** Jobs are called by their ids: the newest first. */
async function otherNames(
  of: 'id' | 'user' | 'group',
  flags: Readonly<Record<string, string>>,
  workingFolder: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const server = await connect(flags, workingFolder, 'user', signal)
  if (of === 'id') {
    const project = encodeURIComponent(await server.projectId(flags['project']))
    return rowsOf((await server.ask('GET', `/v1.0/${project}/jobs?page_size=30`))['jobs']).map((job) => String(job['job_id']))
  }
  return rowsOf((await server.ask('GET', `/causeway/v1/${of}s`))[`${of}s`]).map(({ name }) => String(name))
}

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
