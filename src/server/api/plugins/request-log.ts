import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify'
import { lookup } from '../../../base/lookup.ts'

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'
const LEVELS: Readonly<Record<string, number>> = lookup({ trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: 70 })

/** The log of one request, with its id in each line. Most requests write none, so the logger that has the id is made with the first line. */
class RequestLog implements FastifyBaseLogger {
  readonly #make: () => FastifyBaseLogger
  readonly #parent: FastifyBaseLogger
  #made: FastifyBaseLogger | undefined

  constructor(parent: FastifyBaseLogger, make: () => FastifyBaseLogger) {
    this.#parent = parent
    this.#make = make
  }

  get level(): string {
    return this.#parent.level
  }
  child(...given: Parameters<FastifyBaseLogger['child']>): FastifyBaseLogger {
    return this.#logger().child(...given)
  }
  trace(...line: unknown[]): void {
    this.#write('trace', line)
  }
  debug(...line: unknown[]): void {
    this.#write('debug', line)
  }
  info(...line: unknown[]): void {
    this.#write('info', line)
  }
  warn(...line: unknown[]): void {
    this.#write('warn', line)
  }
  error(...line: unknown[]): void {
    this.#write('error', line)
  }
  fatal(...line: unknown[]): void {
    this.#write('fatal', line)
  }
  silent(): void {}

  #write(level: Level, line: readonly unknown[]): void {
    if ((LEVELS[level] ?? 0) < (LEVELS[this.#parent.level] ?? 0)) return
    const logger = this.#logger()
    Reflect.apply(logger[level], logger, line)
  }

  #logger(): FastifyBaseLogger {
    this.#made ??= this.#make()
    return this.#made
  }
}

export const requestLog: NonNullable<FastifyServerOptions['childLoggerFactory']> = (logger, bindings, options) =>
  new RequestLog(logger, () => logger.child(bindings, options))
