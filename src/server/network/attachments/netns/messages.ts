/** What the server and the process that dials inside a network namespace say to each other. */
import { type Static, Type } from 'typebox'

const DialId = Type.Integer({ minimum: 0 })
/** As base64: of UDP. */
const Datagram = Type.String({ maxLength: 90_000 })

/** Server → the process inside. */
export const ToInside = Type.Union([
  Type.Object({ kind: Type.Literal('dial'), dialId: DialId, ip: Type.String(), port: Type.Integer({ minimum: 1, maximum: 65_535 }) }),
  /** A datagram that is to be answered. */
  Type.Object({
    kind: Type.Literal('ask'),
    dialId: DialId,
    ip: Type.String(),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    datagram: Datagram,
  }),
  Type.Object({ kind: Type.Literal('give-up'), dialId: DialId }),
])
export type ToInside = Readonly<Static<typeof ToInside>>

/** The process inside → server. */
export const FromInside = Type.Union([
  /** It is there. `namespace`: as the kernel names the network namespace in which it is, net:[4026531840]. */
  Type.Object({ kind: Type.Literal('ready'), namespace: Type.String({ pattern: '^net:\\[\\d{1,20}\\]$' }) }),
  /** The connected socket comes with it. */
  Type.Object({ kind: Type.Literal('connected'), dialId: DialId }),
  Type.Object({ kind: Type.Literal('answered'), dialId: DialId, datagram: Datagram }),
  /** `code`: of the operating system, where there is one. */
  Type.Object({ kind: Type.Literal('failed'), dialId: DialId, code: Type.Optional(Type.String({ pattern: '^[A-Z0-9_]{1,40}$' })) }),
])
export type FromInside = Readonly<Static<typeof FromInside>>
