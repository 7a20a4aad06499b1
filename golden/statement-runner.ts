import { setTimeout as sleep } from 'node:timers/promises'
import { useOf } from '../src/server/compute/processes/process-tree.ts'
import { TestWorker } from '../src/worker/fixtures/test-worker.ts'
import { withoutComments } from './golden-files.ts'
import { isOurs, readOurWords } from './our-words.ts'
import type { CausewayAnswer } from './verdict.ts'

/** What a statement may use of the processor, and how long it may take when it uses none. */
const CPU_MS_MAX = 15_000
const WALL_MS_MAX = 120_000
const LOOK_EVERY_MS = 100

/**
 * Runs statements one after the other in a worker of their own, as a queue's jobs. A statement that does not end, or ends the worker,
 * is an answer too: the next one finds a new worker, in which what had changed tables is done again.
 */
export class StatementRunner {
  readonly #prepare: (worker: TestWorker) => Promise<void>
  readonly #viewsAsTables: boolean
  readonly #changes: string[] = []
  #worker: TestWorker | undefined
  #database = 'default'
  #ourWords: readonly string[] | undefined

  /** `prepare`: what each new worker is given first. `viewsAsTables`: a view that is refused is stood in for by a table of its rows. */
  constructor(prepare: (worker: TestWorker) => Promise<void>, viewsAsTables: boolean) {
    this.#prepare = prepare
    this.#viewsAsTables = viewsAsTables
  }

  async run(sql: string): Promise<CausewayAnswer> {
    const worker = await this.#ready()
    const answer = await this.#answer(worker, sql)
    if (answer.kind === 'endless' || answer.kind === 'crashed') await this.end()
    if (answer.kind === 'rows') this.#remember(sql, answer.columns.length)
    if (answer.kind !== 'failed' || !this.#viewsAsTables) return answer
    const failure = await this.#standIn(sql)
    return failure === undefined ? answer : { ...answer, message: `${answer.message}; a table in its place: ${failure}` }
  }

  /** The view's own statement stays refused; what reads it can be tried all the same. Resolves with why that is not so. */
  async #standIn(sql: string): Promise<string | undefined> {
    const name = /^create\s+(?:or\s+replace\s+)?(?:global\s+)?(?:temp\w*\s+)?view\s+(?:if\s+not\s+exists\s+)?([\w.`]+)/i.exec(
      withoutComments(sql),
    )
    const dropped = /^drop\s+view\s+(?:if\s+exists\s+)?([\w.`]+)/i.exec(withoutComments(sql))?.[1]
    if (dropped !== undefined) await this.#change(`DROP TABLE IF EXISTS ${dropped}`)
    if (name?.[1] === undefined) return undefined
    const [rest = '', columns] = viewBody(withoutComments(sql).slice(name[0].length))
    if (rest === '') return 'the statement has no query'
    const query = columns === undefined ? rest : `WITH view_rows(${columns}) AS (${rest}) SELECT * FROM view_rows`
    await this.#change(`DROP TABLE IF EXISTS ${name[1]}`)
    return this.#change(`CREATE TABLE ${name[1]} AS ${query}`)
  }

  async #change(sql: string): Promise<string | undefined> {
    const answer = await this.#answer(await this.#ready(), sql)
    if (answer.kind === 'endless' || answer.kind === 'crashed') await this.end()
    if (answer.kind === 'rows') this.#remember(sql, answer.columns.length)
    return answer.kind === 'rows' ? undefined : answer.kind === 'endless' ? 'no end' : answer.message
  }

  async end(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.end()
  }

  async #ready(): Promise<TestWorker> {
    if (this.#worker !== undefined) return this.#worker
    const worker = await TestWorker.start({ threads: 1 })
    this.#worker = worker
    await this.#prepare(worker)
    this.#database = 'default'
    for (const change of this.#changes) {
      await worker.start(change, this.#database).ended
      this.#follow(change)
    }
    return worker
  }

  #remember(sql: string, columnCount: number): void {
    this.#follow(sql)
    if (columnCount === 0) this.#changes.push(sql)
  }

  /** The database that the next statement finds, as a client keeps it. */
  #follow(sql: string): void {
    const used = /^use\s+(?:database\s+|namespace\s+)?`?([\w]+)`?\s*$/i.exec(withoutComments(sql))?.[1]
    if (used !== undefined) this.#database = used.toLowerCase()
  }

  async #answer(worker: TestWorker, sql: string): Promise<CausewayAnswer> {
    const { ended } = worker.start(sql, this.#database)
    const ending = new AbortController()
    const crashed = (error: unknown) => ({ kind: 'crashed' as const, message: error instanceof Error ? error.message : String(error) })
    const outcome = await Promise.race([ended.catch(crashed), endless(worker, ending.signal)])
    ending.abort()
    switch (outcome.kind) {
      case 'endless':
      case 'crashed':
        return outcome
      case 'job-cancelled':
        return { kind: 'crashed', message: 'the job was cancelled' }
      case 'job-failed': {
        const { kind: code, message } = outcome.error
        // An engine that has failed refuses whatever comes next: the server ends such a worker.
        if (outcome.isSpent === true) return { kind: 'crashed', message }
        return { kind: 'failed', code, message, isFromEngine: await this.#isFromEngine(worker, sql, code, message) }
      }
      case 'job-finished': {
        const { columns, rowsJson, rowCount } = outcome.result
        return { kind: 'rows', columns, rowsJson, rowCount }
      }
    }
  }

  /** Whether the engine's own text is all that explains the failure: the statement could be translated, and no words of ours tell what happened. */
  async #isFromEngine(worker: TestWorker, sql: string, code: string, message: string): Promise<boolean> {
    if (code === 'internal') return true
    if (code !== 'invalid-parameter' && code !== 'sql-semantics') return false
    this.#ourWords ??= readOurWords()
    if (isOurs(message, sql, this.#ourWords)) return false
    return (await worker.analyze(sql, 'semantics')).kind === 'analyzed'
  }
}

/** Of what follows a view's name: its query, and the names of its columns. */
function viewBody(text: string): readonly [string, string | undefined] {
  const [, columns, query = ''] = /^\s*(?:\(([\w\s,`]+)\))?\s*(?:comment\s+'[^']*'\s*)?\bas\b\s*([\s\S]+)$/i.exec(text) ?? []
  return [query, columns]
}

/** Resolves when the worker has used more than a statement may, or stands still for long. */
async function endless(worker: TestWorker, signal: AbortSignal): Promise<{ readonly kind: 'endless' }> {
  const { pid } = worker.child
  const used = (): number => (pid === undefined ? undefined : useOf(pid))?.cpuMs ?? 0
  const [before, startedAt] = [used(), performance.now()]
  while (!signal.aborted) {
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
    if (used() - before > CPU_MS_MAX || performance.now() - startedAt > WALL_MS_MAX) return { kind: 'endless' }
  }
  // Nobody waits any more.
  return { kind: 'endless' }
}
