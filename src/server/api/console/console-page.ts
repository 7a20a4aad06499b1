import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { NONE, type Operation, publicBytes } from '../operation.ts'
import { BUILT_FOLDER, findBuiltFile } from './built-console.ts'

const PATH = '/console'
const HTML = 'text/html; charset=utf-8'

/** All that the page runs and asks comes from this server, and no script stands in it. The components set styles in their elements. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}
const UNKEPT = { 'Cache-Control': 'no-store' }
/** Its name has a hash of what is in it. */
const KEPT = { 'Cache-Control': 'public, max-age=31536000, immutable' }

const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Causeway: the console is not built</title></head>
<body>
<h1>The console is not built</h1>
<p>This server answers the API, and its console is not there yet. In the folder of Causeway run</p>
<pre>npm run build-console</pre>
<p>and open this page again; <code>npm start</code> does it by itself. Every call can be read and tried at <a href="/api-docs">/api-docs</a>.</p>
</body>
</html>
`

const Bytes = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' })

/** What a browser is sent first; how to build the console, where the folder has none. */
export async function consolePage(
  accepted: string,
  folder = BUILT_FOLDER,
): Promise<{ readonly status?: number; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array }> {
  const built = await findBuiltFile('index.html', accepted, folder)
  if (built === undefined) return { status: 503, headers: { ...HEADERS, ...UNKEPT, 'Content-Type': HTML }, body: Buffer.from(NOT_BUILT) }
  return { headers: { ...HEADERS, ...UNKEPT, ...built.headers }, body: built.bytes }
}

const index = publicBytes({
  name: 'causeway.console.get',
  protocol: 'causeway',
  console: 'page',
  method: 'GET',
  path: PATH,
  permission: '',
  summary: 'The console: pages for a browser',
  status: 200,
  otherStatuses: [503],
  contentType: HTML,
  schemas: { params: NONE, query: NONE, body: NONE, response: Bytes },
  handle: async ({ header }) => await consolePage(header('accept-encoding')),
})

/** Each of its pages is the same text, whose script looks where it is. */
const file = publicBytes({
  name: 'causeway.console.file',
  protocol: 'causeway',
  console: 'page',
  method: 'GET',
  path: `${PATH}/{path}`,
  restOfPath: 'path',
  permission: '',
  summary: 'A page of the console, or a file that it is made of',
  status: 200,
  otherStatuses: [404, 503],
  contentType: '*/*',
  schemas: { params: Type.Object({ path: Type.String() }), query: NONE, body: NONE, response: Bytes },
  handle: async ({ params, header }) => {
    const accepted = header('accept-encoding')
    if (/^[a-z-]*\/?$/.test(params.path)) return await consolePage(accepted)
    const built = await findBuiltFile(params.path, accepted)
    if (built !== undefined) return { headers: { ...HEADERS, ...(built.isHashed ? KEPT : UNKEPT), ...built.headers }, body: built.bytes }
    // Who opens a page that there is none of reads so in the console itself; a program, a script and an image do not ask for a page.
    if (header('accept').includes('text/html')) return { status: 404, ...(await consolePage(accepted)) }
    throw new CausewayError('not-found', 'The console has no such file', {
      hint: 'Load the page again: the console may have been built anew since it was opened.',
    })
  },
})

export const consolePageOperations: readonly Operation[] = [index, file]
