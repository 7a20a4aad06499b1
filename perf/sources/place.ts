import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestWorker } from '../../src/worker/fixtures/test-worker.ts'

/** A server of one kind, with the table `measured`, and what reads it beside Causeway. */
export interface Place {
  readonly server: { readonly host: string; readonly port: number }
  /** For the worker: where it says that the server is. */
  readonly address: string
  readonly user: { readonly userName: string; readonly password: string }
  /** CREATE TABLE of Causeway. */
  readonly table: string
  /** Puts the rows there. */
  fill(worker: TestWorker): Promise<void>
  readonly client: Client
  stop(): Promise<void>
}

/** The fastest way of a place's own to read all of the table, which throws it away. */
export interface Client {
  readonly name: string
  /** Undefined: it cannot be had here. */
  readonly read: (() => Promise<void>) | undefined
  end?(): Promise<void>
}

/** What fills a place by way of Causeway itself. */
export const inserted =
  (rowsSql: string) =>
  async (worker: TestWorker): Promise<void> =>
    void (await worker.run(`INSERT INTO measured ${rowsSql}`))

/** A program that reads once, with all that it writes thrown away. */
export const program =
  (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  async (): Promise<void> => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] })
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`${command} ended with code ${code}`)
  }
