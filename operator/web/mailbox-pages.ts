/** The page behind the link by which an address agrees to become a structure's mailbox. Looking at it uses nothing up: mail scanners follow links too. */
import type { FastifyInstance } from 'fastify';
import { LINK_PARAMETER } from '../../contract/api/site-paths.ts';
import type { OrganisationMailboxes } from '../services/organisation-mailboxes.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import { formOf, languageOf, leadTo, linkOf, show } from './page-request.ts';
import { paths } from './site-pages.ts';
import { inLanguage, noticePage, wordsIn } from './views.ts';

export function addMailboxPages(
  pages: FastifyInstance,
  mailboxes: Pick<OrganisationMailboxes, 'pending' | 'agree'>,
): void {
  pages.get(paths.mailbox, async (request, reply) => {
    const language = languageOf(request);
    const words = wordsIn(language);
    const token = linkOf(request.query);
    const { name, address, structure } = await mailboxes.pending(token);
    const body = html`<p><strong>${address}</strong></p><p>${words.mailboxNote(name, structure)}</p><form method="post" action="${inLanguage(paths.mailbox, language)}"><input type="hidden" name="${LINK_PARAMETER}" value="${token}"><div class="send"><button type="submit">${words.mailboxSend}</button></div></form>`;
    const { title, lead } = words.mailbox;
    const page = { language, title, lead: lead(structure), mark: 'letter', otherLanguagePath: null, body } as const;
    return show(reply, renderPage(page, words.page));
  });
  pages.post(paths.mailbox, async (request, reply) => {
    await mailboxes.agree(linkOf(formOf(request)));
    return leadTo(reply, paths.mailboxAgreed, languageOf(request));
  });
  pages.get(paths.mailboxAgreed, async (request, reply) => {
    const language = languageOf(request);
    return show(reply, noticePage(language, wordsIn(language).mailboxAgreed, 'done'));
  });
}
