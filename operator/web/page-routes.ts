/**
 * The operator's own pages: creating an account, choosing a new password, passkeys, reading without an account, and the console.
 * Plain forms that work without scripts, but for the page of a passkey, which browsers give to scripts alone. But for a reading and the console, nothing is remembered between two requests
 * except the secret of a mailed link, so that there is nothing for another site to use.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../contract/errors.ts';
import type { InvitedAnswers } from '../services/invited-answers.ts';
import type { InvitedReading } from '../services/invited-reading.ts';
import type { PasskeyCeremonies } from '../services/passkey-ceremonies.ts';
import type { Recovery } from '../services/recovery.ts';
import type { Registrations } from '../services/registration.ts';
import { addAddressPages } from './address-pages.ts';
import { addConsolePages, type ConsoleParts } from './console/console-pages.ts';
import { addMailboxPages } from './mailbox-pages.ts';
import { pageAssets } from './page-assets.ts';
import { showFailure } from './page-request.ts';
import { addPasskeyPages } from './passkey-pages.ts';
import { addReadingPages } from './reading-pages.ts';
import { addRecoveryPages } from './recovery-pages.ts';
import { addRegistrationPages } from './registration-pages.ts';

const POLICY =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A profile is at most a few kilobytes. */
const FORM_BYTES = 32_768;

export interface PageParts {
  readonly registration: Registrations;
  readonly recovery: Recovery;
  readonly ceremonies: PasskeyCeremonies;
  readonly console: Omit<ConsoleParts, 'passwordMinLength'>;
  readonly invitedReading: InvitedReading;
  readonly invitedAnswers: InvitedAnswers;
  readonly operatorName: string;
  readonly passwordMinLength: number;
  /** Refuses addresses that ask too often. */
  limit(request: FastifyRequest): void;
}

/** Adds the pages, in a scope of their own: forms are read here and nowhere else. */
export function addPages(app: FastifyInstance, parts: PageParts): void {
  app.register(async (pages: FastifyInstance) => {
    pages.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    pages.addHook('onRequest', async (request, reply) => {
      reply.headers({ 'content-security-policy': POLICY, 'referrer-policy': 'same-origin', 'x-frame-options': 'DENY' });
      parts.limit(request);
      refuseForeignForms(request);
    });
    pages.setErrorHandler((error, request, reply) => showFailure(request, reply, error));
    for (const { path, mediaType, read } of pageAssets) {
      const bytes = read();
      const headers = { 'content-type': mediaType, 'cache-control': 'public, max-age=3600' };
      pages.get(path, async (_request, reply) => reply.headers(headers).send(bytes));
    }
    addRegistrationPages(pages, parts.registration, parts.passwordMinLength);
    addAddressPages(pages, parts.console.addressChanges);
    addMailboxPages(pages, parts.console.mailboxes);
    addRecoveryPages(pages, parts.recovery, parts.passwordMinLength);
    addConsolePages(pages, { ...parts.console, passwordMinLength: parts.passwordMinLength });
    addPasskeyPages(pages, { ceremonies: parts.ceremonies, operatorName: parts.operatorName, policy: POLICY });
    const { invitedReading: reading, invitedAnswers: answers, operatorName } = parts;
    addReadingPages(pages, { reading, answers, operatorName });
  });
}

/** A form that another site's page sends here is refused, although it could use nothing but what that page knows. */
function refuseForeignForms(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (request.method === 'POST' && isForeign) throw new AppError('auth.forbidden');
}
