/** Pages for who is not signed in yet: sign-in, and setting up one's access through the mailed link. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Enrolments } from '../../services/administrators.ts';
import type { ConsoleSignIn } from '../../services/console-sign-in.ts';
import { otpauthUri, toBase32 } from '../../services/time-codes.ts';
import { networkOf } from '../../services/token-buckets.ts';
import { passwordFailures } from '../judge-form.ts';
import { formOf, linkOf, show } from '../page-request.ts';
import { paths } from '../site-pages.ts';
import { nothingFilled, wordsIn } from '../views.ts';
import { readerOf } from './console-reader.ts';
import { type ConsoleRequests, deviceMarkOf, setSession } from './console-request.ts';
import { enrolledView, enrolmentView, secretView, signInView } from './entry-views.ts';

export interface EntryParts {
  readonly requests: ConsoleRequests;
  readonly signIn: ConsoleSignIn;
  readonly enrolments: Enrolments;
  readonly passwordMinLength: number;
  /** As code applications name it. */
  readonly operatorName: string;
}

export function addEntryPages(pages: FastifyInstance, parts: EntryParts): void {
  const { requests, signIn } = parts;
  pages.get(paths.consoleSignIn, async (request, reply) => {
    const { fin } = request.query as { readonly fin?: unknown };
    return show(reply, signInView(readerOf(request), fin === undefined ? {} : { said: 'over' }));
  });
  pages.post(paths.consoleSignIn, async (request, reply) => {
    requests.checkOrigin(request);
    const reader = readerOf(request);
    const { address = '', password = '', code = '' } = formOf(request);
    const typed = address.trim().toLowerCase();
    const opened = await signIn.signIn({
      ...{ address: typed, password, code: code.trim() },
      ...{ network: networkOf(request.ip), deviceMark: deviceMarkOf(request) },
    });
    if (!opened) return show(reply, signInView(reader, { said: 'refused', address: typed }), 401);
    setSession(reply, opened.token, opened.deviceMark);
    return reply.redirect(reader.href(paths.console, { secours: opened.byRecoveryCode ? 1 : undefined }), 303);
  });
  addEnrolment(pages, parts);
}

function addEnrolment(
  pages: FastifyInstance,
  { requests, enrolments, passwordMinLength, operatorName }: EntryParts,
): void {
  pages.get(paths.enrolment, async (request, reply) => {
    const token = linkOf(request.query);
    const { address } = await enrolments.pending(token);
    return show(reply, enrolmentView(readerOf(request), { token, address }, nothingFilled, passwordMinLength));
  });
  pages.post(paths.enrolment, async (request, reply) => {
    requests.checkOrigin(request);
    const reader = readerOf(request);
    const form = formOf(request);
    const token = linkOf(form);
    const { address } = await enrolments.pending(token);
    const failures = passwordFailures(wordsIn(reader.language), form, passwordMinLength);
    if (Object.keys(failures).length > 0) {
      return show(reply, enrolmentView(reader, { token, address }, { values: {}, failures }, passwordMinLength), 422);
    }
    const secret = await enrolments.choosePassword(token, form['password'] ?? '');
    return showSecret(request, reply, { token, address, secret, isWrong: false });
  });
  pages.post(paths.enrolmentCode, async (request, reply) => {
    requests.checkOrigin(request);
    const form = formOf(request);
    const token = linkOf(form);
    const { address } = await enrolments.pending(token);
    const codes = await enrolments.finish(token, form['code'] ?? '');
    if (codes) return show(reply, enrolledView(readerOf(request), codes));
    return showSecret(request, reply, { token, address, secret: await enrolments.secretOf(token), isWrong: true });
  });

  interface Shown {
    readonly token: string;
    readonly address: string;
    readonly secret: Uint8Array;
    readonly isWrong: boolean;
  }

  function showSecret(request: FastifyRequest, reply: FastifyReply, { secret, isWrong, ...link }: Shown): FastifyReply {
    const shown = { key: toBase32(secret), uri: otpauthUri(secret, operatorName, link.address) };
    return show(reply, secretView(readerOf(request), link, shown, isWrong), isWrong ? 422 : 200);
  }
}
