/** A demonstration operator behind a network link, and workstations with software cards, in one temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { SessionConfig } from '../../../contract/ipc/process.ts';
import type { DraftId, EnvelopeId } from '../../../contract/model/ids.ts';
import { EmailAddress } from '../../../contract/model/person.ts';
import { type DemoOperator, startDemoOperator } from '../../../tools/demo/operator.ts';
import { type NetworkLink, openNetworkLink } from '../../support/network-link.ts';
import { readCardFile } from '../../support/pki/demo.ts';
import type { CastName } from '../../support/pki/people.ts';
import { eventually, type SessionDriver, startSession, type TokenSource } from '../../support/session-driver.ts';
import { createSoftwareToken, type SoftwareToken } from '../../support/software-token.ts';
import { copySeededOperator } from './global-setup.ts';

export interface Workstation {
  readonly session: SessionDriver;
  readonly token: SoftwareToken;
  readonly accountsFolder: string;
}

export interface WorkstationOptions {
  /** Folder name; the card's by default, so that the same person finds her mailbox again. */
  readonly folder?: string;
  readonly token?: SoftwareToken;
  readonly config?: Partial<SessionConfig>;
  /** Reaches the operator without the link. */
  readonly direct?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  /** Reads documents by the genuine process. */
  readonly readsDocuments?: boolean;
}

export interface Stage {
  readonly folder: string;
  readonly operator: DemoOperator;
  readonly link: NetworkLink;
  workstation(name: CastName, options?: WorkstationOptions): Promise<Workstation>;
  /** A session process over other tokens than a software card. */
  sessionWith(
    tokens: TokenSource,
    options: Omit<WorkstationOptions, 'token'> & { readonly folder: string },
  ): Promise<SessionDriver>;
  /** The same, signed in. */
  signedIn(name: CastName, options?: WorkstationOptions): Promise<Workstation>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-session-'));
  const operator = await startDemoOperator(copySeededOperator(inject('seededOperator'), folder));
  const link = await openNetworkLink(operator.url);
  const sessions: SessionDriver[] = [];

  const sessionWith: Stage['sessionWith'] = async (tokens, options) => {
    const session = await startSession({
      accountsFolder: join(folder, options.folder),
      operatorUrl: options.direct ? operator.url : link.url,
      anchorsFile: operator.pki.anchorsFile,
      tokens,
      ...(options.config ? { config: options.config } : {}),
      ...(options.environment ? { environment: options.environment } : {}),
      ...(options.readsDocuments ? { readsDocuments: true } : {}),
    });
    sessions.push(session);
    return session;
  };

  async function workstation(name: CastName, options: WorkstationOptions = {}): Promise<Workstation> {
    const token = options.token ?? createSoftwareToken(readCardFile(operator.pki.cards[name]));
    const folderName = options.folder ?? name;
    const session = await sessionWith(token, { ...options, folder: folderName });
    return { session, token, accountsFolder: join(folder, folderName) };
  }

  return {
    folder,
    operator,
    link,
    workstation,
    sessionWith,
    async signedIn(name, options) {
      const station = await workstation(name, options);
      await station.session.signIn();
      return station;
    },
    async close() {
      await Promise.all(sessions.map((session) => session.kill()));
      await link.close();
      await operator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Address of somebody of the demonstration. */
export function demoAddress(name: string): EmailAddress {
  return EmailAddress.parse(`${name}@demo.medimail.example`);
}

const addressOf = (to: string): EmailAddress => (to.includes('@') ? EmailAddress.parse(to) : demoAddress(to));

export interface Letter {
  /** Somebody of the demonstration by name, or an address. */
  readonly to: string;
  readonly subject: string;
  readonly text?: string;
  readonly files?: readonly string[];
  readonly inReplyTo?: EnvelopeId;
}

/** Writes a draft with attachments. */
export async function writeDraft(session: SessionDriver, letter: Letter): Promise<DraftId> {
  const { id } = await session.draft.create({ answerTo: null, toAll: false });
  await session.draft.save({
    draftId: id,
    content: {
      recipients: [{ address: addressOf(letter.to), name: '', role: 'to' }],
      subject: letter.subject,
      text: letter.text ?? 'Bonjour',
      inReplyTo: letter.inReplyTo ?? null,
    },
  });
  for (const file of letter.files ?? []) {
    await session.draft.attach({ draftId: id, grantId: session.grant('read', file) });
  }
  return id;
}

/** Writes, signs and queues. */
export async function sendLetter(session: SessionDriver, letter: Letter): Promise<EnvelopeId> {
  const draftId = await writeDraft(session, letter);
  const { envelopeId } = await session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
  return envelopeId;
}

/** Waits until the outbox is empty. */
export function outboxEmpty(session: SessionDriver, timeoutMs?: number): Promise<true> {
  return eventually(async () => ((await session.outbox.list({})).entries.length === 0 ? true : null), timeoutMs);
}

/** Waits until the envelope is in the box with its bytes here. */
export function arrived(session: SessionDriver, box: 'received' | 'sent', id: EnvelopeId, timeoutMs?: number) {
  return eventually(async () => {
    const { rows } = await session.mailbox.rows({ box, filter: 'all', offset: 0, limit: 200 });
    return rows.find((row) => row.id === id && row.offline) ?? null;
  }, timeoutMs);
}

/** Waits until everything the operator has is here. */
export function synced(session: SessionDriver, timeoutMs?: number) {
  return eventually(async () => {
    const state = await session.sync.state({});
    return state.connection === 'online' && state.pendingBytes === 0 ? state : null;
  }, timeoutMs);
}
