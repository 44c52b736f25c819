/** The page behind the link that proves a new address. Looking at it uses nothing up: mail scanners follow links too. */
import type { FastifyInstance } from 'fastify';
import { LINK_PARAMETER } from '../../contract/api/site-paths.ts';
import type { AddressChanges } from '../services/address-changes.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import { formOf, languageOf, leadTo, linkOf, show } from './page-request.ts';
import { paths } from './site-pages.ts';
import { inLanguage, noticePage, wordsIn } from './views.ts';

export function addAddressPages(pages: FastifyInstance, changes: Pick<AddressChanges, 'pending' | 'prove'>): void {
  pages.get(paths.addressProof, async (request, reply) => {
    const language = languageOf(request);
    const words = wordsIn(language);
    const token = linkOf(request.query);
    const address = await changes.pending(token);
    const body = html`<p><strong>${address}</strong></p><form method="post" action="${inLanguage(paths.addressProof, language)}"><input type="hidden" name="${LINK_PARAMETER}" value="${token}"><div class="send"><button type="submit">${words.addressProofSend}</button></div></form>`;
    return show(
      reply,
      renderPage({ language, ...words.addressProof, mark: 'letter', otherLanguagePath: null, body }, words.page),
    );
  });
  pages.post(paths.addressProof, async (request, reply) => {
    await changes.prove(linkOf(formOf(request)));
    return leadTo(reply, paths.addressProven, languageOf(request));
  });
  pages.get(paths.addressProven, async (request, reply) => {
    const language = languageOf(request);
    return show(reply, noticePage(language, wordsIn(language).addressProven, 'done'));
  });
}
