/** A page of the demonstration that shows the mails in its spool, since no mail server takes them. Never served otherwise. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { streamOf } from '../../envelope/bytes.ts';
import type { ParsedMessage } from '../../envelope/mime/model.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { moments } from '../services/dates.ts';
import type { DemoCall, DemoTelephone } from './telephone.ts';

const SHOWN = 100;
const PATH = '/demo/mails';

const style = `
  :root { color-scheme: light; --desk: #f1f4f0; --sheet: #fff; --text: #15201b; --quiet: #545f59; --line: #d3dbd4; --ink: #1d4491; --tint: #e4ebf8; }
  @media (prefers-color-scheme: dark) {
    :root { color-scheme: dark; --desk: #121917; --sheet: #18201d; --text: #e8eeea; --quiet: #9da9a3; --line: #2a3431; --ink: #9cbcf7; --tint: #1d2c4b; }
  }
  body { margin: 0; background: var(--desk); color: var(--text); font: 1rem/1.5 "Segoe UI", system-ui, sans-serif; }
  main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
  h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; }
  .lead { color: var(--quiet); margin: 0 0 1.5rem; }
  details { background: var(--sheet); border: 1px solid var(--line); border-radius: 6px; margin-bottom: .5rem; }
  summary { cursor: pointer; padding: .7rem 1rem; list-style-position: outside; }
  summary:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; border-radius: 6px; }
  .subject { font-weight: 600; overflow-wrap: anywhere; }
  .facts { display: block; color: var(--quiet); font-size: .85rem; overflow-wrap: anywhere; }
  pre { margin: 0; padding: 1rem; border-top: 1px solid var(--line); font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
  .calls { background: var(--tint); border-radius: 6px; padding: .7rem 1rem; margin-bottom: 1rem; }
  .calls h2 { font-size: 1rem; margin: 0; }
  .calls ul { list-style: none; margin: 0; padding: 0; }
  .calls li { margin-top: .5rem; overflow-wrap: anywhere; }
  .none { background: var(--tint); border-radius: 6px; padding: 1rem; }
`;

/** The one style is named by its hash: nothing else is loaded, run, framed or sent from the page. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Serves the mails of a spool folder at `/demo/mails`, newest first, below what its telephone was sent. */
export function addMailsPage(app: FastifyInstance, spool: string, telephone: DemoTelephone): void {
  app.get(PATH, async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-store')
      .send(page(await readSpool(spool), telephone.calls())),
  );
}

async function readSpool(spool: string): Promise<ParsedMessage[]> {
  const names = (await readdir(spool).catch(ifMissing)).filter((name) => name.endsWith('.eml'));
  const files = await Promise.all(
    names.map(async (name) => ({ file: join(spool, name), at: (await stat(join(spool, name))).mtimeMs })),
  );
  files.sort((a, b) => b.at - a.at);
  const mails = await Promise.all(
    files.slice(0, SHOWN).map(async ({ file }) => parseMessage(streamOf(await readFile(file)))),
  );
  return mails.sort((a, b) => timeOf(b) - timeOf(a));
}

function timeOf({ outer }: ParsedMessage): number {
  return outer.date?.getTime() ?? 0;
}

function ifMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code !== 'ENOENT') throw error;
  return [];
}

function page(mails: readonly ParsedMessage[], calls: readonly DemoCall[]): string {
  const list = mails.map(mailItem).join('\n');
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Courriels de la démonstration – Medimail</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Courriels de la démonstration</h1>
<p class="lead">Aucun de ces messages n’est parti${'\u00a0'}: l’opérateur de démonstration les garde ici.</p>
${callsBox(calls)}
${mails.length === 0 ? '<p class="none">Aucun courriel pour l’instant.</p>' : list}
</main>
</body>
</html>
`;
}

function callsBox(calls: readonly DemoCall[]): string {
  if (calls.length === 0) return '';
  const channels = { sms: 'SMS', voice: 'Appel vocal' } as const;
  const items = calls.map(
    ({ at, number, channel, text }) =>
      `<li><span class="facts">${channels[channel]} au ${escapeHtml(number)}, le ${escapeHtml(moments.fr.format(at))}</span>${escapeHtml(text)}</li>`,
  );
  return `<section class="calls" aria-labelledby="calls"><h2 id="calls">Téléphone</h2><ul>${items.join('')}</ul></section>`;
}

function mailItem(mail: ParsedMessage): string {
  const { outer, text } = mail;
  const to = outer.to.map((one) => one.address).join(', ');
  return `<details>
<summary><span class="subject">${escapeHtml(outer.subject)}</span>
<span class="facts">À ${escapeHtml(to)}, le ${escapeHtml(moments.fr.format(new Date(timeOf(mail))))}</span></summary>
<pre>${escapeHtml(text)}</pre>
</details>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
