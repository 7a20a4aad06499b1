import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompatClient } from '../support/client.ts'
import { findProgram, prepare, runShown } from '../support/programs.ts'

export const javaSdk: CompatClient = {
  name: 'java-sdk',
  about: 'huaweicloud-sdk-dli of Maven Central: the procedure',
  proves: true,
  run: async ({ lab, cache }) => {
    const java = await findProgram('java', 'CAUSEWAY_COMPAT_JAVA', 'Install Java 17 or later.')
    const maven = await findProgram('mvn', 'CAUSEWAY_COMPAT_MAVEN', 'Install Maven.')
    const jars = join(cache, 'jars')
    await copyFile(join(import.meta.dirname, 'pom.xml'), join(cache, 'pom.xml'))
    await prepare(maven, ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`], cache)
    await runShown(java, ['-cp', join(jars, '*'), join(import.meta.dirname, 'Procedure.java')], cache, lab.env)
  },
}
