import { Type } from 'typebox'
import type { Connections } from '../../control/connections/connections.ts'
import type { Control } from '../../control/control.ts'
import type { Caller } from '../../control/shared/caller.ts'
import { FORECAST, forecastFields } from '../answers/forecast.ts'
import { ENVELOPE } from './envelope.ts'

/** The vendor's acknowledgement; of a dry run with what the change would do, and of every other call as the vendor's is. */
export const ForecastAcknowledgement = Type.Object({ ...ENVELOPE, ...FORECAST })

/** Makes the change, or says of a dry run what it would do. */
export async function orForecast(
  control: Control,
  caller: Caller,
  query: { readonly dry_run?: boolean },
  change: (connections: Connections) => Promise<void>,
): Promise<ReturnType<typeof forecastFields> | undefined> {
  if (query.dry_run === true) return forecastFields(await control.expectations.forecast(caller, ({ connections }) => change(connections)))
  await change(control.connections)
  return undefined
}
