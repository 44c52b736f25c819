/** Pages on which an account is created. */
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../contract/errors.ts';
import { RegistrationRequest } from '../../contract/model/registration.ts';
import type { Registrations } from '../services/registration.ts';
import { networkOf } from '../services/token-buckets.ts';
import { passwordFailures, profileFailures, readProfile, requestFailures } from './judge-form.ts';
import { formOf, languageOf, leadTo, linkOf, show } from './page-request.ts';
import { paths } from './site-pages.ts';
import { finishPage, nothingFilled, noticePage, registrationPage, wordsIn } from './views.ts';

export function addRegistrationPages(
  pages: FastifyInstance,
  registration: Registrations,
  passwordMinLength: number,
): void {
  pages.get(paths.registration, async (request, reply) =>
    show(reply, registrationPage(languageOf(request), nothingFilled)),
  );
  pages.post(paths.registration, async (request, reply) => {
    const language = languageOf(request);
    const form = formOf(request);
    const failures = requestFailures(wordsIn(language), form);
    if (Object.keys(failures).length > 0) {
      return show(reply, registrationPage(language, { values: form, failures }), 422);
    }
    const { address, givenName, familyName } = form;
    const asked = RegistrationRequest.parse({ address: address?.trim(), givenName, familyName, language });
    await registration.start(asked, networkOf(request.ip));
    return leadTo(reply, paths.registrationSent, language);
  });
  pages.get(paths.registrationSent, async (request, reply) => {
    const language = languageOf(request);
    return show(reply, noticePage(language, wordsIn(language).sent, 'letter'));
  });
  addSecondStep(pages, registration, passwordMinLength);
}

function addSecondStep(pages: FastifyInstance, registration: Registrations, passwordMinLength: number): void {
  pages.get(paths.registrationFinish, async (request, reply) => {
    const token = linkOf(request.query);
    const { address, givenName, familyName, language } = await registration.pending(token);
    const filled = { values: { givenName, familyName }, failures: {} };
    return show(reply, finishPage(languageOf(request, language), filled, { token, address }, passwordMinLength));
  });
  pages.post(paths.registrationFinish, async (request, reply) => {
    const language = languageOf(request);
    const words = wordsIn(language);
    const form = formOf(request);
    const token = linkOf(form);
    const { address } = await registration.pending(token);
    const again = (failures: Readonly<Record<string, string>>) =>
      show(reply, finishPage(language, { values: form, failures }, { token, address }, passwordMinLength), 422);
    const profile = readProfile(form);
    if (!profile) throw new AppError('request.invalid', { field: 'profile' });
    const failures = { ...passwordFailures(words, form, passwordMinLength), ...profileFailures(words, profile) };
    if (Object.keys(failures).length > 0) return again(failures);
    try {
      await registration.finish({ token, password: form['password'] ?? '', profile });
    } catch (error) {
      if (!(error instanceof AppError && error.is('account.identifier-taken'))) throw error;
      return again({ [profile.rpps === '' ? 'adeli' : 'rpps']: words.identifierTaken });
    }
    return leadTo(reply, paths.registrationDone, language);
  });
  pages.get(paths.registrationDone, async (request, reply) => {
    const language = languageOf(request);
    return show(reply, noticePage(language, wordsIn(language).created, 'done'));
  });
}
