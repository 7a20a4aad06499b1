import type { AuditSettings } from '../../../base/config.ts'
import { AUDIT } from '../shared/limits.ts'
import { auditFields } from './audit-fields.ts'
import { createAuditFile } from './audit-file.ts'
import { type AuditTrail, type AuditTrailDeps, createAuditTrail } from './audit-trail.ts'

interface OpenTrailDeps extends Omit<AuditTrailDeps, 'settings' | 'tell'> {
  /** As far as they are set. */
  readonly settings: Partial<AuditSettings> | undefined
}

/** The trail, told to the file of the settings where they have one, which is closed behind it. */
export async function openTrail({ settings: given, ...deps }: OpenTrailDeps): Promise<AuditTrail> {
  const settings = { ...AUDIT, ...given }
  const file = settings.file === undefined ? undefined : createAuditFile(settings.file, deps.log)
  try {
    const trail = await createAuditTrail({ ...deps, settings, tell: (event) => file?.add(auditFields(event)) })
    return {
      ...trail,
      async stop() {
        await trail.stop()
        await file?.close()
      },
    }
  } catch (error) {
    await file?.close()
    throw error
  }
}
