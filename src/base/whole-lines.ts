import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

const CHARACTERS_MAX = 1_000_000

/**
 * Calls `hear` with each line that has come whole, without its end. Half a line, as a process leaves it that is killed while it writes, is no line; nor does a stream that
 * fails throw from here, as one of node:readline does: how it ends is told by its own events. A stream whose line gets longer than a million characters is destroyed.
 */
export function hearWholeLines(stream: Readable, hear: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let begun = ''
  stream.on('data', (bytes: Buffer) => {
    const [first = '', ...more] = decoder.write(bytes).split('\n')
    begun += first
    for (const next of more) {
      hear(begun)
      begun = next
    }
    if (begun.length > CHARACTERS_MAX) stream.destroy()
  })
  stream.on('error', () => {})
  // One that was paused stays so with a listener.
  stream.resume()
}
