import { Type } from 'typebox'
import { nextTurn } from '../../../base/next-turn.ts'
import { openApiText } from '../open-api/document.ts'
import { NONE, type Operation, publicOperation } from '../operation.ts'
import { JsonText } from '../reply.ts'

/**
 * The document of the calls. Anybody may read it: it says what this version answers, which its sources say too, and nothing of this server but the address that it was asked at.
 * @param operations asked for with the first call, since the document tells of itself
 */
export function openApiOperations(operations: () => readonly Operation[]): readonly Operation[] {
  let made: Promise<string> | undefined
  const get = publicOperation({
    name: 'causeway.open-api.get',
    protocol: 'causeway',
    method: 'GET',
    path: '/openapi.json',
    permission: '',
    summary: 'The calls of this server as OpenAPI 3.1, for tools and generated clients',
    status: 200,
    schemas: {
      params: NONE,
      query: NONE,
      body: NONE,
      response: Type.Object({
        openapi: Type.String(),
        servers: Type.Array(Type.Object({ url: Type.String() })),
        paths: Type.Record(Type.String(), Type.Object({})),
      }),
    },
    handle: async ({ baseUrl }) => {
      made ??= openApiText(operations(), nextTurn)
      const document = await made
      // Whoever asks may name the server otherwise each time: only the name is made anew.
      return { body: new JsonText(`{"servers":${JSON.stringify([{ url: baseUrl() }])},${document.slice(1)}`) }
    },
  })
  return [get]
}
