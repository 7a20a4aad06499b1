import { CausewayError } from '../base/errors.ts'
import type { LocalServer } from './local-server.ts'

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/** The id of the project that a command is about, by its name or id; of the only one, where none is named. */
export async function projectOf(server: LocalServer, wanted: string | undefined): Promise<string> {
  const { projects } = await server.ask('GET', '/causeway/v1/projects')
  const all = Array.isArray(projects) ? projects.filter(isFields) : []
  const found = wanted === undefined ? all : all.filter(({ id, name }) => id === wanted || name === wanted)
  const [first, ...others] = found
  if (first !== undefined && others.length === 0) return String(first['id'])
  const names = all.map(({ name }) => String(name)).join(', ')
  throw new CausewayError('invalid-parameter', found.length === 0 ? `There is no project ${wanted ?? ''}` : 'There are several projects', {
    hint: `Name one of them with --project: ${names}`,
  })
}
