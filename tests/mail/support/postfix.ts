/**
 * A Postfix of a test's own: configuration, queue and mailboxes in a folder, one port on loopback, nothing of the
 * machine's own mail. Started as root, because Postfix changes to its own user.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort, isListening } from '../../support/loopback.ts';

export interface PostfixOptions {
  /** Certificate chain and key of the server, PEM. */
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface Postfix {
  readonly port: number;
  /** Maildir of those that exist: `claire` is `claire@essai.example`. */
  maildir(name: string): string;
  /** Files that have arrived in a Maildir. */
  arrived(name: string): string[];
  start(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

const daemons = '/usr/lib/postfix/sbin';
const domain = 'essai.example';
/** Addresses of the domain that take mail; `pleine` is taken at first and fails at delivery. */
const mailboxes = ['paul', 'anne', 'retours'];

/** Prepares one; nothing runs before `start`. */
export async function preparePostfix(options: PostfixOptions): Promise<Postfix> {
  // Short and readable for Postfix's own user: its sockets have long names.
  const folder = mkdtempSync('/tmp/medimail-postfix-');
  chmodSync(folder, 0o755);
  const port = await freePort();
  const users = { uid: idOf('-u', 'postfix'), gid: idOf('-g', 'postfix') };
  for (const name of ['queue', 'data', 'boxes', 'config']) mkdirSync(join(folder, name), { mode: 0o755 });
  for (const name of ['data', 'boxes']) chownSync(join(folder, name), users.uid, users.gid);
  mkdirSync(join(folder, 'queue', 'pid'), { mode: 0o755 });
  for (const name of [
    'active',
    'bounce',
    'corrupt',
    'defer',
    'deferred',
    'flush',
    'hold',
    'incoming',
    'private',
    'saved',
    'trace',
    'maildrop',
    'public',
  ]) {
    mkdirSync(join(folder, 'queue', name), { mode: 0o700 });
    chownSync(join(folder, 'queue', name), users.uid, users.gid);
  }
  writeConfiguration(folder, port, options, users);
  let master: ChildProcess | null = null;
  const maildir = (name: string) => join(folder, 'boxes', name);
  const postfix: Postfix = {
    port,
    maildir,
    arrived(name) {
      const incoming = join(maildir(name), 'new');
      try {
        return readdirSync(incoming).map((file) => join(incoming, file));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    },
    async start() {
      if (master) return;
      // -d: stays in the foreground, so that it is this child that we end.
      master = spawn(join(daemons, 'master'), ['-d', '-c', join(folder, 'config')], {
        stdio: 'ignore',
        // It ends its programs by their process group, which must be its own.
        detached: true,
      });
      while (!(await isListening(port))) {
        if (master.exitCode !== null) throw new Error(`Postfix ended with ${master.exitCode}`);
        await setTimeout(100);
      }
    },
    async stop() {
      const child = master;
      master = null;
      if (!child || child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
    async close() {
      await postfix.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return postfix;
}

function writeConfiguration(
  folder: string,
  port: number,
  options: PostfixOptions,
  { uid, gid }: { readonly uid: number; readonly gid: number },
): void {
  const config = join(folder, 'config');
  const known = [...mailboxes, 'pleine'].map((name) => `{ ${name}@${domain} = ${name}/ }`);
  const settings: Record<string, string> = {
    compatibility_level: '3.7',
    queue_directory: join(folder, 'queue'),
    data_directory: join(folder, 'data'),
    myhostname: `mx.${domain}`,
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    virtual_mailbox_domains: domain,
    virtual_mailbox_base: join(folder, 'boxes'),
    virtual_mailbox_maps: `inline:{ ${known.join(', ')} }`,
    virtual_uid_maps: `static:${uid}`,
    virtual_gid_maps: `static:${gid}`,
    virtual_minimum_uid: '1',
    // Taken at the door and refused behind it.
    transport_maps: `inline:{ { pleine@${domain} = full: } }`,
    // An address that does not exist is refused before the mail is taken.
    smtpd_reject_unlisted_recipient: 'yes',
    smtpd_recipient_restrictions: 'permit_mynetworks, reject',
    smtpd_tls_security_level: 'encrypt',
    smtpd_tls_chain_files: `${options.keyFile}, ${options.certificateFile}`,
    alias_maps: '',
    alias_database: '',
    notify_classes: '',
    local_recipient_maps: '',
    maillog_file: join(folder, 'postfix.log'),
    maillog_file_prefixes: folder,
  };
  writeFileSync(
    join(config, 'main.cf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(''),
  );
  const services = [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'flush unix n - n 1000? 0 flush',
    'proxymap unix - - n - - proxymap',
    'error unix - - n - - error',
    // 67: no such user (sysexits.h).
    'full unix - n n - - pipe user=nobody argv=/bin/sh -c {exit 67}',
    'retry unix - - n - - error',
    'virtual unix - n n - - virtual',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'anvil unix - - n - 1 anvil',
    'postlog unix-dgram n - n - 1 postlogd',
  ];
  writeFileSync(join(config, 'master.cf'), services.map((line) => `${line}\n`).join(''));
}

function idOf(flag: '-u' | '-g', user: string): number {
  return Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
}
