import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompatClient } from '../support/client.ts'
import { findProgram, prepare, runShown } from '../support/programs.ts'

const FILES = ['package.json', 'package-lock.json'] as const

export const nodeSdk: CompatClient = {
  name: 'node-sdk',
  about: '@huaweicloud/huaweicloud-sdk-core of npm, which signs and sends: the procedure',
  proves: true,
  run: async ({ lab, cache }) => {
    const npm = await findProgram('npm', 'CAUSEWAY_COMPAT_NPM', 'Install Node.js with npm.')
    for (const file of FILES) await copyFile(join(import.meta.dirname, file), join(cache, file))
    await prepare(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], cache)
    await runShown(process.execPath, [join(import.meta.dirname, 'procedure.cjs')], cache, lab.env)
  },
}
