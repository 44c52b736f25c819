/** What the administrator's file and the environment decide, and what a packaged build refuses. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PolicyError, policyPath, readPolicy } from '../../main/electron/policy.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-policy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inTree = (environment: NodeJS.ProcessEnv) =>
  readPolicy({ isPackaged: false, resourcesFolder: folder, environment, policyFile: join(folder, 'policy.json') });
const packaged = (policy: unknown, environment: NodeJS.ProcessEnv = {}) => {
  const policyFile = join(folder, 'policy.json');
  writeFileSync(policyFile, JSON.stringify(policy));
  return readPolicy({ isPackaged: true, resourcesFolder: folder, environment, policyFile });
};
const whole = {
  operatorUrl: 'https://medimail.example/',
  cardAnchors: ['/etc/ancres.pem'],
  operatorAnchors: ['/etc/ancres.pem'],
};

describe('the policy', () => {
  it('is taken from the environment in a development tree', () => {
    const policy = inTree({
      MEDIMAIL_OPERATOR_URL: 'https://localhost:8443',
      MEDIMAIL_TRUST_DIR: '/demo/pki',
      MEDIMAIL_READERS: '["Lecteur 0"]',
      MEDIMAIL_UNDO_SECONDS: '0',
      MEDIMAIL_IDLE_SECONDS: '30',
    });
    expect(policy).toEqual({
      operatorUrl: 'https://localhost:8443',
      operatorAuthorities: ['/demo/pki/anchors.pem'],
      cardAnchors: ['/demo/pki/anchors.pem'],
      operatorAnchors: ['/demo/pki/anchors.pem'],
      readers: ['Lecteur 0'],
      modulePath: null,
      sharedWorkstation: false,
      announcesUpdates: true,
      idleSeconds: 30,
      undoSeconds: 0,
    });
  });
  it('is taken from the administrator alone in a packaged build', () => {
    const policy = packaged(
      { ...whole, sharedWorkstation: true, idleMinutes: 10 },
      { MEDIMAIL_OPERATOR_URL: 'https://pirate.example', MEDIMAIL_TRUST_DIR: '/tmp', MEDIMAIL_POLICY: '/tmp/x' },
    );
    expect(policy).toMatchObject({
      operatorUrl: 'https://medimail.example/',
      cardAnchors: ['/etc/ancres.pem'],
      sharedWorkstation: true,
      idleSeconds: 600,
    });
  });
  it('names no operator in a packaged build that has no trust anchors', () => {
    expect(packaged({ operatorUrl: 'https://medimail.example/' }).operatorUrl).toBeNull();
  });
  it('takes the anchors of the release where the administrator gives none', () => {
    mkdirSync(join(folder, 'trust'));
    for (const name of ['cards.pem', 'operator.pem']) writeFileSync(join(folder, 'trust', name), '');
    const policy = packaged({ operatorUrl: 'https://medimail.example/' });
    expect(policy.operatorUrl).toBe('https://medimail.example/');
    expect(policy.cardAnchors).toEqual([join(folder, 'trust', 'cards.pem')]);
  });
  it.each([
    ['an unknown name', { ...whole, operatorURL: 'x' }],
    ['an address that is not https', { ...whole, operatorUrl: 'http://medimail.example/' }],
    ['no idle time at all', { ...whole, idleMinutes: 0 }],
  ])('that holds %s stops the program', (_what, policy) => {
    expect(() => packaged(policy)).toThrow(PolicyError);
  });
  it('lies where only administrators write', () => {
    expect(policyPath('linux')).toBe('/etc/medimail/policy.json');
    expect(policyPath('darwin')).toBe('/Library/Application Support/Medimail/policy.json');
    expect(policyPath('win32')).toBe('C:\\ProgramData\\Medimail\\policy.json');
  });
});
