import { type Static, Type } from 'typebox'
import type { Forecast } from '../../control/expectations/expectations.ts'
import { REACHES } from '../../domain/expectation.ts'
import { explanationFields } from './explanation-fields.ts'

/** In the query of a call that changes what queues reach: true says what the change would do to the expectations, and makes none. */
export const DRY_RUN = { dry_run: Type.Optional(Type.Boolean()) }

export const ExpectationFields = {
  id: Type.String(),
  queue_name: Type.String(),
  address: Type.String(),
  expect: Type.Enum([...REACHES]),
  enforced: Type.Boolean(),
  observed: Type.Enum([...REACHES]),
  holds: Type.Boolean(),
  /** As that of a connectivity test, without the dial. */
  explanation: Type.Unknown(),
}
const Foreseen = Type.Object(ExpectationFields)

/** What an answer has beside the usual when `dry_run` was asked for. */
export const FORECAST = {
  dry_run: Type.Optional(
    Type.Object({
      breaks: Type.Array(Foreseen),
      mends: Type.Array(Foreseen),
      /** Of queues that the caller may not see. */
      hidden_breaks: Type.Integer(),
    }),
  ),
}

export const expectationFields = (each: Forecast['breaks'][number]): Static<typeof Foreseen> => ({
  id: each.id,
  queue_name: each.queueName,
  address: each.address,
  expect: each.expected,
  enforced: each.enforced,
  observed: each.observed,
  holds: each.holds,
  explanation: explanationFields(each.explanation),
})

export const forecastFields = ({ breaks, mends, hiddenBreaks }: Forecast) => ({
  dry_run: { breaks: breaks.map(expectationFields), mends: mends.map(expectationFields), hidden_breaks: hiddenBreaks },
})
