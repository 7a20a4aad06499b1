type Conf = Readonly<Record<string, string>>

/** Each statement is waited for, whatever its job would do. */
const WAITING = 'dli.sql.sqlasync.enabled'
const OF_JOBS = /^(?:dli|causeway)\./i

const some = (conf: Conf, wanted: (name: string) => boolean): Conf =>
  Object.fromEntries(Object.entries(conf).filter(([name]) => wanted(name)))

/** What goes with each statement, before what its session has: limits, and what is kept of rows. */
export const jobConf = (conf: Conf): Conf => some(conf, (name) => OF_JOBS.test(name) && name !== WAITING)

/** What the session begins with, and SET changes: settings of Spark, and variables. */
export const sessionConf = (conf: Conf): Conf => some(conf, (name) => !OF_JOBS.test(name))
