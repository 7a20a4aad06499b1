import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { plain } from '../shown-fields.ts'
import { told } from '../told.ts'
import { inProject } from './in-project.ts'
import { wholeNumber } from './whole-number.ts'

interface PoolFlags extends ProjectFlags {
  readonly min?: string
  readonly max?: string
  readonly description?: string
}

interface RestartFlags extends ProjectFlags {
  readonly force?: boolean
}

const encoded = encodeURIComponent

/** `causeway pool change|add`. */
export function addPoolCommands(group: Command, workingFolder: string): void {
  withProjectOptions(group.command('change'))
    .description('give it other limits, or say anew what it is for')
    .argument('<pool>', 'its name')
    .option('--min <number>', 'its compute units at least')
    .option('--max <number>', 'and at most')
    .option('--description <text>', 'what it is for')
    .action(async (pool: string, flags: PoolFlags) => {
      await inProject(workingFolder, flags, async ({ server, project }) => {
        const { min, max, description } = flags
        const change = {
          ...(min === undefined ? {} : { min_cu: wholeNumber('--min', min) }),
          ...(max === undefined ? {} : { max_cu: wholeNumber('--max', max) }),
          ...(description === undefined ? {} : { description }),
        }
        if (Object.keys(change).length === 0) {
          throw new CausewayError('invalid-parameter', 'Nothing is to be changed', { hint: 'Give --min, --max or --description' })
        }
        const answer = await server.ask('PUT', `/v3/${project}/elastic-resource-pools/${encoded(pool)}`, change)
        told(flags, answer, `The pool ${plain(pool)} is changed`)
      })
    })
  withProjectOptions(group.command('add'))
    .description('move a queue into it, which lends it its compute units from then on; it cannot be taken out again')
    .argument('<pool>', 'its name')
    .argument('<queue>', 'a queue of its own')
    .action(async (pool: string, queue: string, flags: ProjectFlags) => {
      await inProject(workingFolder, flags, async ({ server, project }) => {
        const answer = await server.ask('POST', `/v3/${project}/elastic-resource-pools/${encoded(pool)}/queues`, { queue_name: queue })
        told(flags, answer, `The queue ${plain(queue)} is in the pool ${plain(pool)}`)
      })
    })
}

/** `causeway queue scale|restart`. */
export function addQueueCommands(group: Command, workingFolder: string): void {
  withProjectOptions(group.command('scale'))
    .description('give it other compute units: of one of its own with at least 64')
    .argument('<queue>', 'its name')
    .argument('<count>', 'how many it is to have, as 128')
    .action(async (queue: string, count: string, flags: ProjectFlags) => {
      await inProject(workingFolder, flags, async ({ server, project }) => {
        const wanted = wholeNumber('The number of compute units', count)
        const path = `/v1.0/${project}/queues/${encoded(queue)}`
        const has = Number((await server.ask('GET', path))['cu_count'])
        const answer =
          wanted === has
            ? { is_success: true, message: '' }
            : await server.ask('PUT', `${path}/action`, {
                action: wanted > has ? 'scale_out' : 'scale_in',
                cu_count: Math.abs(wanted - has),
              })
        told(flags, answer, `The queue ${plain(queue)} has ${wanted} compute units${wanted === has ? ' already' : ''}`)
      })
    })
  withProjectOptions(group.command('restart'))
    .description('end its workers; others take their place')
    .argument('<queue>', 'its name')
    .option('--force', 'with jobs that wait or run, which are cancelled')
    .action(async (queue: string, flags: RestartFlags) => {
      await inProject(workingFolder, flags, async ({ server, project }) => {
        const body = { action: 'restart', ...(flags.force === true ? { force: true } : {}) }
        const answer = await server.ask('PUT', `/v1.0/${project}/queues/${encoded(queue)}/action`, body)
        told(flags, answer, `The queue ${plain(queue)} is restarted`)
      })
    })
}
