/** What the starting process tells a guard. Times in milliseconds. */
export type GuardOrder =
  /** removed when the guard ends */
  | { readonly kind: 'own-folder'; readonly folder: string }
  | {
      readonly kind: 'run'
      readonly command: string
      readonly args: readonly string[]
      readonly cwd: string
      readonly env: Readonly<Record<string, string>>
      /** what the program prints is appended to this file */
      readonly outputFile: string
      /** the user the program runs as; only root may name one */
      readonly identity?: { readonly uid: number; readonly gid: number }
      /** sent one after the other until the program is gone; SIGKILL is always the last */
      readonly stopSignals: readonly StopSignal[]
      readonly graceMs: number
    }
  /** end the program, remove the folder, and go */
  | { readonly kind: 'stop' }
  /** from now on the starting process may go without the program being ended; SIGTERM to the guard ends it */
  | { readonly kind: 'release' }

/** What a guard tells the starting process. */
export type GuardReport =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGQUIT'

/** Both ends are this folder's own code, of one version: only the tag is looked at. */
export function parseGuardOrder(message: unknown): GuardOrder {
  if (hasKind(message, ['own-folder', 'run', 'stop', 'release'])) return message as GuardOrder
  throw new Error('the guard was sent something that is not an order')
}

/** See parseGuardOrder. */
export function parseGuardReport(message: unknown): GuardReport {
  if (hasKind(message, ['started', 'failed', 'ended'])) return message as GuardReport
  throw new Error('the guard sent something that is not a report')
}

function hasKind(message: unknown, kinds: readonly string[]): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && kinds.includes(String(message.kind))
}
