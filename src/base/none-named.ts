/** What is said where nothing has a name that somebody gave, whoever looks for it: the server, a worker, a command. */
export const noneNamed = (what: string, name: string): string => `There is no ${what} named ${name}`
