import { type TObject, type TSchema, Type } from 'typebox'
import type { FieldPart } from '../fields/field-classes.ts'
import type { Access, Operation } from '../operation.ts'
import { classedSchema } from './classed-schema.ts'
import type { Json } from './json.ts'

/**
 * The operations as OpenAPI 3.1, as JSON, whose schemas are those that the server checks requests with; `servers`, which says where a server is reached, is put in by who has one.
 *
 * @param turn awaited before each operation: all of them take a twentieth of a second
 */
export async function openApiText(operations: readonly Operation[], turn: () => Promise<void> | undefined): Promise<string> {
  const paths = new Map<string, string[]>()
  for (const operation of operations) {
    await turn()
    for (const [index, path] of [operation.path, ...(operation.otherPaths ?? [])].entries()) {
      const item = operationItem(operation, index === 0 ? operation.name : `${operation.name}.${index + 1}`)
      const items = paths.get(path) ?? []
      items.push(`${JSON.stringify(operation.method.toLowerCase())}:${JSON.stringify(item)}`)
      paths.set(path, items)
    }
  }
  const texts = [...paths].map(([path, items]) => `${JSON.stringify(path)}:{${items.join(',')}}`)
  return `${JSON.stringify(HEAD).slice(0, -1)},"paths":{${texts.join(',')}}}`
}

const text = { type: 'string' }
const extras = { hint: text, explanation: { type: 'object' }, place: { type: 'object' }, request_id: text }
/** Beside a code of the vendor's. */
const vendorExtras = { reason: text, ...extras }
const HEAD = {
  openapi: '3.1.0',
  info: {
    title: 'Causeway',
    version: '1',
    description: 'The calls of Data Lake Insight, IAM and VPC that this server answers, and its own.',
  },
  components: {
    securitySchemes: {
      token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' },
      signature: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description:
          'SDK-HMAC-SHA256 (or SDK-HMAC-SM3) Access=…, SignedHeaders=…, Signature=…, or V11-HMAC-SHA256 Credential=…/date/region/service, SignedHeaders=…, Signature=…, with the header X-Sdk-Date',
      },
    },
    schemas: {
      dliError: {
        type: 'object',
        required: ['error_code', 'error_msg'],
        properties: { error_code: text, error_msg: text, ...vendorExtras },
      },
      causewayError: {
        type: 'object',
        required: ['error_code', 'error_msg'],
        properties: { error_code: text, error_msg: text, ...extras },
      },
      vpcError: {
        type: 'object',
        required: ['code', 'message', 'error_code', 'error_msg'],
        properties: { code: text, message: text, error_code: text, error_msg: text, ...vendorExtras },
      },
      iamError: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['code', 'message', 'title'],
            properties: { code: { type: 'integer' }, message: text, title: text },
          },
          ...vendorExtras,
        },
      },
    },
  },
}

const SECURITY: Readonly<Record<Access, Json>> = {
  public: [],
  user: [{ token: [] }, { signature: [] }],
  project: [{ token: [] }, { signature: [] }],
}

function operationItem(operation: Operation, operationId: string): Json {
  const { schemas } = operation
  const success = {
    description: 'Success',
    ...(Type.IsUndefined(schemas.response) ? {} : { content: answerContent(operation) }),
  }
  const hasBody = Object.keys(schemas.body.properties).length > 0
  return {
    operationId,
    summary: operation.summary,
    tags: [operation.protocol],
    security: SECURITY[operation.access],
    parameters: [...parameters(operation, 'path', schemas.params), ...parameters(operation, 'query', schemas.query)],
    ...(hasBody ? { requestBody: { required: true, content: content(operation, 'body', schemas.body) } } : {}),
    ...(operation.takesFile === true ? { requestBody: { content: FILE } } : {}),
    responses: {
      [String(operation.status)]: success,
      ...Object.fromEntries((operation.otherStatuses ?? []).map((status) => [String(status), { ...success, description: 'Not now' }])),
      default: {
        description: 'Refused',
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${operation.protocol}Error` } } },
      },
    },
  }
}

const FILE: Json = { '*/*': { schema: { type: 'string', format: 'binary' } } }

function parameters({ name: operation }: Operation, part: 'path' | 'query', schema: TObject): readonly Json[] {
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: part,
    required: part === 'path' || !Type.IsOptional(property),
    schema: classedSchema(property, { operation, part, path: [name] }),
  }))
}

const content = ({ name: operation }: Operation, part: FieldPart, schema: TSchema): Readonly<Record<string, Json>> => ({
  'application/json': { schema: classedSchema(schema, { operation, part, path: [] }) },
})

function answerContent(operation: Operation): Json {
  const { reply, schemas, alsoStreams } = operation
  const response = content(operation, 'response', schemas.response)
  const lines: Readonly<Record<string, Json>> = alsoStreams === undefined ? {} : { [alsoStreams]: { schema: { type: 'string' } } }
  return reply.kind === 'json' ? { ...response, ...lines } : { [reply.contentType]: response['application/json'] ?? {} }
}
