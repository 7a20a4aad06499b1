import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompatClient } from '../support/client.ts'
import { findProgram, prepare, runShown } from '../support/programs.ts'

const FILES = ['go.mod', 'go.sum', 'main.go'] as const

export const goSdk: CompatClient = {
  name: 'go-sdk',
  about: 'huaweicloud-sdk-go-v3: the procedure',
  proves: true,
  run: async ({ lab, cache }) => {
    const go = await findProgram('go', 'CAUSEWAY_COMPAT_GO', 'Install Go 1.21 or later.')
    for (const file of FILES) await copyFile(join(import.meta.dirname, file), join(cache, file))
    const program = join(cache, 'procedure')
    await prepare(go, ['build', '-p', '1', '-o', program, '.'], cache)
    await runShown(program, [], cache, lab.env)
  },
}
