import type { FastifyInstance } from 'fastify'

/**
 * The service's own Java SDK looks a header of its protocols up by X-Subject-Token, exactly so; the framework writes names in lower case. Those of the protocols begin
 * with X; HTTP's own are read in any case by everybody.
 */
export function addHeaderCase(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (!name.startsWith('x-') || value === undefined) continue
      reply.removeHeader(name)
      reply.raw.setHeader(inWords(name), value)
    }
    done(null, payload)
  })
}

/** The names are those that our own code gives, so they are few. */
const known = new Map<string, string>()

/** x-subject-token → X-Subject-Token */
function inWords(name: string): string {
  const before = known.get(name)
  if (before !== undefined) return before
  const made = name.replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase())
  known.set(name, made)
  return made
}
