/** What child processes may know of the environment, and what none of our processes may be told by it. */

/**
 * Names by which a user's environment could loosen trust or load code: verification of TLS, further authorities, options
 * of Node and Electron, the key log of TLS.
 */
const dangerous =
  /^(NODE_OPTIONS|NODE_TLS_REJECT_UNAUTHORIZED|NODE_EXTRA_CA_CERTS|NODE_PATH|SSLKEYLOGFILE|ELECTRON_.*)$/i;

/** Removes them from this process, before anything reads them. */
export function cleanEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) {
    if (dangerous.test(name)) delete environment[name];
  }
}

/** The environment of a child: what libraries and the card service need, nothing of ours. */
export function childEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !entry[0].startsWith('MEDIMAIL_') && !dangerous.test(entry[0]),
  );
  return Object.fromEntries(entries);
}

/** What a system's own libraries ask for; nothing of the person, of the network or of the disk. */
const bare = /^(SYSTEMROOT|WINDIR|LANG|LC_[A-Z]+|TZ)$/i;

/** The environment of a child that reads what others wrote. */
export function bareEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(childEnvironment(environment)).filter(([name]) => bare.test(name)));
}
