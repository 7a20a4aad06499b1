/** What is known of a queue when the CUs of its pool are dealt out. */
export interface Borrower {
  readonly queueId: string
  /** 100 comes first. */
  readonly priority: number
  readonly minCu: number
  readonly maxCu: number
  /** What its running jobs use: it stays with it until they have ended. */
  readonly heldCu: number
  /** What its running and waiting jobs could use. */
  readonly wantedCu: number
  /** What it had a short time ago: it keeps that as long as no other queue wants it. */
  readonly keptCu: number
}

export interface Lending {
  /** By the queue's id. */
  readonly lent: ReadonlyMap<string, number>
  /** The size that the pool needs for it, within its limits. */
  readonly poolCu: number
}

/** The size of a pool is always a multiple of this. */
const POOL_STEP = 16

const upTo = (cu: number, step: number): number => Math.ceil(cu / step) * step

/**
 * Deals out the CUs of a pool, in steps: what running jobs hold, then every queue's minimum, then what is wanted by priority (queues of the same one take turns), and
 * at last what was had until now. Never more than the pool has. Pure.
 */
export function lend(
  pool: { readonly minCu: number; readonly maxCu: number; readonly step: number },
  queues: readonly Borrower[],
): Lending {
  const { step } = pool
  const lent = new Map(queues.map(({ queueId }) => [queueId, 0]))
  let left = pool.maxCu

  /** Raises each to its goal by turns, as far as the CUs go. */
  function raise(turns: readonly Borrower[], goal: (queue: Borrower) => number): void {
    for (let raised = true; raised; ) {
      raised = false
      for (const queue of turns) {
        const has = lent.get(queue.queueId) ?? 0
        if (has >= goal(queue) || left < step) continue
        lent.set(queue.queueId, has + step)
        left -= step
        raised = true
      }
    }
  }

  const within = ({ maxCu }: Borrower, cu: number): number => Math.min(upTo(cu, step), maxCu)
  raise(queues, (queue) => within(queue, queue.heldCu))
  raise(queues, (queue) => queue.minCu)
  const byPriority = Map.groupBy(queues, ({ priority }) => priority)
  for (const priority of [...byPriority.keys()].sort((a, b) => b - a)) {
    raise(byPriority.get(priority) ?? [], (queue) => within(queue, queue.wantedCu))
  }
  raise(queues, (queue) => within(queue, queue.keptCu))
  const used = [...lent.values()].reduce((sum, cu) => sum + cu, 0)
  return { lent, poolCu: Math.min(Math.max(upTo(used, POOL_STEP), pool.minCu), pool.maxCu) }
}

/** What a pool could lend at all: the vendor's actual_cu. */
export function actualCuOf(pool: { readonly minCu: number; readonly maxCu: number }, queueMaximums: readonly number[]): number {
  if (queueMaximums.length === 0) return pool.minCu
  const sum = queueMaximums.reduce((total, cu) => total + cu, 0)
  return upTo(Math.max(Math.min(sum, pool.maxCu), pool.minCu), POOL_STEP)
}
