import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CausewayError } from '../../../base/errors.ts'
import { type FoundStatement, splitStatements } from '../../../base/sql-text/split-statements.ts'
import { complete } from '../../../client/sql-text/complete.ts'
import { EXIT } from '../../connect/exit-codes.ts'
import { hintInProject } from '../../connect/hint-in-project.ts'
import { Interrupted } from '../../connect/interrupted.ts'
import { plain, plainLines } from '../../shown-fields.ts'
import { writeWholeFile } from '../../whole-file.ts'
import { requireQueue } from '../known-queue.ts'
import type { OutputName } from '../row-output.ts'
import { runStatement } from '../run-statement.ts'
import { type Shown, showStatement, statementMistake } from '../sql-session.ts'
import type { SqlTarget } from '../sql-target.ts'
import { catalogNames } from './catalog-names.ts'
import { hasColours, highlight } from './highlight.ts'
import { openHistory } from './history-file.ts'
import { linePrompt } from './line-prompt.ts'
import { HELP, type MetaCommand, metaCommand } from './meta-command.ts'
import { usualReflow } from './resized-place.ts'
import { isWhole, type TypedPart, typedParts } from './typed-parts.ts'

interface ShellOptions {
  readonly output: OutputName
  readonly isQuiet: boolean
}

interface Statement extends Pick<FoundStatement, 'sql' | 'line' | 'column'> {
  /** In which it stands. */
  readonly text: string
}

/** What comes of a part of what was typed: after a failure the rest of it is not run. */
type Outcome = 'done' | 'failed' | 'leave'

const MISPLACED = 'Not run: the statement has no end, and a command stands behind one. End it with a semicolon (Up brings it back)'
const CANCELLED = new Interrupted('Cancelled')
/** Nobody waits for what was cancelled by it. */
const LEFT = new CausewayError('cancelled', 'Left')

/** The prompt, until somebody leaves. Gives the exit code. */
export async function runShell(first: SqlTarget, { output, isQuiet }: ShellOptions): Promise<number> {
  const screen = process.stdout.isTTY ? process.stdout : process.stderr
  let target = first
  let shown = { output, isExpanded: false, hasTimes: true }
  // What the session on the queue has, where nobody has named one.
  let database = first.database === '' ? undefined : first.database
  let last: Statement | undefined
  let running: AbortController | undefined
  // What nobody waits for, and may wait in the line of the queue for long.
  const leaving = new AbortController()
  const names = catalogNames(first, () => database ?? 'default', leaving.signal)
  const history = openHistory()
  using prompt = linePrompt({
    input: process.stdin,
    screen,
    history,
    colour: hasColours(process.env) ? highlight : (text) => text,
    isWhole,
    complete: (text, cursor) => complete(text, cursor, names),
    reflow: usualReflow(process.env),
  })
  const say = (text: string): void => void process.stderr.write(`${text}\n`)
  prompt.onInterrupt = () => {
    if (running?.signal.aborted === true) {
      say('Left; what was cancelled may still end')
      prompt[Symbol.dispose]()
      process.exit(EXIT.interrupted)
    }
    running?.abort(CANCELLED)
  }

  /** Whether it succeeded; what went wrong is told. */
  async function during(work: (signal: AbortSignal) => Promise<unknown>, statement?: Statement): Promise<boolean> {
    running = new AbortController()
    try {
      await work(running.signal)
      return true
    } catch (thrown) {
      if (thrown instanceof Interrupted) say(thrown.message)
      else if (thrown instanceof CausewayError)
        say(
          hintInProject(
            statement === undefined
              ? plainLines(`${thrown.message}\n  ${thrown.hint ?? ''}`)
              : statementMistake(thrown, statement, statement.text),
            target.server.told.project,
          ),
        )
      else throw thrown
      return false
    } finally {
      running = undefined
    }
  }

  const how = (): Shown => ({
    output: shown.output,
    isExpanded: shown.isExpanded,
    rows: process.stdout,
    terminal: isQuiet ? undefined : process.stderr,
    warnings: isQuiet ? undefined : process.stderr,
    isOneScreen: true,
    hasTimes: shown.hasTimes,
  })

  async function runOne(statement: Statement): Promise<boolean> {
    if (!(await during((signal) => showStatement(target, statement, how(), signal), statement))) return false
    const [, used] = /^USE\s+(?:DATABASE\s+|SCHEMA\s+|NAMESPACE\s+)?`?([^`]+)`?$/i.exec(statement.sql) ?? []
    if (used !== undefined) {
      database = used
      // The session on the queue has it from now on.
      target = { ...target, database: '' }
    }
    if (!/^\s*(?:SELECT|WITH|VALUES|SHOW|DESC)/i.test(statement.sql)) names.forget()
    return true
  }

  async function watch(statement: Statement, seconds: number): Promise<boolean> {
    return await during(async (signal) => {
      for (;;) {
        say(`${new Date().toLocaleTimeString('en-GB')} (every ${seconds} s, Ctrl-C ends)`)
        await showStatement(target, statement, how(), signal)
        await sleep(seconds * 1000, undefined, { signal }).catch(() => {
          throw CANCELLED
        })
      }
    }, statement)
  }

  /** A file that is there is not written over, and nothing is left of one that is not whole. */
  async function exportRows(statement: Statement, { file, output: form }: MetaCommand & { kind: 'export' }): Promise<boolean> {
    const isDone = await during(async (signal) => {
      await writeWholeFile(resolve(file), file, async (out) => {
        if (form === 'parquet') {
          const { writeParquet } = await import('../write-parquet.ts')
          await writeParquet(target, statement.sql, out, how(), signal)
        } else await showStatement(target, statement, { ...how(), output: form, isExpanded: false, rows: out, isOneScreen: false }, signal)
      })
    }, statement)
    say(`${file} is ${isDone ? '' : 'not '}written`)
    return isDone
  }

  async function obey(command: MetaCommand): Promise<Outcome> {
    const outcomeOf = (isDone: boolean): Outcome => (isDone ? 'done' : 'failed')
    switch (command.kind) {
      case 'quit':
        return 'leave'
      case 'help':
        say(HELP)
        break
      case 'wrong':
        say(command.text)
        return 'failed'
      case 'timing':
        shown = { ...shown, hasTimes: command.isOn ?? !shown.hasTimes }
        say(`Times are ${shown.hasTimes ? 'shown' : 'not shown'}`)
        break
      case 'expanded':
        shown = { ...shown, isExpanded: command.isOn ?? !shown.isExpanded }
        say(shown.isExpanded ? 'A line for each field' : 'A line for each row')
        break
      case 'output':
        shown = { ...shown, output: command.output }
        break
      case 'queue':
        return outcomeOf(await changeQueue(command.queue))
      case 'statement':
        return outcomeOf(await runOne({ sql: command.sql, line: 1, column: 1, text: command.sql }))
      case 'watch':
      case 'export':
        if (last === undefined) {
          say('No statement was run yet')
          return 'failed'
        }
        return outcomeOf(await (command.kind === 'watch' ? watch(last, command.seconds) : exportRows(last, command)))
    }
    return 'done'
  }

  async function runPart({ kind, text }: TypedPart): Promise<Outcome> {
    if (kind === 'command') return await obey(metaCommand(text))
    if (kind === 'misplaced') {
      say(MISPLACED)
      return 'failed'
    }
    for (const statement of splitStatements(text)) {
      last = { ...statement, text }
      if (!(await runOne(last))) return 'failed'
    }
    return 'done'
  }

  async function changeQueue(queue: string): Promise<boolean> {
    const wanted = { ...target, queue }
    if (!(await during(async () => await requireQueue(wanted)))) return false
    target = wanted
    lookUpDatabase()
    return true
  }

  /** Seen at the next prompt; nobody waits for it. */
  function lookUpDatabase(): void {
    if (target.database !== '') return
    database = undefined
    const asked = target
    currentDatabase(asked, leaving.signal).then(
      (found) => {
        if (target.queue === asked.queue) database ??= found
      },
      () => undefined,
    )
  }

  lookUpDatabase()
  if (!isQuiet) say(plain(`${first.server.told.user} at ${first.server.told.endpoint}, queue ${target.queue}. \\? shows what can be typed`))
  try {
    for (;;) {
      const answer = await prompt.ask(plain(`${target.queue}${database === undefined ? '' : `:${database}`}> `))
      if (answer.kind === 'leave') return EXIT.ok
      const text = answer.text.trim()
      if (text === '') continue
      history.add(text)
      let outcome: Outcome = 'done'
      for (const part of typedParts(text)) if (outcome === 'done') outcome = await runPart(part)
      if (outcome === 'leave') return EXIT.ok
    }
  } finally {
    leaving.abort(LEFT)
  }
}

async function currentDatabase(target: SqlTarget, signal: AbortSignal): Promise<string | undefined> {
  let found: string | undefined
  const rows = async (lines: string): Promise<void> => {
    const row: unknown = JSON.parse(lines)
    if (Array.isArray(row)) found = String(row[1])
  }
  await runStatement(target, 'SHOW CURRENT NAMESPACE', { columns: async () => {}, rows }, () => {}, signal)
  return found
}
