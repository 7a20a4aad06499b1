import type { StoredAttachment } from '../domain/stored-attachment.ts'
import type { AttachmentLink } from './attachments/attachment-kind.ts'

interface Kept<Spec> {
  readonly spec: Spec
  readonly link: AttachmentLink
}

/** The links of the VPCs: each is made at the first dial and lives until its VPC's attachment changes, the VPC goes or the server stops. */
export class Links<Spec extends StoredAttachment> {
  readonly #make: (spec: Spec) => AttachmentLink
  readonly #byVpc = new Map<string, readonly Kept<Spec>[]>()

  constructor(make: (spec: Spec) => AttachmentLink) {
    this.#make = make
  }

  /**
   * A dial that was decided before a change has its link apart from that of the dials after it. It is closed with the next change: such a dial is refused when it
   * is connected, so nothing uses the link.
   */
  of(vpcId: string, spec: Spec): AttachmentLink {
    const links = this.#byVpc.get(vpcId) ?? []
    const kept = links.find((each) => each.spec === spec) ?? links.find((each) => JSON.stringify(each.spec) === JSON.stringify(spec))
    if (kept !== undefined) return kept.link
    const link = this.#make(spec)
    this.#byVpc.set(vpcId, [...links, { spec, link }])
    return link
  }

  async close(vpcId: string): Promise<void> {
    const links = this.#byVpc.get(vpcId) ?? []
    this.#byVpc.delete(vpcId)
    await Promise.all(links.map(({ link }) => link.close()))
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#byVpc.keys()].map((vpcId) => this.close(vpcId)))
  }
}
