import { dayOfFields, momentOfFields } from './moment-of-fields.ts'
import { olderFunctionReader } from './older-function-reader.ts'
import { olderReader } from './older-reader.ts'
import { readText } from './read-text.ts'
import { elementsOf } from './text-elements.ts'

/** A pattern as Spark reads texts by it, in a session of UTC. */
export interface PatternReader {
  /** In microseconds since 1970; undefined: the text is not of the pattern. */
  readonly moment: (text: string) => bigint | undefined
  /** In days since 1970. */
  readonly day: (text: string) => number | undefined
  /** Whether what the pattern does not read stops the job, for a parser before Spark 3.0 reads it: that of files, or that of functions. */
  readonly isOlder: (text: string, kind: 'date' | 'timestamp' | 'function') => boolean
}

/** @throws CausewayError for what is no pattern, or not one for reading. */
export function patternReader(pattern: string): PatternReader {
  const elements = elementsOf(pattern)
  const older = {
    date: olderReader(pattern, 'date'),
    timestamp: olderReader(pattern, 'timestamp'),
    function: olderFunctionReader(pattern),
  }
  const read = <T>(text: string, make: (fields: NonNullable<ReturnType<typeof readText>>) => T | undefined): T | undefined => {
    const fields = readText(elements, text)
    return fields === undefined ? undefined : make(fields)
  }
  return {
    moment: (text) => read(text, momentOfFields),
    day: (text) => read(text, dayOfFields),
    isOlder: (text, kind) => older[kind]?.(text) === true,
  }
}
