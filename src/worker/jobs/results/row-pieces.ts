import type { Column } from '../../../protocol/table-definition.ts'
import type { ServerChannel } from '../../channel/server-channel.ts'

/** A job's rows on their way to the server, a piece at a time. */
export class RowPieces {
  readonly #jobId: string
  readonly #channel: ServerChannel
  readonly #untaken: (() => void)[] = []

  constructor(jobId: string, channel: ServerChannel) {
    this.#jobId = jobId
    this.#channel = channel
  }

  columns(columns: readonly Column[]): void {
    this.#channel.send({ kind: 'job-columns', jobId: this.#jobId, columns: [...columns] })
  }

  /** Resolves when the server has taken the piece; never when the job ends before. */
  send(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#untaken.push(resolve)
    this.#channel.send({ kind: 'job-rows', jobId: this.#jobId, text })
    return promise
  }

  /** The server has taken the oldest. */
  taken(): void {
    this.#untaken.shift()?.()
  }
}
