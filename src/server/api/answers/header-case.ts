import type { FastifyReply } from 'fastify'

/**
 * Sets headers of an answer. The service's own Java SDK looks a header of its protocols up by X-Subject-Token, exactly so; the framework writes names in lower case. Those of the
 * protocols begin with X, and keep the case that they are given in; HTTP's own are read in any case by everybody.
 */
export function setHeaders(reply: FastifyReply, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('X-')) reply.raw.setHeader(name, value)
    else reply.header(name, value)
  }
}
