import { CausewayError } from '../../../base/errors.ts'
import { processTree } from '../processes/process-tree.ts'
import { type Exceeded, exceededError } from './exceeded.ts'
import type { WorkerAllowance } from './worker-allowance.ts'
import type { WorkerGroup } from './worker-group.ts'

/** What limits one worker: what it may have, and its control group where there is one. */
export class WorkerHold {
  readonly scratchFolder: string
  readonly #group: WorkerGroup | undefined
  #allowance: WorkerAllowance
  #queue: string | undefined

  constructor(scratchFolder: string, allowance: WorkerAllowance, group: WorkerGroup | undefined) {
    this.scratchFolder = scratchFolder
    this.#allowance = allowance
    this.#group = group
  }

  get allowance(): WorkerAllowance {
    return this.#allowance
  }

  /** Right after its start: before it has memory to speak of. Another thread writes, for the kernel may take its time. */
  place(startedPid: number | undefined): void {
    // Whether it came to that is seen by `check`.
    if (startedPid !== undefined) this.#group?.place(startedPid).catch(() => {})
  }

  /** When it runs: what it had started before it was in its group is put there too. Throws 'unavailable' when something is not in it. */
  async check(startedPid: number | undefined): Promise<void> {
    const group = this.#group
    if (group === undefined || startedPid === undefined) return
    const outside = (): readonly number[] => processTree(startedPid).filter((pid) => !group.holds(pid))
    for (const pid of outside()) await group.place(pid).catch(() => {})
    if (outside().length === 0) return
    throw new CausewayError('unavailable', 'A worker could not be put into its control group, so it was ended', {
      hint: 'See whether another program on this machine moves processes between control groups.',
    })
  }

  /** What its queue gives to a job. Throws when the machine refuses. */
  allow(allowance: WorkerAllowance, queue: string): void {
    this.#allowance = allowance
    this.#queue = queue
    this.#group?.limit(allowance)
  }

  /** After its end: what it wanted too much of, as the kernel tells. */
  exceeded(): Exceeded | undefined {
    return this.#group?.wantedTooMuch() === true ? { kind: 'memory', bytes: this.#allowance.memoryBytes } : undefined
  }

  error(exceeded: Exceeded): CausewayError {
    return exceededError(exceeded, this.#queue)
  }

  /** When it is gone. */
  async release(): Promise<void> {
    await this.#group?.remove()
  }
}
