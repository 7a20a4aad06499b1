/** How an operator names an agent that holds keys, and a project means it. */
export const SSH_AGENT_NAME = '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'
/** Its socket, absolute and no longer than a system takes. No sign that OpenSSH’s own settings would understand. */
export const SSH_AGENT_PATH = '^/[A-Za-z0-9/._@+-]{1,102}$'
