/** The page where a passkey is asked, and what came of it. */
import { LINK_PARAMETER } from '../../contract/api/site-paths.ts';
import type { Language } from '../../contract/model/language.ts';
import { passkeyLink, type ReturnedPasskey } from '../../contract/model/passkey.ts';
import type { AskedCeremony } from '../services/passkey-ceremonies.ts';
import type { CeremonyPurpose } from '../services/ports/passkeys.ts';
import { PASSKEY_ALGORITHMS } from '../services/webauthn.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import { passkeyScriptPath } from './page-assets.ts';
import { paths } from './site-pages.ts';
import { inLanguage, noticePage, wordsIn } from './views.ts';

/** Fields that the script fills in, of a new key and of an answer. */
export const passkeyFields = ['id', 'clientData', 'authenticatorData', 'publicKey', 'signature', 'userHandle'] as const;

export function askPage(language: Language, ticket: string, asked: AskedCeremony, operatorName: string): string {
  const words = wordsIn(language);
  const { passkey } = words;
  const { title, lead, send } = passkey.ask[asked.purpose];
  const hidden = passkeyFields.map((name) => html`<input type="hidden" name="${name}" value="">`);
  const failures = Object.entries(passkey.failures).map(
    ([name, text]) => html`<p data-failure="${name}" hidden>${text}</p>`,
  );
  const account =
    asked.owner && html`<p class="note">${passkey.forAccount} <strong>${asked.owner.address}</strong></p>`;
  const body = html`<div class="summary" role="alert" id="failures" hidden>${failures}</div><noscript><div class="summary"><p>${passkey.needsScripts}</p></div></noscript><form class="narrow" method="post" action="${inLanguage(paths.passkey, language)}" id="passkey" data-asked="${JSON.stringify(optionsOf(asked, operatorName))}" data-expires-at="${asked.expiresAt.toISOString()}"><input type="hidden" name="${LINK_PARAMETER}" value="${ticket}">${hidden}${account}<div class="caution"><h2>${passkey.cautionTitle}</h2><p>${passkey.caution}</p></div><div class="send"><button type="button" id="ask">${send}</button><p class="note" role="status" id="waiting" hidden>${passkey.waiting}</p></div></form>`;
  const other = language === 'fr' ? 'en' : 'fr';
  const otherLanguagePath = `${paths.passkey}?${LINK_PARAMETER}=${ticket}&lang=${other}`;
  const page = { language, title, lead, mark: 'key', otherLanguagePath, body, scriptPath: passkeyScriptPath } as const;
  return renderPage(page, words.page);
}

/** What the script asks the browser for, all bytes in base64url. */
function optionsOf({ purpose, rp, challenge, userHandle, owner }: AskedCeremony, operatorName: string) {
  if (purpose !== 'enrolment') return { get: { challenge, rpId: rp.id, userVerification: 'required' } };
  const credentialIds = owner?.credentialIds ?? [];
  const name = owner?.address ?? '';
  return {
    create: {
      challenge,
      rp: { id: rp.id, name: operatorName },
      user: { id: userHandle, name, displayName: name },
      pubKeyCredParams: PASSKEY_ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      excludeCredentials: credentialIds.map((id) => ({ type: 'public-key', id })),
      // Found by the device itself: a list of keys to choose from would tell whether an account has any.
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
    },
  };
}

/** The way back. The code is in the link alone: nobody is to read it out. */
export function returnPage(language: Language, purpose: CeremonyPurpose, back: ReturnedPasskey): string {
  const words = wordsIn(language);
  const { done, back: label, backNote } = words.passkey;
  const body = html`<p class="go"><a class="button" id="back" href="${passkeyLink(back)}">${label}</a></p><p class="note">${backNote}</p>`;
  const page = { language, ...done[purpose], mark: 'done', otherLanguagePath: null, body } as const;
  return renderPage({ ...page, scriptPath: passkeyScriptPath }, words.page);
}

export function refusedPage(language: Language): string {
  return noticePage(language, wordsIn(language).passkey.refused, 'doubt');
}

export function gonePage(language: Language): string {
  return noticePage(language, wordsIn(language).passkey.gone, 'doubt');
}
