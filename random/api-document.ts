/** What the fuzzer needs of an OpenAPI document. */
import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export interface DocumentedCall {
  readonly id: string
  readonly method: string
  /** Parameters in braces. */
  readonly path: string
  readonly isPublic: boolean
  readonly parameters: readonly {
    readonly name: string
    readonly in: 'path' | 'query'
    readonly required: boolean
    readonly schema: JsonObject
  }[]
  readonly body: JsonObject | undefined
  /** A body that is no JSON. */
  readonly takesFile: boolean
  /** By status, or `default`: the schema of a JSON answer; undefined where the answer has no body or is no JSON. */
  readonly answers: ReadonlyMap<string, { readonly contentType: string; readonly schema: JsonObject } | undefined>
}

/** Every call of the document, its references resolved. */
export function documentedCalls(document: unknown): readonly DocumentedCall[] {
  const root = object(document)
  return Object.entries(object(root['paths'])).flatMap(([path, item]) =>
    Object.entries(object(item)).map(([method, call]) => documentedCall(root, path, method.toUpperCase(), object(call))),
  )
}

function documentedCall(root: JsonObject, path: string, method: string, call: JsonObject): DocumentedCall {
  const content = object(object(call['requestBody'])['content'])
  const json = object(content['application/json'])['schema']
  return {
    id: text(call['operationId']),
    method,
    path,
    isPublic: list(call['security']).length === 0,
    parameters: list(call['parameters'])
      .map(object)
      .map((parameter) => ({
        name: text(parameter['name']),
        in: parameter['in'] === 'path' ? 'path' : 'query',
        required: parameter['required'] === true,
        schema: object(parameter['schema']),
      })),
    body: json === undefined ? undefined : object(json),
    takesFile: '*/*' in content,
    answers: new Map(Object.entries(object(call['responses'])).map(([status, answer]) => [status, answerOf(root, object(answer))])),
  }
}

function answerOf(root: JsonObject, answer: JsonObject): { readonly contentType: string; readonly schema: JsonObject } | undefined {
  const [content] = Object.entries(object(answer['content']))
  if (content === undefined) return undefined
  const schema = object(object(content[1])['schema'])
  const [, name] = /^#\/components\/schemas\/(\w+)$/.exec(text(schema['$ref'])) ?? []
  return { contentType: content[0], schema: name === undefined ? schema : object(object(object(root['components'])['schemas'])[name]) }
}

/** What is wrong with a value, by its schema; undefined where nothing is. */
export function mismatch(schema: JsonObject, value: Json | undefined): string | undefined {
  const known: TSchema = Type.Unsafe(schema)
  const [error] = Value.Errors(known, value)
  return error === undefined ? undefined : `${error.instancePath} ${error.message}`
}

export const object = (value: unknown): JsonObject => (isObject(value) ? value : {})
export const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : [])
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
