import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export const SPARK_VERSION = '3.3.1'
const ARTIFACT = `org.apache.spark:spark-sql_2.12:${SPARK_VERSION}:jar:tests`
const JAR = `spark-sql_2.12-${SPARK_VERSION}-tests.jar`

/** Where what is fetched and made from it is kept: outside the tree, so that nothing of it is ever committed. */
export function cacheFolder(): string {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'causeway', `spark-golden-${SPARK_VERSION}`)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** The path of Spark's jar of tests, fetched by Maven the first time. */
export function sparkTestsJar(): string {
  const folder = cacheFolder()
  const jar = join(folder, JAR)
  if (existsSync(jar)) return jar
  console.error(`Fetching ${ARTIFACT} (20 MB, once) …`)
  const fetched = spawnSync('mvn', ['-q', '-B', 'dependency:copy', `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${folder}`], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (!existsSync(jar)) {
    const why = fetched.error === undefined ? fetched.stdout.trim() : 'there is no mvn here'
    throw new Error(`${JAR} is needed in ${folder}: install Maven (mvn), or put the file there yourself. (${why})`)
  }
  return jar
}
