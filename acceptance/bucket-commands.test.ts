import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CommandLab, openCommandLab } from './support/command-lab.ts'
import type { Person } from './support/command-line.ts'

let lab: CommandLab
let ada: Person
let did: CommandLab['did']
beforeAll(async () => {
  lab = await openCommandLab()
  ;({ ada, did } = lab)
})
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
})

it('a bucket is made, filled, emptied and deleted', async () => {
  await did('bucket create landing')
  await writeFile(join(ada.home, 'a.csv'), '1\n')
  await did('put a.csv obs://landing/in/')
  expect(await ada.run(['get', 'obs://landing/in/b.csv', '-'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('List the objects of the bucket: causeway ls obs://landing.'),
  })
  expect(await ada.run(['bucket', 'delete', 'landing'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/there is in\/a\.csv\.\n.*causeway ls obs:\/\/landing/),
  })
  expect(await ada.run(['rm', 'obs://landing/in/'])).toMatchObject({ code: 2, stderr: expect.stringContaining('one is deleted at a time') })
  expect(await ada.run(['rm', 'obs://landing/in/a'])).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no object') })
  expect((await did('rm obs://landing/in/a.csv')).stderr).toBe('obs://landing/in/a.csv is deleted\n')
  await did('bucket delete landing')
  expect((await did('bucket list')).stdout).not.toContain('landing')
})

it('files go into a bucket and come back as they are, and are listed', async () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251))
  await writeFile(join(ada.home, 'a ä.bin'), bytes)
  expect((await did('bucket create files')).stderr).toContain('files is made')
  expect((await did('bucket list')).stdout).toMatch(/^files$/m)
  expect((await did('bucket show files')).stdout).toMatch(/^name +files$/m)
  const put = await ada.run(['put', 'a ä.bin', 'obs://files/some/'])
  expect(put, put.stderr).toMatchObject({ code: 0 })
  expect((await did('ls')).stdout).toContain('obs://files/\n')
  expect((await did('ls obs://')).stdout).toContain('obs://files/\n')
  expect((await did('ls obs://files/some')).stdout).toMatch(/^100000 .* obs:\/\/files\/some\/a ä\.bin$/m)
  const got = await ada.run(['get', 'obs://files/some/a ä.bin', 'b.bin'])
  expect(got, got.stderr).toMatchObject({ code: 0 })
  expect((await readFile(join(ada.home, 'b.bin'))).equals(bytes)).toBe(true)
  expect(await ada.run(['get', 'obs://files/some/a ä.bin', 'b.bin'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there already'),
  })
  expect(await ada.run(['get', 'obs://files/nothing'])).toMatchObject({ code: 1 })
  await expect(access(join(ada.home, 'nothing'))).rejects.toThrow('ENOENT')
  expect(await ada.run(['put', 'nothing', 'obs://files/'])).toMatchObject({ code: 2 })
  await mkdir(join(ada.home, 'into'))
  const into = await ada.run(['get', 'obs://files/some/a ä.bin', 'into'])
  expect(into, into.stderr).toMatchObject({ code: 0 })
  expect((await readFile(join(ada.home, 'into/a ä.bin'))).equals(bytes)).toBe(true)
  expect(await ada.run(['get', 'obs://files/', 'into'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('causeway ls obs://files/ lists'),
  })
  expect(await ada.run(['put', '.', 'obs://files/'])).toMatchObject({ code: 2, stderr: expect.stringContaining('. is a folder') })
  expect(await ada.run(['put', '/dev/null', 'obs://files/'])).toMatchObject({ code: 2, stderr: expect.stringContaining('is no file') })
})
