import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { CausewayError } from '../../base/errors.ts'
import { type FoundStatement, splitStatements } from '../../base/sql-text/split-statements.ts'
import { toldInText } from '../../base/sql-text/told-in-text.ts'
import { chooseQueue, ownQueues } from '../connect/choose-queue.ts'
import { EXIT, exitCodeOfError } from '../connect/exit-codes.ts'
import { failureText } from '../connect/failure-text.ts'
import { Interrupted } from '../connect/interrupted.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { askQueue } from '../questions/ask-queue.ts'
import { plain } from '../shown-fields.ts'
import { outFailure, READER_GONE } from '../write-out.ts'
import { beginWith, goOnText, type ScriptText } from './begin-with.ts'
import { queueNames, requireQueue } from './known-queue.ts'
import { withOwnWords } from './own-words.ts'
import { OUTPUTS, type OutputName } from './row-output.ts'
import type { SqlFlags } from './sql-flags.ts'
import { mistakeText, type Shown, showStatement, statementMistake } from './sql-session.ts'
import type { SqlTarget } from './sql-target.ts'
import { readStatementText } from './statement-text.ts'

/** Gives the exit code; throws what kept everything from being run. */
export async function runSql(asked: ServerClient, flags: SqlFlags, workingFolder: string, late: AbortSignal | undefined): Promise<number> {
  const server = withOwnWords(asked)
  const output = outputOf(flags)
  const given = beginning(await statementsOf(flags, workingFolder), flags)
  const project = await server.projectId(flags.project)
  const queue = flags.queue ?? (process.env['CAUSEWAY_QUEUE'] || server.told.queue)
  const target: SqlTarget = {
    server,
    project,
    queue: queue ?? (await guessedQueue(server, project, flags, given === undefined)),
    database: flags.database ?? '',
  }
  if (given === undefined) {
    if (queue !== undefined) await requireQueue(target)
    const { runShell } = await import('./shell/run-shell.ts')
    return await runShell(target, { output: output === 'parquet' ? 'table' : output, isQuiet: flags.quiet === true })
  }
  const how = { output, isQuiet: flags.quiet === true, isJson: flags.json === true, late }
  return flags.asOne === true ? await runAsOne(target, given, how, flags) : await runAll(target, given, how)
}

function outputOf({ output, json }: SqlFlags): OutputName | 'parquet' {
  const wanted = output ?? (json === true ? 'json' : 'table')
  if (wanted === 'parquet') {
    if (!process.stdout.isTTY) return wanted
    throw new CausewayError('invalid-parameter', 'A Parquet file is nothing for a terminal', {
      hint: 'Write it into a file: … -o parquet > rows.parquet',
    })
  }
  const found = OUTPUTS.find((name) => name === wanted)
  if (found !== undefined) return found
  throw new CausewayError('invalid-parameter', `There is no output ${wanted}`, { hint: `Name one of ${OUTPUTS.join(', ')} and parquet` })
}

interface Given extends ScriptText {
  /** As mistakes name it; '' of a flag. */
  readonly file: string
}

/** Undefined: whoever sits at the terminal is asked. */
async function statementsOf({ execute, file }: SqlFlags, workingFolder: string): Promise<Omit<Given, 'passed'> | undefined> {
  if (execute !== undefined && file !== undefined) {
    throw new CausewayError('invalid-parameter', '-e does not go with -f', { hint: 'Give one of them' })
  }
  if (execute !== undefined) return { text: execute, statements: some(execute, '-e'), file: '' }
  if (file === undefined && process.stdin.isTTY) return undefined
  const name = file ?? '-'
  if (name === '-') {
    const all = await readStatementText(process.stdin, 'Standard input')
    return { text: all, statements: splitStatements(all), file: 'standard input' }
  }
  const text = await readStatementText(createReadStream(resolve(workingFolder, name)), `The file ${name}`)
  return { text, statements: some(text, name), file: name }
}

function beginning(given: Omit<Given, 'passed'> | undefined, { from }: SqlFlags): Given | undefined {
  if (given !== undefined) return { file: given.file, ...beginWith(given.text, given.statements, from) }
  if (from === undefined) return undefined
  throw new CausewayError('invalid-parameter', '--from is of statements of -e, a file or standard input', {
    hint: 'Give some with it, as -f',
  })
}

function some(text: string, where: string): readonly FoundStatement[] {
  const statements = splitStatements(text)
  if (statements.length > 0) return statements
  throw new CausewayError('invalid-parameter', `There is no statement in ${where}`, { hint: "Write one, as -e 'SELECT 1'" })
}

/** @param isShell where somebody sits at a prompt, who says which of several */
async function guessedQueue(server: ServerClient, project: string, { quiet }: SqlFlags, isShell: boolean): Promise<string> {
  const names = await queueNames({ server, project })
  const name = isShell ? await askQueue(names, quiet) : chooseQueue(names)
  if (quiet !== true && ownQueues(names).length === 1 && process.stderr.isTTY)
    process.stderr.write(`On the queue ${plain(name)}, the only one that -q could name\n`)
  return name
}

interface How {
  readonly output: OutputName | 'parquet'
  readonly isQuiet: boolean
  /** Whether failures are told for programs. */
  readonly isJson: boolean
  readonly late: AbortSignal | undefined
}

/** One after the other, until one fails. */
async function runAll(target: SqlTarget, given: Given, how: How): Promise<number> {
  const { statements, file } = given
  const { signal, shown, terminal } = surroundings(how)
  for (const [index, statement] of statements.entries()) {
    const code = await codeOf(
      async () => {
        if (how.output === 'parquet') {
          const { writeParquet } = await import('./write-parquet.ts')
          await writeParquet(target, statement.sql, process.stdout, { ...shown, terminal }, signal)
        } else await showStatement(target, statement, { ...shown, terminal, output: how.output }, signal)
      },
      (error) =>
        how.isJson
          ? mistakeJson(error, toldInText(error, statement.sql, statement), goOnText(index, given))
          : withGoingOn(statementMistake(error, statement, given.text, file), index, given),
      how,
    )
    if (code !== undefined) return code
  }
  return EXIT.ok
}

const withGoingOn = (mistake: string, index: number, given: Given): string => {
  const how = goOnText(index, given)
  return how === '' ? mistake : `${mistake}\n${how}`
}

/** As one script of the server's. */
async function runAsOne(target: SqlTarget, given: Given, how: How, { keepGoing, detach }: SqlFlags): Promise<number> {
  const { text, statements, file } = given
  const { output, isQuiet, isJson } = how
  if (output === 'parquet') {
    throw new CausewayError('invalid-parameter', 'The rows of several statements are not one Parquet file', {
      hint: 'Name another output, or get one by: causeway job result ID -o parquet',
    })
  }
  const { failedLine, runScript, statementLine, submitScript } = await import('./run-script.ts')
  const whole = { sql: text, line: 1 }
  // Nothing on standard input is nothing to do.
  if (statements.length === 0) return EXIT.ok
  if (detach === true) {
    const code = await codeOf(
      async () => console.log(await submitScript(target, text, keepGoing !== true)),
      (error) => (isJson ? failureText(error, isJson) : mistakeText(error, whole, file)),
      how,
    )
    return code ?? EXIT.ok
  }
  const { signal, shown, terminal } = surroundings(how)
  // Of one that goes on, the script itself tells only how many have failed.
  const mistakeOf = (error: CausewayError): string =>
    isJson ? failureText(error, isJson) : mistakeText(error, { sql: text, line: statementLine(error) ?? 1 }, file)
  let first: CausewayError | undefined
  const toldMistake = (error: CausewayError): void => {
    first ??= error
    process.stderr.write(`${mistakeOf(error)}\n`)
  }
  const code = await codeOf(
    () =>
      runScript(
        target,
        text,
        {
          stopsOnError: keepGoing !== true,
          shown: { ...shown, terminal, output },
          told: isQuiet ? undefined : process.stderr,
          toldMistake: keepGoing === true ? toldMistake : undefined,
          isScreen: terminal !== undefined,
        },
        signal,
      ),
    (error) => {
      const line = failedLine(error)
      const failed = statements.flatMap((statement, index) => (statement.line === line ? [index] : []))
      const [index] = failed
      // Where several begin in that line, it is not known which.
      if (keepGoing === true || index === undefined || failed.length > 1) return mistakeOf(error)
      return isJson ? mistakeJson(error, error, goOnText(index, given)) : withGoingOn(mistakeOf(error), index, given)
    },
    how,
  )
  // Of one that goes on, what ends it does not say what the statement was refused for.
  return code !== undefined && first !== undefined && !signal.aborted ? exitCodeOfError(first) : (code ?? EXIT.ok)
}

/** Where rows and all else go, and what ends it. */
function surroundings({ isQuiet, late }: How): {
  readonly signal: AbortSignal
  readonly terminal: NodeJS.WriteStream | undefined
  readonly shown: Omit<Shown, 'output' | 'terminal'>
} {
  const interrupted = interruptSignal()
  process.stdout.on('error', (error) => interrupted.abort(outFailure(error)))
  return {
    signal: late === undefined ? interrupted.signal : AbortSignal.any([late, interrupted.signal]),
    terminal: process.stderr.isTTY && !isQuiet ? process.stderr : undefined,
    shown: {
      isExpanded: false,
      rows: process.stdout,
      warnings: isQuiet ? undefined : process.stderr,
      isOneScreen: process.stdout.isTTY,
      hasTimes: true,
    },
  }
}

/** With which the command ends, when what is done is its last; undefined: it has succeeded. */
async function codeOf(work: () => Promise<void>, inWords: (error: CausewayError) => string, { isJson }: How): Promise<number | undefined> {
  try {
    await work()
    return undefined
  } catch (thrown) {
    if (thrown === READER_GONE) return EXIT.ok
    if (thrown instanceof Interrupted) {
      process.stderr.write(`${failureText(thrown, isJson)}\n`)
      return EXIT.interrupted
    }
    if (!(thrown instanceof CausewayError)) throw thrown
    process.stderr.write(`${inWords(thrown)}\n`)
    return exitCodeOfError(thrown)
  }
}

/** The place is one of the whole text, where that of the statement is known there. */
function mistakeJson(error: CausewayError, { message, place }: Pick<CausewayError, 'message' | 'place'>, goOn: string): string {
  const hints = [...(error.hint === undefined ? [] : [error.hint]), ...(goOn === '' ? [] : [goOn])]
  return failureText(error, true, { message, place, hint: hints.length === 0 ? undefined : hints.join('\n') })
}

const INTERRUPTED = new Interrupted('Cancelled')

/** Ctrl-C cancels the job; a second one leaves at once, whatever becomes of it. */
function interruptSignal(): AbortController {
  const controller = new AbortController()
  const began = (): void => {
    controller.abort(INTERRUPTED)
    process.on('SIGINT', () => process.exit(EXIT.interrupted))
  }
  process.once('SIGINT', began)
  return controller
}
