import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Few enough that V8 does not begin to mark for them, whatever the size of its heap; a collection of the young takes a fifth of a millisecond. */
const EACH_BYTES = 4 * 1024 * 1024

type CollectYoung = (options: { readonly type: 'minor' }) => void

let collectYoung: CollectYoung | undefined
let passed = 0

/**
 * To be told how many bytes have come in buffers of their own, and were only given on. Such buffers die young, but lie outside of V8's heap, and few of its objects are
 * made for them: it sees memory grow, takes that for its heap's, and marks the whole heap again and again, longer the larger that is. So the young are collected before.
 */
export function passingBytes(bytes: number): void {
  passed += bytes
  if (passed < EACH_BYTES) return
  passed = 0
  collectYoung ??= collector()
  collectYoung({ type: 'minor' })
}

/** Node shows V8's own function to nobody who does not ask at its start. */
function collector(): CollectYoung {
  setFlagsFromString('--expose-gc')
  const found: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return isCollector(found) ? found : () => {}
}

const isCollector = (value: unknown): value is CollectYoung => typeof value === 'function'
