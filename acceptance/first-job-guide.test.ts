import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPostgres } from '../testing/postgres.ts'
import type { Api } from './support/api.ts'
import { inPostgres, openServer } from './support/lab.ts'
import { tokenOf } from './support/log-in.ts'
import { AS_DELIVERED } from './support/server.ts'

const guide = readFileSync(new URL('../docs/guides/first-job.md', import.meta.url), 'utf8')
const networks = readFileSync(new URL('../docs/guides/networks.md', import.meta.url), 'utf8')
const blocksOf = (text: string): readonly string[] => [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)
/** How the database of the guide to networks is reached, then all that follows from it. */
const networkBlocks = [blocksOf(networks).find((block) => block.includes('"kind":"forward"')) ?? '', blocksOf(networks)[0] ?? '']
/** What is asked again until it is as the guide says. */
const AGAIN = /^call GET \S*(connection-test\/\$TASK|jobs\/\$JOB\/status|enhanced-connections\/\$CONNECTION )/

let api: Api
let postgres: Awaited<ReturnType<typeof startPostgres>>
beforeAll(async () => {
  ;[api, postgres] = await Promise.all([openServer(AS_DELIVERED), startPostgres()])
  await inPostgres(postgres, 'CREATE TABLE orders AS SELECT g AS id FROM generate_series(1, 10) g')
})
afterAll(async () => {
  await api?.server.close()
  await postgres?.stop()
})

it('the guide to the first job is pasted as it is, that to networks behind it, and both end with the rows', async () => {
  const given = { '<project id>': api.projectId, '<the token that the printed curl line put into $TOKEN>': `'${await tokenOf(api)}'` }
  let text = [...blocksOf(guide), ...networkBlocks]
    .join('\n')
    .replace('http://127.0.0.1:8600', api.server.endpoint)
    .replaceAll('"to":"127.0.0.1:5432"', `"to":"127.0.0.1:${postgres.port}"`)
    .replaceAll('"password":"…"', `"password":"${postgres.password}"`)
    // Whom and what the database of the tests has.
    .replace('"user_name":"reader"', `"user_name":"${postgres.user}"`)
    .replace(':5432/shop', ':5432/postgres')
  for (const [placeholder, value] of Object.entries(given)) text = text.replace(placeholder, () => value)
  const pasted = text
    .split('\n')
    .map((line) =>
      AGAIN.test(line)
        ? `while ${line.replace(/ +#.*/, '')} | tee -a /dev/stderr | grep -qE '"(CREATING|CONNECTING|LAUNCHING|RUNNING)"'; do sleep 1; done`
        : line,
    )
    .join('\n')
  expect(pasted).not.toMatch(/[<…]/)
  // A pipe of the shell's own: what node gives a program for its standard error cannot be opened by its name, as tee does.
  const { stdout: said } = await promisify(execFile)('bash', ['-c', `{ ${pasted}\n} 2>&1 | cat`], {
    env: { PATH: process.env['PATH'] ?? '' },
  })
  expect(said).not.toContain('"error_code"')
  expect(said).not.toContain('"is_success":false')
  expect(said).toContain('REACHABLE')
  expect(said).toContain('"FINISHED"')
  expect(said.split('"rows":[[10]]')).toHaveLength(3)
})
