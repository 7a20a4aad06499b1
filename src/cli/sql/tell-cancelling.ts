import { Interrupted } from '../connect/interrupted.ts'

/**
 * Says at Ctrl-C that the end of what runs is waited for; nothing of what else ends it, for that is not waited for.
 * @param clear takes away what stands in the line of the terminal
 */
export function tellCancelling(signal: AbortSignal, terminal: { write(text: string): unknown } | undefined, clear: () => void): Disposable {
  const cancelling = (): void => {
    if (!(signal.reason instanceof Interrupted)) return
    clear()
    terminal?.write('Cancelling…\n')
  }
  signal.addEventListener('abort', cancelling)
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', cancelling) }
}
