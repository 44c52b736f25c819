/** Pages for those who cannot get into their account. */
import type { FastifyInstance } from 'fastify';
import { EmailAddress } from '../../contract/model/person.ts';
import type { Recovery } from '../services/recovery.ts';
import { networkOf } from '../services/token-buckets.ts';
import { passwordFailures } from './judge-form.ts';
import { formOf, languageOf, leadTo, linkOf, show } from './page-request.ts';
import { paths } from './site-pages.ts';
import { newPasswordPage, nothingFilled, noticePage, recoveryPage, wordsIn } from './views.ts';

export function addRecoveryPages(pages: FastifyInstance, recovery: Recovery, passwordMinLength: number): void {
  pages.get(paths.recovery, async (request, reply) => show(reply, recoveryPage(languageOf(request), nothingFilled)));
  pages.post(paths.recovery, async (request, reply) => {
    const language = languageOf(request);
    const form = formOf(request);
    const typed = form['address']?.trim() ?? '';
    const address = EmailAddress.safeParse(typed);
    if (!address.success) {
      const { missing, addressInvalid } = wordsIn(language);
      const failures = { address: typed === '' ? missing : addressInvalid };
      return show(reply, recoveryPage(language, { values: form, failures }), 422);
    }
    await recovery.start(address.data, networkOf(request.ip));
    return leadTo(reply, paths.recoverySent, language);
  });
  pages.get(paths.recoverySent, async (request, reply) => {
    const language = languageOf(request);
    return show(reply, noticePage(language, wordsIn(language).recoverySent, 'letter'));
  });
  pages.get(paths.newPassword, async (request, reply) => {
    const token = linkOf(request.query);
    const { address, language } = await recovery.pending(token);
    const link = { token, address };
    return show(reply, newPasswordPage(languageOf(request, language), nothingFilled, link, passwordMinLength));
  });
  pages.post(paths.newPassword, async (request, reply) => {
    const language = languageOf(request);
    const form = formOf(request);
    const token = linkOf(form);
    const { address } = await recovery.pending(token);
    const failures = passwordFailures(wordsIn(language), form, passwordMinLength);
    if (Object.keys(failures).length > 0) {
      return show(
        reply,
        newPasswordPage(language, { values: {}, failures }, { token, address }, passwordMinLength),
        422,
      );
    }
    await recovery.finish(token, form['password'] ?? '');
    return leadTo(reply, paths.recoveryDone, language);
  });
  pages.get(paths.recoveryDone, async (request, reply) => {
    const language = languageOf(request);
    return show(reply, noticePage(language, wordsIn(language).passwordChanged, 'done'));
  });
}
