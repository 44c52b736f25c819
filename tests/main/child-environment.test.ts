/** What the environment of the user can and cannot do to our processes. */
import { describe, expect, it } from 'vitest';
import { childEnvironment, cleanEnvironment } from '../../main/child-environment.ts';

const given = {
  PATH: '/usr/bin',
  PCSCLITE_CSOCK_NAME: '/run/pcscd.comm',
  MEDIMAIL_SESSION: 'secret',
  NODE_TLS_REJECT_UNAUTHORIZED: '0',
  NODE_EXTRA_CA_CERTS: '/tmp/pirate.pem',
  NODE_OPTIONS: '--require /tmp/pirate.cjs',
  SSLKEYLOGFILE: '/tmp/keys',
  ELECTRON_RUN_AS_NODE: '1',
};

describe('the environment', () => {
  it('reaches children without what is ours, and without what would loosen trust', () => {
    expect(childEnvironment(given)).toEqual({ PATH: '/usr/bin', PCSCLITE_CSOCK_NAME: '/run/pcscd.comm' });
  });
  it('is cleaned of what would loosen trust in the main process too', () => {
    const environment: NodeJS.ProcessEnv = { ...given };
    cleanEnvironment(environment);
    expect(Object.keys(environment)).toEqual(['PATH', 'PCSCLITE_CSOCK_NAME', 'MEDIMAIL_SESSION']);
  });
});
