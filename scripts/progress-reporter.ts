import type { Reporter, TestCase, TestModule, TestSpecification } from 'vitest/node'
import { progressLine, type RunningFile, skippedLine } from './progress-text.ts'

const tellEveryMs = 15_000

/**
 * Beside vitest's own reporter, which off a terminal says something of a file only at its end: what runs, how long it has run, how much is done. At the end
 * one line names what this machine could not test.
 */
export default class ProgressReporter implements Reporter {
  readonly #running = new Map<string, RunningFile>()
  readonly #skipped: string[] = []
  #files = 0
  #filesDone = 0
  #testsDone = 0
  #timer: NodeJS.Timeout | undefined

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#files = specifications.length
    if (this.#files < 2 || process.stdout.isTTY) return
    console.log(
      `\n${this.#files} files with tests, some of them on real servers, databases and processes: minutes, on a busy machine many.\n`,
    )
    this.#timer = setInterval(() => console.log(progressLine(this.#progress())), tellEveryMs)
    this.#timer.unref()
  }

  onTestModuleQueued(file: TestModule): void {
    this.#running.set(file.relativeModuleId, { name: file.relativeModuleId, sinceMs: performance.now(), testsDone: 0, tests: undefined })
  }

  onTestModuleCollected(file: TestModule): void {
    const running = this.#running.get(file.relativeModuleId)
    if (running !== undefined) this.#running.set(running.name, { ...running, tests: [...file.children.allTests()].length })
  }

  onTestCaseResult(test: TestCase): void {
    this.#testsDone += 1
    if (test.result().state === 'skipped') this.#skipped.push(`${test.module.relativeModuleId} > ${test.fullName}`)
    const running = this.#running.get(test.module.relativeModuleId)
    if (running !== undefined) this.#running.set(running.name, { ...running, testsDone: running.testsDone + 1 })
  }

  onTestModuleEnd(file: TestModule): void {
    this.#filesDone += 1
    this.#running.delete(file.relativeModuleId)
  }

  onTestRunEnd(): void {
    clearInterval(this.#timer)
    if (this.#skipped.length > 0) console.log(skippedLine(this.#skipped))
  }

  #progress(): Parameters<typeof progressLine>[0] {
    return {
      files: this.#files,
      filesDone: this.#filesDone,
      testsDone: this.#testsDone,
      running: [...this.#running.values()],
      nowMs: performance.now(),
    }
  }
}
