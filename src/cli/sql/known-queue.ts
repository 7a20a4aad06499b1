import { CausewayError } from '../../base/errors.ts'
import { noneNamed } from '../../base/none-named.ts'
import { rowsOf } from '../shown-fields.ts'
import { type SqlTarget, vendorPath } from './sql-target.ts'

/** The names of the queues that the user sees. */
export async function queueNames(target: Pick<SqlTarget, 'server' | 'project'>): Promise<readonly string[]> {
  const queues = rowsOf((await target.server.ask('GET', vendorPath(target, 'queues')))['queues'])
  return queues.map((each) => String(each['queue_name']))
}

/** For a prompt, which else is on a queue that there is not until its first statement. Throws 'not-found'. */
export async function requireQueue(target: Pick<SqlTarget, 'server' | 'project' | 'queue'>): Promise<void> {
  const names = await queueNames(target)
  // As the server compares them.
  if (names.some((name) => name.toLowerCase() === target.queue.toLowerCase())) return
  throw unknownQueue(target.queue, names)
}

/** @param names those that the user sees: none, without a right on any */
export const unknownQueue = (wanted: string, names: readonly string[]): CausewayError =>
  new CausewayError('not-found', noneNamed('queue', wanted), {
    hint: names.length === 0 ? 'You see none; one is made by: causeway queue create NAME' : `Name one of ${names.toSorted().join(', ')}`,
  })
