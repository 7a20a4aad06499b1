/** The engine's thread of a worker, with the decoders of all sources. */
import { runEngineThread } from './engine/engine-thread.ts'
import { DECODERS } from './sources/registry.ts'

await runEngineThread(DECODERS)
