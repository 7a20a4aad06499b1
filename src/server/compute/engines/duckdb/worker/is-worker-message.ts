import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { WorkerMessage } from '../../../../../protocol/worker-channel.ts'

/** By its kind: a check of the whole union tries one after the other, and what comes with every dial stands last. */
const checks: ReadonlyMap<unknown, (message: unknown) => boolean> = new Map(
  WorkerMessage.anyOf.map((schema) => {
    const each: TSchema = schema
    const check = Compile(each)
    return [schema.properties.kind.const, (message: unknown) => check.Check(message)]
  }),
)

/** Whether it has the shape of a message of the protocol. */
export const isWorkerMessage = (message: unknown): message is WorkerMessage =>
  typeof message === 'object' && message !== null && 'kind' in message && checks.get(message.kind)?.(message) === true
