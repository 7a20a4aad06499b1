import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../../base/fields.ts'
import { type ApiLab, startLab } from './fixtures/api-lab.ts'
import { operations } from './operations.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

describe('whatever is sent, no call answers 5xx', () => {
  const strange: readonly unknown[] = [
    '',
    'x'.repeat(5000),
    '\u0000',
    'ü😀\u202e',
    "'; DROP TABLE queues; --",
    '../../etc/passwd',
    '$' + '{jndi}',
    '%s%n',
    '-1',
    '99999999999999999999',
    '1e999',
    'null',
    'true',
    -1,
    0,
    1.5,
    2 ** 60,
    true,
    null,
    [],
    {},
    [[]],
    [null],
    { a: { b: [] } },
    { __proto__: 1, constructor: 2 },
  ]

  // What answers in pieces may never end.
  const inOnePiece = operations.filter(({ reply }) => reply.kind === 'json')
  it.each(inOnePiece.map((operation) => ({ name: operation.name, operation })))('$name', async ({ operation }) => {
    const fields = Object.entries(operation.schemas.body.properties)
    const path = (value: unknown): string =>
      operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
        name === 'project_id' ? lab.projectId : encodeURIComponent(String(value).toWellFormed()),
      )
    const bodies: unknown[] = [...strange, ...fields.flatMap(([field]) => strange.map((value) => ({ [field]: value })))]
    // Every field at once, so that what stands behind the first mandatory one is reached too.
    for (const value of strange) bodies.push(filled(operation.schemas.body, value))
    const targets = strange.map((value) => path(isRecord(value) || Array.isArray(value) ? 'x' : value))
    const query = Object.keys(operation.schemas.query.properties)
    for (const value of strange) {
      const text = encodeURIComponent(String(value).toWellFormed())
      for (const name of query)
        targets.push(`${path('x')}?${name.replaceAll('_', '-')}=${text}&${name}=${text}`, `${path('x')}?${name}=${text}`)
    }
    let answers = 0
    const check = async (target: string, body?: unknown): Promise<void> => {
      const answer = await lab.call(operation.method, target, body === undefined ? {} : { body })
      // readyz says 503 on purpose; nothing else may. Only what is wrong is put into words: there are tens of thousands of answers.
      if (answer.status >= 500 && operation.name !== 'causeway.health.ready')
        expect.fail(`${operation.method} ${target} ${JSON.stringify(body)?.slice(0, 200)}: ${answer.status} ${answer.text.slice(0, 500)}`)
      if (answer.status >= 400 && answer.text !== '' && !/"(error_code|code)":/.test(answer.text))
        expect.fail(`${operation.method} ${target}: ${answer.text.slice(0, 500)}`)
      answers += 1
    }
    for (const target of targets) await check(target)
    for (const body of bodies) await check(path('x'), body)
    expect(answers).toBe(targets.length + bodies.length)
  })

  function filled(schema: { readonly properties: Readonly<Record<string, unknown>> }, value: unknown): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        name,
        isRecord(property) && isRecord(property['properties']) ? filled({ properties: property['properties'] }, value) : value,
      ]),
    )
  }
})
