/** Ports of the services with something that counts what passes: neither the services nor what is behind the ports knows. */
import { AppError } from '../../contract/errors.ts';
import type { CodeSignIn } from '../services/code-sign-in.ts';
import type { ConsoleSignIn } from '../services/console-sign-in.ts';
import type { Deposits } from '../services/deposit.ts';
import type { EnvelopeStore } from '../services/ports/envelopes.ts';
import type { BounceSource, HandOver, Mailer } from '../services/ports/mail.ts';
import type { Scan, Scanner } from '../services/ports/scanner.ts';
import type { Meters } from './meters.ts';

/** Counts what was sealed and what was erased, once each: a deposit repeated after a lost answer seals nothing new. */
export function measuredEnvelopes(envelopes: EnvelopeStore, meters: Meters): EnvelopeStore {
  return {
    ...envelopes,
    async publish(envelope) {
      const outcome = await envelopes.publish(envelope);
      if (outcome.outcome === 'published') {
        meters.seals.add();
        meters.sealedBytes.add({}, outcome.envelope.sizeBytes);
      }
      return outcome;
    },
    async erase(...erased) {
      await envelopes.erase(...erased);
      meters.erased.add();
    },
  };
}

/** Counts the bytes that arrive. */
export function measuredDeposits(deposits: Deposits, meters: Meters): Deposits {
  return {
    ...deposits,
    async append(caller, envelopeId, offset, body) {
      const end = await deposits.append(caller, envelopeId, offset, body);
      meters.uploadedBytes.add({}, Math.max(0, end - offset));
      return end;
    },
    async deposit(caller, manifest, bytes) {
      const receipt = await deposits.deposit(caller, manifest, bytes);
      meters.uploadedBytes.add({}, bytes.length);
      return receipt;
    },
  };
}

const mailOutcomes: Readonly<Record<HandOver['outcome'], string>> = {
  taken: 'sent',
  refused: 'refused',
  later: 'later',
};

/** Counts mails by what became of them, those of accounts (codes, links) too. */
export function measuredMailer(mailer: Mailer, meters: Meters): Mailer {
  return {
    ...mailer,
    async handOver(notification) {
      try {
        const answer = await mailer.handOver(notification);
        meters.mails.add({ outcome: mailOutcomes[answer.outcome] });
        return answer;
      } catch (error) {
        meters.mails.add({ outcome: 'failed' });
        throw error;
      }
    },
  };
}

/** Counts reports that spoke of a mail of ours. */
export function measuredBounces(bounces: BounceSource, meters: Meters): BounceSource {
  return {
    eachFailure: (record) =>
      bounces.eachFailure(async (mailIds) => {
        const served = await record(mailIds);
        if (served) meters.bounces.add();
        return served;
      }),
  };
}

/** Counts each stream once, by verdict; one that has none failed, unless nobody asked for it. */
export function measuredScanner(scanner: Scanner, meters: Meters): Scanner {
  const failing = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      meters.scans.add({ outcome: 'failed' });
      throw error;
    }
  };
  return {
    ...scanner,
    async open(): Promise<Scan> {
      const scan = await failing(() => scanner.open());
      return {
        ...scan,
        write: (bytes) => failing(() => scan.write(bytes)),
        end: async () => {
          const verdict = await failing(() => scan.end());
          meters.scans.add({ outcome: verdict.infected ? 'infected' : 'clean' });
          return verdict;
        },
      };
    },
  };
}

/** Counts a sign-in by its method and what came of it. */
export type CountedSignIn = <T>(method: 'card' | 'code' | 'console', signIn: () => Promise<T>) => Promise<T>;

/** A console answers null to whatever does not fit; everything else throws a code of the closed list. */
export function countedSignIns(meters: Meters): CountedSignIn {
  return async (method, signIn) => {
    try {
      const signedIn = await signIn();
      meters.signIns.add({ method, outcome: signedIn === null ? 'refused' : 'succeeded' });
      return signedIn;
    } catch (error) {
      meters.signIns.add({ method, outcome: error instanceof AppError ? error.code : 'app.bug' });
      throw error;
    }
  };
}

/** Counts codes that were tried; asking for one tells nobody whether the password was right, this number neither. */
export function measuredCodeSignIn(codeSignIn: CodeSignIn, counted: CountedSignIn): CodeSignIn {
  return { ...codeSignIn, verify: (...tried) => counted('code', () => codeSignIn.verify(...tried)) };
}

export function measuredConsole(signIn: ConsoleSignIn, counted: CountedSignIn): ConsoleSignIn {
  return { ...signIn, signIn: (credentials) => counted('console', () => signIn.signIn(credentials)) };
}
