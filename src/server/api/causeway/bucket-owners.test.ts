import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AddedUser, type Answer, type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
/** Administers a project of their own. */
let stranger: AddedUser
beforeAll(async () => {
  lab = await startLab()
  stranger = await lab.addUser({ name: 'stranger', domain: 'other_domain' })
  const shared = join(lab.home, 'buckets', 'everybodys')
  await mkdir(shared, { recursive: true })
  await writeFile(join(shared, 'a.csv'), '1\n')
  expect(await asOwner('PUT', '/own')).toMatchObject({ status: 201 })
  await writeFile(join(lab.home, 'project-buckets', lab.projectId, 'own', 'a.csv'), '1\n')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'
const asOwner = (method: Method, path: string) => lab.call(method, `/causeway/v1/${lab.projectId}/buckets${path}`)
const asStranger = (method: Method, path: string) =>
  lab.call(method, `/causeway/v1/${stranger.projectId}/buckets${path}`, { keys: stranger })
const namesOf = (answer: { readonly body: Readonly<Record<string, unknown>> }): readonly unknown[] =>
  listOf(answer.body['buckets']).map(({ name }) => name)

describe('a bucket that a project has made', () => {
  it('is seen there, and is none in another project: not listed, not read, not written', async () => {
    expect(namesOf(await asOwner('GET', ''))).toEqual(['everybodys', 'own'])
    expect(namesOf(await asStranger('GET', ''))).toEqual(['everybodys'])
    for (const [method, path] of [
      ['GET', 'objects'],
      ['GET', 'objects/a.csv'],
      ['DELETE', 'objects/a.csv'],
    ] as const) {
      const refused = await asStranger(method, `/own/${path}`)
      const unknown = await asStranger(method, `/no-such/${path}`)
      const error = (answer: Answer, name: string) => String(answer.body['error_msg']).replaceAll(name, 'x')
      expect([refused.status, error(refused, 'own')]).toEqual([404, error(unknown, 'no-such')])
    }
    expect((await asOwner('GET', '/own/objects/a.csv')).text).toBe('1\n')
    expect((await asStranger('GET', '/everybodys/objects/a.csv')).text).toBe('1\n')
  })

  it('is deleted by nobody else, and a shared one by none', async () => {
    const error = ({ body }: Answer) => [body['error_code'], body['error_msg']]
    expect(error(await asStranger('DELETE', '/own'))).toEqual(['not-found', expect.stringContaining('There is no bucket named own')])
    expect(error(await asOwner('DELETE', '/everybodys'))).toEqual(['forbidden', expect.stringContaining('is shared by all projects')])
    expect((await asOwner('GET', '/own/objects/a.csv')).text).toBe('1\n')
  })

  it('is none for tables, exports and packages of another project', async () => {
    const call = (path: string, body: unknown) => lab.call('POST', `${path.replace('{p}', stranger.projectId)}`, { body, keys: stranger })
    const table = { table_name: 't', data_location: 'OBS', data_type: 'csv', columns: [{ column_name: 'a', type: 'int' }] }
    const tables = '/v1.0/{p}/databases/shop/tables'
    expect((await call('/v1.0/{p}/databases', { database_name: 'shop' })).status).toBe(200)
    for (const bucket of ['own', 'no-such']) {
      const made = await call(tables, { ...table, data_path: `obs://${bucket}/f` })
      expect(made.text).toContain(`There is no bucket named ${bucket}`)
      const named = await call('/v2.0/{p}/resources', { paths: [`obs://${bucket}/a.csv`], kind: 'file' })
      expect(named.text).toContain(`There is no bucket named ${bucket}`)
    }
  })

  it('takes no name from another project, which makes one of that name, with other files in it', async () => {
    expect((await asStranger('PUT', '/own')).status).toBe(201)
    expect((await asStranger('GET', '/own/objects')).body).toEqual({ objects: [] })
    expect(listOf((await asOwner('GET', '/own/objects')).body['objects'])).toMatchObject([{ key: 'a.csv' }])
    for (const each of [asOwner, asStranger]) {
      for (const name of ['own', 'everybodys']) expect((await each('PUT', `/${name}`)).status).toBe(409)
    }
  })
})
