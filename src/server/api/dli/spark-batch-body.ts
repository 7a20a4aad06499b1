import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { inputParser } from '../input/parse-input.ts'

const Text = Type.Optional(Type.String())
const Texts = Type.Optional(Type.Array(Type.String()))
const Count = Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 }))
const Resources = Type.Optional(Type.Array(Type.Object({ name: Text, type: Text })))

/** The parameters of a Spark batch, none of them mandatory, for a template may lack each. */
export const SparkBatchBody = Type.Object({
  file: Text,
  className: Text,
  queue: Text,
  cluster_name: Text,
  name: Text,
  args: Texts,
  sc_type: Text,
  jars: Texts,
  pyFiles: Texts,
  files: Texts,
  modules: Texts,
  resources: Resources,
  groups: Type.Optional(Type.Array(Type.Object({ name: Text, resources: Resources }))),
  conf: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]))),
  driverMemory: Text,
  driverCores: Count,
  executorMemory: Text,
  executorCores: Count,
  numExecutors: Count,
  obs_bucket: Text,
  auto_recovery: Type.Optional(Type.Boolean()),
  max_retry_times: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  feature: Text,
  spark_version: Text,
  image: Text,
  catalog_name: Text,
})

/** Terraform sends an object, the vendor's SDKs have the same as a text of JSON. */
export const SparkBatchInput = Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.String()])

const parse = inputParser('body', Type.Object({ body: SparkBatchBody }), 'dli.spark-templates.create')

export function sparkBatchOf(input: Static<typeof SparkBatchInput>): Static<typeof SparkBatchBody> {
  return parse({ body: typeof input === 'string' ? jsonOf(input) : input }).body
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CausewayError('invalid-parameter', 'The parameter body of the body is a text and no JSON', {
      hint: 'Send an object, or an object as a text of JSON.',
    })
  }
}
