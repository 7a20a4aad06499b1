import { CausewayError } from '../../base/errors.ts'

/** The preset queue has no network: where there is another one, it is not what is meant. */
const PRESET = 'default'

/** Those that may be meant where none is named. */
export function ownQueues(names: readonly string[]): readonly string[] {
  const own = names.filter((name) => name !== PRESET)
  return own.length === 0 ? names : own
}

/** The queue that is named, or the only one there is. Throws 'invalid-parameter', with their names, where there are several. */
export function chooseQueue(names: readonly string[]): string {
  const own = ownQueues(names)
  const [name, ...others] = own
  if (name !== undefined && others.length === 0) return name
  throw new CausewayError('invalid-parameter', name === undefined ? 'There is no queue' : `There are several queues: ${own.join(', ')}`, {
    hint:
      name === undefined
        ? 'Make one: causeway queue create NAME'
        : 'Name one with -q, or in CAUSEWAY_QUEUE, or for good: causeway context use CONTEXT --queue NAME',
  })
}
