import type { Clock } from '../../../base/clock.ts'
import { asCausewayError, CausewayError } from '../../../base/errors.ts'
import type { Explanation } from '../../../base/explanation.ts'
import type { Logger } from '../../../base/log.ts'
import type { ConnectivityTask, ConnectivityTaskRecord } from '../../domain/connectivity-task.ts'
import type { Target } from '../../network/policy.ts'
import {
  countRunningConnectivityTasks,
  findConnectivityTask,
  forgetConnectivityTasks,
  insertConnectivityTask,
  listRunningConnectivityTasks,
  updateConnectivityTask,
} from '../../store/network/connectivity-tasks.ts'
import { nextNumber } from '../../store/sqlite/sequences.ts'
import type { Store } from '../../store/store.ts'
import type { Dialler } from '../dialling/dialler.ts'
import { requireQueue } from '../queues/require-queue.ts'
import { type Caller, isOwnedBy } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { parseTargetAddress } from './target-address.ts'

/** The address connectivity test of a queue: the same decision and the same dial that a job on the queue gets. */
export interface Connectivity {
  start(caller: Caller, queueName: string, address: string): Promise<ConnectivityTask>
  /** @param shown only those that the caller has started; those of others are told as ones that are not there */
  get(caller: Caller, queueName: string, number: number, shown?: 'own'): Promise<ConnectivityTask>
}

export interface ConnectivityDeps {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly dialler: Dialler
}

/** An explanation for a test that did not get to its end. */
function broken(task: ConnectivityTaskRecord, seen: string, remedy: string): Explanation {
  return { target: task.address, queue: task.queueName, steps: [{ step: 'dial', outcome: 'failed', seen }], remedies: [remedy] }
}

/** After a start: tests that the last server did not finish. */
export async function endInterruptedTasks(store: Store): Promise<void> {
  for (const task of await listRunningConnectivityTasks(store.db)) {
    await updateConnectivityTask(store.db, task.projectId, task.number, {
      state: 'unreachable',
      explanation: broken(task, 'The server was restarted while the test was running', 'Start the test again.'),
    })
  }
}

function toTask({ number, queueName, address, state, explanation }: ConnectivityTaskRecord): ConnectivityTask {
  return { number, queueName, address, state, explanation }
}

export function createConnectivity(deps: ConnectivityDeps): Connectivity {
  const { store, clock, log, dialler } = deps

  async function dial(
    caller: Caller,
    task: ConnectivityTaskRecord,
    target: Target,
  ): Promise<{ readonly reached: boolean; readonly explanation: Explanation }> {
    try {
      const dialled = await dialler.dial(task.queueId, target, { caller })
      if (dialled.kind === 'connected') dialled.socket.destroy()
      return { reached: dialled.kind === 'connected', explanation: dialled.explanation }
    } catch (thrown) {
      const error = asCausewayError(thrown)
      if (error.kind === 'internal') log.error({ err: thrown }, 'A connectivity test failed')
      return { reached: false, explanation: error.explanation ?? broken(task, error.message, error.hint ?? 'Start the test again.') }
    }
  }

  async function run(caller: Caller, task: ConnectivityTaskRecord, target: Target): Promise<void> {
    const { reached, explanation } = await dial(caller, task, target)
    await updateConnectivityTask(store.db, task.projectId, task.number, { state: reached ? 'reachable' : 'unreachable', explanation })
  }

  return {
    async start(caller, queueName, address) {
      const target = parseTargetAddress(address)
      const { projectId } = caller
      const task = await store.transaction(async (tx): Promise<ConnectivityTaskRecord> => {
        const queue = await requireQueue(tx, projectId, queueName)
        if ((await countRunningConnectivityTasks(tx, projectId)) >= LIMITS.connectivityTasksRunning) {
          throw new CausewayError('limit-exceeded', `${LIMITS.connectivityTasksRunning} connectivity tests are running`, {
            hint: 'Try again when one of them has ended.',
          })
        }
        const number = await nextNumber(tx, projectId, 'connectivity-task')
        await forgetConnectivityTasks(tx, projectId, number - LIMITS.connectivityTasksKept)
        const record: ConnectivityTaskRecord = {
          projectId,
          number,
          queueId: queue.id,
          queueName: queue.name,
          address,
          state: 'running',
          explanation: undefined,
          createdAt: clock(),
          ownerId: caller.userId,
        }
        await insertConnectivityTask(tx, record)
        return record
      })
      // A result that cannot be written (the store is closing) leaves the task running in the store; the next start ends it.
      run(caller, task, target).catch((error: unknown) => log.warn({ err: error }, 'The result of a connectivity test was not stored'))
      return toTask(task)
    },

    async get(caller, queueName, number, shown) {
      const queue = await requireQueue(store.db, caller.projectId, queueName)
      const task = Number.isSafeInteger(number) ? await findConnectivityTask(store.db, caller.projectId, number) : undefined
      const isShown = task?.queueId === queue.id && (shown === undefined || isOwnedBy(task, caller))
      if (task === undefined || !isShown) {
        throw new CausewayError('not-found', `The queue ${queue.name} has no connectivity test with the number ${number}`, {
          hint: 'Use the number that starting the test has given.',
        })
      }
      return toTask(task)
    },
  }
}
