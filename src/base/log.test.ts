import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const PROGRAM = `
import { createLog } from ${JSON.stringify(join(import.meta.dirname, 'log.ts'))}
const log = createLog('info')
for (let i = 0; i < 20000; i += 1) log.info({ i }, 'a line of some length, so that all of them are more than is kept')
console.log('goes on with', process.memoryUsage().external < 100 << 20)
`

it.skipIf(!existsSync('/dev/full'))('a log whose disk is full stops nobody, and is not kept without measure', () => {
  const full = openSync('/dev/full', 'w')
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', PROGRAM], {
    stdio: ['ignore', 'pipe', full],
    encoding: 'utf8',
  })
  closeSync(full)
  expect({ stdout, status }).toEqual({ stdout: 'goes on with true\n', status: 0 })
})
