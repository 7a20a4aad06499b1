import type { FastifyBaseLogger } from 'fastify'
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

type Child = FastifyBaseLogger['child']

/**
 * The log for the framework: it makes a child of it for itself, and of that one for each request. A factory of one's own for the latter would do as well, but what it gives is looked through
 * for its methods with each request.
 */
export function requestLogs(log: FastifyBaseLogger): FastifyBaseLogger {
  return withChild(log, (...own) => {
    const parent = log.child(...own)
    return withChild(parent, (...ofRequest) => new RequestLog(parent, () => parent.child(...ofRequest)))
  })
}

function withChild(log: FastifyBaseLogger, child: Child): FastifyBaseLogger {
  const made: FastifyBaseLogger = Object.create(log)
  made.child = child
  return made
}
