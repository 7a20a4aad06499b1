import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

const PATH = '/v2.0/{p}/resources'
const BUCKET = '/causeway/v1/{p}/buckets/packages'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
  const folder = join(lab.home, 'buckets', 'packages', 'lib')
  await mkdir(folder, { recursive: true })
  for (const name of ['a.jar', 'b.py', 'empty.txt']) await writeFile(join(folder, name), name === 'empty.txt' ? '' : '{}')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const at = (name: string) => `obs://packages/lib/${name}`
const add = (body: Readonly<Record<string, unknown>>, part = '') => lab.call('POST', `${PATH}${part}`, { body })
const gone = { status: 404, body: { error_code: 'DLI.0002' } }

describe('packages', () => {
  it('are objects of a bucket by their names, in a group, shown flat and without is_success', async () => {
    const made = await add({ paths: [at('a.jar')], kind: 'jar', group: 'g' })
    const one = {
      create_time: expect.any(Number),
      update_time: expect.any(Number),
      resource_type: 'jar',
      resource_name: 'a.jar',
      status: 'READY',
      underlying_name: 'a.jar',
      owner: lab.user,
    }
    expect(made).toMatchObject({
      status: 201,
      body: { group_name: 'g', status: 'READY', resources: ['a.jar'], details: [one], owner: lab.user },
    })
    expect((await lab.call('GET', `${PATH}/a.jar?group=g`)).body).toEqual(one)
    expect(await lab.call('GET', `${PATH}/a.jar`)).toMatchObject(gone)
    const { body } = await lab.call('GET', PATH)
    expect(body).toMatchObject({ total: 1, modules: [], resources: [one], groups: [{ group_name: 'g', resources: ['a.jar'] }] })
    const removed = await lab.call('DELETE', `${PATH}/a.jar?group=g`)
    expect([removed.status, removed.text]).toEqual([200, ''])
    expect(await lab.call('DELETE', `${PATH}/a.jar?group=g`)).toMatchObject(gone)
    expect((await lab.call('GET', `${BUCKET}/objects/lib/a.jar`)).status).toBe(200)
  })

  it('trap: Terraform adds to a group that there is by jars, pyfiles and files, and takes the name out of resources', async () => {
    await add({ paths: [at('a.jar')], kind: 'jar', group: 'mixed' })
    expect(await add({ paths: [at('b.py')], group: 'mixed' }, '/pyfiles')).toMatchObject({ status: 201, body: { resources: ['b.py'] } })
    expect(await add({ paths: [at('empty.txt')], group: 'mixed' }, '/files')).toMatchObject({
      status: 201,
      body: { resources: ['empty.txt'] },
    })
    expect(await add({ paths: [at('a.jar')] }, '/jars')).toMatchObject({ status: 201, body: { group_name: '', resources: ['a.jar'] } })
    const groups = listOf((await lab.call('GET', PATH)).body['groups'])
    expect(groups).toMatchObject([{ group_name: 'mixed', resources: ['a.jar', 'b.py', 'empty.txt'] }])
    expect(listOf((await lab.call('GET', `${PATH}?kind=pyFile`)).body['resources'])).toMatchObject([{ resource_name: 'b.py' }])
  })

  it('are all added or none: each object has to be there', async () => {
    for (const paths of [[at('a.jar'), at('nothing.jar')], ['obs://no-such-bucket/a.jar']])
      expect(await add({ paths, kind: 'jar', group: 'none' })).toMatchObject({ ...gone, status: 400 })
    expect(await lab.call('GET', `${PATH}/a.jar?group=none`)).toMatchObject(gone)
  })

  it('are given to another user, one or all of a group', async () => {
    await lab.addUser({ name: 'heir' })
    await add({ paths: [at('a.jar'), at('empty.txt')], kind: 'file', group: 'owned' })
    const give = (body: Readonly<Record<string, unknown>>) => lab.call('PUT', `${PATH}/owner`, { body: { group_name: 'owned', ...body } })
    const owners = async () =>
      listOf((await lab.call('GET', PATH)).body['groups']).find((one) => one['group_name'] === 'owned')?.['details']
    expect(await give({ new_owner: 'heir', resource_name: 'a.jar' })).toMatchObject({ status: 200, body: { is_success: true } })
    expect(await owners()).toMatchObject([{ owner: 'heir' }, { owner: lab.user }])
    expect(await give({ new_owner: 'heir' })).toMatchObject({ status: 200 })
    expect(await owners()).toMatchObject([{ owner: 'heir' }, { owner: 'heir' }])
    expect(await give({ new_owner: 'nobody' })).toMatchObject({
      ...gone,
      body: { error_msg: expect.stringContaining('No such user. userName:nobody.') },
    })
  })

  it('of others are not given away by a writer, who gives the own ones', async () => {
    const writer = await lab.addUser({ name: 'pat', isAdmin: false })
    await lab.call('PUT', '/causeway/v1/projects/{p}/roles', { body: { user_name: 'pat', role: 'writer' } })
    await add({ paths: [at('a.jar')], kind: 'jar', group: 'taken' })
    const body = { group_name: 'taken', resource_name: 'a.jar' }
    const give = (new_owner: string, keys?: typeof writer) =>
      lab.call('PUT', `${PATH}/owner`, { body: { ...body, new_owner }, ...(keys === undefined ? {} : { keys }) })
    expect(await give('pat', writer)).toMatchObject({ status: 403 })
    expect(await give('pat')).toMatchObject({ status: 200 })
    expect(await give('heir', writer)).toMatchObject({ status: 200 })
  })

  it.each([
    ['no paths', { paths: [], kind: 'jar' }],
    ['a path that is none', { paths: ['a.jar'], kind: 'jar' }],
    ['a kind that there is not', { paths: [at('a.jar')], kind: 'war' }],
  ])('are refused with %s', async (_what, body) => {
    expect(await add(body)).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
  })
})

describe('packages by other words for their place', () => {
  it.each(['s3a://packages/lib/b.py', 'https://packages.obs.cn-north-1.myhuaweicloud.com/lib/b%2Epy'])(
    'are named as %s, too',
    async (path) => {
      const group = `named_${path.slice(0, 5).replace(/\W/g, '')}`
      expect(await add({ paths: [path], kind: 'pyFile', group })).toMatchObject({ status: 201, body: { resources: ['b.py'] } })
    },
  )

  it.each(['https://packages.example.com/lib/b.py', 'https://packages.obs.x.com/lib/%zz', 'https://packages.obs.x.com/../b.py'])(
    'are not found at %s',
    async (path) => {
      expect(await add({ paths: [path], kind: 'pyFile', group: 'elsewhere' })).toMatchObject({ status: 400 })
    },
  )
})
