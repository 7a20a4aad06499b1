export interface RunningFile {
  readonly name: string
  /** when it was begun, by performance.now() */
  readonly sinceMs: number
  readonly testsDone: number
  /** undefined while the file is loaded */
  readonly tests: number | undefined
}

/** ' … 12 of 65 files done, 2310 tests. Now: acceptance/kill.test.ts (0 of 1 test, 31 s)' */
export function progressLine(progress: {
  readonly files: number
  readonly filesDone: number
  readonly testsDone: number
  readonly running: readonly RunningFile[]
  readonly nowMs: number
}): string {
  const now = progress.running.map(({ name, sinceMs, testsDone, tests }) => {
    const seconds = Math.round((progress.nowMs - sinceMs) / 1000)
    return `${name} (${tests === undefined ? 'loading' : `${testsDone} of ${tests} ${tests === 1 ? 'test' : 'tests'}`}, ${seconds} s)`
  })
  const done = ` … ${progress.filesDone} of ${progress.files} files done, ${progress.testsDone} tests.`
  return now.length === 0 ? done : `${done} Now: ${now.join(', ')}`
}

const namesMax = 10

/** One line that is not overlooked: what this machine could not test. */
export function skippedLine(names: readonly string[]): string {
  const more = names.length > namesMax ? `; and ${names.length - namesMax} more` : ''
  return `\n!! ${names.length} SKIPPED, for this machine has not what they need: ${names.slice(0, namesMax).join('; ')}${more}\n`
}
