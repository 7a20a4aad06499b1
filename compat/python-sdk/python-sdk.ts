import { join } from 'node:path'
import type { CompatClient } from '../support/client.ts'
import { runShown } from '../support/programs.ts'
import { pythonWith } from '../support/python.ts'

/** The SDK of PyPI: the procedure as its documents tell it, then every served operation once, each answer checked against the SDK's own model. */
export const pythonSdk: CompatClient = {
  name: 'python-sdk',
  about: 'huaweicloudsdkdli of PyPI: the procedure, and every served operation once',
  proves: true,
  run: async ({ lab, cache, args }) => {
    const python = await pythonWith(join(import.meta.dirname, 'requirements.txt'), cache)
    for (const program of args.length === 0 ? ['procedure.py', 'operations.py'] : args)
      await runShown(python, ['-B', join(import.meta.dirname, program)], cache, lab.env)
  },
}
