import { clientOf } from '../../../base/addresses/client-of.ts'
import { Shares } from './shares.ts'

/** Those of the addresses that somebody comes from. */
export class AddressShares extends Shares {
  override take(address: string): (() => void) | undefined {
    return super.take(clientOf(address))
  }
}
