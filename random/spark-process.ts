import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { SparkAnswer } from '../golden/golden-files.ts'

/** A Spark that stays: a program that reads lines of JSON {"sql"} and writes for each a line {"schema", "output"}; see spark-answers.py. */
export class SparkProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string>

  constructor(command: readonly string[]) {
    const [program = '', ...args] = command
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    let said = ''
    this.#child.stderr.on('data', (bytes: Buffer) => {
      said = `${said}${bytes.toString()}`.slice(-2000)
    })
    this.#child.stdin.on('error', () => undefined)
    this.#child.on('error', (error) => {
      throw new Error(`Spark could not be started with ${command.join(' ')}: ${error.message}`)
    })
    this.#child.on('exit', (code) => {
      if (code !== null) throw new Error(`Spark ended with exit code ${code}: ${said}`)
    })
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  /** In the order of the statements. */
  async answers(statements: readonly string[]): Promise<readonly SparkAnswer[]> {
    this.#child.stdin.write(statements.map((sql) => `${JSON.stringify({ sql })}\n`).join(''))
    const answers: SparkAnswer[] = []
    for (const _ of statements) answers.push(answerOf(await this.#answers.next()))
    return answers
  }

  end(): void {
    this.#child.removeAllListeners('exit')
    this.#child.kill('SIGKILL')
  }
}

function answerOf({ value, done }: IteratorResult<string>): SparkAnswer {
  const answer: unknown = done === true ? undefined : JSON.parse(value)
  if (typeof answer !== 'object' || answer === null || !('schema' in answer) || !('output' in answer))
    throw new Error('Spark did not answer')
  const [schema, output] = [String(answer.schema), String(answer.output)]
  if (schema !== 'struct<>') return { kind: 'rows', schema, output }
  return output === '' ? { kind: 'done' } : { kind: 'refused', error: output }
}
