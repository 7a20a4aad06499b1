import type { ServerClient } from '../connect/server-client.ts'
import { isFields, plain, rowsOf } from '../shown-fields.ts'
import type { LogInFlags } from './log-in-flags.ts'

/** Asks the server, so that it is so. */
export async function whoAmI(server: ServerClient, flags: LogInFlags): Promise<void> {
  const project = await server.projectId(flags.project)
  const { project: found } = await server.ask('GET', `/v3/projects/${encodeURIComponent(project)}`)
  const name = isFields(found) ? String(found['name']) : ''
  const { endpoint, context } = server.told
  const user = context === '' || server.told.user === '-' ? await nameOfKey(server) : server.told.user
  if (flags.json === true) console.log(JSON.stringify({ endpoint, user, context, project: name, project_id: project }))
  else console.log(plain(`${user} at ${endpoint}, project ${name} (${project})${context === '' ? '' : `, context ${context}`}`))
}

/** Whoever logs in by a key, or gives one or a token by the environment, need not know whose it is: the server does. */
async function nameOfKey(server: ServerClient): Promise<string> {
  const [own] = rowsOf((await server.ask('GET', '/v3/users'))['users'])
  return String(own?.['name'] ?? '-')
}
