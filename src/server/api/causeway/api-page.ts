import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { lookup } from '../../../base/lookup.ts'
import { NONE, type Operation, publicStream } from '../operation.ts'

const PATH = '/api-docs'
const OWN = join(import.meta.dirname, 'api-page')
const HTML = 'text/html; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'
const STYLE = 'text/css; charset=utf-8'

/** What the page is made of: where it is, and what it is sent as. */
const FILES = lookup<{ readonly of: 'own' | 'swagger-ui'; readonly contentType: string }>({
  'page.mjs': { of: 'own', contentType: SCRIPT },
  'page.css': { of: 'own', contentType: STYLE },
  'swagger-ui-bundle.js': { of: 'swagger-ui', contentType: SCRIPT },
  'swagger-ui.css': { of: 'swagger-ui', contentType: STYLE },
  'favicon-32x32.png': { of: 'swagger-ui', contentType: 'image/png' },
})

/** All that the page runs and asks comes from this server, and no script stands in it. Swagger UI sets styles in its elements. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const HEADERS = { 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' }

const page = publicStream({
  name: 'causeway.api-page.get',
  protocol: 'causeway',
  method: 'GET',
  path: PATH,
  permission: '',
  summary: 'A page to read and to try the calls with',
  status: 200,
  contentType: HTML,
  schemas: { params: NONE, query: NONE, body: NONE, response: Type.String() },
  handle: async () => ({ headers: HEADERS, pieces: createReadStream(join(OWN, 'page.html')) }),
})

const file = publicStream({
  name: 'causeway.api-page.file',
  protocol: 'causeway',
  method: 'GET',
  path: `${PATH}/{file}`,
  permission: '',
  summary: 'A script or a style of that page',
  status: 200,
  contentType: '*/*',
  schemas: { params: Type.Object({ file: Type.String({ minLength: 1 }) }), query: NONE, body: NONE, response: Type.String() },
  handle: async ({ params }) => {
    const known = FILES[params.file]
    if (known === undefined) {
      throw new CausewayError('not-found', 'The page has no such file', { hint: `The page is ${PATH}.` })
    }
    const folder = known.of === 'own' ? OWN : dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
    return { contentType: known.contentType, headers: HEADERS, pieces: createReadStream(join(folder, params.file)) }
  },
})

export const apiPageOperations: readonly Operation[] = [page, file]
