/** Where a network namespace is found on this machine: /run/netns/NAME, as `ip netns` has it, or that of a process, /proc/PID/ns/net. No other spelling of either. */
export const NETWORK_NAMESPACE_PATH = '^(/run/netns/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}|/proc/[1-9][0-9]{0,9}/ns/net)$'
