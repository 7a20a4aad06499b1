import { Link } from '@tanstack/react-router'
import { unreachedIn } from '../../../../src/base/explanation.ts'

/** Where a failure is one of the network: to where it is explained, and mended. */
export function DoctorLink({ message }: { readonly message: string }) {
  const unreached = unreachedIn(message)
  return unreached === undefined ? null : (
    <Link to="/doctor" search={{ queue: unreached.queue, address: unreached.target }}>
      Why, and what helps: the doctor
    </Link>
  )
}
