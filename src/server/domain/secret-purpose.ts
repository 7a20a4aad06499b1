/** What each sealed secret belongs to: it does not open for another record. */
export const accessKeyPurpose = (accessKey: string): string => `access-key/${accessKey}`
export const credentialPurpose = (projectId: string, name: string): string => `credential/${projectId}/${name}`
export const attachmentPurpose = (vpcId: string): string => `attachment/${vpcId}`
export const variablePurpose = (projectId: string, name: string): string => `variable/${projectId}/${name}`

/** Settings whose value is a sealed text, by their names, which are its purposes too. */
export const KEY_CHECK = 'master-key-check'
export const UNSHOWN_IDENTITY = 'first-identity-not-shown'
export const AGENT_AUTHORITY = 'agent-authority'
export const SEALED_SETTINGS: readonly string[] = [KEY_CHECK, UNSHOWN_IDENTITY, AGENT_AUTHORITY]
