/**
 * A Dovecot of a bench's own, beside which the operator is measured: LMTP and IMAP on free loopback ports, Maildirs in a
 * folder, each delivery on disk before it is answered. Started as root, because Dovecot changes to its own users.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort, isListening } from '../../tests/support/loopback.ts';

/** Owner of the Maildirs: Debian's user for mail. */
const mail = { uid: 8, gid: 8 };

export interface Dovecot {
  readonly lmtpPort: number;
  readonly imapPort: number;
  /** Makes the mailbox of a user, whom any password opens. */
  createMailbox(user: string): void;
  /** Folder of a user's Maildir. */
  maildir(user: string): string;
  stop(): Promise<void>;
}

/** Starts one and waits until it takes connections; throws with the reason when it cannot run here. */
export async function startDovecot(): Promise<Dovecot> {
  if (process.getuid?.() !== 0) throw new Error('Dovecot, the peer of this bench, has to be started as root');
  // Its sockets have long names.
  const folder = mkdtempSync('/tmp/medimail-dovecot-');
  chmodSync(folder, 0o755);
  const [lmtpPort, imapPort] = [await freePort(), await freePort()];
  const boxes = join(folder, 'boxes');
  mkdirSync(boxes, { mode: 0o755 });
  chownSync(boxes, mail.uid, mail.gid);
  writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, lmtpPort, imapPort));
  // -F: stays in the foreground, so that it is this child that we end.
  const master: ChildProcess = spawn('/usr/sbin/dovecot', ['-F', '-c', join(folder, 'dovecot.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async () => {
    if (master.exitCode === null && master.signalCode === null) {
      await new Promise<void>((done) => {
        master.once('exit', () => done());
        master.kill('SIGTERM');
      });
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all([lmtpPort, imapPort].map((port) => untilListening(port, master)));
  } catch (error) {
    await stop();
    throw error;
  }
  const maildir = (user: string) => join(boxes, user, 'Maildir');
  return {
    lmtpPort,
    imapPort,
    maildir,
    createMailbox(user) {
      for (const name of ['', 'cur', 'new', 'tmp']) mkdirSync(join(maildir(user), name), { recursive: true });
      execFileSync('chown', ['-R', `${mail.uid}:${mail.gid}`, join(boxes, user)]);
    },
    stop,
  };
}

function configuration(folder: string, lmtpPort: number, imapPort: number): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${folder}/boxes/%u/Maildir
mail_fsync = optimized
mail_uid = ${mail.uid}
mail_gid = ${mail.gid}
first_valid_uid = 1
first_valid_gid = 1
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=${mail.uid} gid=${mail.gid} home=${folder}/boxes/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
}
service imap-login {
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
`;
}

async function untilListening(port: number, master: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (master.exitCode !== null) throw new Error(`Dovecot ended with ${master.exitCode}`);
    if (await isListening(port)) return;
    await setTimeout(100);
  }
  throw new Error('Dovecot takes no connections');
}
