import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'
import type { Compute } from '../../compute/compute.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import type { NewQueuePlan, QueuePlan } from '../../domain/queue-plan.ts'
import { deleteQueuePlans, listDuePlans, listQueuePlans, nextPlanAt, putQueuePlan } from '../../store/queues/queue-plans.ts'
import { findQueue } from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import { nextNumber } from '../../store/sqlite/sequences.ts'
import type { Store } from '../../store/store.ts'
import { requireScalable, resize } from '../queues/queue-actions.ts'
import { requireQueue } from '../queues/require-queue.ts'
import type { Caller } from '../shared/caller.ts'
import { checkBeside, checkPlan, noTime } from './plan-rules.ts'
import { nextRun } from './plan-time.ts'

/** Plans give a queue other CUs at their times. */
export interface QueuePlans {
  /** For each of these queues. 'unschedulable' for a plan that never comes. */
  create(caller: Caller, queues: readonly string[], plan: NewQueuePlan): Promise<void>
  list(caller: Caller, queue: string): Promise<readonly QueuePlan[]>
  /** In place of what it was. */
  update(caller: Caller, queue: string, number: number, plan: NewQueuePlan): Promise<{ readonly queueName: string }>
  /** All or none: 'not-found' names those that are not there. */
  delete(caller: Caller, queue: string, numbers: readonly number[]): Promise<void>
  /** Runs what is due, and looks for it from then on. */
  start(): Promise<void>
  stop(): void
}

const LOOK_EVERY_MS = 1_000
const QUEUE_CU_MIN = 64

export interface QueuePlansDeps {
  readonly store: Store
  readonly clock: Clock
  readonly timeZone: string
  readonly compute: Compute
  readonly log: Logger
}

const noPlans = (numbers: readonly number[]): CausewayError => {
  const what =
    numbers.length === 1 ? `The plan with id ${numbers[0]} does not exist.` : `The plans with id ${numbers.join(', ')} do not exist.`
  return new CausewayError('not-found', what, { hint: 'List the plans of the queue.' })
}

async function plannableQueue(tx: Database, projectId: string, name: string): Promise<QueueRecord> {
  const queue = await requireQueue(tx, projectId, name)
  requireScalable(queue)
  if (queue.cuCount >= QUEUE_CU_MIN) return queue
  throw new CausewayError('not-supported', `The queue ${queue.name} has ${queue.cuCount} CUs and cannot have plans`, {
    hint: `Make plans for queues of at least ${QUEUE_CU_MIN} CUs.`,
  })
}

export function createQueuePlans({ store, clock, timeZone, compute, log }: QueuePlansDeps): QueuePlans {
  /** What is due next, of all queues. */
  let dueAt: number | undefined
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function lookAgain(): Promise<void> {
    dueAt = await nextPlanAt(store.db)
  }

  async function write(tx: Database, queue: QueueRecord, number: number, plan: NewQueuePlan, lastRunAt: number | undefined): Promise<void> {
    const now = clock()
    const others = (await listQueuePlans(tx, queue.id)).filter((other) => other.number !== number)
    checkBeside(plan, others, now, timeZone)
    const next = nextRun(plan, now, timeZone)
    if (next === undefined) throw noTime(plan.name)
    await putQueuePlan(tx, { ...plan, queueId: queue.id, number, lastRunAt, nextRunAt: plan.active ? next : undefined })
  }

  /** Late is better than never: what came while the server was off is done at its start, in the order of the times. */
  async function run(plan: QueuePlan): Promise<void> {
    const resized = await store.transaction(async (tx) => {
      const now = clock()
      const nextRunAt = plan.repeatDays.length === 0 ? undefined : nextRun(plan, now, timeZone)
      await putQueuePlan(tx, { ...plan, lastRunAt: now, nextRunAt })
      const queue = await findQueue(tx, plan.queueId)
      // It may have come into a pool, which lends it its CUs.
      if (queue?.state !== 'available' || queue.poolId !== undefined || queue.cuCount === plan.targetCu) return false
      await resize(tx, queue, plan.targetCu, { userId: queue.ownerId, userName: queue.owner }, now)
      return true
    })
    if (resized) compute.resizeQueue(plan.queueId, plan.targetCu)
  }

  async function runDue(): Promise<void> {
    for (const plan of await listDuePlans(store.db, clock())) {
      try {
        await run(plan)
      } catch (error) {
        log.error({ err: error, plan: plan.name }, 'A plan of a queue could not be carried out and will be tried again')
      }
    }
    await lookAgain()
  }

  function look(): void {
    if (running !== undefined || dueAt === undefined || dueAt > clock()) return
    running = runDue()
      .catch((error: unknown) => log.error({ err: error }, 'The plans of queues could not be read'))
      .finally(() => {
        running = undefined
      })
  }

  return {
    async create(caller, queues, plan) {
      const checked = checkPlan(plan)
      await store.transaction(async (tx) => {
        for (const name of new Set(queues.map((each) => each.toLowerCase()))) {
          const queue = await plannableQueue(tx, caller.projectId, name)
          await write(tx, queue, await nextNumber(tx, caller.projectId, 'queue-plan'), checked, undefined)
        }
      })
      await lookAgain()
    },

    async list(caller, queue) {
      return await listQueuePlans(store.db, (await requireQueue(store.db, caller.projectId, queue)).id)
    },

    async update(caller, name, number, plan) {
      const checked = checkPlan(plan)
      const queue = await store.transaction(async (tx) => {
        const found = await plannableQueue(tx, caller.projectId, name)
        const before = (await listQueuePlans(tx, found.id)).find((each) => each.number === number)
        if (before === undefined) throw noPlans([number])
        await write(tx, found, number, checked, before.lastRunAt)
        return found
      })
      await lookAgain()
      return { queueName: queue.name }
    },

    async delete(caller, name, numbers) {
      await store.transaction(async (tx) => {
        const queue = await requireQueue(tx, caller.projectId, name)
        const there = (await listQueuePlans(tx, queue.id)).map(({ number }) => number)
        const missing = numbers.filter((number) => !there.includes(number))
        if (missing.length > 0) throw noPlans(missing)
        await deleteQueuePlans(tx, queue.id, numbers)
      })
      await lookAgain()
    },

    async start() {
      await runDue()
      timer = setInterval(look, LOOK_EVERY_MS)
      timer.unref()
    },

    stop: () => clearInterval(timer),
  }
}
