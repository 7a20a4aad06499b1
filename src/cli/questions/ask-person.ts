import { Writable } from 'node:stream'
import { CausewayError } from '../../base/errors.ts'
import { Interrupted } from '../connect/interrupted.ts'
import { plain } from '../shown-fields.ts'
import { TypedLines } from './typed-lines.ts'

export interface Question {
  /** As --quiet: nobody is asked, as where nobody is there. */
  readonly isQuiet?: boolean | undefined
  /** How it is given where nobody is asked: a hint. */
  readonly otherwise: string
  /** What is said where nobody answers. */
  readonly unanswered: string
}

/** Whether somebody sits there who sees a question and can answer it; where stdout goes elsewhere, a script is at work. */
export const isPersonThere = (isQuiet = false): boolean => !isQuiet && process.stdin.isTTY && process.stdout.isTTY && process.stderr.isTTY

/** Asks who sits at the terminal, on stderr. Throws 'invalid-parameter' where nobody does, and 'cancelled' where it is left: `Interrupted` at Ctrl-C and Escape. */
export async function askText(what: string, question: Question): Promise<string> {
  return await asked(what, question, async ({ text }, shown) => await text({ ...shown, validate: (typed) => requiredText(what, typed) }))
}

/** The same of what is not shown while it is typed, nor how long it is. */
export async function askSecret(what: string, question: Question): Promise<string> {
  return await asked(
    what,
    question,
    async ({ password }, shown) => await password({ ...shown, mask: '', validate: (typed) => requiredText(what, typed) }),
  )
}

/** The same of one of several names, chosen by arrows or by typing what is in it. */
export async function askName(what: string, names: readonly string[], question: Question): Promise<string> {
  const options = names.map((value) => ({ value, label: plain(value) }))
  return await asked(
    what,
    question,
    async ({ autocomplete }, shown) =>
      await autocomplete({
        ...shown,
        // Whoever types a whole name means it, and not a longer one that stood above it.
        options() {
          const whole = options.filter(({ label }) => label === this.userInput)
          return whole.length > 0 ? whole : options
        },
        validate: (chosen) => (chosen === undefined ? 'There is none with that: choose one of the list' : undefined),
        maxItems: MAX_SHOWN,
      }),
  )
}

const MAX_SHOWN = 10

const requiredText = (what: string, typed: string | undefined): string | undefined =>
  typed === undefined || typed === '' ? `${what}: nothing is typed yet` : undefined

interface Shown {
  readonly message: string
  readonly input: TypedLines
  readonly output: Writable
  readonly signal: AbortSignal
  readonly withGuide: false
}

type Prompts = typeof import('@clack/prompts')

async function asked(
  what: string,
  { isQuiet, otherwise, unanswered }: Question,
  ask: (prompts: Prompts, shown: Shown) => Promise<string | symbol>,
): Promise<string> {
  if (!isPersonThere(isQuiet)) {
    throw new CausewayError(
      'invalid-parameter',
      `${what} is not given, and ${isQuiet === true ? '--quiet asks nobody' : 'nobody is at a terminal to be asked'}`,
      {
        hint: otherwise,
      },
    )
  }
  const prompts = await import('@clack/prompts')
  const left = new AbortController()
  const leave = (): void => left.abort()
  using input = new TypedLines(process.stdin)
  // Ctrl-D on an empty line ends the input, and a terminal that goes away does: the library would wait for ever.
  const onKey = (_text: string | undefined, key: { readonly ctrl?: boolean; readonly name?: string }): void => {
    if (key.ctrl === true && key.name === 'd' && input.isPaused()) leave()
    if (key.name === 'return') input.went()
  }
  process.stdin.on('end', leave)
  const screen = new Screen()
  const onResize = (): void => void screen.emit('resize')
  process.stderr.on('resize', onResize)
  try {
    const answer = ask(prompts, { message: what, input, output: screen, signal: left.signal, withGuide: false })
    input.on('keypress', onKey)
    const given = await answer
    if (typeof given === 'string') return given
    throw left.signal.aborted ? new CausewayError('cancelled', unanswered) : new Interrupted(unanswered)
  } finally {
    process.stderr.off('resize', onResize)
    input.off('keypress', onKey)
    process.stdin.off('end', leave)
  }
}

/** stderr, but that it has a size: some terminals say that theirs is 0, where the library would write a letter a line. */
class Screen extends Writable {
  get columns(): number {
    return process.stderr.columns || 80
  }

  get rows(): number {
    return process.stderr.rows || 24
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    process.stderr.write(chunk)
    done()
  }
}
