import type { StoredAttachment } from '../domain/stored-attachment.ts'
import type { AttachmentLink } from './attachments/attachment-kind.ts'

/** One VPC's attachment as it was from one change to the next. */
export interface AttachmentOf<Spec> {
  readonly vpcId: string
  readonly revision: number
  readonly spec: Spec
}

/** A link while something is dialled or open through it. */
export interface LinkUse {
  readonly link: AttachmentLink
  /** Whether it was closed under its user. */
  ended(): boolean
  /** Nothing is open through it any more. As often as one likes. */
  release(): void
}

interface Kept {
  readonly revision: number
  readonly link: AttachmentLink
  uses: number
  ended: boolean
}

/**
 * The links of the VPCs: one for each revision of an attachment, made at its first dial. It lives until the VPC is attached in another way, the VPC goes or the
 * server stops. What tells one attachment from another is its revision alone: their tables may be large, and every dial asks.
 */
export class Links<Spec extends StoredAttachment> {
  readonly #make: (spec: Spec, vpcId: string) => AttachmentLink
  readonly #byVpc = new Map<string, readonly Kept[]>()
  /** The first revision that is not over, of each VPC whose attachment has changed: a dial may come with an older one, for it was decided before the change. */
  readonly #current = new Map<string, number>()
  readonly #closing = new Set<Promise<void>>()

  constructor(make: (spec: Spec, vpcId: string) => AttachmentLink) {
    this.#make = make
  }

  use({ vpcId, revision, spec }: AttachmentOf<Spec>): LinkUse {
    const links = this.#byVpc.get(vpcId) ?? []
    const kept = links.find((each) => each.revision === revision) ?? { revision, link: this.#make(spec, vpcId), uses: 0, ended: false }
    if (!links.includes(kept)) this.#byVpc.set(vpcId, [...links, kept])
    kept.uses += 1
    let released = false
    return {
      link: kept.link,
      ended: () => kept.ended,
      release: () => {
        if (released) return
        released = true
        kept.uses -= 1
        this.#endUnused(vpcId)
      },
    }
  }

  /** What is older than this revision ends as soon as nothing is open through it. */
  retire(vpcId: string, before: number): void {
    this.#current.set(vpcId, Math.max(before, this.#current.get(vpcId) ?? 0))
    this.#endUnused(vpcId)
  }

  /** What is older than this revision, or everything, ends now, with what was opened through it: no later dial gets it. */
  async close(vpcId: string, before = Number.POSITIVE_INFINITY): Promise<void> {
    this.retire(vpcId, before)
    await this.#end(vpcId, ({ revision }) => revision < before)
  }

  async closeAll(): Promise<void> {
    for (const vpcId of [...this.#byVpc.keys()]) void this.#end(vpcId, () => true)
    await Promise.all(this.#closing)
  }

  #endUnused(vpcId: string): void {
    const current = this.#current.get(vpcId) ?? 0
    void this.#end(vpcId, ({ revision, uses }) => uses === 0 && revision < current)
  }

  async #end(vpcId: string, which: (kept: Kept) => boolean): Promise<void> {
    const links = this.#byVpc.get(vpcId) ?? []
    const ending = links.filter(which)
    if (ending.length === 0) return
    const staying = links.filter((each) => !ending.includes(each))
    if (staying.length === 0) this.#byVpc.delete(vpcId)
    else this.#byVpc.set(vpcId, staying)
    await Promise.all(
      ending.map(async (kept) => {
        kept.ended = true
        const closing = kept.link.close()
        this.#closing.add(closing)
        await closing
        this.#closing.delete(closing)
      }),
    )
  }
}
