import { CausewayError } from '../../base/errors.ts'
import { noneNamed } from '../../base/none-named.ts'
import { plain, rowsOf } from '../shown-fields.ts'

/** By a flag, or by the environment. */
export const wantedProject = (named: string | undefined): string | undefined => named ?? (process.env['CAUSEWAY_PROJECT'] || undefined)

export interface ChosenProject {
  readonly id: string
  readonly name: string
}

/** The project that a command is about, of a server's list, by its name or id; the only one, where none is named. */
export function chooseProject(list: unknown, named: string | undefined): ChosenProject {
  const wanted = wantedProject(named)
  const all = rowsOf(list)
  const found = wanted === undefined ? all : all.filter(({ id, name }) => id === wanted || name === wanted)
  const [first, ...others] = found
  if (first !== undefined && others.length === 0) return { id: String(first['id']), name: String(first['name']) }
  const names = all.map(({ name }) => plain(name)).join(', ')
  if (all.length === 0) {
    throw new CausewayError('forbidden', 'There is no project that this user may use', {
      hint: 'An administrator gives a right in one: causeway project grant PROJECT USER ROLE',
    })
  }
  throw new CausewayError('invalid-parameter', found.length === 0 ? noneNamed('project', wanted ?? '') : 'There are several projects', {
    hint: `Name one of them with --project: ${names}`,
  })
}
