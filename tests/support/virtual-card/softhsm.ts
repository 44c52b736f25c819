/** SoftHSM2 tokens, for signing without a reader. They do not lock and are never removed: no test of PINs uses them. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CardFile, CardKeyFile } from '../pki/card-file.ts';

/** Path of SoftHSM2's PKCS#11 module. */
export const softhsmModule = '/usr/lib/softhsm/libsofthsm2.so';

/** A token that holds a card's keys and certificates. */
export interface SoftToken {
  readonly modulePath: string;
  /** What processes that load the module need in their environment. */
  readonly environment: { readonly SOFTHSM2_CONF: string };
  readonly label: string;
  /** Description of the token's slot, which stands for the reader's name. */
  readonly reader: string;
  readonly pin: string;
  /** Removes the token's files. */
  close(): void;
}

/** Puts a card's two key pairs into a fresh token of their own. */
export function createSoftToken(card: CardFile): SoftToken {
  const directory = mkdtempSync(join(tmpdir(), 'medimail-softhsm-'));
  const tokens = join(directory, 'tokens');
  mkdirSync(tokens, { mode: 0o700 });
  const config = join(directory, 'softhsm2.conf');
  writeFileSync(config, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  const environment = { SOFTHSM2_CONF: config };
  const label = card.name.slice(0, 32);
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });

  run('softhsm2-util', '--init-token', '--free', '--label', label, '--so-pin', card.puk, '--pin', card.pin);
  const put = (key: CardKeyFile, id: string, name: string) => {
    const file = (suffix: string) => join(directory, `${name}.${suffix}`);
    // SoftHSM2 reads PKCS#8 of either kind, but only as PEM.
    writeFileSync(file('p8'), createPrivateKey(key.privateKeyPem).export({ type: 'pkcs8', format: 'pem' }), {
      mode: 0o600,
    });
    writeFileSync(file('der'), Buffer.from(key.certificate, 'base64'));
    run('softhsm2-util', '--import', file('p8'), '--token', label, '--label', name, '--id', id, '--pin', card.pin);
    const login = ['--module', softhsmModule, '--token-label', label, '--login', '--pin', card.pin];
    run('pkcs11-tool', ...login, '--write-object', file('der'), '--type', 'cert', '--id', id, '--label', name);
  };
  put(card.authentication, '20', 'authentication');
  put(card.signature, '10', 'signature');
  const slots = run('softhsm2-util', '--show-slots')
    .toString()
    .split(/^Slot /m);
  const own = slots.find((slot) => new RegExp(`^ *Label: +${label} *$`, 'm').test(slot));
  const reader = /Description: +(.*?) *$/m.exec(own ?? '')?.[1];
  if (!reader) throw new Error('the token was not found again');
  return {
    modulePath: softhsmModule,
    environment,
    label,
    reader,
    pin: card.pin,
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}
