import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { keptFolder } from './kept-folder.ts'
import { pathExists } from './path-exists.ts'

const NAME = '@xterm/headless'
const VERSION = '6.0.0'
const DOWNLOAD_MS = 180_000

/** For tests: what is said where there is none. */
export const NO_TERMINAL_EMULATOR = 'there is no emulator of a terminal (xterm.js): npm brings it once'

/** What it does with lines when it gets another width: puts all but that of the cursor into rows anew, as in a browser, or none. Where others put that one, too, it does not take the cursor along. */
export type EmulatedReflow = 'other-lines' | 'none'

interface Row {
  readonly isWrapped: boolean
  translateToString(trimRight: boolean, from: number, to: number): string
}

/** As much of xterm.js as tests use. */
interface Xterm {
  write(text: string, done: () => void): void
  resize(columns: number, rows: number): void
  onData(listener: (answer: string) => void): void
  dispose(): void
  readonly cols: number
  readonly buffer: {
    readonly active: {
      readonly length: number
      readonly baseY: number
      readonly cursorX: number
      readonly cursorY: number
      getLine(row: number): Row | undefined
    }
  }
}

export interface EmulatorSize {
  readonly columns: number
  readonly rows: number
}

/** A screen as a person sees it. */
export interface TerminalEmulator extends Disposable {
  /** Resolves when it is on the screen. */
  write(text: string): Promise<void>
  resize(size: EmulatorSize): void
  /** The rows of all that was written, those above the screen too; without blanks at their ends, and without empty ones behind the last. */
  rows(): readonly string[]
  /** From 0, of all rows. */
  cursor(): { readonly row: number; readonly column: number }
}

/** Opens emulators, of a package that npm brings once. Undefined where it cannot be had. */
export async function findTerminalEmulator(): Promise<
  ((size: EmulatorSize, reflow: EmulatedReflow, onAnswer: (answer: string) => void) => TerminalEmulator) | undefined
> {
  const fileIn = (folder: string): string => join(folder, 'node_modules', NAME, 'lib-headless', 'xterm-headless.js')
  const folder = await keptFolder(`xterm-headless-${VERSION}`, async (draft) => {
    // Of itself npm would take the folder of the whole project.
    const words = ['install', '--prefix', draft, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', `${NAME}@${VERSION}`]
    await promisify(execFile)('npm', words, { cwd: draft, timeout: DOWNLOAD_MS })
    return await pathExists(fileIn(draft))
  })
  if (folder === undefined) return undefined
  const { Terminal }: { readonly Terminal: new (options: object) => Xterm } = createRequire(import.meta.url)(fileIn(folder))
  return (size, reflow, onAnswer) => open(new Terminal(optionsOf(size, reflow)), onAnswer)
}

function optionsOf({ columns, rows }: EmulatorSize, reflow: EmulatedReflow): object {
  return {
    cols: columns,
    rows,
    allowProposedApi: true,
    scrollback: 10_000,
    // What it has for a Windows of before.
    ...(reflow === 'none' ? { windowsPty: { backend: 'winpty', buildNumber: 1 } } : {}),
  }
}

function open(terminal: Xterm, onAnswer: (answer: string) => void): TerminalEmulator {
  terminal.onData(onAnswer)
  const { active } = terminal.buffer
  return {
    write: (text) => new Promise((resolve) => terminal.write(text, resolve)),
    resize: ({ columns, rows }) => terminal.resize(columns, rows),
    rows() {
      const all = Array.from({ length: active.length }, (_, row) =>
        (active.getLine(row)?.translateToString(true, 0, terminal.cols) ?? '').trimEnd(),
      )
      return all.slice(0, all.findLastIndex((row) => row !== '') + 1)
    },
    cursor: () => ({ row: active.baseY + active.cursorY, column: active.cursorX }),
    [Symbol.dispose]: () => terminal.dispose(),
  }
}
