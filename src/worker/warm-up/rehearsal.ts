import type { SessionState } from '../../protocol/session.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'
import type { WorkerCall } from '../../protocol/worker-calls.ts'
import type { ServerMessage, WorkerMessage } from '../../protocol/worker-channel.ts'
import { type ChannelProcess, type DialMessage, ServerChannel } from '../channel/server-channel.ts'
import type { Engine } from '../engine/engine.ts'
import { Job } from '../jobs/job.ts'
import { StandInPostgres } from './stand-in-postgres.ts'

const TABLE: TableDefinition = {
  database: 'default',
  name: 't',
  columns: [
    { name: 'id', type: 'int' },
    { name: 'name', type: 'string' },
  ],
  source: { kind: 'jdbc', url: 'jdbc:postgresql://stand-in:5432/d', dbtable: 't', authName: 'a', options: {} },
}
const CREDENTIAL = { userName: 'u', password: 'p' }
const SQL = "SELECT id, name FROM t WHERE id > 0 AND name = 'x' LIMIT 1"

/**
 * Runs one job as every job runs, with stand-ins for the server and for a PostgreSQL, so that the first real one finds the code of that whole way ready:
 * the driver's log-in and its first query alone take 30 ms when they are new. Throws when the job does not finish.
 */
export async function rehearse(engine: Engine): Promise<void> {
  const channel = new ServerChannel(new StandInServer(), () => undefined)
  const end = await new Job({ jobId: 'rehearsal', sql: SQL, currentDatabase: 'default', conf: {} }, engine, channel, {
    dataFolders: [],
    scratchFolder: '',
    threads: 1,
    scratchBytesMax: 0,
  }).run()
  if (end.kind !== 'job-finished') throw new Error(`the rehearsal ended with ${JSON.stringify(end)}`)
}

function answerOf({ kind }: WorkerCall): unknown {
  switch (kind) {
    case 'get-session':
      return { settings: {}, views: [], functions: [] } satisfies SessionState
    case 'get-table':
      return TABLE
    default:
      return CREDENTIAL
  }
}

/** Knows one table and one credential, and reaches one database. */
class StandInServer implements ChannelProcess {
  #listener: (message: unknown, handle: unknown) => void = () => undefined

  on(_event: 'message', listener: (message: unknown, handle: unknown) => void): void {
    this.#listener = listener
  }

  send(message: WorkerMessage): boolean {
    switch (message.kind) {
      case 'call':
        this.#answer({
          kind: 'answer',
          callId: message.callId,
          value: answerOf(message.call),
        })
        break
    }
    return true
  }

  dial({ dialId }: DialMessage): void {
    this.#answer({ kind: 'dialed', dialId }, new StandInPostgres(CREDENTIAL.password))
  }

  confirm(): void {}

  #answer(message: ServerMessage, handle?: StandInPostgres): void {
    queueMicrotask(() => this.#listener(message, handle))
  }
}
