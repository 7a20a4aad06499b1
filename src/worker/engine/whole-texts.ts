import accessors from '@duckdb/node-api/lib/vectors/dataAccessors.js'

/**
 * The engine's driver takes U+FEFF at the start of a text for the mark of an encoding and leaves it out; it is a character of a value as any other. To be called
 * before the driver reads a text, in each thread that reads some. Throws where the driver reads its texts by something else now.
 */
export function readWholeTexts(): void {
  const isSet = Reflect.set(accessors, 'textDecoder', new TextDecoder('utf-8', { ignoreBOM: true }))
  if (!isSet || !accessors.textDecoder.ignoreBOM) throw new Error('the driver of the engine reads texts in a way that is not known')
}
