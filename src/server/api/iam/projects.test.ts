import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
  for (const name of ['lab-2', 'lab-3', 'lab-4', 'lab-5'])
    expect(await lab.call('POST', '/causeway/v1/projects', { body: { name } })).toMatchObject({ status: 201 })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

/** All ids, as who follows `links.next` sees them, and how many pages that were. */
async function follow(first: string): Promise<{ readonly ids: readonly unknown[]; readonly pages: number }> {
  const ids: unknown[] = []
  let target: string | undefined = first
  let pages = 0
  while (target !== undefined && pages < 10) {
    const { status, body } = await lab.call('GET', target)
    expect(status).toBe(200)
    ids.push(...idsOf(body['projects']))
    pages += 1
    target = nextOf(body['links'])
  }
  return { ids, pages }
}

const idsOf = (projects: unknown): readonly unknown[] => (Array.isArray(projects) ? projects.map((each: { id: unknown }) => each.id) : [])

function nextOf(links: unknown): string | undefined {
  const next = typeof links === 'object' && links !== null ? Reflect.get(links, 'next') : undefined
  return typeof next === 'string' ? next.replace('http://lab.test', '') : undefined
}

it.each(['/v3/projects', '/v3/auth/projects'])('%s leads from page to page, each project once, and to its end', async (path) => {
  const all = idsOf((await lab.call('GET', path)).body['projects'])
  expect(all.length).toBe(5)
  expect(await follow(`${path}?page=1&per_page=2`)).toEqual({ ids: all, pages: 3 })
  expect(await follow(`${path}?page=1&per_page=5`)).toEqual({ ids: all, pages: 1 })
  expect(await follow(`${path}?page=1&per_page=1&name=lab-3`)).toMatchObject({ pages: 1 })
})

it('a page leads back as well, with what was asked for', async () => {
  const { body } = await lab.call('GET', '/v3/projects?page=2&per_page=2&enabled=true')
  expect(body['links']).toEqual({
    self: 'http://lab.test/v3/projects',
    next: 'http://lab.test/v3/projects?enabled=true&page=3&per_page=2',
    previous: 'http://lab.test/v3/projects?enabled=true&page=1&per_page=2',
  })
  expect((await lab.call('GET', '/v3/projects?page=9&per_page=2')).body['links']).toMatchObject({ next: null, previous: null })
})
