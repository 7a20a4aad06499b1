/** For tests: a worker process as the server starts it, with a server's side that answers from memory and dials what the test allows. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CausewayError } from '../base/errors.ts'
import type { TableDefinition } from '../protocol/table-definition.ts'
import { toWireError } from '../protocol/wire-error.ts'
import type { Claim, JobResult, ServerMessage, WorkerCall, WorkerMessage } from '../protocol/worker-channel.ts'

const REPOSITORY = resolve(import.meta.dirname, '../..')

export interface TestWorkerOptions {
  readonly memoryBytesMax?: number
  readonly threads?: number
  /** What host:port is dialled for; without an entry a dial is refused. */
  readonly addresses?: Readonly<Record<string, { readonly host: string; readonly port: number } | 'never-answered'>>
  readonly credentials?: Readonly<Record<string, { readonly userName: string; readonly password: string }>>
}

type Ended = Extract<WorkerMessage, { kind: 'job-finished' | 'job-failed' | 'job-cancelled' }>

/** One worker, claimed, and everything the test wants to look at. End it with end(). */
export class TestWorker {
  readonly child: ChildProcess
  /** Everything below is removed at the end. */
  readonly home: string
  readonly buckets: string
  readonly warehouse: string
  readonly tables = new Map<string, TableDefinition>()
  readonly databases = new Map<string, string>([['default', 'Default database']])
  readonly calls: WorkerCall[] = []
  readonly dials: string[] = []
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  stderr = ''
  readonly #options: TestWorkerOptions
  readonly #waiting: { readonly matches: (message: WorkerMessage) => boolean; readonly resolve: (message: WorkerMessage) => void }[] = []
  #jobs = 0

  private constructor(child: ChildProcess, home: string, options: TestWorkerOptions) {
    this.child = child
    this.home = home
    this.buckets = join(home, 'buckets')
    this.warehouse = join(home, 'warehouse')
    this.#options = options
    this.exited = new Promise((done) => child.once('exit', (code, signal) => done({ code, signal })))
    child.stderr?.on('data', (bytes: Buffer) => {
      this.stderr += bytes.toString()
    })
    child.on('message', (message) => void this.#receive(message as WorkerMessage))
  }

  static async start(options: TestWorkerOptions = {}): Promise<TestWorker> {
    const worker = await TestWorker.startUnclaimed(options)
    await worker.claim()
    return worker
  }

  static async startUnclaimed(options: TestWorkerOptions = {}): Promise<TestWorker> {
    const home = await realpath(await mkdtemp(join(tmpdir(), 'causeway-worker-')))
    await mkdir(join(home, 'buckets', 'b1'), { recursive: true })
    await mkdir(join(home, 'warehouse'))
    await mkdir(join(home, 'scratch'))
    const child = fork(join(REPOSITORY, 'src/worker/main.ts'), [], {
      execPath: process.execPath,
      execArgv: [
        '--permission',
        '--allow-addons',
        '--allow-worker',
        `--allow-fs-read=${REPOSITORY}`,
        `--allow-fs-read=${await realpath(join(REPOSITORY, 'node_modules'))}`,
        `--allow-fs-read=${home}`,
        `--allow-fs-write=${home}`,
      ],
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    const worker = new TestWorker(child, home, options)
    try {
      await worker.#message((message) => message.kind === 'ready')
    } catch (error) {
      await worker.end()
      throw error
    }
    return worker
  }

  async claim(): Promise<void> {
    const claim: Claim = {
      queue: 'q1',
      memoryBytesMax: this.#options.memoryBytesMax ?? 512 << 20,
      threads: this.#options.threads ?? 2,
      dataFolders: [join(this.buckets, 'b1'), this.warehouse],
      scratchFolder: join(this.home, 'scratch'),
    }
    const claimed = this.#message((message) => message.kind === 'claimed')
    this.send({ kind: 'claim', claim })
    await claimed
  }

  send(message: ServerMessage, socket?: Socket): void {
    if (this.child.connected) this.child.send(message, socket)
  }

  /** Starts a job; `ended` resolves with the worker's last word about it. */
  start(sql: string, currentDatabase = 'default'): { readonly jobId: string; readonly ended: Promise<Ended> } {
    this.#jobs += 1
    const jobId = `job-${this.#jobs}`
    const ended = this.#message((message) => 'jobId' in message && message.jobId === jobId) as Promise<Ended>
    this.send({ kind: 'run', order: { jobId, sql, currentDatabase, conf: {}, userName: 'tester' } })
    return { jobId, ended }
  }

  /** Runs a statement that must succeed. */
  async run(sql: string): Promise<JobResult> {
    const ended = await this.start(sql).ended
    if (ended.kind === 'job-finished') return ended.result
    throw new Error(ended.kind === 'job-failed' ? `${ended.error.kind}: ${ended.error.message}` : 'cancelled')
  }

  /** Its rows as JavaScript values (large numbers lose digits: look at rowsJson for those). */
  async rows(sql: string): Promise<readonly unknown[]> {
    return (await this.run(sql)).rowsJson.map((row) => JSON.parse(row) as unknown)
  }

  /** Runs a statement that must fail. */
  async fail(sql: string): Promise<Extract<Ended, { kind: 'job-failed' }>> {
    const ended = await this.start(sql).ended
    if (ended.kind === 'job-failed') return ended
    throw new Error(`${sql} did not fail: ${JSON.stringify(ended).slice(0, 500)}`)
  }

  async analyze(sql: string, depth: 'syntax' | 'semantics'): Promise<WorkerMessage> {
    this.#jobs += 1
    const analysisId = `analysis-${this.#jobs}`
    const answer = this.#message((message) => 'analysisId' in message && message.analysisId === analysisId)
    this.send({ kind: 'analyze', order: { analysisId, sql, currentDatabase: 'default', depth } })
    return answer
  }

  cancel(jobId: string): void {
    this.send({ kind: 'cancel', jobId })
  }

  /** Makes default.<name> (x INT, t STRING): a file of so many rows, the last of which fails whoever reads x. */
  async tableWithBadLastRow(name: string, rows: number): Promise<void> {
    const lines = Array.from({ length: rows - 1 }, (_, index) => `${index + 1},row ${index + 1}`)
    const folder = join(this.buckets, 'b1', name)
    await mkdir(folder)
    await writeFile(join(folder, 'a.csv'), `${lines.join('\n')}\nnot-a-number,last\n`)
    await this.run(`CREATE TABLE ${name} (x INT, t STRING) USING csv OPTIONS (path 'obs://b1/${name}', mode 'FAILFAST')`)
  }

  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL')
    await this.exited
    await rm(this.home, { recursive: true, force: true })
  }

  #message(matches: (message: WorkerMessage) => boolean): Promise<WorkerMessage> {
    const { promise, resolve: resolveMessage, reject } = Promise.withResolvers<WorkerMessage>()
    this.#waiting.push({ matches, resolve: resolveMessage })
    void this.exited.then(({ code, signal }) => reject(new Error(`the worker ended (${code ?? signal}): ${this.stderr}`)))
    promise.catch(() => undefined)
    return promise
  }

  async #receive(message: WorkerMessage): Promise<void> {
    if (message.kind === 'dial') return this.#dial(message)
    if (message.kind === 'call') return this.#call(message.callId, message.call)
    const index = this.#waiting.findIndex(({ matches }) => matches(message))
    if (index >= 0) this.#waiting.splice(index, 1)[0]?.resolve(message)
  }

  #dial({ dialId, host, port }: Extract<WorkerMessage, { kind: 'dial' }>): void {
    this.dials.push(`${host}:${port}`)
    const address = this.#options.addresses?.[`${host}:${port}`]
    if (address === undefined) {
      const error = new CausewayError('unreachable', `${host}:${port} cannot be reached from queue q1`, { hint: 'Bind a connection' })
      this.send({ kind: 'dial-refused', dialId, error: toWireError(error) })
      return
    }
    if (address === 'never-answered') return
    const socket = connect({ ...address, noDelay: true })
    // Before it connects, or the first bytes of the server are lost.
    socket.pause()
    socket.once('connect', () => this.send({ kind: 'dialed', dialId }, socket))
    socket.once('error', (error) => {
      this.send({ kind: 'dial-refused', dialId, error: toWireError(new CausewayError('unreachable', error.message)) })
    })
  }

  #call(callId: number, call: WorkerCall): void {
    this.calls.push(call)
    try {
      this.send({ kind: 'answer', callId, value: this.#answer(call) })
    } catch (error) {
      const refusal = error instanceof CausewayError ? error : new CausewayError('internal', String(error))
      this.send({ kind: 'call-refused', callId, error: toWireError(refusal) })
    }
  }

  #answer(call: WorkerCall): unknown {
    switch (call.kind) {
      case 'get-database': {
        const comment = this.databases.get(call.database)
        return comment === undefined ? null : { database: call.database, comment }
      }
      case 'list-databases':
        return { databases: [...this.databases.keys()] }
      case 'create-database': {
        const isNew = !this.databases.has(call.database)
        if (!isNew && !call.ifNotExists) throw new CausewayError('already-exists', `The database ${call.database} exists already`)
        if (isNew) this.databases.set(call.database, call.comment ?? '')
        return { created: isNew }
      }
      case 'drop-database':
        return { dropped: this.databases.delete(call.database) }
      case 'get-table':
        return this.tables.get(`${call.database}.${call.table}`) ?? null
      case 'list-tables':
        return { tables: [...this.tables.values()].filter(({ database }) => database === call.database).map(({ name }) => name) }
      case 'create-table': {
        const key = `${call.table.database}.${call.table.name}`
        const isNew = !this.tables.has(key)
        if (isNew) this.tables.set(key, call.table)
        return { created: isNew }
      }
      case 'drop-table':
        return { dropped: this.tables.delete(`${call.database}.${call.table}`) }
      case 'locate-path':
        return { folder: join(this.buckets, call.location.replace('obs://', '')) }
      case 'locate-table':
        return { folder: join(this.warehouse, call.database, call.table) }
      case 'get-credential': {
        const credential = this.#options.credentials?.[call.authName]
        if (credential === undefined) throw new CausewayError('not-found', `There is no datasource authentication ${call.authName}`)
        return credential
      }
    }
  }
}

/** A port of the loopback interface that answers nothing: whoever connects is heard and left waiting. */
export async function silentServer(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}
