import { connect } from '../connect/server-command.ts'
import { rowsOf } from '../shown-fields.ts'

/**
 * Names of things that there are, as far as the server says them in time. Never throws: whoever types has asked nothing.
 * @param of a kind of things, as an option or a command calls it
 */
export async function liveNames(
  of: string,
  flags: Readonly<Record<string, string>>,
  workingFolder: string,
  ms: number,
): Promise<readonly string[]> {
  const late = new AbortController()
  const { promise: timeout, resolve } = Promise.withResolvers<readonly string[]>()
  const timer = setTimeout(() => {
    late.abort()
    resolve([])
  }, ms)
  try {
    return await Promise.race([timeout, namesOf(of, flags, workingFolder, late.signal)])
  } catch {
    return []
  } finally {
    clearTimeout(timer)
  }
}

async function namesOf(
  of: string,
  flags: Readonly<Record<string, string>>,
  workingFolder: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (of === 'context') {
    const { readProfile } = await import('../connect/profile-file.ts')
    return Object.keys(readProfile().contexts)
  }
  if (of === 'id' || of === 'user' || of === 'group') return await otherNames(of, flags, workingFolder, signal)
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
